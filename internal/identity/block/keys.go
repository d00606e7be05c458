package block

import (
	"slices"

	"scv/internal/identity/record"
)

// Key is a key of a record: of a rule, by its number, and a slot of it.
type Key struct {
	Rule, Slot int32
	Hash       uint64
}

// Local says whether the keys of a record under the rule follow from the record
// alone. Those of its neighbours in some order do not.
func (r Rule) Local() bool { return r.Kind != Neighbours }

// Keys gives every key that a record of a set can meet another under, whatever the
// other records are: those of a slot matter only where the block of its parent gives
// no pairs. Behind each key stand those that add to it. Rules that are not Local
// give none.
func Keys(rules []Rule, s *record.Set, row int32) []Key {
	return KeysOf(rules, s.Own([]int32{row}))[0]
}

// KeysOf gives the keys of every row of a set.
func KeysOf(rules []Rule, s *record.Set) [][]Key {
	out, attributes := make([][]Key, s.Len()), finer(s)
	for r, rule := range rules {
		if !rule.Local() {
			continue
		}
		columns := rule.keys(s)
		for row := range out {
			from := len(out[row])
			for _, column := range columns {
				if own := (Key{int32(r), 0, column[row]}); own.Hash != 0 && !slices.Contains(out[row][from:], own) {
					out[row] = below(append(out[row], own), len(out[row]), attributes, row)
				}
			}
		}
	}
	return out
}

// below adds to a list the keys that add to the one at a place of it.
func below(list []Key, at int, attributes [][]uint64, row int) []Key {
	parent := list[at]
	for child := int(parent.Slot) + 1; child < len(tree); child++ {
		if tree[child].parent != int(parent.Slot) {
			continue
		}
		f := tree[child].attribute
		if hash := finerKey(parent.Hash, attributes[f][row], f); hash != 0 {
			list = below(append(list, Key{parent.Rule, int32(child), hash}), len(list), attributes, row)
		}
	}
	return list
}

// Walk goes through keys as Keys gives them. open says whether a block is divided:
// the keys that add to the key of another are passed over.
func Walk(keys []Key, open func(k Key) bool) {
	for k := 0; k < len(keys); {
		if open(keys[k]) {
			k++
			continue
		}
		k += 1 + len(Under(keys, k))
	}
}

// Under gives the keys of a list that add to the one at a place of it.
func Under(keys []Key, at int) []Key {
	end := at + 1
	for end < len(keys) && keys[end].Rule == keys[at].Rule && tree[keys[end].Slot].level > tree[keys[at].Slot].level {
		end++
	}
	return keys[at+1 : end]
}
