package compare

// memo keeps the grades of pairs of codes that were compared last: only one pair
// in ten or a hundred is a new one. It is direct-mapped, so its memory is fixed
// (a quarter of a megabyte) and a collision only costs time.
type memo struct {
	keys   []uint64
	grades []Grade
	of     func(a, b int32) Grade
}

const memoSize = 1 << 14

func remember(of func(a, b int32) Grade) func(a, b int32) Grade {
	m := &memo{keys: make([]uint64, memoSize), grades: make([]Grade, memoSize), of: of}
	return m.grade
}

// grade is symmetric; codes are above 0, so that no key is 0.
func (m *memo) grade(a, b int32) Grade {
	if a > b {
		a, b = b, a
	}
	key := uint64(a)<<32 | uint64(b)
	slot := key * 0x9e3779b97f4a7c15 >> (64 - 14)
	if m.keys[slot] != key {
		m.keys[slot], m.grades[slot] = key, m.of(a, b)
	}
	return m.grades[slot]
}
