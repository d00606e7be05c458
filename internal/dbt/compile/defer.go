package compile

import (
	"slices"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// Place is where a relation is, as another run or another target has it.
type Place struct{ Database, Schema, Name string }

// Defer says where nodes are that this run does not build.
type Defer struct {
	Places map[string]Place // by unique id
	Favor  bool             // even when the node is there in this target
	// Live reads what is not there where the project names it, instead of where
	// Options.Schemas builds it.
	Live bool
}

// deferred gives where a node is read: its own relation, or that of the state
// when it is not there (or, favoured, when this run does not build it).
func (s *scope) deferred(c *jinja.Call, n *graph.Node) (*Relation, error) {
	own := s.c.Relation(n)
	d := s.c.o.Defer
	if d == nil || n.Kind == graph.Source {
		return own, nil
	}
	at, ok := d.Places[n.ID]
	if !ok && d.Live && own.Schema != n.Schema {
		at, ok = Place{n.Database, n.Schema, n.Alias}, true
	}
	if !ok {
		return own, nil
	}
	_, built := slices.BinarySearch(s.c.selected, n.ID)
	switch {
	case d.Favor && !built:
	case s.conn == nil:
		return own, nil
	default:
		a := &adapter{s}
		found, err := a.relations(c.Context(), own.Database, own.Schema, own.Identifier)
		if err != nil || len(found) > 0 || built {
			return own, err
		}
	}
	return &Relation{Database: at.Database, Schema: at.Schema, Identifier: at.Name}, nil
}

// limited makes a ref or source give no rows where --empty asks for it, or only
// those of the sample where the node says which column its time is.
func (s *scope) limited(r *Relation, n *graph.Node) *Relation {
	r = s.batch.within(r, n)
	out := *r
	switch column := n.ConfigText("event_time"); {
	case s.c.o.Empty:
		out.rows = "(select * from %s where false limit 0)"
	case s.c.o.Sample != nil && column != "" && r.rows == "":
		const layout = "2006-01-02 15:04:05-07:00"
		from, to := s.c.o.Sample.From.UTC().Format(layout), s.c.o.Sample.To.UTC().Format(layout)
		out.rows = "(select * from %s where " + column + " >= '" + from + "' and " + column + " < '" + to + "')"
	default:
		return r
	}
	return &out
}
