// Package project reads the files of a dbt project: dbt_project.yml with its
// tree of configs, profiles.yml, properties YAML, docs blocks, and where the SQL
// files and seeds are, for the project itself and for the packages it has.
//
// It never renders a model and knows no graph: it hands out what is written,
// each value with its file, line and column, so that a message can say where.
// Text with Jinja in YAML is rendered by the Renderer that it is given.
//
// Words: properties = a YAML file with `models:`, `sources:` and so on; resource
// = one entry of it; tree = the nested configs of dbt_project.yml; fqn = the
// path of names by which a tree is walked.
package project
