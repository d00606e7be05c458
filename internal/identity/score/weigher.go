package score

import (
	"math"
	"slices"

	"scv/internal/identity/compare"
)

// Weigher gives the weights of a Scorer, to the last bit, in less time: it keeps what
// follows from the patterns that it met last, as most pairs are of few patterns. It is
// used by one goroutine at a time.
type Weigher struct {
	*Scorer
	kept    []weighed        // direct-mapped: a collision only costs time
	factors [][grades]factor // by comparison and grade

	// Of Enough: pairs that may be enough.
	places []int32
	m      []float64
	sums   []float64
	counts [][]int32 // by comparison; nil = rarity never counts in it
}

// weighed is what follows from a pattern alone.
type weighed struct {
	key  compare.Pattern // the pattern, and 1, so that none is 0
	most float64         // no less than any weight
	m    float64         // log2 of what one customer looks like
}

// factor is what a grade multiplies the classes' probabilities by.
type factor struct {
	h, u   float64
	rarity float64
	rare   *[counted]chances // by how many records have the value; nil = rarity says nothing
}

// chances are how often a household and any two have a value in common.
type chances struct{ h, u float64 }

// counted is for how many counts the chances are readied.
const counted = 128

const keptBits = 12

// grades is how many a pattern can say.
const grades = 1 << 4

// NewWeigher makes one for a worker.
func NewWeigher(s *Scorer) *Weigher {
	w := &Weigher{Scorer: s, kept: make([]weighed, 1<<keptBits), factors: make([][grades]factor, len(s.rarity)), counts: make([][]int32, len(s.rarity))}
	for k, rarity := range s.rarity {
		w.factors[k][compare.Null] = factor{h: 1, u: 1}
		for g, level := range s.model.Comparisons[k].Levels {
			f := factor{h: level.H, u: level.U, rarity: rarity[g+1]}
			if f.rarity > 0 {
				f.rare = new([counted]chances)
				for n := range f.rare {
					f.rare[n] = w.chances(k, &f, int32(n))
				}
			}
			w.factors[k][g+1] = f
		}
	}
	return w
}

// chances are those of a value that so many records have.
func (w *Weigher) chances(k int, f *factor, count int32) chances {
	if count <= 0 {
		return chances{f.h, f.u}
	}
	u, h := rarer(f.u, f.h, w.ratio(k, count, f.rarity), w.shared[k])
	return chances{h, u}
}

// known is chances, which are readied where they can be.
func (w *Weigher) known(k int, f *factor, count int32) chances {
	if uint32(count) < counted {
		return f.rare[count]
	}
	return w.chances(k, f, count)
}

// AtLeast gives the weight of a pattern where that is no less than least; false where
// it is less.
func (w *Weigher) AtLeast(least float64, p compare.Pattern, counts Counts) (float64, bool) {
	at := w.of(p)
	if at.most < least {
		return at.most, false
	}
	l := w.prior()
	for k := range w.factors {
		f := &w.factors[k][p.Grade(k)]
		c := chances{f.h, f.u}
		if f.rare != nil {
			c = w.known(k, f, counts(k))
		}
		l.h, l.u = l.h*c.h, l.u*c.u
	}
	weight := at.m - math.Log2(l.h+l.u)
	return weight, weight >= least
}

// Enough is AtLeast of many pairs: the places of those whose weight is no less than
// least, and the weights. counts gives for comparison k what Counts does, of the pairs at
// some places. What it gives is good until it is called again.
func (w *Weigher) Enough(least float64, patterns []compare.Pattern, counts func(k int, places, into []int32)) ([]int32, []float64) {
	w.room(len(patterns))
	for n, p := range patterns {
		if at := w.of(p); at.most >= least {
			w.m[len(w.places)] = at.m
			w.places = append(w.places, int32(n))
		}
	}
	for k, into := range w.counts {
		if into != nil {
			counts(k, w.places, into)
		}
	}
	for i, n := range w.places {
		w.sums[i] = w.strangers(i, patterns[n])
	}
	enough := w.places[:0]
	for i, n := range w.places {
		if weight := w.m[i] - math.Log2(w.sums[i]); weight >= least {
			w.m[len(enough)] = weight // of a pair that is done
			enough = append(enough, n)
		}
	}
	return enough, w.m[:len(enough)]
}

// room makes room for so many pairs.
func (w *Weigher) room(pairs int) {
	w.places = w.places[:0]
	if len(w.m) >= pairs {
		return
	}
	w.places, w.m, w.sums = make([]int32, 0, pairs), make([]float64, pairs), make([]float64, pairs)
	for k, factors := range w.factors {
		if slices.ContainsFunc(factors[:], func(f factor) bool { return f.rare != nil }) {
			w.counts[k] = make([]int32, pairs)
		}
	}
}

// strangers is how often two who are not one customer are found so.
func (w *Weigher) strangers(i int, p compare.Pattern) float64 {
	l := w.prior()
	h, u := l.h, l.u
	for k := range w.factors {
		f := &w.factors[k][p&15]
		p >>= 4
		c := chances{f.h, f.u}
		if f.rare != nil {
			c = w.known(k, f, w.counts[k][i])
		}
		h, u = h*c.h, u*c.u
	}
	return h + u
}

// of gives what follows from a pattern.
func (w *Weigher) of(p compare.Pattern) *weighed {
	at := &w.kept[uint64(p)*0x9e3779b97f4a7c15>>(64-keptBits)]
	if at.key != p+1 {
		*at = w.weighed(p)
	}
	return at
}

func (w *Weigher) weighed(p compare.Pattern) weighed {
	m := w.prior().m
	for k, c := range w.model.Comparisons {
		if g := p.Grade(k); g != compare.Null {
			m *= c.Levels[g-1].M
		}
	}
	out := weighed{key: p + 1, m: math.Log2(m)}
	out.most = w.most(p, out.m)
	return out
}

// most is no less than any weight of the pattern: of each grade it takes the smaller
// chances, of the rarest value and of one that rarity says nothing of. Neither is always
// the smaller, as a household has a rare value in common at least half as often as any two.
func (w *Weigher) most(p compare.Pattern, m float64) float64 {
	const rounding = 1e-9
	l := w.prior()
	for k := range w.factors {
		f := &w.factors[k][p.Grade(k)]
		u, h := f.u, f.h
		if f.rare != nil {
			u, h = min(u, f.rare[1].u), min(h, f.rare[1].h)
		}
		l.h, l.u = l.h*h, l.u*u
	}
	return m - math.Log2(l.h+l.u) + rounding
}
