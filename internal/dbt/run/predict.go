package run

import (
	"context"
	"fmt"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/reuse"
	"scv/internal/warehouse"
)

// Prediction is what a build that reuses would do with a node.
type Prediction struct {
	Node   *graph.Node
	Keep   bool     // it would not be built
	Unsure []string // built only where these, which will be, give other rows
	Why    []string
	Prior  *reuse.Row // what is noted of it, nil for nothing
}

// Predict says what a build of these nodes would do, parents first. It reads, and
// changes nothing.
func Predict(ctx context.Context, o Options, ids map[string]bool) ([]Prediction, error) {
	r := newRunner(o, ids)
	var out []Prediction
	err := o.Warehouse.Session(ctx, func(s *warehouse.Session) error {
		if err := r.openBook(ctx, s, false); err != nil {
			return err
		}
		for _, n := range r.plan.nodes {
			if n.Kind == graph.Exposure || n.Kind == graph.Function {
				continue
			}
			p, err := r.predict(ctx, s, n)
			if err != nil {
				return fmt.Errorf("look at %s: %w", n.Name, err)
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}

func (r *runner) predict(ctx context.Context, s *warehouse.Session, n *graph.Node) (Prediction, error) {
	p := Prediction{Node: n}
	res := r.result(n)
	if _, err := r.ready(ctx, s, n, &res); err != nil {
		return p, err
	}
	k, err := r.candidate(ctx, s, n, &res)
	if err != nil {
		return p, err
	}
	j, err := r.book.Judge(ctx, s, k)
	if err != nil {
		return p, err
	}
	p.Keep, p.Unsure, p.Why, p.Prior = j.Keep, j.Unsure, j.Why, j.Prior
	if j.Keep {
		r.book.Kept(k, j)
	} else {
		r.book.Pending(k)
	}
	return p, nil
}
