package generate

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// Size says how large a project is.
type Size struct {
	Models  int
	Tests   int // generic tests, spread over the models
	Seeds   int
	Columns int    // of each model, beside id; 0 = 6
	Folder  int    // models in one folder with one properties file; 0 = 20
	Seed    uint64 // of the random choices
}

// Files gives the project as path -> content.
func Files(s Size) map[string]string {
	g := newGenerator(s)
	g.project()
	for i := range s.Seeds {
		g.seed(i)
	}
	for i := range s.Models {
		g.model(i)
	}
	g.properties()
	return g.files
}

// Write writes the files of a project below dir.
func Write(dir string, files map[string]string) error {
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

type generator struct {
	size  Size
	r     *rand.Rand
	files map[string]string
	names []string // of models
}

func newGenerator(s Size) *generator {
	if s.Columns == 0 {
		s.Columns = 6
	}
	if s.Folder == 0 {
		s.Folder = 20
	}
	//nolint:gosec // the same seed gives the same project: not a secret
	return &generator{size: s, r: rand.New(rand.NewPCG(s.Seed, 7)), files: map[string]string{}}
}

func (g *generator) project() {
	g.files["dbt_project.yml"] = `name: generated
version: '1.0'
profile: generated
model-paths: [models]
seed-paths: [seeds]
macro-paths: [macros]
vars: {scale: 2, label: 'made'}
models:
  generated:
    +materialized: view
    layer0: {+materialized: table, +tags: [base]}
seeds:
  generated: {+schema: raw}
`
	g.files["profiles.yml"] = `generated:
  target: dev
  outputs:
    dev: {type: duckdb, path: "{{ env_var('GENERATED_DB', 'generated.duckdb') }}", schema: main, threads: 4}
`
	g.files["macros/shape.sql"] = `{% macro scaled(column, by=none) -%}
{%- set factor = by if by is not none else var('scale') -%}
({{ column }} * {{ factor }})
{%- endmacro %}

{% macro listed(prefix, count) -%}
{%- for i in range(count) %}{{ prefix }}{{ i }}{{ ', ' if not loop.last }}{% endfor -%}
{%- endmacro %}

{% test positive(model, column_name) %}
select * from {{ model }} where {{ column_name }} < 0
{% endtest %}
`
}

func (g *generator) seed(i int) {
	var b strings.Builder
	b.WriteString("id,c0,label\n")
	for row := range 20 {
		fmt.Fprintf(&b, "%d,%d,%s\n", row+1, g.r.IntN(100), []string{"red", "green", "blue"}[row%3])
	}
	g.files[fmt.Sprintf("seeds/seed_%d.csv", i)] = b.String()
}

// folder gives the folder of model i: layers of a fifth of the models each.
func (g *generator) folder(i int) string {
	layer := min(4, i*5/max(g.size.Models, 1))
	return fmt.Sprintf("models/layer%d/group%d", layer, i/g.size.Folder)
}

func (g *generator) model(i int) {
	name := fmt.Sprintf("model_%d", i)
	var b strings.Builder
	if i%5 == 0 {
		fmt.Fprintf(&b, "{{ config(tags=['t%d'], meta={'owner': 'team_%d'}) }}\n\n", i%7, i%11)
	}
	b.WriteString("with\n")
	from := g.parents(i)
	for k, parent := range from {
		fmt.Fprintf(&b, "source_%d as (\n    select * from %s\n),\n", k, parent)
	}
	b.WriteString("shaped as (\n    select\n        id")
	for c := range g.size.Columns {
		fmt.Fprintf(&b, ",\n        {{ scaled('c0', %d) }} %% 97 as c%d", c+1, c)
	}
	b.WriteString("\n        {%- if var('wide', false) %},\n        {{ listed('c', 3) }}{% endif %}\n")
	fmt.Fprintf(&b, "    from %s\n)\n", g.base(from))
	b.WriteString("select\n    id,\n    {{ listed('c', " + fmt.Sprint(g.size.Columns) + ") }},\n    '{{ var('label') }}' as label\nfrom shaped\n")
	if len(from) > 1 {
		b.WriteString("where id in (select id from source_1)\n")
	}
	g.files[g.folder(i)+"/"+name+".sql"] = b.String()
	g.names = append(g.names, name)
}

func (g *generator) base(from []string) string {
	if len(from) == 0 {
		return "(select unnest(range(1, 21)) as id, 3 as c0)"
	}
	return "source_0"
}

// parents gives the refs of model i: of models of earlier folders, or a seed.
func (g *generator) parents(i int) []string {
	ref := func(name string) string { return "{{ ref('" + name + "') }}" }
	first := i / g.size.Folder * g.size.Folder
	switch {
	case first == 0 && g.size.Seeds > 0:
		return []string{ref(fmt.Sprintf("seed_%d", i%g.size.Seeds))}
	case i == 0:
		return nil
	case first == 0:
		return []string{ref("model_0")}
	}
	low := max(0, first-200)
	a, b := low+g.r.IntN(first-low), low+g.r.IntN(first-low)
	if a == b {
		return []string{ref(g.names[a])}
	}
	return []string{ref(g.names[a]), ref(g.names[b])}
}
