package identity

import (
	"scv/internal/identity/cluster"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
)

// basis is what pairs of one party are judged by. It is used by one goroutine at a
// time, as a Judge is.
type basis struct {
	plan   plan
	set    *record.Set
	model  *score.Model
	scorer *score.Scorer
	judge  *compare.Judge
	found  map[[2]int32]string // of pairs that rules made and that are worth keeping: the first rule
	people cluster.Decided     // rows that persons have decided about
}

// newBasis judges the rows of a set as those of so many records.
func newBasis(p plan, set *record.Set, model *score.Model, records int) *basis {
	return &basis{
		plan: p, set: set, model: model, scorer: score.New(model, p.comparisons, records), judge: compare.NewJudgeUnder(p.comparisons, set, p.settled.terms()),
		found: map[[2]int32]string{}, people: decidedIn(set, p.people),
	}
}

func (b *basis) counts(i, j int32) score.Counts {
	return func(k int) int32 { return b.judge.Count(k, i, j) }
}

// weight is that of two rows in bits, whatever is decided of them.
func (b *basis) weight(i, j int32) float64 {
	return b.scorer.Weight(b.judge.Pattern(i, j), b.counts(i, j))
}

func (b *basis) record(row int32) string { return b.set.IDs[row] }
