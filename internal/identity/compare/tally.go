package compare

// tally says how many records hold the value that a comparison found alike in two rows.
type tally []tallied

// tallied is a column and, by row, how many records hold its value.
type tallied struct{ values, records *view }

// of is of the value that both rows hold, or else of the most frequent one of either;
// 0 where rarity says nothing.
func (t tally) of(i, j int32) int32 {
	common, most := int32(0), int32(0)
	for _, a := range t {
		x, n := a.values.code(i), a.records.code(i)
		most = max(most, n)
		for _, b := range t {
			if x != 0 && x == b.values.code(j) && (common == 0 || n < common) {
				common = n
			}
			most = max(most, b.records.code(j))
		}
	}
	if common > 0 {
		return common
	}
	return most
}

// many is of, of the pairs at some places.
func (t tally) many(pairs []Pair, places, into []int32) {
	into = into[:len(places)]
	if len(t) != 1 {
		for n, at := range places {
			into[n] = t.of(pairs[at].I, pairs[at].J)
		}
		return
	}
	v := t[0].records // in one column a value that both hold is the most frequent one, too
	cells, width, column := v.cells, v.width, v.at
	for n, at := range places {
		p := pairs[at]
		into[n] = max(cells[int(p.I)*width+column], cells[int(p.J)*width+column])
	}
}
