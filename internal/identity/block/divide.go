package block

import "scv/internal/identity/record"

// A block that is too large is not given up: its records are looked for again with
// one attribute more in their key, and with another one, each a way of its own, so
// that a slip in one of them loses no pair.

// finerParts are the attributes that divide a block.
func finerParts() []part {
	return []part{
		{"birth_date_std", prefix(4)},
		{"birth_date_std", dayOfYear},
		{"given_name_std", root},
		{"postal_code_std", whole},
		{"organisation_name_std", whole},
	}
}

func finer(s *record.Set) [][]uint64 {
	var out [][]uint64
	for _, p := range finerParts() {
		out = append(out, p.values(s))
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

// slot is one way to make a key: a rule's own key is slot 0, the others add an
// attribute to the key of their parent, which has a smaller number.
type slot struct {
	parent, attribute, level int
}

// tree is the slots of every rule: below each its children, and theirs.
var tree = grow([]slot{{-1, -1, 0}}, 0)

func grow(t []slot, at int) []slot {
	if t[at].level == depth {
		return t
	}
	for f := t[at].attribute + 1; f < len(finerParts()); f++ {
		t = append(t, slot{at, f, t[at].level + 1})
		t = grow(t, len(t)-1)
	}
	return t
}

// Slots is how many slots a rule has.
func Slots() int { return len(tree) }

// Limits are the largest blocks that give pairs, by rule and slot; 0 = the slot was
// not met when they were found.
type Limits map[string][]int32

// Of gives the largest block of a slot that gives pairs.
func (l Limits) Of(rule string, slot int) int {
	if own := l[rule]; slot < len(own) && own[slot] > 0 {
		return int(own[slot])
	}
	return limit
}

// divider makes the blocks of one rule.
type divider struct {
	rule    int
	finer   [][]uint64
	budget  int64 // pairs of a way to divide
	found   bool  // limits are found, not given
	limits  []int32
	seen    func(rule, slot int, list []Keyed)
	blocks  []block
	rows    []int32           // of the blocks, one after the other
	given   []map[uint64]bool // by slot: keys that too many share
	large   [][]uint64        // by column and row: the rule's own keys that too many share
	rescued []bool            // by row: a divided block has it
}

// size is how large a block of a slot may be. Where nothing was settled it fits the
// budget.
func (d *divider) size(list []Keyed, budget int64, at int) int {
	if d.found {
		d.limits[at] = int32(fit(list, budget))
	}
	if at < len(d.limits) && d.limits[at] > 0 {
		return int(d.limits[at])
	}
	return limit
}

// divide makes blocks of what shares a key, none larger than may be, and divides the
// others in the slots below. columns are emptied where a block is too large.
func (d *divider) divide(columns [][]uint64, budget int64, at int) {
	list := inOrder(columns)
	if d.seen != nil && len(list) > 0 {
		d.seen(d.rule, at, list)
	}
	size := d.size(list, budget, at)
	large := map[uint64]bool{}
	var rest [][]uint64
	each(list, func(key uint64, rows []int32) {
		if len(rows) > size {
			large[key] = true
			rest = cut(rest, columns, key, rows)
			return
		}
		start := uint32(len(d.rows))
		d.rows = append(d.rows, rows...)
		d.blocks = append(d.blocks, block{start, uint32(len(d.rows)), int32(d.rule)})
	})
	d.given[at] = large
	if at == 0 {
		d.large = rest
	} else {
		d.rescue(columns)
	}
	if len(large) == 0 {
		return
	}
	for child := at + 1; child < len(tree); child++ {
		if tree[child].parent == at {
			f := tree[child].attribute
			d.divide(refine(rest, d.finer[f], f), d.budget, child)
		}
	}
}

// cut takes the key of a large block out of the columns and adds it to rest.
func cut(rest, columns [][]uint64, key uint64, rows []int32) [][]uint64 {
	for c, column := range columns {
		if len(rest) == c {
			rest = append(rest, make([]uint64, len(column)))
		}
		for _, row := range rows {
			if column[row] == key {
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
			out[c][row] = finerKey(key, values[row], f)
		}
	}
	return out
}

// finerKey adds a value of attribute f to a key.
func finerKey(key, value uint64, f int) uint64 {
	if key == 0 || value == 0 {
		return 0
	}
	return mix(key, value+uint64(f))
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
