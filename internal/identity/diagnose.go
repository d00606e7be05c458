package identity

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"scv/internal/identity/block"
	"scv/internal/identity/score"
)

// Diagnosis tells what was learned of a party, how much there was to learn it from,
// and where matching with it ends.
type Diagnosis struct {
	Party       string       `json:"party_type"`
	Records     int          `json:"records"`
	Learned     int64        `json:"learned_from_records"` // when the model was learned
	Lambda      float64      `json:"lambda"`               // part of all pairs that are one customer
	Household   float64      `json:"household"`            // part of all pairs that are one household or office
	Prior       float64      `json:"prior"`                // bits before anything is compared
	Rounds      int          `json:"rounds"`
	Settled     bool         `json:"settled"`
	Provisional bool         `json:"provisional"`
	Line        float64      `json:"line"`
	Levels      []LevelFound `json:"levels"`
	Histogram   []Bin        `json:"histogram"` // of the pairs that rules made and that are not hopeless
	Reach       []Reach      `json:"reach"`     // how many records could reach a weight at all
	Unlinkable  float64      `json:"unlinkable"`
	Likely      int          `json:"likely"` // pairs on the good side of the line
	Unmade      int          `json:"unmade"` // of them that no rule makes: all pairs of few records were compared
	Missed      float64      `json:"missed"` // likely pairs that no rule makes, at least so many (Chao 1987)
	Rules       []RuleFound  `json:"rules"`
	Warnings    []string     `json:"warnings"`
}

// LevelFound is what was learned of a level of a comparison.
type LevelFound struct {
	Comparison string `json:"comparison"`
	score.Level
	Bits float64 `json:"bits"` // against strangers, before rarity
}

// Bin is the pairs of a span of weights.
type Bin struct {
	From  float64 `json:"from"` // bits; to the next whole number above it
	Same  int     `json:"same"` // pairs whose records are in one cluster
	Apart int     `json:"apart"`
}

// Reach is how many records have less than a weight even against themselves: no other
// record can tell more of them.
type Reach struct {
	Weight  float64 `json:"weight"`
	Records int     `json:"records"`
}

// RuleFound is what a rule does among the likely pairs.
type RuleFound struct {
	Rule   string  `json:"rule"`
	Makes  int     `json:"makes"`
	Alone  int     `json:"alone"`  // that no other rule makes
	Others int     `json:"others"` // that only others make
	Missed float64 `json:"missed"` // that it does not make, those that no rule makes included, at least
}

// diagnosed is a pair of which a diagnosis is made.
type diagnosed struct {
	i, j   int32
	weight float64
	same   bool
}

// diagnose makes the diagnosis of a party.
func diagnose(b *ownBasis, index *block.Index, edges []diagnosed) Diagnosis {
	m := b.own.model
	d := Diagnosis{
		Party: b.plan.party, Records: b.set.Len(), Learned: m.Records, Lambda: m.Lambda, Household: m.Household, Rounds: m.Rounds,
		Settled: m.Settled, Provisional: m.Provisional, Line: b.plan.line, Histogram: histogram(edges),
	}
	d.Prior, _ = b.own.scorer.Explain(0, func(int) int32 { return 0 })
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			d.Levels = append(d.Levels, LevelFound{c.Name, l, math.Log2(l.M) - math.Log2(l.U)})
		}
	}
	weights := make([]float64, b.set.Len())
	for row := range weights {
		weights[row] = b.weight(int32(row), int32(row))
	}
	d.reach(weights)
	d.rules(index.Rules(), edges, index.By)
	d.Warnings = slices.Concat(d.warnModel(), warnLoose(b.plan.looseness(m)), d.warnLevels(b.own))
	return d
}

func histogram(edges []diagnosed) []Bin {
	if len(edges) == 0 {
		return nil
	}
	low, high := math.Inf(1), math.Inf(-1)
	for _, e := range edges {
		low, high = min(low, math.Floor(e.weight)), max(high, math.Floor(e.weight))
	}
	out := make([]Bin, int(high-low)+1)
	for k := range out {
		out[k].From = low + float64(k)
	}
	for _, e := range edges {
		at := &out[int(math.Floor(e.weight)-low)]
		if e.same {
			at.Same++
		} else {
			at.Apart++
		}
	}
	return out
}

// reach takes the weight of every record against itself.
func (d *Diagnosis) reach(weights []float64) {
	slices.Sort(weights)
	below := func(w float64) int {
		n, _ := slices.BinarySearch(weights, w)
		return n
	}
	for w := math.Floor(d.Line); len(weights) > 0 && w <= weights[len(weights)-1]+1; w++ {
		d.Reach = append(d.Reach, Reach{w, below(w)})
	}
	d.Unlinkable = float64(below(d.Line)) / float64(max(len(weights), 1))
}

// rules counts which rules make the likely pairs. How many none makes is estimated
// from how many only one, and only two make (Chao, Estimating the population size for
// capture-recapture data with unequal catchability, 1987): a lower bound, whatever
// pairs are hard to find and whichever rules find the same.
func (d *Diagnosis) rules(names []string, edges []diagnosed, by func(i, j int32) []int) {
	for _, name := range names {
		d.Rules = append(d.Rules, RuleFound{Rule: name})
	}
	var times [3]float64 // pairs that none, one, two rules make
	for _, e := range edges {
		if e.weight < d.Line {
			continue
		}
		d.Likely++
		makers := by(e.i, e.j)
		if len(makers) < len(times) {
			times[len(makers)]++
		}
		for _, r := range makers {
			d.Rules[r].Makes++
		}
		if len(makers) == 1 {
			d.Rules[makers[0]].Alone++
		}
	}
	d.Unmade = int(times[0])
	d.Missed = times[1] * (times[1] - 1) / (2 * (times[2] + 1))
	made := d.Likely - d.Unmade
	for k := range d.Rules {
		r := &d.Rules[k]
		r.Others = made - r.Makes
		r.Missed = float64(r.Others) + d.Missed
	}
}

// fewObserved is how many pairs of one customer a level needs before m is more data
// than what was thought beforehand.
const fewObserved = 5

func (d *Diagnosis) warnModel() []string {
	var out []string
	if d.Provisional {
		out = append(out, "It was learned from fewer than 100 pairs: what is thought beforehand counts, and the next run learns again.")
	}
	if !d.Settled && d.Rounds > 0 {
		out = append(out, fmt.Sprintf("The estimation was stopped after %d rounds, before it came to rest.", d.Rounds))
	}
	for _, part := range []struct {
		name  string
		value float64
	}{{"one customer", d.Lambda}, {"one household", d.Household}} {
		if part.value >= .449 || part.value <= 1e-14 {
			out = append(out, fmt.Sprintf("The part of pairs that are %s came to its bound, %.3g: the data do not say how large it is.", part.name, part.value))
		}
	}
	return out
}

// warnLevels looks for levels that were learned from too little, that mean agreement
// and speak against it, or that weigh more than a stronger one.
func (d *Diagnosis) warnLevels(by *ownJudging) []string {
	var out []string
	for k, c := range by.model.Comparisons {
		var few []string
		levels := by.plan.comparisons[k].Levels
		for g, l := range c.Levels {
			if l.Pairs < fewObserved {
				few = append(few, l.Name)
				continue
			}
			prior := levels[g].Prior
			if prior.M > prior.U && l.M < l.U {
				out = append(out, fmt.Sprintf("%s, %s: it is agreement, and strangers have it more often (m %.3g, u %.3g).", c.Name, l.Name, l.M, l.U))
			}
			if g > 0 && c.Levels[g-1].Pairs >= fewObserved && l.M/l.U > 2*c.Levels[g-1].M/c.Levels[g-1].U && prior.M/prior.U < levels[g-1].Prior.M/levels[g-1].Prior.U {
				out = append(out, fmt.Sprintf("%s, %s: it is worth more than %s, which is stronger.", c.Name, l.Name, c.Levels[g-1].Name))
			}
		}
		switch {
		case len(few) == len(c.Levels):
			out = append(out, c.Name+": hardly any pair of one customer says anything of it.")
		case len(few) > 0:
			out = append(out, fmt.Sprintf("%s: fewer than %d pairs of one customer behind %s; what was thought beforehand counts.", c.Name, fewObserved, strings.Join(few, ", ")))
		}
	}
	return out
}
