// Package state reads the artifacts of an earlier run (manifest.json,
// run_results.json, sources.json, made by us or by dbt) and compares a graph with
// them: what is new, what was modified and in which part, how each node ended,
// and where its relation was.
//
// It never decides what to run: selection asks it, and so do defer, clone and
// retry. Macros of the built-in library are left out of the comparison: they
// change with the program, not with the project.
//
// Words: earlier = the run that is compared with; part = body, configs,
// relation, persisted_descriptions, macros or contract.
package state
