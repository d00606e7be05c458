package run

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

func testNode(config ...any) *graph.Node {
	base := jinja.NewDict("severity", "ERROR", "warn_if", "!= 0", "error_if", "!= 0", "fail_calc", "count(*)", "limit", nil)
	for i := 0; i < len(config); i += 2 {
		base.Put(config[i].(string), config[i+1])
	}
	return &graph.Node{Kind: graph.Test, Config: base}
}

func TestATestIsJudgedBySeverityAndThresholds(t *testing.T) {
	for name, c := range map[string]struct {
		node         *graph.Node
		failures     any
		warns, fails bool
		want         Status
		message      string
	}{
		"none":            {testNode(), int64(0), false, false, Pass, ""},
		"some":            {testNode(), int64(2), true, true, Fail, "Got 2 results, configured to fail if != 0"},
		"one":             {testNode(), int64(1), true, true, Fail, "Got 1 result, configured to fail if != 0"},
		"only a warning":  {testNode("severity", "warn"), int64(2), true, true, Warn, "Got 2 results, configured to warn if != 0"},
		"below the error": {testNode("error_if", "> 10"), int64(2), true, false, Warn, "Got 2 results, configured to warn if != 0"},
		"above the error": {testNode("error_if", "> 1", "severity", "error"), int64(2), true, true, Fail, "Got 2 results, configured to fail if > 1"},
		"wide number":     {testNode(), "12", true, true, Fail, "Got 12 results, configured to fail if != 0"},
	} {
		t.Run(name, func(t *testing.T) {
			var res Result
			err := judge(c.node, &warehouse.Table{Rows: [][]any{{c.failures, c.warns, c.fails}}}, &res, false)
			if err != nil || res.Status != c.want || res.Message != c.message {
				t.Errorf("%s %q %v, want %s %q", res.Status, res.Message, err, c.want, c.message)
			}
		})
	}
	if err := judge(testNode(), &warehouse.Table{Rows: [][]any{{nil, nil, nil}}}, &Result{}, false); err == nil {
		t.Error("a null is no verdict")
	}
}

func TestATestsSQLCountsWhatItFinds(t *testing.T) {
	got := strings.Join(strings.Fields(testSQL(testNode("fail_calc", "sum(n)", "limit", int64(5), "error_if", "> 2"), "select 1 as n")), " ")
	want := "select sum(n) as failures, sum(n) != 0 as should_warn, sum(n) > 2 as should_error from ( select 1 as n limit 5 ) dbt_internal_test"
	if got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func model(name string, refs ...string) *graph.Node {
	n := &graph.Node{ID: "model.p." + name, Kind: graph.Model, Package: "p", Name: name, Enabled: true, Config: jinja.NewDict("materialized", "table")}
	for _, r := range refs {
		n.Refs = append(n.Refs, graph.Ref{Name: r})
	}
	return n
}

func check(name string, refs ...string) *graph.Node {
	n := model(name, refs...)
	n.ID, n.Kind, n.Config = "test.p."+name, graph.Test, jinja.NewDict()
	return n
}

func unit(name, of string) *graph.Node {
	n := model(name, of)
	n.ID, n.Kind, n.Config = "unit_test.p."+of+"."+name, graph.UnitTest, jinja.NewDict()
	return n
}

func planOf(t *testing.T, ids []string, nodes ...*graph.Node) map[string]string {
	t.Helper()
	return planHeld(t, holdAll, ids, nodes...)
}

func planHeld(t *testing.T, how hold, ids []string, nodes ...*graph.Node) map[string]string {
	t.Helper()
	g := graph.New("p")
	for _, n := range nodes {
		g.Add(n)
	}
	if err := g.Link(); err != nil {
		t.Fatal(err)
	}
	chosen := map[string]bool{}
	for _, n := range nodes {
		chosen[n.ID] = ids == nil || slices.Contains(ids, n.Name)
	}
	p := newPlan(g, chosen, how)
	out := map[string]string{}
	for i, n := range p.nodes {
		var waits []string
		for _, parent := range p.parents[i] {
			waits = append(waits, p.nodes[parent].Name)
		}
		slices.Sort(waits)
		out[n.Name] = strings.Join(waits, " ")
	}
	return out
}

func TestANodeWaitsForItsParentsAndTheirTests(t *testing.T) {
	ephemeral := model("e", "a")
	ephemeral.Config = jinja.NewDict("materialized", "ephemeral")
	nodes := []*graph.Node{model("a"), ephemeral, model("b", "e"), model("c", "b"), model("side"), check("on_a", "a"), check("on_both", "a", "b"), check("on_c_side", "c", "side")}
	got := planOf(t, nil, nodes...)
	want := map[string]string{
		"a": "", "side": "", "b": "a on_a", "c": "b on_a on_both", "on_a": "a", "on_both": "a b", "on_c_side": "c side",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAStrictPlanWaitsForTestsOfAnyParent is what --strict adds to dbt's rule:
// whatever the test itself waits for goes on.
func TestAStrictPlanWaitsForTestsOfAnyParent(t *testing.T) {
	nodes := []*graph.Node{
		model("a"), model("b"), model("below_a", "a"), model("twice_below_a", "below_a"), check("on_a_b", "a", "b"),
		model("kid", "a"), model("grandkid", "kid"), check("on_a_grandkid", "a", "grandkid"),
	}
	got := planHeld(t, holdAny, nil, nodes...)
	want := map[string]string{
		"a": "", "b": "", "on_a_b": "a b", "below_a": "a on_a_b on_a_grandkid", "twice_below_a": "below_a on_a_b on_a_grandkid",
		"kid": "a on_a_b", "grandkid": "kid on_a_b", "on_a_grandkid": "a grandkid",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAModelWaitsForItsUnitTests(t *testing.T) {
	got := planOf(t, nil, model("a"), model("b", "a"), model("c", "b"), check("on_b", "b"), check("on_a", "a"), unit("u", "b"))
	want := map[string]string{"a": "", "on_a": "a", "u": "a on_a", "b": "a on_a u", "on_b": "b", "c": "b on_a on_b"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsNotSelectedIsSteppedOver(t *testing.T) {
	got := planOf(t, []string{"a", "c", "on_a"}, model("a"), model("b", "a"), model("c", "b"), check("on_a", "a"))
	if diff := cmp.Diff(map[string]string{"a": "", "c": "a on_a", "on_a": "a"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestAPlanHasNoCircle holds whatever tests stand where: a test between two
// models never waits for what waits for it.
func TestAPlanHasNoCircle(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		count := rapid.IntRange(1, 8).Draw(rt, "models")
		var nodes []*graph.Node
		var names []string
		for i := range count {
			var refs []string
			for _, other := range names {
				if rapid.Bool().Draw(rt, "ref") {
					refs = append(refs, other)
				}
			}
			names = append(names, fmt.Sprint("m", i))
			nodes = append(nodes, model(names[i], refs...))
		}
		for i := range rapid.IntRange(0, 6).Draw(rt, "tests") {
			refs := rapid.SliceOfNDistinct(rapid.SampledFrom(names), 1, min(3, count), rapid.ID[string]).Draw(rt, "tested")
			nodes = append(nodes, check(fmt.Sprint("t", i), refs...))
		}
		for i := range rapid.IntRange(0, 3).Draw(rt, "unit tests") {
			nodes = append(nodes, unit(fmt.Sprint("u", i), rapid.SampledFrom(names).Draw(rt, "of")))
		}
		waits := planHeld(t, rapid.SampledFrom([]hold{holdAll, holdAny}).Draw(rt, "hold"), nil, nodes...)
		done := map[string]bool{}
		for len(done) < len(waits) {
			before := len(done)
			for name, parents := range waits {
				if !done[name] && !slices.ContainsFunc(strings.Fields(parents), func(p string) bool { return !done[p] }) {
					done[name] = true
				}
			}
			if len(done) == before {
				rt.Fatalf("a circle in %v", waits)
			}
		}
	})
}

func TestASchemaThatDriftsIsNamedColumnByColumn(t *testing.T) {
	err := schemaFault([]column{{"new", "int"}}, []column{{"gone", "int"}}, []column{{"other", "int"}})
	for _, part := range []string{`new: "new"`, `gone: "gone"`, `of another type: "other"`, "full refresh"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q is not in %v", part, err)
		}
	}
}
