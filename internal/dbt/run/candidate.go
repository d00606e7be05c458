package run

import (
	"context"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/reuse"
	"scv/internal/warehouse"
	"scv/jinja"
)

// candidate tells what a node follows from, as far as it is known without looking
// at rows.
func (r *runner) candidate(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) (*reuse.Candidate, error) {
	k := &reuse.Candidate{ID: n.ID, Kind: kindOf(n), Steady: steady(n)}
	k.Facts = append(k.Facts, configFacts(n)...)
	k.Facts = append(k.Facts, shapeFacts(n)...)
	if k.Kind != reuse.Test {
		k.Target = r.relation(n)
		k.Prior, k.HasPrior = r.book.Prior(n.Schema, k.Target)
	}
	if k.Always = r.always(n); n.Kind == graph.Seed {
		raw, err := r.o.Seeds(n)
		k.Facts = append(k.Facts, reuse.Fact{Kind: reuse.Seed, Name: n.File, Digest: reuse.Digest(string(raw))})
		return k, err
	}
	if k.Always != "" || res.Compiled == nil {
		return k, nil
	}
	k.Facts = append(k.Facts, reuse.FactsOf(res.Compiled.Reads)...)
	k.Facts = append(k.Facts, reuse.Fact{Kind: reuse.File, Name: n.File, Digest: reuse.Digest(n.RawCode)})
	sql := res.CompiledSQL
	if res.asked != "" {
		sql = res.asked
	}
	k.SQL = []string{sql}
	if err := r.stateful(ctx, s, n, k); err != nil {
		return nil, err
	}
	if err := r.builtInGo(ctx, s, n, k); err != nil {
		return nil, err
	}
	text := headed(res) + k.SQL[0]
	if k.Kind != reuse.View || k.Prior != k.Target { // a view that stays must not name a version that goes
		text = r.book.Plain(text)
	}
	k.Facts = append(k.Facts, reuse.Fact{Kind: reuse.SQL, Digest: reuse.Digest(text)})
	return k, nil
}

func kindOf(n *graph.Node) reuse.Kind {
	switch {
	case n.Kind == graph.Test || n.Kind == graph.UnitTest:
		return reuse.Test
	case n.Kind == graph.Model && n.Materialized() == "view":
		return reuse.View
	}
	return reuse.Table
}

// stateful adds what a table follows from that grows: its SQL is another one when it
// is first built, so the file itself decides, and all that it might use.
func (r *runner) stateful(ctx context.Context, s *warehouse.Session, n *graph.Node, k *reuse.Candidate) error {
	if n.Materialized() != "incremental" && !r.ownSnapshots(n) {
		return nil
	}
	never := jinja.Func(func(*jinja.Call) (jinja.Value, error) { return false, nil })
	whole, err := r.o.Compiler.Compile(ctx, n, compile.Rendering{Conn: s, Extra: map[string]jinja.Value{"is_incremental": never}})
	if err != nil {
		return err
	}
	k.SQL = []string{whole.SQL, k.SQL[0]}
	k.Facts = append(k.Facts, reuse.Fact{Kind: reuse.Project, Digest: reuse.Digest(n.RawCode, r.o.Compiler.Surroundings())})
	return nil
}

// ownSnapshots says whether macros of the project may decide how a snapshot grows.
func (r *runner) ownSnapshots(n *graph.Node) bool {
	if n.Kind != graph.Snapshot {
		return false
	}
	for _, m := range r.o.Graph.Macros {
		if m.Package != "dbt" && strings.Contains(m.Name, "snapshot") {
			return true
		}
	}
	return false
}

// builtInGo adds what a model built in Go follows from besides.
func (r *runner) builtInGo(ctx context.Context, s *warehouse.Session, n *graph.Node, k *reuse.Candidate) error {
	m, ok := r.o.Materializations[n.Materialized()].(scv.Repeatable)
	if !ok || n.Kind != graph.Model {
		return nil
	}
	settings, err := m.Settings(ctx)
	if err != nil {
		return err
	}
	k.Facts = append(k.Facts, reuse.Fact{Kind: reuse.Setting, Name: n.Materialized(), Digest: reuse.Digest(settings)})
	live := r.goModel(n, "").Live
	if live == k.Target || k.Prior != k.Target || r.o.Reuse.Live != nil {
		return nil // what is live is what is kept
	}
	at := *r.o.Compiler.Relation(n)
	at.Schema, at.Identifier = live.Schema, live.Name
	kind, err := kindNow(ctx, s, &at)
	if err == nil && kind != "" {
		k.SQL = append(k.SQL, "from "+warehouse.QuoteRelation(live))
	}
	return err
}

// always says why a node has to be built whatever happened, "" for no reason.
func (r *runner) always(n *graph.Node) string {
	switch {
	case microbatch(n): // nothing is compiled that could be compared
		return "the time decides which batches are due"
	case steady(n):
		return ""
	case declared(n) == true:
		return "it is declared volatile"
	}
	kind := n.Materialized()
	m, native := r.o.Materializations[kind]
	_, repeatable := m.(scv.Repeatable)
	switch {
	case hasHooks(n):
		return "it has hooks, and nobody knows what they do"
	case n.Kind == graph.Test && (storesFailures(n) || r.testOverridden(n)):
		return "it keeps the rows it finds, or runs by a macro of the project"
	case n.Kind == graph.Model && native && !repeatable:
		return "its materialization does not say what it follows from"
	case n.Kind == graph.Snapshot && r.o.Compiler.Overrides("snapshot"), n.Kind == graph.Seed && r.o.Compiler.Overrides("seed"),
		n.Kind == graph.Model && !native && (!slices.Contains(natives(), kind) || r.o.Compiler.Overrides(kind)):
		return "a macro of the project builds it"
	}
	return ""
}

func hasHooks(n *graph.Node) bool {
	for _, key := range []string{"pre-hook", "post-hook"} {
		if list, ok := n.ConfigValue(key).(*jinja.List); ok && len(list.Items) > 0 {
			return true
		}
	}
	return false
}

// declared is what meta: {scv: {volatile: ...}} says, nil for nothing.
func declared(n *graph.Node) jinja.Value {
	meta, _ := n.ConfigValue("meta").(*jinja.Dict)
	if meta == nil {
		return nil
	}
	own, _ := meta.GetStr("scv")
	d, _ := own.(*jinja.Dict)
	if d == nil {
		return nil
	}
	v, _ := d.GetStr("volatile")
	return v
}

// steady says whether it is declared that a node may be kept although it uses now()
// or its like, or has hooks.
func steady(n *graph.Node) bool { return declared(n) == false }

// unbuilt are configs that change nothing of what is built.
var unbuilt = []string{"tags", "group", "access", "docs", "alias", "schema", "database", "enabled", "packages", "meta", "full_refresh", "name"}

func configFacts(n *graph.Node) []reuse.Fact {
	var out []reuse.Fact
	for k, v := range n.Config.All() {
		key := jinja.Str(k)
		if slices.Contains(unbuilt, key) || !jinja.Truth(v) {
			continue
		}
		out = append(out, reuse.Fact{Kind: reuse.Config, Name: key, Digest: reuse.Digest(jinja.Repr(v))})
	}
	return out
}

// shapeFacts are what properties say that goes into the warehouse.
func shapeFacts(n *graph.Node) []reuse.Fact {
	var out []reuse.Fact
	if contracted(n) {
		out = append(out, reuse.Fact{Kind: reuse.Shape, Name: "contract", Digest: reuse.Digest(compile.TableParts(n)...)})
	}
	docs, _ := n.ConfigValue("persist_docs").(*jinja.Dict)
	if docs == nil || docs.Len() == 0 {
		return out
	}
	texts := []string{n.Description}
	for _, c := range n.Columns {
		texts = append(texts, c.Name, c.Description)
	}
	return append(out, reuse.Fact{Kind: reuse.Shape, Name: "descriptions", Digest: reuse.Digest(texts...)})
}
