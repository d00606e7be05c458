package generate

import (
	"fmt"
	"strings"
)

// describe writes a model's properties.
func (m *mixed) describe(file, name, more string) {
	b := m.properties(file, "models")
	fmt.Fprintf(b, "  - name: %s\n    description: \"%s of the mixed project\"\n%s", name, name, more)
	fmt.Fprintf(b, "    columns:\n      - name: id\n        description: The key.\n        data_tests:\n          - not_null\n")
	if m.maybe(50) {
		b.WriteString("          - unique\n")
	}
	if m.maybe(40) {
		to := m.built()
		fmt.Fprintf(b, "          - relationships: {arguments: {to: \"%s\", field: id}, config: {severity: warn}}\n", strings.Trim(to.ref, "{} "))
	}
	fmt.Fprintf(b, "      - name: amount\n%s", m.tests("amount"))
}

func (m *mixed) staging() {
	const file = "models/staging/staging.yml"
	m.files["models/staging/stg_events.sql"] = "select id, grp, amount, day from {{ source('raw', 'events') }}\n"
	m.describe(file, "stg_events", "")
	m.add("stg_events", false)
	for i := range 2 + m.r.IntN(3) {
		name, kind := fmt.Sprintf("stg_%d", i), m.one("view", "table", "ephemeral")
		m.files["models/staging/"+name+".sql"] = fmt.Sprintf("{{ config(materialized='%s', tags=['%s']) }}\nselect id, grp, {{ scaled('amount') }} as amount, day from %s\n", kind, m.one("red", "blue"), m.pick().ref)
		m.describe(file, name, "")
		m.add(name, kind == "ephemeral")
	}
}

// chains are models on models, ephemeral ones among them.
func (m *mixed) chains() {
	const file = "models/marts/marts.yml"
	fmt.Fprint(m.properties("models/marts/groups.yml", "groups"), "  - name: core\n    owner: {name: Core, email: core@example.com}\n")
	for i := range 3 + m.r.IntN(4) {
		name, kind := fmt.Sprintf("mart_%d", i), m.one("view", "table", "ephemeral", "ephemeral")
		a, b := m.pick(), m.pick()
		folder := m.one("", "deep/", "deep/er/")
		m.files["models/marts/"+folder+name+".sql"] = fmt.Sprintf(`{{ config(materialized='%s') }}
with a as (select * from %s), b as (select id, max(amount) as most from %s group by id)
select a.id, a.grp, coalesce(b.most, 0) + {{ cents('a.grp') }} as amount, a.day
from a left join b using (id)
{%% if var('wide', false) %%}where true{%% endif %%}
`, kind, a.ref, b.ref)
		config := fmt.Sprintf("    config: {tags: [%s], meta: {level: %d}}\n", m.one("red", "blue", "nightly"), m.r.IntN(3))
		if kind != "ephemeral" && m.maybe(40) {
			config = fmt.Sprintf("    config: {group: core, access: %s}\n", m.one("protected", "public"))
		}
		m.describe(file, name, config)
		m.add(name, kind == "ephemeral")
	}
}

func (m *mixed) incremental() {
	for i, strategy := range []string{"append", "delete+insert", "merge"} {
		if m.maybe(30) {
			continue
		}
		name, key := fmt.Sprintf("inc_%d", i), ", unique_key='id'"
		if strategy == "append" {
			key = ""
		}
		m.files["models/marts/"+name+".sql"] = fmt.Sprintf(`{{ config(materialized='incremental', incremental_strategy='%s'%s, on_schema_change='%s') }}
select id, grp, amount, day from %s
{%% if is_incremental() %%}where day >= (select max(day) from {{ this }}){%% endif %%}
`, strategy, key, m.one("ignore", "append_new_columns", "fail"), m.pick().ref)
		m.describe("models/marts/marts.yml", name, "")
		m.add(name, false)
	}
	from := m.built()
	m.files["models/marts/totals.sql"] = "select grp as id, grp, sum(amount) as amount, max(day) as day from " + from.ref + " group by grp\n"
	m.describe("models/marts/marts.yml", "totals", "")
	fmt.Fprintf(m.properties("models/marts/marts.yml", "unit_tests"), `  - name: totals_add_up
    model: totals
    config: {tags: [quick]}
    given:
      - input: "%s"
        rows:
          - {grp: 1, amount: 2, day: 2025-01-01}
          - {grp: 1, amount: %d, day: 2025-01-02}
          - {grp: 2, amount: 5, day: 2025-01-01}
    expect:
      rows:
        - {id: 1, amount: 5}
        - {id: 2, amount: 5}
`, strings.Trim(from.ref, "{} "), 3-m.r.IntN(6)/5) // with 2 the unit test fails
	m.add("totals", false)
}

func (m *mixed) snapshots() {
	how := m.one("strategy: check\n      check_cols: [amount, grp]", "strategy: check\n      check_cols: all", "strategy: timestamp\n      updated_at: day")
	from := m.built()
	fmt.Fprintf(m.properties("snapshots/snapshots.yml", "snapshots"), `  - name: snap
    relation: "%s"
    config:
      unique_key: id
      schema: history
      %s
    columns:
      - name: id
        data_tests: [not_null]
`, strings.Trim(from.ref, "{} "), how)
	m.files["models/marts/current.sql"] = "select id, grp, amount, day from {{ ref('snap') }} where dbt_valid_to is null\n"
	m.describe("models/marts/marts.yml", "current", "")
	m.add("current", false)
}

func (m *mixed) versions() {
	from := m.pick().ref
	m.files["models/marts/deal_v1.sql"] = "select id, grp, amount, day from " + from + "\n"
	m.files["models/marts/deal_v2.sql"] = "select id, grp, amount + 1 as amount, day from " + from + "\n"
	fmt.Fprintf(m.properties("models/marts/marts.yml", "models"), `  - name: deal
    latest_version: %d
    versions: [{v: 1}, {v: 2}]
    columns:
      - name: id
        data_tests: [not_null]
`, 1+m.r.IntN(2))
	m.files["models/marts/uses_deal.sql"] = "select id, grp, amount, day from {{ ref('deal') }} union all select id, grp, amount, day from {{ ref('deal', v=1) }}\n"
	m.describe("models/marts/marts.yml", "uses_deal", "")
	m.add("uses_deal", false)
}

func (m *mixed) singular() {
	for i := range 2 {
		a, b := m.built(), m.built()
		m.files[fmt.Sprintf("tests/singular_%d.sql", i)] = fmt.Sprintf("{{ config(severity='%s', tags=['single']) }}\nselect a.id from %s as a join %s as b using (id) where a.amount > %d\n",
			m.one("warn", "warn", "error"), a.ref, b.ref, m.r.IntN(400))
	}
}

// around is what stands beside the models: exposures, analyses, selectors.
func (m *mixed) around() {
	for i := range 2 {
		fmt.Fprintf(m.properties("models/marts/exposures.yml", "exposures"), "  - name: page_%d\n    type: %s\n    owner: {name: Who, email: who@example.com}\n    depends_on: [\"%s\"]\n    config: {tags: [%s]}\n",
			i, m.one("dashboard", "notebook"), strings.Trim(m.pick().ref, "{} "), m.one("red", "shown"))
	}
	m.files["analyses/look.sql"] = "select count(*) from " + m.pick().ref + "\n"
	m.files["selectors.yml"] = `selectors:
  - name: nightly
    definition: {method: tag, value: nightly, parents: true}
  - name: not_lib
    definition:
      union:
        - {method: package, value: mixed}
        - exclude: [{method: tag, value: red, children: true}]
  - name: both
    definition:
      intersection:
        - {method: selector, value: nightly}
        - {method: config.materialized, value: table}
`
}
