package estimate

import (
	"cmp"
	"math"
	"slices"

	"scv/internal/identity/compare"
	"scv/internal/identity/score"
)

// Counts says how many pairs have a pattern.
type Counts map[compare.Pattern]int64

// The estimation's bounds. The prior counts are in pairs.
const (
	rounds       = 300
	rest         = 1e-7 // largest change of a probability at which it has come to rest
	priorMatches = 100
	priorHomes   = 100
	priorRandom  = 2000
	priorRecords = 20. // at so many records, what was thought beforehand of the classes' sizes counts half
	fewMatches   = 100 // below, a model is provisional
	mostAlike    = .5  // of a household's pairs, see homely
)

type counted struct {
	pattern compare.Pattern
	pairs   float64
}

func inOrder(c Counts) []counted {
	out := make([]counted, 0, len(c))
	for p, n := range c {
		out = append(out, counted{p, float64(n)})
	}
	slices.SortFunc(out, func(a, b counted) int { return cmp.Compare(a.pattern, b.pattern) })
	return out
}

// Train learns a model of a party from the patterns of the candidate pairs, of random
// pairs of its records, and of pairs that a person has said are one customer. The
// latter teach m alone: people judge what they are asked about, so how many they judge
// says nothing of how many there are.
func Train(party string, comparisons []compare.Comparison, records int, candidates, random, labelled Counts) *score.Model {
	m := score.Prior(party, comparisons, records)
	t := trainer{
		comparisons: comparisons, candidates: inOrder(candidates), random: inOrder(random), labelled: inOrder(labelled),
		pairs: float64(records) * float64(records-1) / 2,
	}
	if len(t.candidates) == 0 {
		return m
	}
	learned, matches := t.settle(m)
	if !t.homely() {
		t.known = true
		learned, matches = t.settle(m)
	}
	learned.Provisional = matches < fewMatches
	return learned
}

// settle goes on from a model until the estimation comes to rest.
func (t *trainer) settle(m *score.Model) (*score.Model, float64) {
	t.alike = t.alike[:0]
	for _, c := range t.comparisons {
		t.alike = append(t.alike, c.Alike)
	}
	t.tie(m)
	var matches float64
	for m.Rounds < rounds && !m.Settled {
		next, n := t.step(m)
		next.Rounds, next.Settled = m.Rounds+1, t.distance(m, next) < rest
		m, matches = next, n
	}
	return m, matches
}

// homely says whether the class of households is one. Among very many records some of
// one customer went wrong all in the same way, and their pairs make a class of their
// own where it lies nearest: most of them have one birthday, say. Two of one household
// differ for the most part in all that households do not share. Where that is one
// attribute only, as the tax number of firms, a whole group may have it in common.
func (t *trainer) homely() bool {
	own, most := 0, 0.
	for k, c := range t.comparisons {
		if !c.Shared && c.Telling() {
			own, most = own+1, max(most, t.alike[k])
		}
	}
	return own < 2 || most <= mostAlike
}

type trainer struct {
	comparisons                  []compare.Comparison
	candidates, random, labelled []counted
	pairs                        float64
	alike                        []float64 // by comparison: part of the pairs of one household that have its value in common, and not by chance
	known                        bool      // alike is what was thought beforehand
}

// posterior gives the chances that a pair of a pattern belongs to each class.
func posterior(m *score.Model, p compare.Pattern) (one, home, none float64) {
	one, home, none = m.Lambda, m.Household, 1-m.Lambda-m.Household
	for k, c := range m.Comparisons {
		if g := p.Grade(k); g != compare.Null {
			l := &c.Levels[g-1]
			one, home, none = one*l.M, home*l.H, none*l.U
		}
	}
	sum := one + home + none
	return one / sum, home / sum, none / sum
}

// sums are expected numbers of pairs by comparison and level.
type sums [][]float64

func (t *trainer) sums() sums {
	s := make(sums, len(t.comparisons))
	for k, c := range t.comparisons {
		s[k] = make([]float64, len(c.Levels))
	}
	return s
}

func (s sums) add(p compare.Pattern, n float64) {
	for k := range s {
		if g := p.Grade(k); g != compare.Null {
			s[k][g-1] += n
		}
	}
}

// step is one round: what each class looks like if the model is right.
func (t *trainer) step(m *score.Model) (next *score.Model, matches float64) {
	one, home, none, met := t.sums(), t.sums(), t.sums(), t.sums()
	var homes float64
	for _, c := range t.candidates {
		pm, ph, pu := posterior(m, c.pattern)
		one.add(c.pattern, pm*c.pairs)
		home.add(c.pattern, ph*c.pairs)
		met.add(c.pattern, pu*c.pairs)
		matches += pm * c.pairs
		homes += ph * c.pairs
	}
	for _, c := range t.random {
		_, _, pu := posterior(m, c.pattern)
		none.add(c.pattern, pu*c.pairs)
	}
	for _, c := range t.labelled {
		one.add(c.pattern, c.pairs)
	}
	next = score.Prior(m.Party, t.comparisons, int(m.Records))
	doubt := priorRecords / (priorRecords + float64(m.Records))
	next.Lambda = clamp(doubt*next.Lambda + (1-doubt)*matches/t.pairs)
	next.Household = clamp(doubt*next.Household + (1-doubt)*homes/t.pairs)
	for k := range next.Comparisons {
		t.learn(&next.Comparisons[k], k, one[k], home[k], none[k])
		t.raise(&next.Comparisons[k], met[k])
		t.agree(m, k, home[k])
	}
	t.tie(next)
	return next, matches
}

// clamp keeps a class's part of the pairs where it leaves room for the others.
func clamp(part float64) float64 { return min(max(part, 1e-15), .45) }

func (t *trainer) learn(c *score.Comparison, k int, one, home, none []float64) {
	var sumOne, sumHome, sumNone float64
	for g := range c.Levels {
		sumOne, sumHome, sumNone = sumOne+one[g], sumHome+home[g], sumNone+none[g]
	}
	for g := range c.Levels {
		prior := t.comparisons[k].Levels[g].Prior
		l := &c.Levels[g]
		l.Pairs, l.Strangers = math.Round(one[g]*10)/10, math.Round(none[g]*10)/10
		l.M = (one[g] + priorMatches*prior.M) / (sumOne + priorMatches)
		l.H = (home[g] + priorHomes*prior.H) / (sumHome + priorHomes)
		l.U = (none[g] + priorRandom*prior.U) / (sumNone + priorRandom)
	}
}

// raise makes u what the candidates show where that is more: of a level that no
// random pair has, all unrelated pairs may be among them. What is added is taken
// from the last level, the one of most pairs.
func (t *trainer) raise(c *score.Comparison, met []float64) {
	last := len(c.Levels) - 1
	for g := range last {
		if least := met[g] / t.pairs; least > c.Levels[g].U {
			c.Levels[last].U -= least - c.Levels[g].U
			c.Levels[g].U = least
		}
	}
}

// agree learns how often two of one household have a value in common that households
// do not share: twins their birthday, father and son their name, two firms of a group
// their tax number. Some tables have few of them, some many.
func (t *trainer) agree(m *score.Model, k int, home []float64) {
	if t.known || t.comparisons[k].Shared {
		return
	}
	var all float64
	for _, n := range home {
		all += n
	}
	chance := t.alike[k] / (t.alike[k] + (1-t.alike[k])*m.Comparisons[k].Levels[0].U)
	t.alike[k] = (home[0]*chance + priorHomes*t.comparisons[k].Alike) / (all + priorHomes)
}

// tie sets what households look like in what they do not share: like strangers,
// but for a few (Comparison.Alike).
func (t *trainer) tie(m *score.Model) {
	for k, c := range t.comparisons {
		if c.Shared {
			continue
		}
		for g := range m.Comparisons[k].Levels {
			l := &m.Comparisons[k].Levels[g]
			l.H = (1 - t.alike[k]) * l.U
			if g == 0 {
				l.H += t.alike[k]
			}
		}
	}
}

func (t *trainer) distance(a, b *score.Model) float64 {
	d := math.Abs(math.Log(a.Lambda/b.Lambda)) * rest * 1e4
	for k := range a.Comparisons {
		for g := range a.Comparisons[k].Levels {
			x, y := a.Comparisons[k].Levels[g], b.Comparisons[k].Levels[g]
			d = max(d, math.Abs(x.M-y.M), math.Abs(x.H-y.H), math.Abs(x.U-y.U))
		}
	}
	return d
}

// Sample gives n pairs of rows below records, the same for the same numbers: all
// pairs when there are no more than n.
func Sample(records, n int, fn func(i, j int32)) {
	if records < 2 {
		return
	}
	if int64(records)*int64(records-1)/2 <= int64(n) {
		for i := range records {
			for j := i + 1; j < records; j++ {
				fn(int32(i), int32(j))
			}
		}
		return
	}
	for k := range uint64(n) {
		i, j := splitmix(2*k)%uint64(records), splitmix(2*k+1)%uint64(records)
		if i != j {
			fn(int32(min(i, j)), int32(max(i, j)))
		}
	}
}

// splitmix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func splitmix(k uint64) uint64 {
	x := (k + 1) * 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
