package identity

import (
	"context"

	"scv/internal/identity/block"
)

// opened is a block that records lead to that are new, changed or gone.
type opened struct {
	asked   bool
	size    int     // records that it has in the published version
	members []int32 // their numbers; of a block that gives no pairs some of them
	was, is int     // records as they were, and as they are, that lead to it
	before  bool    // it was divided
	now     bool    // it is
}

// bound is how many records a block has at most that gives pairs.
func (p *part) bound(k block.Key) int {
	return p.how.settled.Limits.Of(p.how.rules[k.Rule].Name, int(k.Slot))
}

// open looks up the blocks that the records lead to: first those of the rules' own keys,
// then, of those that are divided, all that they can be divided into. A question goes
// through the whole index, however much is asked.
func (p *part) open(ctx context.Context) error {
	p.blocks = map[block.Key]*opened{}
	for _, deep := range []bool{false, true} {
		var ask []block.Key
		lead := func(lists [][]block.Key, count func(o *opened)) {
			for _, keys := range lists {
				block.Walk(keys, func(k block.Key) bool {
					o := p.blocks[k]
					if o == nil {
						o = &opened{}
						p.blocks[k] = o
						ask = append(ask, k)
					}
					if o.asked {
						return o.before && o.now
					}
					count(o)
					return deep
				})
			}
		}
		lead(p.were, func(o *opened) { o.was++ })
		lead(p.are, func(o *opened) { o.is++ })
		if err := p.lookUp(ctx, ask); err != nil {
			return err
		}
	}
	return nil
}

// lookUp asks the index for the records of blocks.
func (p *part) lookUp(ctx context.Context, ask []block.Key) error {
	most := make(map[block.Key]int, len(ask))
	for _, k := range ask {
		most[k] = p.bound(k) + p.blocks[k].was // more, and it gives no pairs, before or now
	}
	err := p.find(ctx, ask, func(k block.Key, number int32) {
		o := p.blocks[k]
		if o.size++; o.size <= most[k] {
			o.members = append(o.members, number)
		}
	})
	for _, k := range ask {
		o := p.blocks[k]
		o.asked = true
		o.before, o.now = o.size > p.bound(k), o.size-o.was+o.is > p.bound(k)
	}
	return err
}

// crossing gives the blocks that gave pairs and are too large now, or the other way
// round, and have records beside those that lead to them.
func (p *part) crossing() ([]*opened, error) {
	var out []*opened
	var failed error
	seen := map[*opened]bool{}
	for _, lists := range [][][]block.Key{p.were, p.are} {
		for _, keys := range lists {
			block.Walk(keys, func(k block.Key) bool {
				o := p.blocks[k]
				if o.size < o.was {
					failed = damaged("a block lacks records")
				}
				if o.before != o.now && o.size > o.was && !seen[o] {
					seen[o] = true
					out = append(out, o)
				}
				return o.before && o.now
			})
		}
	}
	return out, failed
}

// partners gives the numbers of the records that the news can be one with: those of
// blocks that give pairs.
func (p *part) partners() map[int32]bool {
	out := map[int32]bool{}
	for _, keys := range p.are {
		block.Walk(keys, func(k block.Key) bool {
			o := p.blocks[k]
			if o == nil || o.now {
				return o != nil && o.before
			}
			for _, n := range o.members {
				out[n] = true
			}
			return false
		})
	}
	return out
}
