package dbt

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
)

// Clone makes each selected model, seed and snapshot a view of where another run
// has it. What is there already is left alone, unless it is to be replaced. say is
// told of what was left.
func (p *Project) Clone(ctx context.Context, places map[string]compile.Place, replace bool, say func(string)) (*Result, error) {
	if p.o.Warehouse == nil {
		return nil, errNoWarehouse
	}
	started := p.now()()
	res := &Result{Warnings: p.warnings}
	for _, n := range p.graph.Order() {
		if !p.selected[n.ID] || !n.Kind.Refable() || !n.HasRelation() {
			continue
		}
		r := p.cloneOne(ctx, n, places, replace, say)
		if err := ctx.Err(); err != nil {
			return res, err
		}
		res.Nodes = append(res.Nodes, r)
	}
	res.Seconds = p.now()().Sub(started).Seconds()
	if p.o.NoArtifacts || p.o.Dir == "" {
		return res, nil
	}
	return res, p.write(res)
}

func (p *Project) cloneOne(ctx context.Context, n *graph.Node, places map[string]compile.Place, replace bool, say func(string)) NodeResult {
	r := NodeResult{UniqueID: n.ID, Kind: n.Kind, Name: n.Name, Status: Success, Message: "OK", Rows: -1, Started: p.now()(), Thread: "main"}
	if at, ok := places[n.ID]; ok {
		if err := p.cloneFrom(ctx, n, at, replace, say); err != nil {
			r.Status, r.Err = Error, &scv.Error{
				Code: scv.CodeDBTModel, Op: "clone " + n.Name, Subject: graph.Place(n, 0), Err: err,
				Hint: "The relation must be in a database that this one can read.",
			}
			r.Message = r.Err.Error()
		}
	} else {
		say("No relation found in state manifest for " + n.ID)
	}
	r.Ended = p.now()()
	r.Seconds = r.Ended.Sub(r.Started).Seconds()
	return r
}

func (p *Project) cloneFrom(ctx context.Context, n *graph.Node, at compile.Place, replace bool, say func(string)) error {
	own := p.compiler.Relation(n)
	from := (&compile.Relation{Database: at.Database, Schema: at.Schema, Identifier: at.Name}).String()
	return p.o.Warehouse.Session(ctx, func(s *warehouse.Session) error {
		t, err := s.Table(ctx, "select table_type from information_schema.tables where table_catalog = current_database() and table_schema = ? and table_name = ?",
			own.Schema, own.Identifier)
		if err != nil {
			return err
		}
		there := len(t.Rows) > 0
		if there && (!replace || own.String() == from) {
			say("Relation " + own.String() + " already exists")
			return nil
		}
		return s.Tx(ctx, func() error {
			if there {
				kind := map[bool]string{true: "view", false: "table"}[t.Rows[0][0] == "VIEW"]
				if _, err := s.Exec(ctx, fmt.Sprintf("drop %s %s", kind, own.String())); err != nil {
					return err
				}
			}
			_, err := s.Exec(ctx, "create schema if not exists "+warehouse.Quote(own.Schema)+";\ncreate view "+own.String()+" as select * from "+from)
			return err
		})
	})
}
