package record

import "maps"

// With is the set with columns added; one of a name that is there takes its place.
func (s *Set) With(columns ...*Column) *Set {
	out := &Set{IDs: s.IDs, Arrived: s.Arrived, columns: maps.Clone(s.columns)}
	if out.columns == nil {
		out.columns = map[string]*Column{}
	}
	for _, c := range columns {
		out.columns[c.Name] = c
	}
	return out
}

// Has says whether the set has a column.
func (s *Set) Has(name string) bool { return s.columns[name] != nil }

// Own is the rows given, ascending, with dictionaries of their own: for a few rows
// of many, whose dictionaries are large. Columns that share one share one again.
func (s *Set) Own(rows []int32) *Set {
	out := &Set{IDs: pick(s.IDs, rows), Arrived: pick(s.Arrived, rows), columns: make(map[string]*Column, len(s.columns))}
	dicts := map[*Dict]*Dict{}
	for name, c := range s.columns {
		if dicts[c.Dict] == nil {
			dicts[c.Dict] = newDict()
		}
		own := &Column{Name: name, Dict: dicts[c.Dict]}
		for _, row := range rows {
			own.Codes = append(own.Codes, own.Code(c.Text(row)))
		}
		out.columns[name] = own
	}
	return out
}

// OwnWith is Own with the rows of another set behind them. They have no place in the
// order of ids: Row does not find them.
func (s *Set) OwnWith(rows []int32, guests *Set) *Set {
	out := s.Own(rows)
	out.IDs = append(out.IDs, guests.IDs...)
	out.Arrived = append(out.Arrived, guests.Arrived...)
	for name, own := range out.columns {
		from := guests.Column(name)
		for row := range int32(guests.Len()) {
			own.Codes = append(own.Codes, own.Code(from.Text(row)))
		}
	}
	return out
}
