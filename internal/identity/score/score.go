package score

import (
	"math"

	"scv/internal/identity/compare"
)

// Ground is the weight that the frequency of a value has to come up against: as
// many imagined records as these have the value as often as the model's u says.
// A value that two records of ten have in common is not thought to be frequent.
const Ground = 200

// Scorer gives weights under one model. It is safe for concurrent use.
type Scorer struct {
	model   *Model
	shared  []bool
	rarity  [][]float64 // by comparison and grade
	records float64
}

// New readies a model for a set of so many records.
func New(m *Model, comparisons []compare.Comparison, records int) *Scorer {
	s := &Scorer{model: m, records: float64(records)}
	for _, c := range comparisons {
		s.shared = append(s.shared, c.Shared)
		rarity := make([]float64, len(c.Levels)+1)
		for g, l := range c.Levels {
			rarity[g+1] = l.Rarity
		}
		s.rarity = append(s.rarity, rarity)
	}
	return s
}

// Counts tells, for comparison k, how many records hold the value that was found
// alike; 0 = rarity says nothing.
type Counts func(k int) int32

// likelihoods are the three classes' probabilities of what was found, each with
// the part of all pairs that the class has.
type likelihoods struct{ m, h, u float64 }

func (l likelihoods) weight() float64 { return math.Log2(l.m) - math.Log2(l.h+l.u) }

func (s *Scorer) prior() likelihoods {
	return likelihoods{s.model.Lambda, s.model.Household, 1 - s.model.Lambda - s.model.Household}
}

// add takes in the grade of comparison k.
func (s *Scorer) add(l likelihoods, k int, g compare.Grade, count int32) likelihoods {
	if g == compare.Null {
		return l
	}
	level := s.model.Comparisons[k].Levels[g-1]
	u, h := level.U, level.H
	if r := s.rarity[k][g]; r > 0 && count > 0 {
		u, h = rarer(u, h, s.ratio(k, count, r), s.shared[k])
	}
	return likelihoods{l.m * level.M, l.h * h, l.u * u}
}

// rarer gives u and h of a level whose value is so much rarer than those of the level
// are: what is above u in h are twins and namesakes, and rarity is none of their making.
func rarer(u, h, ratio float64, shared bool) (float64, float64) {
	rare := min(u*ratio, 1)
	if !shared {
		h = max(h-u+rare, rare/2)
	}
	return rare, h
}

// ratio is what the rarity of a value multiplies u by.
func (s *Scorer) ratio(k int, count int32, rarity float64) float64 {
	return math.Pow(s.frequency(k, count)/s.model.Comparisons[k].Levels[0].U, rarity)
}

// frequency is the chance that a third record holds the value, too. The pair's
// own two records do not count: that they are alike is what is being judged.
func (s *Scorer) frequency(k int, count int32) float64 {
	return (max(float64(count)-2, 0) + Ground*s.model.Comparisons[k].Levels[0].U) / (max(s.records-2, 0) + Ground)
}

// Weight gives the weight of a pattern in bits.
func (s *Scorer) Weight(p compare.Pattern, counts Counts) float64 {
	l := s.prior()
	for k := range s.model.Comparisons {
		if g := p.Grade(k); g != compare.Null {
			l = s.add(l, k, g, counts(k))
		}
	}
	return l.weight()
}

// Step is one comparison's part of a weight.
type Step struct {
	Comparison string  `json:"comparison"`
	Level      string  `json:"level"`     // "" where one record says nothing
	Weight     float64 `json:"weight"`    // bits that it adds
	Frequency  float64 `json:"frequency"` // those of them that are due to how frequent the value is
	Records    int32   `json:"records"`   // that hold the value, where rarity counts
}

// Explain gives the weight before anything is compared and each comparison's
// part; together they are the weight of Weight.
func (s *Scorer) Explain(p compare.Pattern, counts Counts) (prior float64, steps []Step) {
	l := s.prior()
	prior = l.weight()
	at := prior
	for k, c := range s.model.Comparisons {
		step := Step{Comparison: c.Name}
		if g := p.Grade(k); g != compare.Null {
			step.Level = c.Levels[g-1].Name
			if s.rarity[k][g] > 0 {
				step.Records = counts(k)
			}
			plain := s.add(l, k, g, 0).weight()
			l = s.add(l, k, g, counts(k))
			step.Weight, step.Frequency = l.weight()-at, l.weight()-plain
			at = l.weight()
		}
		steps = append(steps, step)
	}
	return prior, steps
}

// Probability turns a weight into the chance that the two are one customer.
func Probability(weight float64) float64 {
	if weight >= 0 {
		return 1 / (1 + math.Exp2(-weight))
	}
	return math.Exp2(weight) / (1 + math.Exp2(weight))
}
