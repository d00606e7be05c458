package identity

import (
	"context"
	"iter"
	"math"

	"scv/internal/identity/engine"
	"scv/internal/identity/score"
	"scv/internal/identity/splink"
)

// Diagnose matches the records and tells what the model says, and what it finds. Pairs
// of one record behind m are those that the model itself expects: the chances of the
// rules' pairs of the level, added.
func (s Splink) Diagnose(ctx context.Context, in engine.Input, o engine.Options) (list []Diagnosis, err error) {
	err = s.explore(ctx, in, o, func(x explored, judging *splinkJudging) error {
		d, err := x.diagnose(ctx, judging)
		list = []Diagnosis{d}
		return err
	})
	return list, err
}

func (x explored) diagnose(ctx context.Context, judging *splinkJudging) (Diagnosis, error) {
	m := x.Model
	d := Diagnosis{
		Party: ofSplink, Records: len(x.Cluster), Lambda: m.Lambda, Prior: math.Log2(m.Lambda / (1 - m.Lambda)), Line: x.Line,
		Settled: true, Warnings: x.Notes,
	}
	expected, err := x.expected(ctx)
	if err != nil {
		return d, err
	}
	for k := range m.Comparisons {
		d.Levels = append(d.Levels, levelsFound(&m.Comparisons[k], expected[k])...)
	}
	own := make([]splink.Pair, len(x.Cluster))
	for row := range own {
		own[row] = splinkPair(int32(row), int32(row))
	}
	weights, err := x.Judge.Weights(ctx, own)
	if err != nil {
		return d, err
	}
	d.reach(weights)
	var edges []diagnosed
	for e := range x.edges.all() {
		if e.weight >= keptWeight {
			edges = append(edges, diagnosed{e.i, e.j, e.weight, x.Cluster[e.i] == x.Cluster[e.j]})
		}
	}
	d.Histogram = histogram(edges)
	var names []string
	for _, r := range m.Rules {
		names = append(names, r.SQL)
	}
	d.rules(names, edges, func(i, j int32) []int {
		made, err := x.Judge.Rules(splinkPair(i, j))
		judging.keep(err)
		return made
	})
	return d, x.edges.unread()
}

// expected is how many of the pairs of each gamma are expected to be one, by
// comparison.
func (x explored) expected(ctx context.Context) ([]map[int8]float64, error) {
	out := make([]map[int8]float64, len(x.Model.Comparisons))
	for k := range out {
		out[k] = map[int8]float64{}
	}
	for chunk := range chunked(x.edges, pairsAtOnce) {
		pairs := make([]splink.Pair, len(chunk))
		for n, e := range chunk {
			pairs[n] = splinkPair(e.i, e.j)
		}
		err := x.Judge.Gammas(ctx, pairs, func(n int, gammas []int8) {
			for k, g := range gammas {
				out[k][g] += score.Probability(chunk[n].weight)
			}
		})
		if err != nil {
			return nil, err
		}
	}
	return out, x.edges.unread()
}

// pairsAtOnce is how many pairs are asked about at a time.
const pairsAtOnce = 1 << 13

// chunked gives edges some at a time; the list is used again.
func chunked(l *edges, size int) iter.Seq[[]edge] {
	return func(yield func([]edge) bool) {
		list := make([]edge, 0, size)
		for e := range l.all() {
			if list = append(list, e); len(list) == size {
				if !yield(list) {
					return
				}
				list = list[:0]
			}
		}
		if len(list) > 0 {
			yield(list)
		}
	}
}

// levelsFound gives the levels of a comparison that are not null, the strongest first.
func levelsFound(c *splink.Comparison, pairs map[int8]float64) (out []LevelFound) {
	m, u := c.Values()
	for k, g := range c.Gammas() {
		if g < 0 {
			continue
		}
		l := score.Level{Name: c.Levels[k].Label, M: m[g], U: u[g], Pairs: pairs[g]}
		if l.Name == "" {
			l.Name = c.Levels[k].SQL
		}
		out = append(out, LevelFound{c.Name, l, math.Log2(max(l.M, 1e-300)) - math.Log2(max(l.U, 1e-300))})
	}
	return out
}
