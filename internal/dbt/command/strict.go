package command

import (
	"fmt"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/project"
)

// movedIntoConfig are the keys of an entry that dbt v2 takes below `config:` only.
var movedIntoConfig = []string{"meta", "tags"}

// forV2 lists what dbt 1.12 takes and dbt v2 refuses: for --strict=v2.
func (v *invocation) forV2() []dbt.Warning {
	var out []dbt.Warning
	root := v.project.Config()
	for _, q := range root.Properties {
		for _, section := range []string{"models", "seeds", "snapshots", "sources", "exposures", "analyses"} {
			_ = q.Each(section, func(entry *project.Node) error { // the function gives no error
				out = append(out, entryForV2(q.Path, section, entry)...)
				for _, table := range items(entry.Get("tables")) {
					out = append(out, entryForV2(q.Path, "tables", table)...)
				}
				return nil
			})
		}
	}
	return out
}

func items(n *project.Node) []*project.Node {
	if n.IsList() {
		return n.Items
	}
	return nil
}

func entryForV2(file, section string, entry *project.Node) []dbt.Warning {
	var out []dbt.Warning
	warn := func(at *project.Node, text, hint string) {
		out = append(out, dbt.Warning{Code: scv.CodeDBTStrict, File: file, Line: at.Line, Text: text, Hint: hint})
	}
	name := entry.Get("name").Text()
	for _, key := range movedIntoConfig {
		if entry.Has(key) {
			warn(entry.Get(key), fmt.Sprintf("`%s:` of %s %q stands outside `config:`, which dbt v2 refuses", key, section, name), "move it below `config:`")
		}
	}
	for _, column := range append([]*project.Node{entry}, project.Columns(entry)...) {
		for _, test := range project.Tests(column) {
			if arguments(test) {
				warn(test, fmt.Sprintf("a test of %q has arguments outside `arguments:`, which dbt v2 refuses", name), "put them below `arguments:`")
			}
		}
	}
	return out
}

// testKeys are the keys of a generic test that are no arguments of its macro.
var testKeys = map[string]bool{
	"name": true, "config": true, "arguments": true, "description": true, "test_name": true, "alias": true, "enabled": true, "severity": true, "tags": true,
	"where": true, "limit": true, "warn_if": true, "error_if": true, "fail_calc": true, "store_failures": true, "store_failures_as": true, "meta": true,
	"database": true, "schema": true, "group": true, "docs": true,
}

func arguments(test *project.Node) bool {
	found := false
	look := func(n *project.Node) {
		n.Pairs(func(key string, _, _ *project.Node) { found = found || !testKeys[key] })
	}
	switch {
	case !test.IsMap():
		return false
	case test.Has("test_name"):
		look(test)
	case len(test.Keys) == 1:
		look(test.Items[0])
	}
	return found
}
