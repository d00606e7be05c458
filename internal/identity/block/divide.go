package block

import "scv/internal/identity/record"

// A block that is too large is not given up: its records are looked for again with
// one attribute more in their key, and with another one, each a way of its own, so
// that a slip in one of them loses no pair.

// finer are the attributes that divide a block.
func finer(s *record.Set) [][]uint64 {
	var out [][]uint64
	for _, p := range []part{
		{"birth_date_std", prefix(4)},
		{"birth_date_std", dayOfYear},
		{"given_name_std", root},
		{"postal_code_std", whole},
		{"organisation_name_std", whole},
	} {
		if values := p.values(s); values != nil {
			out = append(out, values)
		}
	}
	return out
}

// dayOfYear is month and day of an ISO date.
func dayOfYear(date string) string {
	if len(date) != len("2006-01-02") {
		return ""
	}
	return date[4:]
}

// depth is how many attributes are added to a key at most.
const depth = 2

// divider makes the blocks of one rule.
type divider struct {
	rule    int
	finer   [][]uint64
	budget  int64 // pairs of a way to divide
	blocks  []block
	rows    []int32      // of the blocks, one after the other
	slots   [][][]uint64 // by slot, column and row: keys whose block gives pairs; 0 = none
	large   [][]uint64   // by column and row: the rule's own keys that too many share
	rescued []bool       // by row: a divided block has it
}

// divide makes blocks of what shares a key, none larger than fits the budget, and
// divides the others by attributes from number from on. columns are emptied where
// a block is too large.
func (d *divider) divide(columns [][]uint64, budget int64, from, level int) {
	list := inOrder(columns)
	size := fit(list, budget)
	large := map[uint64]bool{}
	slot := len(d.slots)
	each(list, func(key uint64, rows []int32) {
		if len(rows) > size {
			large[key] = true
			return
		}
		start := uint32(len(d.rows))
		d.rows = append(d.rows, rows...)
		d.blocks = append(d.blocks, block{key, start, uint32(len(d.rows)), int32(d.rule), int32(slot)})
	})
	rest := cut(columns, large)
	d.slots = append(d.slots, columns)
	if level == 0 {
		d.large = rest
	} else {
		d.rescue(columns)
	}
	if len(large) == 0 || level == depth {
		return
	}
	for f := from; f < len(d.finer); f++ {
		d.divide(refine(rest, d.finer[f], f), d.budget, f+1, level+1)
	}
}

// cut takes the keys of large blocks out of the columns and gives them.
func cut(columns [][]uint64, large map[uint64]bool) [][]uint64 {
	if len(large) == 0 {
		return nil
	}
	rest := make([][]uint64, len(columns))
	for c, column := range columns {
		rest[c] = make([]uint64, len(column))
		for row, key := range column {
			if large[key] {
				rest[c][row], column[row] = key, 0
			}
		}
	}
	return rest
}

// refine adds attribute f to the keys.
func refine(columns [][]uint64, values []uint64, f int) [][]uint64 {
	out := make([][]uint64, len(columns))
	for c, column := range columns {
		out[c] = make([]uint64, len(column))
		for row, key := range column {
			if key != 0 && values[row] != 0 {
				out[c][row] = mix(key, values[row]+uint64(f))
			}
		}
	}
	return out
}

// rescue notes the rows that have a key in the columns.
func (d *divider) rescue(columns [][]uint64) {
	for _, column := range columns {
		for row, key := range column {
			if key != 0 {
				d.rescued[row] = true
			}
		}
	}
}
