package live

// Stats tells what an index holds.
type Stats struct {
	Records int   `json:"records"`
	Keys    int64 `json:"keys"`
	Bytes   int64 `json:"bytes"` // of memory, about
}

// perKey is what a key takes: its hash and its row.
const perKey = 12

// Stats counts it.
func (x *Index) Stats() Stats {
	s := Stats{Records: x.b.Set.Len(), Keys: x.lookup.Keys()}
	s.Bytes = x.b.Set.Bytes() + perKey*s.Keys + 4*int64(len(x.members))
	for _, l := range x.linked {
		s.Bytes += perKey * int64(len(l.rows))
	}
	for _, id := range x.b.Customers {
		s.Bytes += int64(len(id)) + 16
	}
	for _, values := range x.b.Terms {
		for v := range values {
			s.Bytes += int64(len(v)) + 32
		}
	}
	return s
}
