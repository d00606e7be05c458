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
	bind    func(*laid) grader
	// counted are columns whose values are counted together, where rarity counts.
	counted []string
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
	grades []grader
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
	out, l := make([]*Judge, n), layOut(comparisons, s, terms)
	for w := range out {
		out[w] = &Judge{laid: l}
		for _, c := range comparisons {
			out[w].grades = append(out[w].grades, c.bind(l))
		}
	}
	return out
}

// Bytes is how much memory the columns take that all judges of a set look at.
func (j *Judge) Bytes() int64 {
	const cell = 4
	return cell * int64(len(j.laid.cells))
}

// Pattern compares rows a and b. The order of the two makes no difference.
func (j *Judge) Pattern(a, b int32) Pattern {
	var p Pattern
	for k := range j.grades {
		p |= Pattern(j.grades[k].of(a, b)) << (bits * k)
	}
	return p
}

// touch brings the records of pairs near, all looks into memory at once: else each
// comparison waits for its own.
func (j *Judge) touch(pairs []Pair) {
	width, seen := j.laid.width, int32(0)
	for at := 0; at < width; at += lineCells {
		for _, p := range pairs {
			seen ^= j.laid.cells[int(p.J)*width+at]
		}
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
	for k := range j.grades {
		j.grades[k].many(pairs, into[:len(pairs)], uint(bits*k))
	}
}

// Count says how many records hold the value that comparison k found alike in
// the two rows, the more frequent one where the values differ; 0 where rarity
// says nothing.
func (j *Judge) Count(k int, a, b int32) int32 { return j.laid.tallies[k].of(a, b) }

// Counts is Count of the pairs at these places.
func (j *Judge) Counts(k int, pairs []Pair, places, into []int32) {
	j.laid.tallies[k].many(pairs, places, into)
}

// common is how many strangers have a value in common of which agreement tells nothing.
const common = .1

// Telling says whether agreement tells who somebody is: of a gender it does not.
func (c Comparison) Telling() bool { return c.Levels[0].Prior.U < common }

// Firm says whether a level is that of one value, but for a slip or another way to write
// it, and not of values that are merely alike.
func (c Comparison) Firm(g Grade) bool { return g == 1 || c.Levels[g-1].Rarity >= .5 }

// Rare says whether rarity counts in the comparison.
func (c Comparison) Rare() bool { return len(c.counted) > 0 }
