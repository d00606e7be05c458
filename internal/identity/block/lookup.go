package block

import (
	"slices"

	"scv/internal/identity/record"
)

// Lookup finds the records of a set that share a key with any record. It is
// read-only, and so safe for concurrent use. It takes 12 bytes for each key of each
// record.
type Lookup struct {
	lists [][]list            // by rule and slot
	large [][]map[uint64]bool // by rule and slot
}

// list is rows by their key, ascending.
type list struct {
	hashes []uint64
	rows   []int32
}

// Partner is a row and the first rule that makes a pair of it.
type Partner struct {
	Row  int32
	Rule int32
}

// NewLookup readies a set for questions about single records.
func NewLookup(rules []Rule, s *record.Set, f Frozen) *Lookup {
	l := &Lookup{lists: make([][]list, len(rules))}
	for r := range rules {
		l.lists[r] = make([]list, len(tree))
	}
	seen := f.Seen
	f.Seen = func(rule, slot int, keyed []Keyed) {
		own := list{make([]uint64, len(keyed)), make([]int32, len(keyed))}
		for k, e := range keyed {
			own.hashes[k], own.rows[k] = e.Hash, e.Row
		}
		l.lists[rule][slot] = own
		if seen != nil {
			seen(rule, slot, keyed)
		}
	}
	l.large = NewUnder(rules, s, f).large
	return l
}

// Partners gives the rows that share one of the keys (Keys gives them) in a block
// that gives pairs, each once, ascending. A row whose own keys they are is its own
// partner.
func (l *Lookup) Partners(keys []Key) []Partner {
	found := map[int32]int32{}
	Walk(keys, func(k Key) bool {
		if l.large[k.Rule][k.Slot][k.Hash] {
			return true
		}
		own := l.lists[k.Rule][k.Slot]
		at, _ := slices.BinarySearch(own.hashes, k.Hash)
		for ; at < len(own.hashes) && own.hashes[at] == k.Hash; at++ {
			if _, earlier := found[own.rows[at]]; !earlier {
				found[own.rows[at]] = k.Rule
			}
		}
		return false
	})
	out := make([]Partner, 0, len(found))
	for row, rule := range found {
		out = append(out, Partner{row, rule})
	}
	slices.SortFunc(out, func(a, b Partner) int { return int(a.Row) - int(b.Row) })
	return out
}

// Keys is the number of keys of all records.
func (l *Lookup) Keys() int64 {
	var n int64
	for _, slots := range l.lists {
		for _, own := range slots {
			n += int64(len(own.hashes))
		}
	}
	return n
}
