package identity

import (
	"context"
	"maps"
	"slices"

	"scv/internal/identity/block"
	"scv/internal/identity/record"
)

// A block that gave pairs and is too large now, or the other way round, is crossed by its
// records: their keys are written again, and they are compared again with each other and
// with what is new. What else they were compared with, they would be again: the blocks
// of those pairs are what they were.

// again is the records that are compared again.
type again struct {
	set  *record.Set // new and changed ones, and those that crossed
	keys [][]block.Key
	held []map[block.Key]bool // by row: the keys that a record that crossed has in the index beside the rules' own; nil = it is new or changed
	rows map[block.Key][]int32
	// divided says of every block that the records lead to whether it is.
	divided map[block.Key]bool
}

// has says whether a record that crossed has a key in the index.
func (a *again) has(row int32, k block.Key) bool {
	return a.held[row] != nil && (k.Slot == 0 || a.held[row][k])
}

// both says whether two records are of those that are compared again.
func (a *again) both(left, right string) bool {
	_, one := a.set.Row(left)
	_, other := a.set.Row(right)
	return one && other
}

// again finds the records that are compared again, and reads all that are looked at.
func (p *part) again(ctx context.Context) (*again, error) {
	p.were, p.are = block.KeysOf(p.how.rules, p.olds), block.KeysOf(p.how.rules, p.news)
	if err := p.open(ctx); err != nil {
		return nil, err
	}
	crossing, err := p.crossing()
	if err != nil {
		return nil, err
	}
	crossed := map[int32]bool{}
	for _, o := range crossing {
		for _, n := range o.members {
			crossed[n] = true
		}
	}
	for id, old := range p.delta.before {
		if p.now.changed[id] || p.now.removed[id] {
			delete(crossed, int32(old.number))
		}
	}
	if err := p.readNear(ctx, crossed); err != nil {
		return nil, err
	}
	return p.withKeys(ctx, crossed)
}

// withKeys gives the records that are compared again with their keys.
func (p *part) withKeys(ctx context.Context, crossed map[int32]bool) (*again, error) {
	of := map[string][]block.Key{}
	for row, id := range p.news.IDs {
		p.redo(id)
		of[id] = p.are[row]
	}
	var rows []int32
	number := map[string]int32{}
	for n := range crossed {
		id := p.near.ids[n]
		row, ok := p.set.Row(id)
		if !ok {
			return nil, damaged("it knows records that are not there")
		}
		rows, number[id] = append(rows, row), n
		p.delta.number[id] = int(n)
	}
	slices.Sort(rows)
	moved := p.set.Subset(rows)
	for row, keys := range block.KeysOf(p.how.rules, moved) {
		of[moved.IDs[row]] = keys
	}
	p.rekeyed = slices.Sorted(maps.Keys(crossed))
	held, err := p.published(ctx, p.rekeyed)
	if err != nil {
		return nil, err
	}
	set, err := p.those(slices.Concat(p.news.IDs, moved.IDs))
	if err != nil {
		return nil, err
	}
	a := &again{set: set, rows: map[block.Key][]int32{}, divided: map[block.Key]bool{}}
	for _, id := range set.IDs {
		a.keys = append(a.keys, of[id])
		a.held = append(a.held, nil)
		if n, ok := number[id]; ok {
			a.held[len(a.held)-1] = held[n]
		}
	}
	return a, p.settle(ctx, a)
}

// settle says of every block that the records lead to whether it is divided, one level
// below the other.
func (p *part) settle(ctx context.Context, a *again) error {
	for {
		var fresh []block.Key
		for row, keys := range a.keys {
			block.Walk(keys, func(k block.Key) bool {
				if divided, ok := a.divided[k]; ok {
					return divided
				}
				if a.rows[k] == nil {
					fresh = append(fresh, k)
				}
				a.rows[k] = append(a.rows[k], int32(row))
				return false
			})
		}
		if len(fresh) == 0 {
			return nil
		}
		var unsure []block.Key
		for _, k := range fresh {
			divided, sure := p.isDivided(a, k)
			a.divided[k] = divided
			if !sure {
				p.blocks[k] = &opened{}
				unsure = append(unsure, k)
			}
		}
		if err := p.lookUp(ctx, unsure); err != nil {
			return err
		}
		for _, k := range unsure {
			a.divided[k] = p.blocks[k].now
		}
	}
}

// isDivided says whether a block is divided, and whether that is sure. One that was looked
// up says so itself. One that nobody is in whose keys were there before is new: all its
// records are here. Of the others, which nothing has changed in, the keys tell that their
// records have in the index: where a record has one that adds to the block's, it is.
func (p *part) isDivided(a *again, k block.Key) (divided, sure bool) {
	rows := a.rows[k]
	if o := p.blocks[k]; o != nil && o.size > 0 {
		return o.now, true
	}
	if !slices.ContainsFunc(rows, func(row int32) bool { return a.has(row, k) }) {
		return len(rows) > p.bound(k), true
	}
	for _, row := range rows {
		keys := a.keys[row]
		if under := block.Under(keys, slices.Index(keys, k)); len(under) > 0 {
			return slices.ContainsFunc(under, func(k block.Key) bool { return a.has(row, k) }), true
		}
	}
	return false, len(rows) == 1 // which makes no pair here
}
