package compare

import (
	"scv/internal/identity/record"
)

// Grade is a level of a comparison, counted from 1 for the strongest; 0 is null.
type Grade uint8

// Null is the grade where one of the two records says nothing.
const Null Grade = 0

// Prior is how often a level is seen, in parts of 1, among pairs that are one
// customer (M), pairs of one household or office (H) and unrelated pairs (U),
// before data has been seen. Each sums to 1 over a comparison's levels.
type Prior struct{ M, H, U float64 }

// Level is one degree of likeness.
type Level struct {
	Name   string
	Rarity float64 // how far the rarity of the value counts: 0 not, 1 in full
	Prior  Prior
}

// Comparison judges one attribute.
type Comparison struct {
	Name    string
	Columns []string
	Shared  bool // see the package comment
	// Alike is the part of a household's pairs that agree on what households do not
	// share: fathers and sons of one name, twins born on one day.
	Alike   float64
	Levels  []Level
	Written bool // somebody has written the levels
	bind    func(*laid) func(i, j int32) Grade
	count   func(*laid, counter) func(i, j int32) int32
	say     func(*wording) error // nil = it has no form as SQL
	whole   bool                 // a grade depends on the other records of the set, too
}

// Bits is the room of one grade in a Pattern: a comparison has at most 15 levels
// and a spec at most 16 comparisons.
const bits = 4

// Pattern is the grades of all comparisons of one pair; comparison k has the
// bits from 4k.
type Pattern uint64

// Graded is the pattern with the grade of comparison k, which has none yet.
func (p Pattern) Graded(k int, g Grade) Pattern { return p | Pattern(g)<<(bits*k) }

// Grade gives the grade of comparison k.
func (p Pattern) Grade(k int) Grade { return Grade(p >> (bits * k) & 15) }

// Judge compares the records of one set. It keeps what it has compared, so it is
// used by one goroutine at a time.
type Judge struct {
	grades []func(i, j int32) Grade
	counts []func(i, j int32) int32
	laid   *laid
	seen   int32 // keeps touch from being left out
}

// NewJudge readies comparisons for a set, whose values are counted in it.
func NewJudge(comparisons []Comparison, s *record.Set) *Judge {
	return NewJudgeUnder(comparisons, s, nil)
}

// NewJudgeUnder is NewJudge with counts that were taken before; nil = they are taken
// in the set.
func NewJudgeUnder(comparisons []Comparison, s *record.Set, terms Terms) *Judge {
	return NewJudges(1, comparisons, s, terms)[0]
}

// NewJudges is NewJudgeUnder for several goroutines, one for each.
func NewJudges(n int, comparisons []Comparison, s *record.Set, terms Terms) []*Judge {
	out, l := make([]*Judge, n), layOut(comparisons, s)
	for w := range out {
		out[w] = newJudge(comparisons, l, terms)
	}
	return out
}

func newJudge(comparisons []Comparison, l *laid, terms Terms) *Judge {
	j := &Judge{laid: l}
	for _, c := range comparisons {
		j.grades = append(j.grades, c.bind(l))
		count := func(int32, int32) int32 { return 0 }
		if c.count != nil {
			count = c.count(l, terms.counter(c.Name))
		}
		j.counts = append(j.counts, count)
	}
	return j
}

// Pattern compares rows a and b. The order of the two makes no difference.
func (j *Judge) Pattern(a, b int32) Pattern {
	var p Pattern
	for k, grade := range j.grades {
		p |= Pattern(grade(a, b)) << (bits * k)
	}
	return p
}

// touch brings the records of pairs near, all looks into memory at once: else each
// comparison waits for its own.
func (j *Judge) touch(pairs []Pair) {
	if len(j.laid.cells) == 0 {
		return
	}
	width, seen := len(j.laid.columns), int32(0)
	for _, p := range pairs {
		seen ^= j.laid.cells[int(p.J)*width]
	}
	j.seen = seen
}

// Pair is two rows.
type Pair struct{ I, J int32 }

// Patterns compares many pairs, comparison by comparison, so that the looks into
// memory do not wait for each other; into has room for as many.
func (j *Judge) Patterns(pairs []Pair, into []Pattern) {
	clear(into[:len(pairs)])
	j.touch(pairs)
	for k, grade := range j.grades {
		for n, p := range pairs {
			into[n] |= Pattern(grade(p.I, p.J)) << (bits * k)
		}
	}
}

// Count says how many records hold the value that comparison k found alike in
// the two rows, the more frequent one where the values differ; 0 where rarity
// says nothing.
func (j *Judge) Count(k int, a, b int32) int32 { return j.counts[k](a, b) }

// common is how many strangers have a value in common of which agreement tells nothing.
const common = .1

// Telling says whether agreement tells who somebody is: of a gender it does not.
func (c Comparison) Telling() bool { return c.Levels[0].Prior.U < common }

// Firm says whether a level is that of one value, but for a slip or another way to write
// it, and not of values that are merely alike.
func (c Comparison) Firm(g Grade) bool { return g == 1 || c.Levels[g-1].Rarity >= .5 }

// Rare says whether rarity counts in the comparison.
func (c Comparison) Rare() bool { return c.count != nil }
