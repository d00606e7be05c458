// Package dbt runs a dbt project natively: it loads one (Load), says what is in
// it (List), compiles it (Compile) and builds it in the warehouse (Build), with
// dbt 1.12's names, order, statuses and artifacts.
//
// The room's packages in the order of imports: project (files, YAML with places,
// configs) <- graph (nodes, refs, order) <- graph/selection <- state (an earlier
// run's artifacts) <- compile (Jinja context, macros, SQL) <- reuse (what has to be built) <- run
// (materializations, tests, threads) <- artifact (manifest, run results) <- dbt <-
// deps (packages) <- command (dbt's command line). It opens no warehouse and knows
// no model: what it builds in, and Go materializations, are handed to it.
package dbt
