package quality

import (
	"context"
	"testing"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt/graph"
)

// facts is a small project and what a run saw of it.
func facts(run *Judged, nodes ...*graph.Node) Facts {
	g := graph.New("shop")
	for _, n := range nodes {
		n.Enabled = true
		g.Add(n)
	}
	return Facts{
		Graph: func(context.Context) (*graph.Graph, error) { return g, nil },
		Run:   func(context.Context) (*Judged, error) { return run, nil },
	}
}

func check(name, kind, column, model string) *graph.Node {
	return &graph.Node{ID: "test.shop." + name, Kind: graph.Test, Name: name, Test: &graph.TestInfo{Name: kind, Column: column, Attached: "model.shop." + model}}
}

func ran(statuses map[string]string) *Judged {
	j := &Judged{RunID: "run-7", Verdict: control.Published, Checks: map[string]control.CheckResult{}}
	for name, status := range statuses {
		j.Checks["test.shop."+name] = control.CheckResult{ID: "test.shop." + name, Status: status}
	}
	return j
}

func verdictOf(t *testing.T, f Facts, probe string) scv.Verdict {
	t.Helper()
	for _, p := range Probes(f) {
		if p.Name == probe {
			return p.Run(t.Context()).Verdict
		}
	}
	t.Fatalf("no probe %s", probe)
	return ""
}

func TestEveryDeclaredCheckMustHaveRunAndPassed(t *testing.T) {
	nodes := func() []*graph.Node {
		return []*graph.Node{check("a", "unique", "id", "m"), check("b", "not_null", "id", "m"), check("own", "email_format", "email", "m"), {ID: "test.shop.q", Kind: graph.Test, Name: "q"}}
	}
	for name, c := range map[string]struct {
		saw             map[string]string
		generic, custom scv.Verdict
	}{
		"all passed":      {map[string]string{"a": "pass", "b": "pass", "own": "pass", "q": "pass"}, scv.Pass, scv.Pass},
		"one warned":      {map[string]string{"a": "pass", "b": "warn", "own": "pass", "q": "pass"}, scv.Pass, scv.Pass},
		"one failed":      {map[string]string{"a": "pass", "b": "fail", "own": "pass", "q": "pass"}, scv.Fail, scv.Pass},
		"one was skipped": {map[string]string{"a": "pass", "b": "pass", "own": "pass", "q": "skipped"}, scv.Pass, scv.Fail},
		"one is missing":  {map[string]string{"a": "pass", "b": "pass", "q": "pass"}, scv.Pass, scv.Fail},
		"none ran":        {nil, scv.Fail, scv.Fail},
	} {
		f := facts(ran(c.saw), nodes()...)
		if g, o := verdictOf(t, f, "dq.run[generic]"), verdictOf(t, f, "dq.run[custom]"); g != c.generic || o != c.custom {
			t.Errorf("%s: generic %s, custom %s; want %s and %s", name, g, o, c.generic, c.custom)
		}
	}
	if v := verdictOf(t, facts(nil, nodes()...), "dq.run[generic]"); v != scv.Unknown {
		t.Errorf("without a run: %s", v)
	}
	if v := verdictOf(t, facts(ran(nil)), "dq.run[custom]"); v != scv.Fail {
		t.Errorf("without checks: %s", v)
	}
}
