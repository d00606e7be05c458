package compare

// memo keeps the grades of pairs of codes that were compared last: only one pair
// in ten or a hundred is a new one. It is direct-mapped, so its memory is fixed
// (an eighth of a megabyte) and a collision only costs time. An entry is the key,
// shifted by the bits of a grade, and the grade.
type memo struct {
	entries []uint64
	of      func(a, b int32) Grade
}

const (
	memoSize = 1 << 14
	codeBits = 30 // codes above are not kept
)

func remember(of func(a, b int32) Grade) func(a, b int32) Grade {
	m := &memo{entries: make([]uint64, memoSize), of: of}
	return m.grade
}

// grade is symmetric; codes are above 0, so that no key is 0.
func (m *memo) grade(a, b int32) Grade {
	if a > b {
		a, b = b, a
	}
	if b >= 1<<codeBits {
		return m.of(a, b)
	}
	key := uint64(a)<<codeBits | uint64(b)
	entry := &m.entries[key*0x9e3779b97f4a7c15>>(64-14)]
	if *entry>>bits != key {
		*entry = key<<bits | uint64(m.of(a, b))
	}
	return Grade(*entry & (1<<bits - 1))
}
