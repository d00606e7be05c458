// Package control owns the control database: what happened and what was decided,
// in a small SQLite file that outlives the warehouse.
//
// Tables: run (one row per run of a command that changes data), step (its stages),
// state (named values that must survive a restart), check_result (how each check
// of a run ended), evidence (what probes saw of the production checklist), incident
// (problems from when they were first seen until they are over), delivery (what each
// receiver of notices was told), lineage and run_lineage (where the columns that a run
// built come from, equal ones once), repair (who did what to rows in quarantine, when
// and why), decision (what people have said of two records; the newest of a pair
// stands). It is changed by numbered migrations in sql/, each in a transaction of its
// own; longer questions are in query/.
//
// It holds customers' values in one place only, the cells before and after a repair:
// what a person decided must outlive the warehouse. It never opens the warehouse, and
// takes the time from its callers.
//
// Words: run = one `scv run`, `scv demo` or other command with a verdict; step =
// one stage of it; verdict = how a run ended; incident = a problem with a beginning
// and an end, at most one open of a key; notice = a message about one that somebody
// is still to be sent.
package control
