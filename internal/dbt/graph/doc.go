// Package graph holds what a dbt project becomes once it is parsed: nodes
// (models, seeds, snapshots, tests, analyses, sources, exposures ...), macros,
// docs, groups, who depends on whom, and the order to build in.
//
// It reads no file and renders no Jinja. Node.Dict gives a node as dbt shows it
// to Jinja and writes it to manifest.json, with dbt's complete set of keys.
//
// Words: unique id = "model.<project>.<name>"; fqn = the path of names by which
// configs and selections find a node; parents = what must be built before.
package graph
