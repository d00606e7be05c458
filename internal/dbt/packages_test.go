package dbt

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv"
)

// packageFiles is a project over testdata/tools, a package that asks of dbt what
// the packages in wide use ask: dispatch with a search order, varargs and kwargs,
// run_query and statement under execute, columns of relations, relations of their
// own, generic tests with arguments, and the built-in macros of every kind.
func packageFiles(t *testing.T, files map[string]string) map[string]string {
	t.Helper()
	root := os.DirFS("testdata/tools")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		files["dbt_packages/tools/"+name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestPackagesOfToolsRun(t *testing.T) {
	p := newTiny(t, packageFiles(t, map[string]string{
		"dbt_project.yml":     "name: tiny\nversion: '1.0'\ndispatch:\n  - macro_namespace: tools\n    search_order: [tiny, tools]\n",
		"seeds/sales.csv":     "id,shop,day,amount\n1,north,2026-01-01,10\n2,south,2026-01-01,20\n3,north,2026-01-02,5\n",
		"seeds/more.csv":      "id,shop,amount,note\n9,east,7,late\n",
		"models/starred.sql":  "select {{ tools.star(from=ref('sales'), except=['day'], prefix='s_') }} from {{ ref('sales') }}",
		"models/keyed.sql":    "select {{ tools.surrogate_key(['id', 'shop']) }} as key from {{ ref('sales') }}",
		"models/pivoted.sql":  "-- depends_on: {{ ref('sales') }}\nselect day, {{ tools.pivot('shop', tools.column_values(ref('sales'), 'shop', order_by='shop'), agg='sum', then_value='amount', quote_identifiers=false) }} from {{ ref('sales') }} group by day",
		"models/together.sql": "{{ tools.union_relations(relations=[ref('sales'), ref('more')], source_column_name='came_from') }}",
		"models/spine.sql":    "{{ tools.days(\"cast('2026-01-30' as date)\", \"cast('2026-02-02' as date)\") }}",
		"models/latest.sql":   "{{ tools.deduplicate(ref('sales'), partition_by='shop', order_by='day desc') }}",
		"models/counted.sql":  "{{ config(materialized='table', post_hook=\"{{ tools.drop_leftover(this) }}\") }}\nselect {{ tools.generated(5) }} as n, {{ tools.overridden() }} as said, {{ tools.all_of('a', 'b', sep='+') }} as parts",
		"macros/mine.sql":     "{% macro duckdb__overridden() %}'by the project'{% endmacro %}",
		"models/_tests.yml": `models:
  - name: starred
    data_tests:
      - tools.equal_rowcount: {arguments: {compare_model: ref('sales')}}
      - tools.unique_together: {arguments: {columns: [s_id, s_shop]}}
      - tools.expression_is_true: {arguments: {expression: s_amount > 0}}
    columns:
      - name: s_amount
        data_tests:
          - tools.at_least_one
          - tools.within: {arguments: {min_value: 1, max_value: 20}}
          - tools.within: {name: not_small, arguments: {min_value: 6}, config: {severity: warn, warn_if: ">0"}}
          - tools.of_type: {arguments: {type: "{{ dbt.type_bigint() }}"}, config: {enabled: false}}
`,
	}))
	res := p.build()
	for _, n := range res.Nodes {
		want := Success
		switch {
		case n.Name == "not_small":
			want = Warn
		case n.Kind == "test":
			want = Pass
		}
		if n.Status != want {
			t.Errorf("%s: %s (%s), want %s", n.UniqueID, n.Status, n.Message, want)
		}
	}
	for ask, want := range map[string][]string{
		"select * from starred order by 1":                                                  {"1 north 10", "2 south 20", "3 north 5"},
		"select count(distinct key), max(length(key)) from keyed":                           {"3 32"},
		"select * replace (strftime(day, '%d') as day) from pivoted order by 1":             {"01 10 20", "02 5 0"},
		"select count(*), count(note), count(day), count(distinct came_from) from together": {"4 1 3 2"},
		"select min(day)::date, max(day)::date, count(*) from spine":                        {"2026-01-30 2026-02-01 3"},
		"select id from latest order by 1":                                                  {"2", "3"},
		"select * from counted":                                                             {"10 by the project a+b"},
	} {
		if diff := cmp.Diff(want, p.lines(ask)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ask, diff)
		}
	}
}

// TestAccessAcrossPackagesIsDbts: what is protected is for its own package only
// where that package restricts its access; what is private is for its group.
func TestAccessAcrossPackagesIsDbts(t *testing.T) {
	for name, c := range map[string]struct{ restrict, access, say string }{
		"protected in an open package":       {"false", "protected", ""},
		"protected in a restricted package":  {"true", "protected", "is not allowed because the referenced node is protected to the 'lib' package"},
		"public in a restricted package":     {"true", "public", ""},
		"private, of a group of the package": {"false", "private", "is private to the 'g' group"},
	} {
		t.Run(name, func(t *testing.T) {
			group := ""
			if c.access == "private" {
				group = ", group: g"
			}
			p := newTiny(t, map[string]string{
				"packages.yml": "packages: [{local: lib}]", "lib/dbt_project.yml": "name: lib\nversion: '1.0'\nrestrict-access: " + c.restrict + "\n",
				"lib/models/base.sql": "select 1 as id", "lib/models/base.yml": "groups: [{name: g, owner: {name: x}}]\nmodels: [{name: base, config: {access: " + c.access + group + "}}]",
				"models/a.sql": "select 1\nfrom {{ ref('lib', 'base') }}",
			})
			_, err := p.load()
			if c.say == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if e, ok := errors.AsType[*scv.Error](err); !ok || e.Subject != "models/a.sql:2" || !strings.Contains(err.Error(), c.say) {
				t.Errorf("error %v, want %q at models/a.sql:2", err, c.say)
			}
		})
	}
}
