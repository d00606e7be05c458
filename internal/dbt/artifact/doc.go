// Package artifact writes what dbt writes below target/: manifest.json (schema
// v12), run_results.json (v6) and the compiled SQL, each with dbt's complete set
// of keys, so that every tool that reads dbt's artifacts reads these.
//
// Files are written beside and renamed, so that a reader never sees half a file.
package artifact
