package block

import (
	"runtime"
	"sync"

	"scv/internal/identity/record"
)

// limit is the largest block that gives pairs: a block of n records gives
// n(n-1)/2 of them, and records that share a key with hundreds of others are
// found with one attribute more, by another rule or not at all.
const limit = 250

// A rule has a budget of pairs, so that their number grows with the records and
// not with their square: pairsPerRecord for each record and pairsAnyway, which
// leaves small sets alone. A last resort has a part of that.
const (
	pairsPerRecord = 1
	pairsAnyway    = 500_000
	lastPart       = 5
)

// Skipped is what a rule gave up because too many records share a key.
type Skipped struct {
	Rule   string
	Blocks int // keys
	Rows   int // records that have one of them
}

// Index is the blocks of a set.
type Index struct {
	rules   []Rule
	large   [][]map[uint64]bool // by rule and slot: the keys of blocks that are divided or given up
	limits  Limits
	rows    [][]int32 // by rule: the rows of its blocks
	blocks  []block   // by rule, slot and key
	members members
	skipped []Skipped
}

// block is records that share a key: rows start to end of its rule, ascending.
type block struct {
	start, end uint32
	rule       int32
}

// New makes the blocks of a set, of as many rules at a time as there are cores, and
// finds how large they may be.
func New(rules []Rule, s *record.Set) *Index { return NewUnder(rules, s, Frozen{}) }

// Frozen is what was settled before.
type Frozen struct {
	Limits Limits // nil = they are found
	Beside bool   // records that nothing divides are compared with those beside them in sorted order, which follows from all records
	// Seen is called with every key of every row, also of blocks that give no pairs,
	// by several goroutines; nil = nobody asks.
	Seen func(rule, slot int, list []Keyed)
}

// NewUnder is New with what was settled before: whether a block gives pairs then
// depends on its own rows alone.
func NewUnder(rules []Rule, s *record.Set, f Frozen) *Index {
	x := &Index{
		rules: rules, large: make([][]map[uint64]bool, len(rules)), rows: make([][]int32, len(rules)), limits: Limits{},
	}
	attributes := finer(s)
	made := make([]divider, len(rules))
	skipped := make([]Skipped, len(rules))
	turn := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for r := range rules {
		all.Go(func() {
			turn <- struct{}{}
			made[r], skipped[r] = blocksOf(r, rules[r], s, attributes, f)
			<-turn
		})
	}
	all.Wait()
	for r, d := range made {
		x.large[r], x.rows[r] = d.given, d.rows
		x.limits[rules[r].Name] = d.limits
		x.blocks = append(x.blocks, d.blocks...)
		if skipped[r].Blocks > 0 {
			x.skipped = append(x.skipped, skipped[r])
		}
	}
	x.members = x.membersOf(s.Len())
	return x
}

// blocksOf makes the blocks of rule r. A record's keys of one rule meet in one
// block: the telephone of one is the mobile of another.
func blocksOf(r int, rule Rule, s *record.Set, attributes [][]uint64, f Frozen) (divider, Skipped) {
	budget := int64(pairsAnyway + pairsPerRecord*s.Len())
	if rule.last {
		budget /= lastPart
	}
	d := divider{
		rule: r, finer: attributes, budget: budget / int64(2*len(attributes)), rescued: make([]bool, s.Len()), seen: f.Seen,
		given: make([]map[uint64]bool, len(tree)), limits: f.Limits[rule.Name],
	}
	if d.found = d.limits == nil; d.found {
		d.limits = make([]int32, len(tree))
	}
	d.divide(rule.keys(s), budget, 0)
	if f.Beside && !rule.last && len(d.large) > 0 {
		d.beside(s)
	}
	return d, d.lost(rule.Name)
}

// lost says what is in no block, not even a divided one, though it has a key. A record
// counts once, however many of its keys too many share.
func (d *divider) lost(rule string) Skipped {
	out := Skipped{Rule: rule}
	keys := map[uint64]bool{}
	for row, rescued := range d.rescued {
		if !rescued && d.largeOf(row, keys) {
			out.Rows++
		}
	}
	out.Blocks = len(keys)
	d.large, d.rescued = nil, nil
	return out
}

// largeOf adds a row's keys that too many share; false where it has none.
func (d *divider) largeOf(row int, keys map[uint64]bool) bool {
	any := false
	for _, column := range d.large {
		if key := column[row]; key != 0 {
			keys[key], any = true, true
		}
	}
	return any
}

// Limits gives how large the blocks may be that give pairs.
func (x *Index) Limits() Limits { return x.limits }

// Skipped tells what was given up, by rule.
func (x *Index) Skipped() []Skipped { return x.skipped }

// Rules gives the names of the rules, in their order.
func (x *Index) Rules() []string {
	var names []string
	for _, r := range x.rules {
		names = append(names, r.Name)
	}
	return names
}

// Bytes is about how much memory the blocks take.
func (x *Index) Bytes() int64 {
	const word, ofBlock, ofKey = 4, 12, 24
	n := ofBlock*int64(len(x.blocks)) + word*int64(len(x.members.start)+len(x.members.list))
	for r, rows := range x.rows {
		n += word * int64(len(rows))
		for _, keys := range x.large[r] {
			n += ofKey * int64(len(keys))
		}
	}
	return n
}

// Size is the number of pairs that the blocks give at most.
func (x *Index) Size() int64 {
	var n int64
	for _, b := range x.blocks {
		n += pairsOf(int(b.end - b.start))
	}
	return n
}
