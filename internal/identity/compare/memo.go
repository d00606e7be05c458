package compare

// memo keeps the grades of pairs of codes that were compared last: only one pair
// in ten or a hundred is a new one. It is direct-mapped, so that a collision only
// costs time, and small until there is something to keep: a set of few records is
// judged without a table for many. Its memory ends at an eighth of a megabyte. An
// entry is the key, shifted by the bits of a grade, and the grade.
type memo struct {
	entries []uint64
	shift   uint // of the hash: 64 less the bits of the table
	made    int  // since it grew
	of      func(a, b int32) Grade
}

const (
	memoBits      = 14 // of the largest table
	smallMemoBits = 5
	memoGrowth    = 3
	codeBits      = 30 // codes above are not kept
)

func remember(of func(a, b int32) Grade) func(a, b int32) Grade {
	m := &memo{of: of}
	m.size(smallMemoBits)
	return m.grade
}

func (m *memo) size(of uint) { m.entries, m.shift, m.made = make([]uint64, 1<<of), 64-of, 0 }

// grade is symmetric; codes are above 0, so that no key is 0.
func (m *memo) grade(a, b int32) Grade {
	if a > b {
		a, b = b, a
	}
	if b >= 1<<codeBits {
		return m.of(a, b)
	}
	key := uint64(a)<<codeBits | uint64(b)
	entry := &m.entries[key*0x9e3779b97f4a7c15>>m.shift]
	if *entry>>bits != key {
		*entry = key<<bits | uint64(m.of(a, b))
		if m.made++; m.made > 2*len(m.entries) && len(m.entries) < 1<<memoBits {
			grade := Grade(*entry & (1<<bits - 1))
			m.size(min(64-m.shift+memoGrowth, memoBits))
			return grade
		}
	}
	return Grade(*entry & (1<<bits - 1))
}
