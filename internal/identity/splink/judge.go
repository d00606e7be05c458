package splink

import (
	"context"
	"math"
	"slices"
	"strings"

	"scv/internal/identity/score"
	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/native"
)

// Judge says what a model finds of any two rows of an input. It is used by one
// goroutine at a time.
type Judge struct {
	job  *job
	b    batch
	sees [][]string // by comparison: the columns that it reads
}

// Step is what one comparison says of two rows: Weight is log2 of the level's Bayes
// factor and of the adjustment for term frequencies, Frequency that of the latter.
type Step struct {
	score.Step
	Gamma       int8
	Left, Right string // what it sees of the two rows
}

// NewJudge readies a model for an input.
func NewJudge(ctx context.Context, in *Input, m *Model, o Options) (*Judge, error) {
	e, _, err := newJob(ctx, in, m, nil, o)
	if err != nil {
		return nil, err
	}
	return newJudge(e), nil
}

func newJudge(e *job) *Judge {
	j := &Judge{job: e}
	j.b.finder.pair = e.view(0)
	for _, c := range e.scorer.comparisons {
		j.sees = append(j.sees, c.columns())
	}
	return j
}

// columns are those that the levels read, in their order.
func (c *Comparison) columns() (out []string) {
	for _, l := range c.Levels {
		if n, err := condition.ParseLevel(l.SQL); err == nil {
			for _, name := range n.Columns() {
				if !slices.ContainsFunc(out, func(o string) bool { return equalFold(o, name) }) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

// Weights gives the weight of each pair in bits. A pair may be a row and itself.
func (j *Judge) Weights(ctx context.Context, pairs []Pair) ([]float64, error) {
	out := make([]float64, 0, len(pairs))
	for chunk := range slices.Chunk(pairs, flush) {
		if err := j.compare(ctx, chunk); err != nil {
			return nil, err
		}
		for n := range chunk {
			out = append(out, weight(j.job.scorer.factor(j.at(n))))
		}
	}
	return out, nil
}

// Gammas calls fn with the gammas of each pair, one per comparison.
func (j *Judge) Gammas(ctx context.Context, pairs []Pair, fn func(n int, gammas []int8)) error {
	done := 0
	for chunk := range slices.Chunk(pairs, flush) {
		if err := j.compare(ctx, chunk); err != nil {
			return err
		}
		for n := range chunk {
			_, gammas := j.at(n)
			fn(done+n, gammas)
		}
		done += len(chunk)
	}
	return nil
}

func (j *Judge) compare(ctx context.Context, pairs []Pair) error {
	j.b.pairs, j.b.err = pairs, nil
	j.job.compare(ctx, &j.b, nil)
	return j.b.err
}

// Levels gives the labels of what a pair was found to be, "name: close; ...", leaving
// out what is null.
func (j *Judge) Levels(ctx context.Context, p Pair) (string, error) {
	_, steps, err := j.Steps(ctx, p)
	var out []string
	for _, s := range steps {
		if s.Level != "" {
			out = append(out, s.Comparison+": "+s.Level)
		}
	}
	return strings.Join(out, "; "), err
}

// Steps takes the weight of a pair apart: what counts before anything is compared,
// and each comparison's part. Together they are the weight, where that is not held to
// ±996 bits.
func (j *Judge) Steps(ctx context.Context, pair Pair) (prior float64, steps []Step, err error) {
	if err := j.compare(ctx, []Pair{pair}); err != nil {
		return 0, nil, err
	}
	p, gammas := j.at(0)
	for k, c := range j.job.scorer.comparisons {
		s := Step{Gamma: gammas[k], Left: j.text(k, pair.I), Right: j.text(k, pair.J)}
		s.Comparison, s.Level = c.Name, c.label(gammas[k])
		s.Weight = weight(c.factor[gammas[k]+1])
		if c.adjust != nil && c.adjust[gammas[k]+1] != nil {
			a := c.adjust[gammas[k]+1]
			s.Frequency, s.Records = weight(a.times(p.Codes(a.slot))), a.records(p)
			s.Weight += s.Frequency
		}
		steps = append(steps, s)
	}
	return math.Log2(j.job.scorer.prior), steps, nil
}

// label is how a level is called; "" where the comparison says nothing.
func (c *Comparison) label(gamma int8) string {
	if gamma < 0 {
		return ""
	}
	at := slices.Index(c.Gammas(), gamma)
	if l := c.Levels[at]; l.Label != "" {
		return l.Label
	}
	return c.Levels[at].SQL
}

// Rules gives the numbers of the rules that make a pair of different rows.
func (j *Judge) Rules(p Pair) (out []int, err error) {
	view := j.b.finder.pair
	view.Left(p.I)
	view.Right(p.J)
	for k, r := range j.job.blocks.rules {
		if j.job.blocks.allows(p.I, p.J) && r.holds(p.I, p.J, view) {
			out = append(out, k)
		}
	}
	if err := view.Err(); err != nil {
		return nil, conditionError("blocking rules", err)
	}
	return out, nil
}

// at gives a pair that was compared: its records, and the gammas of all comparisons.
func (j *Judge) at(n int) (*native.Pair, []int8) {
	width, p := len(j.job.scorer.comparisons), j.b.finder.pair
	p.Left(j.b.pairs[n].I)
	p.Right(j.b.pairs[n].J)
	return p, j.b.gammas[n*width : (n+1)*width]
}

// text is what a comparison sees of a row.
func (j *Judge) text(k int, row int32) string {
	var out []string
	for _, name := range j.sees[k] {
		if c, ok := j.job.in.Frame.Column(name); ok && c.Codes[row] > 0 {
			out = append(out, c.Text(c.Codes[row]))
		}
	}
	return strings.Join(out, ", ")
}
