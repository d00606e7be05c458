// Package command is dbt's command line on this engine: each verb (build, run,
// test, ls, compile, show, source freshness, docs generate, retry ...) takes dbt's
// flags, prints what dbt prints, writes dbt's log and artifacts, and ends with
// dbt's exit codes: 0 fine, 1 a node failed, 2 the command could not do its work.
//
// It builds nothing itself and opens no warehouse: what the process has (streams,
// clock, environment, where the warehouse is) is handed to it as a World. It
// never shows a stack trace.
//
// Words: verb = the command, as run_results.json calls it ("which"); event = one
// line of the log, with dbt's name for it; home = the folder of scv, whose project
// and warehouse are used when no other project is named.
package command
