// Package observe says how the sources of a run stand and what is wrong with it.
//
// It owns two judgements, both pure: which condition a source is in and which
// weather provider serves (freshness.go), and which problems follow from a run
// (problems.go). Problems are kept as incidents in the control database. alert
// tells people of them. It owns the query suite, too (query/, suite.go): what readers
// ask of gold all day, and whether it takes longer than it did.
//
// It never reads a source, never stops a run, and puts nothing into a problem that
// could hold a customer's value: titles, codes, names of sources, files and checks,
// counts and times, never the text of an error's cause.
//
// Words. Problem: what is wrong, seen now. Incident: a problem from when it was
// first seen until it is over. Chain: weather providers in order of preference.
// Serve: be the provider that the weather is from. Stale: the newest of a source is
// older than scv.yml allows.
// Baseline: what a query of the suite took when it was first measured on data of
// that size.
package observe
