package generate

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Mixed gives a small project with something of everything that dbt builds: seeds,
// sources, views, tables, ephemeral chains, incremental models of all strategies,
// snapshots, versions, groups, exposures, analyses, a local package, generic,
// singular and unit tests of both severities, some of which find rows. The seed
// chooses which, how many, and what refers to what.
func Mixed(seed uint64) map[string]string {
	//nolint:gosec // the same seed gives the same project: not a secret
	m := &mixed{r: rand.New(rand.NewPCG(seed, 11)), files: map[string]string{}}
	m.project()
	m.library()
	m.seeds()
	m.staging()
	m.chains()
	m.incremental()
	m.snapshots()
	m.versions()
	m.singular()
	m.around()
	m.writeProperties()
	return m.files
}

// made is a model, seed or snapshot with the columns id, grp, amount and day.
type made struct {
	name, ref string
	ephemeral bool
}

type mixed struct {
	r     *rand.Rand
	files map[string]string
	below []made // what may be selected from, in order
	props map[string]*strings.Builder
}

func (m *mixed) one(of ...string) string { return of[m.r.IntN(len(of))] }

func (m *mixed) maybe(percent int) bool { return m.r.IntN(100) < percent }

// pick gives something that is there already.
func (m *mixed) pick() made { return m.below[m.r.IntN(len(m.below))] }

// built is pick without ephemeral models: what has a table.
func (m *mixed) built() made {
	tables := slices.DeleteFunc(slices.Clone(m.below), func(x made) bool { return x.ephemeral })
	return tables[m.r.IntN(len(tables))]
}

func (m *mixed) add(name string, ephemeral bool) {
	m.below = append(m.below, made{name: name, ref: "{{ ref('" + name + "') }}", ephemeral: ephemeral})
}

// properties gives the text of a section of a properties file.
func (m *mixed) properties(file, section string) *strings.Builder {
	if m.props == nil {
		m.props = map[string]*strings.Builder{}
	}
	key := file + "\x00" + section
	if m.props[key] == nil {
		m.props[key] = &strings.Builder{}
	}
	return m.props[key]
}

func (m *mixed) writeProperties() {
	keys := make([]string, 0, len(m.props))
	for key := range m.props {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		file, section, _ := strings.Cut(key, "\x00")
		m.files[file] += section + ":\n" + m.props[key].String()
	}
}

func (m *mixed) project() {
	m.files["dbt_project.yml"] = fmt.Sprintf(`name: mixed
version: '1.0'
profile: mixed
model-paths: [models]
vars: {factor: %d, mixed: {label: 'made'}}
on-run-start:
  - "create schema if not exists raw"
  - "create or replace table raw.events as select range as id, range %% 3 as grp, range * {{ var('factor') }} as amount, date '2025-01-01' + cast(range as integer) as day from range(12)"
models:
  mixed:
    +materialized: view
    staging: {+tags: [stg], +schema: %s}
    marts: {+materialized: table, +tags: [mart, nightly], +meta: {owner: team_%d}}
seeds:
  mixed: {+schema: raw_seeds, +tags: base}
snapshots:
  mixed: {+tags: [history]}
data_tests:
  mixed: {+severity: %s}
`, 1+m.r.IntN(4), m.one("stage", "null"), m.r.IntN(3), m.one("error", "warn", "warn", "warn"))
	m.files["profiles.yml"] = `mixed:
  target: dev
  outputs:
    dev: {type: duckdb, path: mixed.duckdb, schema: main, threads: 1}
`
	m.files["packages.yml"] = "packages:\n  - local: lib\n"
	m.files["macros/shape.sql"] = `{% macro scaled(column) -%}
({{ column }} * {{ var('factor') }})
{%- endmacro %}

{% macro cents(column) %}{{ return(adapter.dispatch('cents', 'lib')(column)) }}{% endmacro %}

{% test below(model, column_name, top=1000) %}
select * from {{ model }} where {{ column_name }} >= {{ top }}
{% endtest %}
`
}

// library is a package that lies beside the models.
func (m *mixed) library() {
	m.files["lib/dbt_project.yml"] = "name: lib\nversion: '1.0'\nmodels:\n  lib: {+materialized: " + m.one("view", "table", "ephemeral") + ", +tags: [lib]}\n"
	m.files["lib/macros/cents.sql"] = `{% macro default__cents(column) %}cast({{ column }} * 100 as bigint){% endmacro %}

{% test in_range(model, column_name, low=0, high=none) %}
select * from {{ model }} where {{ column_name }} < {{ low }}{% if high is not none %} or {{ column_name }} > {{ high }}{% endif %}
{% endtest %}
`
	m.files["lib/models/calendar.sql"] = "select cast(range as bigint) as id, cast(range % 2 as bigint) as grp, cast(range as bigint) as amount, date '2025-01-01' + cast(range as integer) as day from range(5)\n"
	m.files["lib/models/calendar.yml"] = "models:\n  - name: calendar\n    columns:\n      - name: id\n        data_tests: [unique, in_range: {arguments: {high: 4}}]\n"
	m.below = append(m.below, made{name: "calendar", ref: "{{ ref('lib', 'calendar') }}"})
	if !strings.Contains(m.files["lib/dbt_project.yml"], "ephemeral") {
		return
	}
	m.below[0].ephemeral = true
}

func (m *mixed) seeds() {
	p := m.properties("seeds/seeds.yml", "seeds")
	for i := range 1 + m.r.IntN(3) {
		name := fmt.Sprintf("seed_%d", i)
		var b strings.Builder
		b.WriteString("id,grp,amount,day\n")
		for row := range 8 {
			amount := fmt.Sprint(m.r.IntN(50))
			if row == 5 && m.maybe(40) {
				amount = ""
			}
			fmt.Fprintf(&b, "%d,%d,%s,2025-01-%02d\n", row+1, m.r.IntN(3), amount, 1+m.r.IntN(28))
		}
		m.files["seeds/"+name+".csv"] = b.String()
		fmt.Fprintf(p, "  - name: %s\n    config: {column_types: {id: bigint, grp: bigint, amount: bigint}}\n    columns:\n      - name: id\n        data_tests: [unique, not_null]\n      - name: amount\n%s", name, m.tests("amount"))
		m.add(name, false)
	}
	fmt.Fprint(m.properties("models/staging/sources.yml", "sources"), `  - name: raw
    schema: raw
    tags: [external]
    tables:
      - name: events
        columns:
          - name: id
            data_tests: [unique, below]
      - name: unused
`)
}

// tests gives the tests of a column: some find rows.
func (m *mixed) tests(column string) string {
	all := []string{
		"not_null: {config: {severity: warn}}",
		"not_null: {config: {where: \"id > " + fmt.Sprint(m.r.IntN(9)) + "\", error_if: '>5', warn_if: '>0'}}",
		"below: {arguments: {top: " + fmt.Sprint(20+m.r.IntN(200)) + "}, config: {limit: 2, tags: [slow]}}",
		"lib.in_range: {arguments: {low: 0, high: " + fmt.Sprint(m.r.IntN(300)) + "}, name: in_range_" + column + "_" + fmt.Sprint(m.r.IntN(1000000)) + ", config: {severity: " + m.one("warn", "warn", "error") + ", store_failures: " + m.one("true", "false") + "}}",
		"accepted_values: {arguments: {values: [0, 1, 2], quote: false}, config: {severity: warn, error_if: '>100'}}",
	}
	n := m.r.IntN(3)
	if n == 0 {
		return ""
	}
	m.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	out := "        data_tests:\n"
	if strings.HasPrefix(all[0], "not_null") && strings.HasPrefix(all[1], "not_null") {
		n = 1
	}
	for _, test := range all[:n] {
		out += "          - " + test + "\n"
	}
	return out
}
