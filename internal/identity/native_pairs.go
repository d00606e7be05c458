package identity

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"io"
	"iter"
	"math"
	"slices"
	"strconv"

	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/score"
)

// pairsOf are the pairs of one party; rows are its rows of the input.
type pairsOf struct {
	matched
	rows []int32
}

// writePairs writes every pair with what was found of it, in order of the two
// keys. The columns are named as Splink names them; match_key is the number of the
// first rule that makes the pair, from 0.
func writePairs(to io.Writer, in engine.Input, found []pairsOf) error {
	buffer := bufio.NewWriterSize(to, 1<<16)
	w := csv.NewWriter(buffer)
	names := comparisonNames(found)
	if err := w.Write(engine.PairColumns(in, names)); err != nil {
		return err
	}
	writers := make([]pairWriter, len(found))
	firstRule := 0
	for k, f := range found {
		writers[k] = newPairWriter(f, names, firstRule)
		firstRule += len(f.rules)
	}
	for k, e := range everyPair(found) {
		f := found[k]
		err := f.edges.unread()
		if err == nil {
			err = w.Write(append(engine.PairIDs(in, f.rows[e.i], f.rows[e.j]), writers[k].fields(e)...))
		}
		if err != nil {
			return err
		}
	}
	for _, f := range found {
		if err := f.edges.unread(); err != nil {
			return err
		}
	}
	w.Flush()
	if err := w.Error(); err != nil {
		return err
	}
	return buffer.Flush()
}

// everyPair gives the pairs of all parties in order of their rows of the input. Those of
// one party are in that order: none has to be kept.
func everyPair(found []pairsOf) iter.Seq2[int, edge] {
	return func(yield func(int, edge) bool) {
		type head struct {
			edge
			more bool
			next func() (edge, bool)
		}
		heads := make([]head, len(found))
		for k := range found {
			next, stop := iter.Pull(found[k].edges.all())
			defer stop()
			heads[k].next = next
			heads[k].edge, heads[k].more = next()
		}
		place := func(k int) (i, j int32) { return found[k].rows[heads[k].i], found[k].rows[heads[k].j] }
		for {
			first := -1
			for k := range heads {
				if !heads[k].more {
					continue
				}
				if first >= 0 {
					i, j := place(k)
					if x, y := place(first); cmp.Or(cmp.Compare(x, i), cmp.Compare(y, j)) < 0 {
						continue
					}
				}
				first = k
			}
			if first < 0 || !yield(first, heads[first].edge) {
				return
			}
			heads[first].edge, heads[first].more = heads[first].next()
		}
	}
}

// comparisonNames are those of all parties, each once.
func comparisonNames(found []pairsOf) []string {
	var names []string
	for _, f := range found {
		for _, c := range f.plan.comparisons {
			if len(f.rows) > 0 && !slices.Contains(names, c.Name) {
				names = append(names, c.Name)
			}
		}
	}
	return names
}

type pairWriter struct {
	scorer    *score.Scorer
	judge     *compare.Judge
	levels    []int // by comparison of the party
	place     []int // by name: the comparison, -1 = the party has none of that name
	firstRule int
}

func newPairWriter(f pairsOf, names []string, firstRule int) pairWriter {
	p := pairWriter{firstRule: firstRule}
	if f.model == nil {
		return p
	}
	p.scorer, p.judge = score.New(f.model, f.plan.comparisons, f.set.Len()), compare.NewJudge(f.plan.comparisons, f.set)
	for _, name := range names {
		p.place = append(p.place, slices.IndexFunc(f.plan.comparisons, func(c compare.Comparison) bool { return c.Name == name }))
	}
	for _, c := range f.plan.comparisons {
		p.levels = append(p.levels, len(c.Levels))
	}
	return p
}

// fields are match_key, gamma and Bayes factor of each comparison, weight and
// probability.
func (p pairWriter) fields(e edge) []string {
	_, steps := p.scorer.Explain(e.pattern, func(k int) int32 { return p.judge.Count(k, e.i, e.j) })
	out := []string{strconv.Itoa(int(e.rule) + p.firstRule)}
	for _, k := range p.place {
		if k < 0 || e.pattern.Grade(k) == compare.Null {
			out = append(out, "-1", "1")
			continue
		}
		out = append(out, strconv.Itoa(p.levels[k]-int(e.pattern.Grade(k))), number(math.Exp2(steps[k].Weight)))
	}
	return append(out, number(e.weight), number(score.Probability(e.weight)))
}

// number is the shortest text that reads back as the same number.
func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
