package dbt

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
)

// wideProject is a project of as many models, each with two tests, a description
// of every column and a ref to two others.
func wideProject(models int) fstest.MapFS {
	files := fstest.MapFS{"dbt_project.yml": {Data: []byte("name: wide\nmodels: {wide: {+materialized: table, +schema: gold}}\n")}}
	var yaml strings.Builder
	yaml.WriteString("version: 2\nmodels:\n")
	for i := range models {
		var sql strings.Builder
		fmt.Fprintf(&sql, "{{ config(tags=['t%d']) }}\nwith\n", i%7)
		for _, parent := range []int{i - 1, i / 2} {
			if parent >= 0 && parent < i {
				fmt.Fprintf(&sql, "p%d_%d as (select * from {{ ref('m%d') }}),\n", parent, sql.Len(), parent)
			}
		}
		sql.WriteString("own as (select 1 as id\n")
		for c := range 20 {
			fmt.Fprintf(&sql, "    , {{ dbt.safe_cast(\"'%d'\", dbt.type_string()) }} as c%d\n", c, c)
		}
		sql.WriteString("{% if var('wide', false) %}, 1 as more{% endif %})\nselect * from own {{ '-- ' ~ this }}\n")
		files[fmt.Sprintf("models/m%d.sql", i)] = &fstest.MapFile{Data: []byte(sql.String())}
		fmt.Fprintf(&yaml, "  - name: m%d\n    description: Model %d.\n    columns:\n      - name: id\n        description: The key.\n        data_tests: [unique, not_null]\n", i, i)
		for c := range 20 {
			fmt.Fprintf(&yaml, "      - name: c%d\n        description: Column %d of the model.\n", c, c)
		}
	}
	files["models/schema.yml"] = &fstest.MapFile{Data: []byte(yaml.String())}
	return files
}

// BenchmarkLoadAndCompile reads, parses and compiles a project of 40 models with
// 80 tests: the budget is 150 ms.
func BenchmarkLoadAndCompile(b *testing.B) {
	for _, models := range []int{40, 400} {
		b.Run(fmt.Sprintf("models=%d", models), func(b *testing.B) {
			files := wideProject(models)
			for b.Loop() {
				p, err := Load(b.Context(), Options{FS: files, NoArtifacts: true, Target: Target{Schema: "main"}})
				if err != nil {
					b.Fatal(err)
				}
				sql, err := p.Compile(b.Context())
				if err != nil || len(sql) != 3*models {
					b.Fatal(len(sql), err)
				}
			}
		})
	}
}
