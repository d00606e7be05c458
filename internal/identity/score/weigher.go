package score

import (
	"math"

	"scv/internal/identity/compare"
)

// Weigher gives the weights of a Scorer, to the last bit, in less time: it keeps what
// follows from the patterns that it met last, as most pairs are of few patterns. It is
// used by one goroutine at a time.
type Weigher struct {
	*Scorer
	kept   []weighed             // direct-mapped: a collision only costs time
	ratios [][]*[counted]float64 // by comparison and grade, then by count: what rarity multiplies u by; nil = it says nothing
}

// weighed is what follows from a pattern alone.
type weighed struct {
	key   compare.Pattern // the pattern, and 1, so that none is 0
	most  float64         // no less than any weight
	m     float64         // log2 of what one customer looks like
	found []found         // what is not null
}

// found is a grade that is not null.
type found struct {
	k      int
	h, u   float64
	ratios *[counted]float64 // of Weigher
	rarity float64
	shared bool
}

// counted is how many counts the factors of rarity are readied for.
const counted = 64

const keptBits = 12

// NewWeigher makes one for a worker.
func NewWeigher(s *Scorer) *Weigher {
	w := &Weigher{s, make([]weighed, 1<<keptBits), make([][]*[counted]float64, len(s.rarity))}
	for k, grades := range s.rarity {
		w.ratios[k] = make([]*[counted]float64, len(grades))
		for g, rarity := range grades {
			if rarity > 0 {
				own := new([counted]float64)
				for n := range own {
					own[n] = s.ratio(k, int32(n), rarity)
				}
				w.ratios[k][g] = own
			}
		}
	}
	return w
}

// AtLeast gives the weight of a pattern where that is no less than least; false where
// it is less.
func (w *Weigher) AtLeast(least float64, p compare.Pattern, counts Counts) (float64, bool) {
	at := &w.kept[uint64(p)*0x9e3779b97f4a7c15>>(64-keptBits)]
	if at.key != p+1 {
		*at = w.weighed(p)
	}
	if at.most < least {
		return at.most, false
	}
	weight := w.weight(at, counts)
	return weight, weight >= least
}

func (w *Weigher) weight(at *weighed, counts Counts) float64 {
	l := w.prior()
	for i := range at.found {
		f := &at.found[i]
		u, h := f.u, f.h
		if f.ratios != nil {
			if n := counts(f.k); n > 0 {
				u, h = rarer(u, h, w.ratio(f, n), f.shared)
			}
		}
		l.h, l.u = l.h*h, l.u*u
	}
	return at.m - math.Log2(l.h+l.u)
}

// ratio is what the rarity of a value multiplies u by.
func (w *Weigher) ratio(f *found, count int32) float64 {
	if count < counted {
		return f.ratios[count]
	}
	return w.Scorer.ratio(f.k, count, f.rarity)
}

func (w *Weigher) weighed(p compare.Pattern) weighed {
	out := weighed{key: p + 1}
	l := w.prior()
	for k, c := range w.model.Comparisons {
		g := p.Grade(k)
		if g == compare.Null {
			continue
		}
		level := c.Levels[g-1]
		l.m *= level.M
		out.found = append(out.found, found{k, level.H, level.U, w.ratios[k][g], w.rarity[k][g], w.shared[k]})
	}
	out.m = math.Log2(l.m)
	out.most = w.most(&out)
	return out
}

// most is no less than any weight of the pattern: of each grade it takes the smaller
// chances, of the rarest value and of one that rarity says nothing of. Neither is always
// the smaller, as a household has a rare value in common at least half as often as any two.
func (w *Weigher) most(at *weighed) float64 {
	const rounding = 1e-9
	l := w.prior()
	for _, f := range at.found {
		u, h := f.u, f.h
		if f.ratios != nil {
			rareU, rareH := rarer(u, h, w.ratio(&f, 1), f.shared)
			u, h = min(u, rareU), min(h, rareH)
		}
		l.h, l.u = l.h*h, l.u*u
	}
	return at.m - math.Log2(l.h+l.u) + rounding
}
