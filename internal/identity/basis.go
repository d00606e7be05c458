package identity

import (
	"scv/internal/identity/block"
	"scv/internal/identity/cluster"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
)

// basis is what pairs of one party are judged by. It is used by one goroutine at a
// time, as what judges is.
type basis struct {
	judging
	plan   plan
	set    *record.Set
	found  map[[2]int32]string // of pairs that rules made and that are worth keeping: the first rule
	people cluster.Decided     // rows that persons have decided about
	linked map[[2]int32]string // rows that are one because they agree in a word (must_link)
}

// judging says what two rows are to each other, in either order.
type judging interface {
	weight(i, j int32) float64 // bits, whatever is decided of them
	levels(i, j int32) string  // that were found
	steps(i, j int32) (prior float64, steps []Step)
	rules(i, j int32) []string // that look for the pair
}

// ownBasis is a basis under a model of ours.
type ownBasis struct {
	basis
	own *ownJudging
}

// ownJudging judges by a model of ours.
type ownJudging struct {
	plan   plan
	set    *record.Set
	model  *score.Model
	scorer *score.Scorer
	judge  *compare.Judge
}

// newBasis judges the rows of a set as those of so many records.
func newBasis(p plan, set *record.Set, model *score.Model, records int) *ownBasis {
	own := &ownJudging{p, set, model, score.New(model, p.comparisons, records), compare.NewJudgeUnder(p.comparisons, set, p.settled.terms())}
	people := decidedIn(set, p.people)
	return &ownBasis{basis{judging: own, plan: p, set: set, found: map[[2]int32]string{}, people: people, linked: p.held.links(people)}, own}
}

func (b *basis) record(row int32) string { return b.set.IDs[row] }

func (o *ownJudging) counts(i, j int32) score.Counts {
	return func(k int) int32 { return o.judge.Count(k, i, j) }
}

func (o *ownJudging) weight(i, j int32) float64 {
	return o.scorer.Weight(o.judge.Pattern(i, j), o.counts(i, j))
}

func (o *ownJudging) levels(i, j int32) string { return o.model.Describe(o.judge.Pattern(i, j)) }

func (o *ownJudging) steps(i, j int32) (prior float64, out []Step) {
	prior, steps := o.scorer.Explain(o.judge.Pattern(i, j), o.counts(i, j))
	for k, s := range steps {
		of := o.plan.comparisons[k]
		out = append(out, Step{s, of.Values(o.set, i), of.Values(o.set, j)})
	}
	return prior, out
}

func (o *ownJudging) rules(i, j int32) []string {
	if i == j {
		return nil
	}
	return block.Together(o.plan.rules, o.set.Subset([]int32{min(i, j), max(i, j)}))
}
