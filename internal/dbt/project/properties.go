package project

import (
	"fmt"
	"slices"

	"scv"
)

// Properties is one properties file.
type Properties struct {
	Project *Project
	Path    string
	Text    string // the file as it is written
	Doc     *Node  // rendered, but for descriptions, tests, hooks and unit tests
}

// Each calls fn for each entry of a section (models, sources ...) in file order,
// and stops at the first error.
func (q *Properties) Each(section string, fn func(entry *Node) error) error {
	for _, entry := range listOf(q.Doc.Get(section)) {
		if err := fn(entry); err != nil {
			return err
		}
	}
	return nil
}

// Tests gives the generic tests below an entry or column: `tests` or `data_tests`.
func Tests(n *Node) []*Node {
	if n.Has("data_tests") {
		return listOf(n.Get("data_tests"))
	}
	return listOf(n.Get("tests"))
}

// Columns gives the columns of an entry.
func Columns(n *Node) []*Node { return listOf(n.Get("columns")) }

// sections are the top keys of a properties file, with the keys that an entry may
// have. An empty list means that entries are not checked.
var sections = map[string][]string{
	"models": {
		"name", "description", "config", "columns", "tests", "data_tests", "docs", "meta", "tags", "group", "access",
		"constraints", "latest_version", "versions", "deprecation_date", "primary_key", "time_spine", "freshness", "anchors",
		"latest_version_pointer", "semantic_model", "agg_time_dimension", "metrics", "derived_semantics",
	},
	"seeds":     {"name", "description", "config", "columns", "tests", "data_tests", "docs", "meta", "tags", "group"},
	"snapshots": {"name", "description", "config", "columns", "tests", "data_tests", "docs", "meta", "tags", "relation", "group"},
	"analyses":  {"name", "description", "config", "columns", "docs", "meta", "tags", "group"},
	"macros":    {"name", "description", "config", "docs", "meta", "arguments"},
	"sources": {
		"name", "description", "config", "database", "schema", "loader", "loaded_at_field", "loaded_at_query", "meta", "tags",
		"freshness", "quoting", "overrides", "tables", "tests", "data_tests", "enabled", "unrendered_database", "unrendered_schema",
	},
	"exposures":       {"name", "label", "type", "maturity", "url", "description", "depends_on", "owner", "meta", "tags", "config", "enabled"},
	"groups":          {"name", "owner", "description", "config"},
	"unit_tests":      {},
	"data_tests":      {"name", "description", "config", "meta", "tags", "docs"},
	"metrics":         {},
	"semantic_models": {},
	"saved_queries":   {},
	"functions":       {"name", "description", "config", "docs", "meta", "tags", "arguments", "returns", "overloads", "columns", "access"},
	"catalogs":        {},
	"anchors":         {},
	"version":         nil,
}

var sourceTableKeys = []string{
	"name", "description", "config", "identifier", "loader", "loaded_at_field", "loaded_at_query", "meta", "tags", "freshness",
	"quoting", "columns", "tests", "data_tests", "external", "docs", "enabled",
}

var columnKeys = []string{
	"name", "description", "data_type", "quote", "config", "meta", "tags", "tests", "data_tests", "constraints", "docs",
	"policy_tags", "include", "exclude", "granularity", "entity", "dimension", "databricks_tags",
}

// check refuses what cannot be read and warns of what dbt would pass over.
func (q *Properties) check(data []byte) error {
	var fault error
	q.Doc.Pairs(func(key string, k, v *Node) {
		known, ok := sections[key]
		switch {
		case fault != nil:
		case !ok:
			q.Project.warnUnknown(q.Path, k.Line, key, "a properties file", sortedKeys(sections))
		case known == nil || v.IsNull():
		case !v.IsList():
			if key != "anchors" {
				fault = q.Project.faultAt(q.Path, data, v, "`"+key+":` must be a list", "Begin each entry with `- name:`.")
			}
		default:
			fault = q.checkEntries(key, known, v, data)
		}
	})
	return fault
}

func (q *Properties) checkEntries(section string, known []string, list *Node, data []byte) error {
	if section == "anchors" {
		return nil
	}
	for _, entry := range list.Items {
		if !entry.IsMap() {
			return q.Project.faultAt(q.Path, data, entry, "an entry of `"+section+":` must be a map", "Write `- name: ...`.")
		}
		if entry.Get("name").Text() == "" && len(known) > 0 {
			return q.Project.faultAt(q.Path, data, entry, "an entry of `"+section+":` has no name", "Add `name:` to it.")
		}
		if len(known) == 0 {
			continue
		}
		q.checkKeys(entry, known, fmt.Sprintf("%s %q", singular(section), entry.Get("name").Text()))
		if err := q.checkInside(section, entry, data); err != nil {
			return err
		}
	}
	return nil
}

func (q *Properties) checkInside(section string, entry *Node, data []byte) error {
	if err := q.checkColumns(entry, data); err != nil {
		return err
	}
	if section != "sources" {
		return nil
	}
	for _, table := range listOf(entry.Get("tables")) {
		if !table.IsMap() || table.Get("name").Text() == "" {
			return q.Project.faultAt(q.Path, data, table, "a table of source "+entry.Get("name").Text()+" has no name", "Write `- name: ...`.")
		}
		q.checkKeys(table, sourceTableKeys, fmt.Sprintf("table %q", table.Get("name").Text()))
		if err := q.checkColumns(table, data); err != nil {
			return err
		}
	}
	return nil
}

func (q *Properties) checkColumns(entry *Node, data []byte) error {
	for _, c := range Columns(entry) {
		if !c.IsMap() || c.Get("name").Text() == "" && !c.Has("include") {
			return q.Project.faultAt(q.Path, data, c, fmt.Sprintf("a column of %q has no name", entry.Get("name").Text()), "Write `- name: ...`.")
		}
		q.checkKeys(c, columnKeys, fmt.Sprintf("column %q", c.Get("name").Text()))
	}
	return nil
}

func (q *Properties) checkKeys(n *Node, known []string, where string) {
	n.Pairs(func(key string, k, _ *Node) {
		if !slices.Contains(known, key) {
			q.Project.warnUnknown(q.Path, k.Line, key, where, known)
		}
	})
}

func singular(section string) string {
	switch section {
	case "analyses":
		return "analysis"
	case "data_tests":
		return "test"
	}
	return section[:len(section)-1]
}

// Fault is an error about an entry of the file, with its line.
func (q *Properties) Fault(code scv.Code, at *Node, text, hint string) error {
	return q.Project.fault(code, q.Path, []byte(q.Text), at.Line, at.Column, text, hint)
}
