package catalog

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/lineage"

	"pgregory.net/rapid"
)

// shop is a small home: a source, two models, somebody who reads them.
func shop(t testing.TB) (Home, *[]Object, map[string][]byte) {
	t.Helper()
	text := func(s string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(s)} }
	p, err := dbt.Load(t.Context(), dbt.Options{
		FS: fstest.MapFS{
			"dbt_project.yml":      text("name: shop\nversion: '1.0'\nprofile: shop\nmodels: {shop: {+materialized: table}}\n"),
			"macros/s.sql":         text("{% macro generate_schema_name(custom, node) %}{{ custom or target.schema }}{% endmacro %}"),
			"models/stg_order.sql": text("{{ config(schema='silver') }}select * from {{ source('crm', 'order') }}"),
			"models/dim_order.sql": text("{{ config(schema='gold') }}select * from {{ ref('stg_order') }}"),
			"models/all.yml": text(`
sources:
  - {name: crm, schema: bronze, tables: [{name: order, identifier: crm__order__current}]}
models:
  - {name: stg_order, description: Orders as written, columns: [{name: id, description: The order's id, data_tests: [unique]}]}
  - {name: dim_order, description: Orders, columns: [{name: id, description: The order's id}]}
exposures:
  - {name: sales, type: dashboard, owner: {name: Sales}, depends_on: [ref('dim_order')]}
`),
		},
		Target: dbt.Target{Name: "t", Type: "duckdb", Schema: "main"},
	})
	if err != nil {
		t.Fatal(err)
	}
	id := []scv.Field{{Name: "id", Type: scv.Int}}
	live := &[]Object{}
	for _, r := range [][2]string{
		{"_scv", "versions"},
		{"_scv", "node_state"},
		{"bronze", "loads"},
		{"bronze", "quarantine"},
		{"bronze", "crm__order"},
		{"bronze", "crm__order__current"},
		{"silver", "stg_order"},
		{"gold", "dim_order"},
		{"gold__v1", "dim_order"},
	} {
		*live = append(*live, Object{Relation: scv.Relation{Schema: r[0], Name: r[1]}, Columns: id})
	}
	pages := map[string][]byte{}
	about := scv.SourceAbout{Owner: "Sales", Licence: "our own", Refresh: "daily", SLA: "by five", Fallback: "the version before"}
	h := Home{
		Graph: func(context.Context) (*graph.Graph, error) { return p.Graph(), nil },
		Live:  func(context.Context) ([]Object, error) { return *live, nil },
		Sources: func() []scv.SourceConfig {
			return []scv.SourceConfig{{Name: "crm", Kind: scv.Dynamics, Path: "crm", Entities: []scv.EntityConfig{{Name: "order"}}, About: about}}
		},
		Page: func(name string) ([]byte, error) {
			if page, ok := pages[name]; ok {
				return page, nil
			}
			return nil, errors.New("there is no page")
		},
		Lineage: func(context.Context) (Ways, error) { return Ways{ways(t), true}, nil },
	}
	return h, live, pages
}

// ways is the lineage of the shop as a run keeps it.
func ways(t testing.TB) *lineage.Graph { return kept(t, "[]") }

func kept(t testing.TB, gaps string) *lineage.Graph {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := z.Write([]byte(`{"form":1,"models":[
		{"Name":"crm.order","Kind":"source","Schema":"bronze","Relation":"crm__order__current","Columns":[{"Name":"id","Type":"bigint","As":"Order no"}]},
		{"Name":"stg_order","Kind":"model","Schema":"silver","Relation":"stg_order","Made":true,"Columns":[{"Name":"id","Type":"bigint"}]},
		{"Name":"dim_order","Kind":"model","Schema":"gold","Relation":"dim_order","Made":true,"Columns":[{"Name":"id","Type":"bigint"}]}],
		"hops":[{"to":["silver","stg_order","id"],"from":[{"from":["bronze","crm__order__current","id"],"how":"copied"}]},
		{"to":["gold","dim_order","id"],"from":[{"from":["silver","stg_order","id"],"how":"copied"}]}],"gaps":` + gaps + `}`))
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	g, err := lineage.Decode(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestAColumnThatIsNotTracedIsSeen(t *testing.T) {
	h, _, _ := shop(t)
	for want, w := range map[scv.Verdict]Ways{
		scv.Pass:    {ways(t), true},
		scv.Fail:    {kept(t, `[{"column":["silver","stg_order","id"],"why":"nobody says"}]`), true},
		scv.Unknown: {ways(t), false},
	} {
		h.Lineage = func(context.Context) (Ways, error) { return w, nil }
		if f := h.tracedColumns(t.Context()); f.Verdict != want || want == scv.Fail && !strings.Contains(f.Evidence, "gold.dim_order.id") {
			t.Errorf("%s, want %s: %s", f.Verdict, want, f.Evidence)
		}
	}
	h.Lineage = func(context.Context) (Ways, error) { return Ways{}, nil }
	if f := h.tracedColumns(t.Context()); f.Verdict != scv.Unknown {
		t.Errorf("without lineage it is %s", f.Verdict)
	}
}

func write(t *testing.T, h Home, pages map[string][]byte) {
	t.Helper()
	made, err := h.Pages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range made {
		pages[p.Name] = p.Content
		if !Ours(p.Content) {
			t.Errorf("%s is not known as ours", p.Name)
		}
	}
}

func verdicts(t *testing.T, h Home) map[string]scv.Verdict {
	t.Helper()
	seen := map[string]scv.Verdict{}
	for _, p := range Probes(h) {
		seen[p.Name] = p.Run(t.Context()).Verdict
	}
	return seen
}

func TestAWholeHomePassesAndItsPagesTellIt(t *testing.T) {
	h, _, pages := shop(t)
	if v := verdicts(t, h); v["doc.dictionary[page]"] != scv.Fail || v["lineage.map"] != scv.Fail || v["doc.sources"] != scv.Fail {
		t.Errorf("without pages: %v", v)
	}
	write(t, h, pages)
	for name, v := range verdicts(t, h) {
		if v != scv.Pass {
			t.Errorf("%s is %s", name, v)
		}
	}
	for page, want := range map[string]string{
		SourcesPage:    "| crm | dynamics | crm | Sales | our own | daily | by five | the version before | sales |",
		DictionaryPage: "| id | int | The order's id | unique | \"Order no\" of crm.order |",
		FlowPage:       "| dim_order | stg_order | Orders | yes |",
	} {
		if !strings.Contains(string(pages[page]), want) {
			t.Errorf("%s has no line %s:\n%s", page, want, pages[page])
		}
	}
}

func TestWhatIsLiveAndNotDeclaredIsSeenAndTheOtherWayRound(t *testing.T) {
	for name, c := range map[string]struct {
		change func(live *[]Object)
		red    []string
	}{
		"a stray table": {func(l *[]Object) {
			*l = append(*l, Object{Relation: scv.Relation{Schema: "gold__v2", Name: "old"}})
		}, []string{"lineage.map"}},
		"a model that waits": {func(l *[]Object) {
			*l = append(*l, Object{Relation: scv.Relation{Schema: "_scv", Name: "identity_next"}})
		}, nil},
		"a table that is gone": {func(l *[]Object) { *l = slices.Delete(*l, 6, 7) }, []string{"doc.dictionary[page]", "lineage.map"}},
		"a new column": {func(l *[]Object) {
			(*l)[6].Columns = append((*l)[6].Columns, scv.Field{Name: "extra", Type: scv.Text})
		}, []string{"doc.dictionary[page]"}},
		"another type": {func(l *[]Object) { (*l)[6].Columns = []scv.Field{{Name: "id", Type: scv.Text}} }, []string{"doc.dictionary[page]"}},
	} {
		h, live, pages := shop(t)
		write(t, h, pages)
		for i := range *live {
			(*live)[i].Columns = slices.Clone((*live)[i].Columns)
		}
		c.change(live)
		for probe, v := range verdicts(t, h) {
			want := scv.Pass
			if slices.Contains(c.red, probe) {
				want = scv.Fail
			}
			if v != want {
				t.Errorf("%s: %s is %s, want %s", name, probe, v, want)
			}
		}
	}
}

// Whatever is live beside what is declared, and whatever of it is gone, is named.
func TestDictionaryAndLiveColumnsAreComparedBothWays(t *testing.T) {
	h, live, _ := shop(t)
	g, err := h.Graph(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	entries := dictionary(g)
	rapid.Check(t, func(t *rapid.T) {
		var changed []Object
		lost, added := 0, 0
		for _, o := range *live {
			o.Columns = slices.Clone(o.Columns)
			described := o.Schema == "silver" || o.Schema == "gold"
			if described && rapid.Bool().Draw(t, "drop") {
				o.Columns = nil
				lost++
			}
			if described && rapid.Bool().Draw(t, "add") {
				o.Columns = append(o.Columns, scv.Field{Name: rapid.StringMatching(`x[a-z]{1,5}`).Draw(t, "name")})
				added++
			}
			changed = append(changed, o)
		}
		if unknown, stale, _ := compare(entries, changed); len(unknown) != added || len(stale) != lost {
			t.Fatalf("%d added and %d lost; seen %v and %v", added, lost, unknown, stale)
		}
	})
}

func TestPlaceholdersSayNothing(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "TODO": true, "todo: write": true, "tbd.": true, "n/a": true, "???": true, "x": true, "description": true,
		"Day.": false, "The order's id.": false, "Customers": false, "Descriptions of orders": false,
	} {
		if placeholder(text) != want {
			t.Errorf("%q: %t", text, !want)
		}
	}
}
