package identity

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"scv/internal/identity/compare"
	"scv/internal/identity/estimate"
)

// pairs keeps the compared pairs of one worker until a model is learned from
// them: 16 bytes each, in blocks, so that a growing list is never copied. Patterns
// repeat, so a pair holds the number of its own.
type pairs struct {
	blocks   [][]packed
	over     bool    // the first block is beyond the room: a worker has one in any case
	aside    spilled // blocks that did not fit
	err      error
	numbers  map[compare.Pattern]uint32
	patterns []compare.Pattern
	counts   []int64 // by number: pairs that have the pattern
	recent   []recent
}

// recent is the number of a pattern that was met last.
type recent struct {
	pattern compare.Pattern
	number  uint32 // and 1, so that none is 0
}

const recentBits = 10

type packed struct {
	i, j    int32
	rule    int32
	pattern uint32
}

// pairsPerBlock makes blocks of a megabyte.
const pairsPerBlock = 1 << 16

// add takes in the pairs of a meeting.
func (l *pairs) add(m *meeting) {
	if l.numbers == nil {
		l.numbers, l.recent = map[compare.Pattern]uint32{}, make([]recent, 1<<recentBits)
	}
	for k, pair := range m.pairs {
		n := l.number(m.patterns[k])
		l.counts[n]++
		last := len(l.blocks) - 1
		if last < 0 || len(l.blocks[last]) == pairsPerBlock {
			last = l.next(last)
		}
		l.blocks[last] = append(l.blocks[last], packed{pair.I, pair.J, m.rules[k], n})
	}
}

// number is that of a pattern.
func (l *pairs) number(p compare.Pattern) uint32 {
	at := &l.recent[uint64(p)*0x9e3779b97f4a7c15>>(64-recentBits)]
	if at.number > 0 && at.pattern == p {
		return at.number - 1
	}
	n, ok := l.numbers[p]
	if !ok {
		n = uint32(len(l.patterns))
		l.numbers[p] = n
		l.patterns, l.counts = append(l.patterns, p), append(l.counts, 0)
	}
	*at = recent{p, n + 1}
	return n
}

const packedBytes = 16

// next readies a block: a new one, or where there is no room for one the last one,
// whose pairs are put aside.
func (l *pairs) next(last int) int {
	taken := l.aside.room.take(pairsPerBlock * packedBytes)
	if taken || last < 0 {
		l.over = l.over || !taken
		l.blocks = append(l.blocks, make([]packed, 0, pairsPerBlock))
		return last + 1
	}
	buffer := make([]byte, 0, pairsPerBlock*packedBytes)
	for _, p := range l.blocks[last] {
		for _, v := range [...]uint32{uint32(p.i), uint32(p.j), uint32(p.rule), p.pattern} {
			buffer = binary.LittleEndian.AppendUint32(buffer, v)
		}
	}
	l.err = cmp.Or(l.err, l.aside.write(buffer))
	l.blocks[last] = l.blocks[last][:0]
	return last
}

// drain calls fn with every pair, many at a time, and gives the memory back on the way.
func (l *pairs) drain(fn func(*meeting)) error {
	met := &meeting{}
	take := func(p packed) {
		if met.compared(pair{p.i, p.j, p.rule, l.patterns[p.pattern]}) {
			fn(met)
			met.leave()
		}
	}
	for k, block := range l.blocks {
		for _, p := range block {
			take(p)
		}
		l.blocks[k] = nil
		if k > 0 || !l.over {
			l.aside.room.give(pairsPerBlock * packedBytes)
		}
	}
	if err := l.drainAside(take); err != nil {
		return err
	}
	fn(met)
	return l.err
}

// drainAside calls take with every pair that was put aside.
func (l *pairs) drainAside(take func(packed)) error {
	buffer := make([]byte, pairsPerBlock*packedBytes)
	for at := int64(0); at < l.aside.bytes && l.err == nil; at += int64(len(buffer)) {
		buffer = buffer[:min(int64(len(buffer)), l.aside.bytes-at)]
		if _, err := l.aside.f.ReadAt(buffer, at); err != nil {
			return noRoom(fmt.Errorf("read pairs: %w", err))
		}
		for chunk := range slices.Chunk(buffer, packedBytes) {
			u := binary.LittleEndian.Uint32
			take(packed{int32(u(chunk)), int32(u(chunk[4:])), int32(u(chunk[8:])), u(chunk[12:])})
		}
	}
	return nil
}

func countPatterns(lists []pairs) estimate.Counts {
	c := estimate.Counts{}
	for i := range lists {
		for n, p := range lists[i].patterns {
			c[p] += lists[i].counts[n]
		}
	}
	return c
}
