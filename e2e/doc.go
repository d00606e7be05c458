// Command e2e runs scv beside real dbt and compares what both make of the same
// projects: node lists, compiled SQL, tables row for row, verdicts, exit codes and
// artifacts. It installs dbt-core and dbt-duckdb into a virtual environment where
// that is possible, and says what it skipped where it is not.
//
//	go run ./e2e                         everything, with dbt from the package index
//	go run ./e2e --dbt /path/to/dbt      with a dbt that is there
//	go run ./e2e --only generated        one project: fixture, generated, mixed-1, home
//	go run ./e2e --seed 7 --mixed 5      five mixed projects, of the seeds 7 to 11
//
// Exit code: 0 when nothing that ran failed. It owns the comparison only: what dbt
// answered once, recorded, is compared by the tests of internal/dbt, without Python.
//
// Words: pair = two copies of one project, of which scv builds one and dbt the other.
package main
