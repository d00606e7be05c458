package selection

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// shop is a small graph:
//
//	raw.orders -> stg -> int -> mart -> board
//	seed --------------^
//
// with tests on stg, on mart, and one on seed and mart together.
func shop(t *testing.T) *graph.Graph {
	t.Helper()
	g := graph.New("shop")
	add := func(kind graph.Kind, name, folder string, config *jinja.Dict, refs ...string) *graph.Node {
		n := &graph.Node{
			ID: string(kind) + ".shop." + name, Kind: kind, Package: "shop", Name: name, File: "models/" + folder + "/" + name + ".sql",
			FQN: []string{"shop", folder, name}, Enabled: true, Config: config, Access: "protected",
		}
		for _, r := range refs {
			n.Refs = append(n.Refs, graph.Ref{Name: r})
		}
		g.Add(n)
		return n
	}
	config := func(materialized string, tags ...string) *jinja.Dict {
		return jinja.NewDict("materialized", materialized, "tags", graph.TextList(tags), "meta", jinja.NewDict("owner", "Ann"))
	}
	raw := add(graph.Source, "orders", "staging", config(""))
	raw.Src = &graph.SourceInfo{Source: "raw", Table: "orders"}
	raw.ID = "source.shop.raw.orders"
	delete(g.Nodes, "source.shop.orders")
	g.Nodes[raw.ID] = raw
	add(graph.Seed, "seed", "seeds", config("seed"))
	add(graph.Model, "stg", "staging", config("view", "daily")).Sources = [][2]string{{"raw", "orders"}}
	add(graph.Model, "int", "staging", config("ephemeral", "daily"), "stg", "seed")
	add(graph.Model, "mart", "marts", config("table", "nightly", "daily"), "int")
	add(graph.Test, "unique_stg", "staging", config("test"), "stg").Test = &graph.TestInfo{Name: "unique", Attached: "model.shop.stg"}
	add(graph.Test, "unique_mart", "marts", config("test"), "mart").Test = &graph.TestInfo{Name: "unique", Attached: "model.shop.mart"}
	add(graph.Test, "both", "tests", config("test"), "seed", "mart")
	add(graph.Exposure, "board", "marts", config(""), "mart")
	if err := g.Link(); err != nil {
		t.Fatal(err)
	}
	return g
}

func names(ids map[string]bool) string {
	var out []string
	for id := range maps.Keys(ids) {
		out = append(out, id[strings.LastIndexByte(id, '.')+1:])
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func TestSelections(t *testing.T) {
	for _, c := range []struct {
		selected, excluded string
		mode               Mode
		want               string
	}{
		{"", "", "", "board both int mart orders seed stg unique_mart unique_stg"},
		{"stg", "", "", "stg unique_stg"},
		{"stg", "", Empty, "stg"},
		{"staging", "", Empty, "int stg unique_stg"},
		{"shop.marts", "", "", "board both mart unique_mart"},
		{"mart", "", Eager, "both mart unique_mart"},
		{"mart", "", Cautious, "mart unique_mart"},
		{"mart", "", Buildable, "both mart unique_mart"},
		{"+mart", "", Cautious, "both int mart orders seed stg unique_mart unique_stg"},
		{"1+mart", "", Empty, "int mart"},
		{"stg+1", "", Empty, "int stg unique_stg"},
		{"stg+", "", Empty, "board both int mart stg unique_mart unique_stg"},
		{"@stg", "", Empty, "board both int mart orders seed stg unique_mart unique_stg"},
		{"tag:daily", "", Empty, "int mart stg"},
		{"tag:daily,tag:nightly", "", Empty, "mart"},
		{"tag:nightly seed", "", Empty, "mart seed"},
		{"tag:d*", "mart", "", "int stg unique_stg"},
		{"m?rt", "", Empty, "mart"},
		{"[!a-l]art", "", Empty, "mart"},
		{"tag:für?", "", Empty, ""},
		{"source:raw", "", "", "orders"},
		{"source:raw.orders+1", "", Empty, "orders stg"},
		{"exposure:board", "", "", "board"},
		{"config.materialized:table", "", Empty, "mart"},
		{"config.meta.owner:Ann,resource_type:seed", "", Empty, "seed"},
		{"resource_type:test", "", "", "both unique_mart unique_stg"},
		{"test_type:singular", "", "", "both"},
		{"test_name:unique", "", "", "unique_mart unique_stg"},
		{"path:models/marts", "", Empty, "board mart unique_mart"},
		{"models/staging/stg.sql", "", Empty, "stg"},
		{"stg.sql", "", Empty, "stg"},
		{"file:mart", "", Empty, "mart"},
		{"package:this,tag:nightly", "", Empty, "mart"},
		{"resource_type:model", "test_type:data", "", "int mart stg"},
		{"nothing_of_this_name", "", "", ""},
		{"mart seed", "", Cautious, "both mart seed unique_mart"},
		{"mart,tag:nightly seed", "both", Cautious, "mart seed unique_mart"},
		{"int seed", "", Buildable, "int seed"},
		{"config.materialized:t*", "", Empty, ""}, // as it stands, no pattern
		{"config.meta.owner:Ann,resource_type:exposure", "", "", ""},
		{"access:prot*", "", Empty, ""},
		{"models/*/stg.sql models/m*", "", Empty, "board mart stg unique_mart"},
		{"models/**/stg.sql", "", Empty, "stg"},
		{"shop.*.m?rt", "", Empty, "mart"},
		{"0+mart", "", Empty, "mart"},
	} {
		t.Run(c.selected+" - "+c.excluded+" "+string(c.mode), func(t *testing.T) {
			got, err := Select(shop(t), Options{Select: strings.Fields(c.selected), Exclude: strings.Fields(c.excluded), Indirect: c.mode})
			if err != nil {
				t.Fatal(err)
			}
			if names(got.IDs) != c.want {
				t.Errorf("%s\nwant %s", names(got.IDs), c.want)
			}
			if warned := len(got.Warnings) > 0; warned != (c.want == "") {
				t.Errorf("warnings %v", got.Warnings)
			}
		})
	}
}

func TestNamedSelectors(t *testing.T) {
	doc, err := project.ParseYAML([]byte(`selectors:
  - name: nightly
    default: true
    definition:
      union:
        - method: tag
          value: nightly
          parents: true
          parents_depth: 1
        - exclude: [{method: fqn, value: int}]
  - name: short
    definition: {tag: daily}
  - name: inherits
    definition:
      intersection:
        - {method: selector, value: short}
        - "config.materialized:view"
`))
	if err != nil {
		t.Fatal(err)
	}
	named, err := ParseSelectors(doc)
	if err != nil {
		t.Fatal(err)
	}
	for selector, want := range map[string]string{
		"": "both mart unique_mart", "short": "both int mart stg unique_mart unique_stg", "inherits": "stg unique_stg",
	} {
		got, err := Select(shop(t), Options{Selector: selector, Named: named})
		if err != nil {
			t.Fatal(err)
		}
		if names(got.IDs) != want {
			t.Errorf("%q: %s\nwant %s", selector, names(got.IDs), want)
		}
	}
}

// TestSelectorsStandAlone has what dbt does beside a named selector: other words mean
// nothing, a default one stands for no words at all, and one that is named within a
// selection gives what the command takes, before neighbours are looked for.
func TestSelectorsStandAlone(t *testing.T) {
	named, err := ParseSelectors(mustYAML(t, "selectors:\n  - {name: mart, default: true, definition: {method: fqn, value: mart}}\n  - {name: marts, definition: {method: path, value: models/marts}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	noTests := func(id string) bool { return !strings.HasPrefix(id, "test.") }
	for _, c := range []struct {
		what   string
		o      Options
		want   string
		warned int
	}{
		{"exclude beside a selector", Options{Selector: "mart", Exclude: []string{"mart"}}, "both mart unique_mart", 1},
		{"exclude alone", Options{Exclude: []string{"+mart", "both"}}, "board", 0},
		{"a pattern", Options{Select: []string{"selector:mar*"}}, "board both mart unique_mart", 0},
		{"parents of its tests", Options{Select: []string{"1+selector:mart"}}, "both int mart seed unique_mart", 0},
		{"no tests, no parents of them", Options{Select: []string{"1+selector:mart"}, Takes: noTests}, "int mart", 0},
	} {
		c.o.Named = named
		got, err := Select(shop(t), c.o)
		if err != nil {
			t.Fatal(err)
		}
		if names(got.IDs) != c.want || len(got.Warnings) != c.warned {
			t.Errorf("%s: %s, %q\nwant %s", c.what, names(got.IDs), got.Warnings, c.want)
		}
	}
}

func TestWhatIsNotUnderstoodIsRefusedWithAHint(t *testing.T) {
	circle, err := ParseSelectors(mustYAML(t, "selectors:\n  - {name: a, definition: {method: selector, value: b}}\n  - {name: b, definition: {method: selector, value: a}}\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		o    Options
		hint string
	}{
		{Options{Select: []string{"tags:x"}}, "Did you mean tag?"},
		{Options{Select: []string{"@stg+"}}, "Use one of the two."},
		{Options{Select: []string{"resource_type:mdel"}}, "Did you mean model?"},
		{Options{Select: []string{"version:newest"}}, "Did you mean latest?"},
		{Options{Select: []string{"source:a.b.c.d"}}, "Take the first names away."},
		{Options{Select: []string{"state:modified"}}, "Name the folder with the artifacts of an earlier run by --state."},
		{Options{Selector: "c", Named: circle}, "Did you mean a?"},
		{Options{Selector: "a", Named: circle}, "Take one of them out."},
	} {
		_, err := Select(shop(t), c.o)
		e, ok := errors.AsType[*scv.Error](err)
		if !ok || e.Code != scv.CodeDBTSelection || e.Hint != c.hint {
			t.Errorf("%+v: %v", c.o.Select, err)
		}
	}
	for _, text := range []string{
		"selectors:\n  - {name: a}\n", "selectors:\n  - {name: a, definition: {x: 1, y: 2}}\n",
		"selectors:\n  - {name: a, definition: {union: tag}}\n", "selectors:\n  - {name: a, definition: {methd: x}}\n",
	} {
		if _, err := ParseSelectors(mustYAML(t, text)); scv.CodeOf(err) != scv.CodeDBTSelection {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func mustYAML(t *testing.T, text string) *project.Node {
	t.Helper()
	n, err := project.ParseYAML([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestCriteriaAreTakenApart(t *testing.T) {
	got, err := ParseCriterion("2+config.meta.a:b*+3")
	if err != nil {
		t.Fatal(err)
	}
	want := Criterion{Method: "config", Args: []string{"meta", "a"}, Value: "b*", Parents: true, ParentsDepth: 2, Children: true, ChildrenDepth: 3}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// FuzzSelection holds that no selection panics: it is answered or refused.
func FuzzSelection(f *testing.F) {
	for _, s := range []string{"a", "+a+", "@a", "1+tag:x,b+2 c", "config.a.b:c", "path:[", "m[!a]*", "[", ":", "+", "@", "tag:", "source:a.b.c.d"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Select(shop(t), Options{Select: []string{text}})
		if err != nil && scv.CodeOf(err) != scv.CodeDBTSelection {
			t.Errorf("%q: no code in %v", text, err)
		}
		if err == nil && got.IDs == nil {
			t.Errorf("%q: neither answer nor error", text)
		}
	})
}
