package record

// CodeBytes is how much memory the codes of the rows take.
func (s *Set) CodeBytes() int64 { return 4 * int64(len(s.columns)) * int64(s.Len()) }

// Bytes is about how much memory the rows and the distinct values take.
func (s *Set) Bytes() int64 {
	const header, slot = 16, 8
	var n int64
	for _, id := range s.IDs {
		n += int64(len(id)) + header
	}
	n += 4 * int64(len(s.Arrived))
	seen := map[*Dict]bool{}
	for _, c := range s.columns {
		n += 4 * int64(len(c.Codes))
		if seen[c.Dict] {
			continue
		}
		seen[c.Dict] = true
		n += slot * int64(len(c.slots))
		for _, v := range c.values {
			n += int64(len(v)) + header
		}
	}
	return n
}
