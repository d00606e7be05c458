package scv_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Each rule is shown a small house that breaks it, and one that does not.
func TestRulesSeeWhatBreaksThem(t *testing.T) {
	long := "package term\n" + strings.Repeat("\n", maxFileLines)
	for name, c := range map[string]struct {
		rule  rule
		files map[string]string
		want  []string // beginnings of the lines reported
	}{
		"a package without a place": {
			places,
			map[string]string{"util/util.go": "package util", "jinja/doc.go": "package jinja"},
			[]string{"util: no room lists"},
		},
		"imports": {
			imports,
			map[string]string{
				"internal/term/a.go":                 `package term; import _ "scv"; import _ "strings"`,
				"internal/source/a.go":               `package source; import _ "scv/internal/term"; import _ "scv/internal/warehouse"`,
				"internal/source/csvrow/a.go":        `package csvrow; import _ "scv/internal/source"`,
				"internal/source/excel/a.go":         `package excel; import _ "scv/internal/source/dynamics"; import _ "scv/internal/source/csvrow"`,
				"internal/dbt/a_test.go":             `package dbt_test; import _ "scv/internal/dbt"; import _ "scv/internal/identity"`,
				"internal/bronze/a.go":               `package bronze; import _ "scv/internal/pipeline"; import _ "scv/internal/nowhere"`,
				"internal/identity/record/a_test.go": `package record_test; import _ "scv/internal/identity/record/recordtest"`,
				"internal/identity/record/a.go":      `package record; import _ "scv/internal/identity/record/recordtest"`,
				"jinja/a.go":                         `package jinja; import _ "scv"; import _ "example.org/x"`,
				"internal/source/testdata/a.go":      `package broken; import _ "scv/cmd/scv"`,
			},
			[]string{
				"internal/bronze/a.go imports scv/internal/pipeline: row 2",
				"internal/bronze/a.go imports scv/internal/nowhere: no room",
				"internal/dbt/a_test.go imports scv/internal/identity: row 2",
				"internal/identity/record/a.go imports scv/internal/identity/record/recordtest: the order",
				"internal/source/a.go imports scv/internal/warehouse: row 1",
				"internal/source/csvrow/a.go imports scv/internal/source: the order",
				"internal/source/excel/a.go imports scv/internal/source/dynamics: the order",
				"jinja/a.go imports scv: this room can be used on its own",
			},
		},
		"the root imports a library": {
			rootImports,
			map[string]string{"a.go": `package scv; import _ "golang.org/x/text"; import _ "strings"`},
			[]string{"a.go imports golang.org/x/text"},
		},
		"package comments": {
			packageComments,
			map[string]string{
				"jinja/doc.go":        "// Package jinja is.\npackage jinja",
				"internal/term/a.go":  "// Package term is not in doc.go.\npackage term",
				"project/doc.go":      "// The project.\npackage project",
				"cmd/scv/main.go":     "// Command scv does.\npackage main",
				"examples/febrl/a.go": "package main",
			},
			[]string{"examples/febrl: no doc.go", "internal/term: no doc.go", "project: no doc.go"},
		},
		"reaching outside": {
			reachesOutside,
			map[string]string{
				"internal/term/a.go":      "package term\nvar a = time.Now\nfunc f() { panic(1) }",
				"internal/term/a_test.go": "package term\nvar a = time.Now()",
				"internal/app/a.go":       "package app\nvar a = os.Getenv(`A`)",
				"internal/app/b.go":       "package app\nfunc f() { panic(1) }",
			},
			[]string{"internal/app/b.go:2: panic", "internal/term/a.go:2: time.Now", "internal/term/a.go:3: panic"},
		},
		"hidden state": {
			hiddenState,
			map[string]string{
				"internal/term/a.go": "package term\nvar a, table, s = 1, map[int]int{}, struct{ n int }{}\nfunc init() {}\nfunc f() { a = 2 }",
				"internal/term/b.go": "package term\nfunc g() { table[1]++ }\nfunc h(a int) { a = 2; _ = a }\nfunc i() { s.n = 1 }",
			},
			[]string{
				"internal/term/a.go:3: init", "internal/term/a.go:4: the package variable a",
				"internal/term/b.go:2: the package variable table", "internal/term/b.go:4: the package variable s",
			},
		},
		"sizes": {
			sizes,
			map[string]string{
				"internal/term/a.go": long,
				"internal/term/b.go": "package term\nfunc f() {" + strings.Repeat("\n", maxFuncLines) + "}\n",
				"internal/term/c.go": "package term\ntype i interface { A(); B(); C(); D(); E(); F(); G() }\n",
			},
			[]string{"internal/term/a.go has 501 lines", "internal/term/b.go:2: f has 61 lines", "internal/term/c.go:2: an interface with 7"},
		},
		"statements": {
			statementsInGo,
			map[string]string{"internal/term/a.go": "package term\nvar a = `select a,\n b\nfrom c`\nvar b = `select 1`\nvar c = `with love\n from\n us`\nvar d = `select *\nfrom (\n%s)`"},
			[]string{"internal/term/a.go:2: a SQL statement"},
		},
		"open ends": {
			leftOpen,
			map[string]string{"internal/term/a.go": "package term\n// " + "TODO: later.\n"},
			[]string{"internal/term/a.go:2"},
		},
		"links of the embedded engine": {
			duckDBLinks,
			map[string]string{
				"internal/warehouse/duckdb/a.go":  "package duckdb",
				"internal/app/a.go":               `package app; import _ "scv/internal/warehouse/duckdb"`,
				"internal/serve/answer/a.go":      "package answer",
				"internal/serve/answer/a_test.go": `package answer_test; import _ "scv/internal/app"`,
				"internal/term/a.go":              `package term; import _ "scv/internal/app"`,
			},
			[]string{"internal/serve/answer: its tests link"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tree := fstest.MapFS{}
			for path, text := range c.files {
				tree[path] = &fstest.MapFile{Data: []byte(text)}
			}
			h, err := readHouse(tree, rooms())
			if err != nil {
				t.Fatal(err)
			}
			got := c.rule(h)
			same := slices.EqualFunc(got, c.want, func(line, start string) bool { return strings.HasPrefix(line, start) })
			if !same {
				t.Errorf("reported:\n  %s\nwant lines that begin with:\n  %s", strings.Join(got, "\n  "), strings.Join(c.want, "\n  "))
			}
		})
	}
}
