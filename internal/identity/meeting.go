package identity

import (
	"scv/internal/identity/compare"
	"scv/internal/identity/score"
)

// meeting is pairs that wait to be compared, or weighed, together.
type meeting struct {
	pairs    []compare.Pair
	rules    []int32
	patterns []compare.Pattern // of those that were compared
}

// together is how many pairs are compared comparison by comparison.
const together = 256

// add takes a pair in; true = there are as many as meet.
func (m *meeting) add(i, j, rule int32) bool {
	m.pairs, m.rules = append(m.pairs, compare.Pair{I: i, J: j}), append(m.rules, rule)
	return len(m.pairs) == together
}

// compared takes in a pair that was compared; true = there are as many as meet.
func (m *meeting) compared(p pair) bool {
	m.patterns = append(m.patterns, p.pattern)
	return m.add(p.i, p.j, p.rule)
}

// judge compares the pairs that wait, none of which was.
func (m *meeting) judge(judge *compare.Judge) {
	if cap(m.patterns) < together {
		m.patterns = make([]compare.Pattern, 0, together)
	}
	m.patterns = m.patterns[:len(m.pairs)]
	judge.Patterns(m.pairs, m.patterns)
}

// pair is the one at a place, which was compared.
func (m *meeting) pair(n int32) pair {
	return pair{m.pairs[n].I, m.pairs[n].J, m.rules[n], m.patterns[n]}
}

// leave ends the meeting.
func (m *meeting) leave() { m.pairs, m.rules, m.patterns = m.pairs[:0], m.rules[:0], m.patterns[:0] }

// weighTogether adds the pairs of a meeting to the edges that are worth keeping.
func (x matcher) weighTogether(into *gathering, m *meeting, weigher *score.Weigher, judge *compare.Judge) {
	places, weights := weigher.Enough(x.least, m.patterns, func(k int, places, counts []int32) { judge.Counts(k, m.pairs, places, counts) })
	for n, at := range places {
		into.add(edge{m.pair(at), weights[n]})
	}
}
