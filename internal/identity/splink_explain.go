package identity

import (
	"context"
	"slices"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/splink"
)

// Splink matches with a model of Splink, and tells why.
type Splink struct{ *splink.Engine }

// ofSplink is how the records of such a model are called: it knows no parties.
const ofSplink = "record"

// explored is what a model of Splink found.
type explored struct {
	*splink.Explored
	in    engine.Input
	edges *edges // that have keptWeight or more
}

// explore matches the records; tell may ask until it returns.
func (s Splink) explore(ctx context.Context, in engine.Input, o engine.Options, tell func(explored, *splinkJudging) error) error {
	aside := roomOf(o)
	defer aside.close()
	found := make([]gathering, 1)
	found[0].file.room = aside
	return s.Explore(ctx, in, o, keptWeight, func(i, j int32, weight float64) {
		found[0].add(edge{pair{i: i, j: j}, weight})
	}, func(x *splink.Explored) error {
		judging := &splinkJudging{ctx: func() context.Context { return ctx }, Explored: x}
		all := joined(found)
		if all.err != nil {
			return all.err
		}
		if err := tell(explored{x, in, all}, judging); err != nil {
			return err
		}
		return judging.err
	})
}

// Explain matches the records and tells why two of them are in one cluster, or not.
func (s Splink) Explain(ctx context.Context, in engine.Input, o engine.Options, i, j int32) (e *Explanation, err error) {
	err = s.explore(ctx, in, o, func(x explored, judging *splinkJudging) error {
		e = &Explanation{
			Left: scv.RecordID(in.Records.IDs[i]), Right: scv.RecordID(in.Records.IDs[j]), LeftCustomer: x.named(i), RightCustomer: x.named(j),
			SameCustomer: x.Cluster[i] == x.Cluster[j], Party: ofSplink, table: true,
		}
		left, right := x.inCluster(i), x.inCluster(j)
		b := x.basis(judging, slices.Concat(left, right))
		e.judge(b, i, j, left, right)
		return x.edges.unread()
	})
	return e, err
}

// Member matches the records and tells what holds one of them in its cluster.
func (s Splink) Member(ctx context.Context, in engine.Input, o engine.Options, row int32) (m *Membership, err error) {
	err = s.explore(ctx, in, o, func(x explored, judging *splinkJudging) error {
		rows := x.inCluster(row)
		m = x.basis(judging, rows).membership(x.named(row), rows, row)
		m.table = true
		return x.edges.unread()
	})
	return m, err
}

func (x explored) named(row int32) scv.CustomerID {
	return scv.CustomerID(x.in.Records.IDs[x.Cluster[row]])
}

func (x explored) inCluster(row int32) (out []int32) {
	for other, first := range x.Cluster {
		if first == x.Cluster[row] {
			out = append(out, int32(other))
		}
	}
	return out
}

// basis is what the pairs of some rows were judged by: clusters are the components of
// the pairs that link.
func (x explored) basis(judging *splinkJudging, rows []int32) *basis {
	b := &basis{judging: judging, plan: plan{party: ofSplink, line: x.Line, method: "components"}, set: x.in.Records, found: map[[2]int32]string{}}
	if x.in.Link == engine.Link {
		b.plan.source = x.in.Source
	}
	wanted := map[int32]bool{}
	for _, row := range rows {
		wanted[row] = true
	}
	for e := range x.edges.all() {
		if wanted[e.i] && wanted[e.j] {
			b.found[[2]int32{e.i, e.j}] = judging.rules(e.i, e.j)[0]
		}
	}
	return b
}

// splinkJudging judges by a model of Splink. Its conditions may fail on a value; the
// first error stays.
type splinkJudging struct {
	*splink.Explored
	ctx func() context.Context // of the call that judges
	err error
}

func (s *splinkJudging) keep(err error) {
	if s.err == nil {
		s.err = err
	}
}

func splinkPair(i, j int32) splink.Pair { return splink.Pair{I: min(i, j), J: max(i, j)} }

func (s *splinkJudging) weight(i, j int32) float64 {
	w, err := s.Judge.Weights(s.ctx(), []splink.Pair{splinkPair(i, j)})
	if err != nil {
		s.keep(err)
		return 0
	}
	return w[0]
}

func (s *splinkJudging) levels(i, j int32) string {
	text, err := s.Judge.Levels(s.ctx(), splinkPair(i, j))
	s.keep(err)
	return text
}

func (s *splinkJudging) steps(i, j int32) (prior float64, out []Step) {
	prior, steps, err := s.Judge.Steps(s.ctx(), splinkPair(i, j))
	s.keep(err)
	for _, step := range steps {
		if i > j {
			step.Left, step.Right = step.Right, step.Left
		}
		out = append(out, Step{step.Step, step.Left, step.Right})
	}
	return prior, out
}

// rules are called as their conditions.
func (s *splinkJudging) rules(i, j int32) (out []string) {
	if i == j {
		return nil
	}
	made, err := s.Judge.Rules(splinkPair(i, j))
	s.keep(err)
	for _, k := range made {
		out = append(out, s.Model.Rules[k].SQL)
	}
	return out
}
