package run

import (
	"context"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/reuse"
	"scv/internal/warehouse"
)

// Reuse asks for a build in which what would come out as it is already is not built.
type Reuse struct {
	Program string            // digest of the running program and of what else every node follows from
	Alias   map[string]string // as the compiler's: schema -> where it is built and read
	Live    map[string]string // schema of Alias -> where the live version has it; nil = what Alias names is built in place
	Full    bool              // build everything, and note it
	By      string            // the run, as it is noted
}

// Action is what became of a node in a build that reuses.
type Action string

// The actions.
const (
	Built   Action = "built"
	Carried Action = "carried" // copied from the live version; of a test, the verdict
	Kept    Action = "skipped" // stays in place
)

// ReusedMessage is the message of a node that was not built.
const ReusedMessage = "REUSED"

// Reused is what became of a node, and why.
type Reused struct {
	Action  Action
	Why     []string
	Same    bool      // holds what the live version holds
	BuiltAt time.Time // when it was built, or passed, if not in this run
	BuiltBy string
	Saved   float64 // seconds that building it took then
}

// openBook makes ready to reuse, where that is asked for.
func (r *runner) openBook(ctx context.Context, s *warehouse.Session, write bool) error {
	o := r.o.Reuse
	if o == nil {
		return nil
	}
	if write {
		if err := reuse.Make(ctx, s); err != nil {
			return err
		}
	}
	planned, nodes := map[string]bool{}, map[scv.Relation]string{}
	for _, n := range r.plan.nodes {
		planned[n.ID] = true
	}
	for id, n := range r.o.Graph.Nodes {
		if !n.HasRelation() {
			continue
		}
		at := r.relation(n)
		at = scv.Relation{Schema: strings.ToLower(at.Schema), Name: strings.ToLower(at.Name)}
		if _, built := nodes[at]; !built || n.Kind != graph.Source { // a source may stand for what a model builds
			nodes[at] = id
		}
	}
	var err error
	r.book, err = reuse.Open(ctx, s, reuse.Options{
		Program: o.Program, Alias: o.Alias, Live: o.Live, Full: o.Full, Now: r.o.Now, By: o.By, Nodes: nodes, Planned: planned,
	})
	return err
}

func (r *runner) relation(n *graph.Node) scv.Relation {
	at := r.o.Compiler.Relation(n)
	return scv.Relation{Schema: at.Schema, Name: at.Identifier}
}

// closeBook writes what was noted, of a build that was stopped too.
func (r *runner) closeBook(ctx context.Context) error {
	if r.book == nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	return r.o.Warehouse.Session(ctx, func(s *warehouse.Session) error { return r.book.Flush(ctx, s) })
}

// spare builds a node unless what is there is what would be built.
func (r *runner) spare(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result, build func() error) error {
	if r.book == nil || n.Kind == graph.Function {
		return build() // a function costs nothing
	}
	k, err := r.candidate(ctx, s, n, res)
	if err != nil {
		return err
	}
	j, err := r.book.Judge(ctx, s, k)
	if err != nil {
		return err
	}
	if j.Keep {
		return r.keep(ctx, s, n, res, k, j, build)
	}
	started := r.o.Now()
	if err := build(); err != nil {
		return err
	}
	res.Reused = &Reused{Action: Built, Why: j.Why}
	if k.Kind == reuse.Test && res.Status != Pass {
		return nil
	}
	res.Reused.Same, err = r.book.Built(ctx, s, k, j, r.o.Now().Sub(started).Seconds())
	return err
}

// keep leaves what is there, or brings it to where the node would be built.
func (r *runner) keep(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result, k *reuse.Candidate, j *reuse.Judgement, build func() error) error {
	action := Kept
	switch {
	case k.Kind == reuse.Test:
		action, res.Status, res.Rows = Carried, Pass, 0
	case k.Kind == reuse.View: // written again: that costs nothing, and nobody has to trust what is there
		if k.Prior != k.Target {
			action = Carried
		}
		if err := build(); err != nil {
			return err
		}
	case k.Prior == k.Target:
		res.Status, res.Rows = Success, j.Prior.Rows
	default:
		action = Carried
		if err := r.carry(ctx, s, n, res, k.Prior); err != nil {
			return err
		}
		res.Status, res.Rows = Success, j.Prior.Rows
	}
	res.Message = ReusedMessage
	res.Reused = &Reused{Action: action, Why: j.Why, Same: true, BuiltAt: j.Prior.BuiltAt, BuiltBy: j.Prior.BuiltBy, Saved: j.Prior.Seconds}
	r.book.Kept(k, j)
	return nil
}

// carry copies a node's table from where it was built, in one transaction, with the
// tables beside it.
func (r *runner) carry(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result, from scv.Relation) error {
	rel := r.o.Compiler.Relation(n)
	if m, ok := r.o.Materializations[n.Materialized()].(scv.Carrier); ok && n.Kind == graph.Model {
		if err := m.Carry(ctx, r.goModel(n, ""), from); err != nil {
			return err
		}
		r.setKind(rel.Schema, rel.Identifier, "table")
		return r.point(ctx, s, n)
	}
	err := s.Tx(ctx, func() error {
		if err := r.copyTable(ctx, s, n, rel, from); err != nil {
			return err
		}
		for _, at := range r.beside(n) {
			copied := warehouse.QuoteRelation(scv.Relation{Schema: from.Schema, Name: at.Name})
			if _, err := s.Exec(ctx, "create or replace table "+warehouse.QuoteRelation(at)+" as from "+copied); err != nil {
				return err
			}
		}
		return r.describe(ctx, s, n, rel, "table", res)
	})
	if err != nil {
		return err
	}
	r.setKind(rel.Schema, rel.Identifier, "table")
	return r.point(ctx, s, n)
}

func (r *runner) copyTable(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, from scv.Relation) error {
	if r.kindAt(rel.Schema, rel.Identifier) == "view" {
		if _, err := s.Exec(ctx, "drop view if exists "+rel.String()); err != nil {
			return err
		}
	}
	if n.Kind == graph.Model && contracted(n) && slices.Contains(natives(), n.Materialized()) {
		_, err := fillContracted(ctx, s, n, rel.String(), "from "+warehouse.QuoteRelation(from))
		return err
	}
	_, err := s.Exec(ctx, "create or replace table "+rel.String()+" as from "+warehouse.QuoteRelation(from))
	return err
}

// beside names the tables that a materialization in Go makes beside a model's own.
func (r *runner) beside(n *graph.Node) []scv.Relation {
	if m, ok := r.o.Materializations[n.Materialized()].(scv.Repeatable); ok && n.Kind == graph.Model {
		return m.Beside(r.goModel(n, ""))
	}
	return nil
}
