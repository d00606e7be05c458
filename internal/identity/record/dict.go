package record

import (
	"hash/maphash"
	"math/bits"
	"strings"
	"sync/atomic"

	"scv/similarity"
)

// Dict is the distinct values of one or several columns.
type Dict struct {
	values []string
	chunk  strings.Builder // the texts of the newest values, one after another
	texts  atomic.Pointer[similarity.Texts]
	slots  []uint64 // an open table: a value's hash in the upper half, its code in the lower; 0 = free; nil after Rest
}

// chunkBytes is how much text is allocated at once, at most: a value by itself would
// cost the collector more than the program. A dictionary of few values begins with
// firstBytes.
const (
	chunkBytes = 1 << 16
	firstBytes = 1 << 8
)

// seed tells nobody anything: codes follow the order in which values come.
var seed = maphash.MakeSeed()

// NewDict makes a dictionary that holds null alone.
func NewDict() *Dict { return newDict() }

func newDict() *Dict { return &Dict{values: []string{""}, slots: make([]uint64, 1<<4)} }

// Value gives the text of a code; "" for 0.
func (d *Dict) Value(code int32) string { return d.values[code] }

// Texts gives the values readied to be compared, by code. They are readied once, and
// again where new values have come since.
func (d *Dict) Texts() *similarity.Texts {
	t := d.texts.Load()
	if t == nil || t.Len() != len(d.values) {
		t = similarity.NewTexts(d.values)
		d.texts.Store(t)
	}
	return t
}

// Len is the number of codes, null included: codes are below it.
func (d *Dict) Len() int { return len(d.values) }

// Code gives the code of a text, a new one where it has none. A Dict that a Set
// shares with other goroutines takes no new texts.
func (d *Dict) Code(text string) int32 {
	if text == "" {
		return 0
	}
	return d.code([]byte(text), uint32(maphash.String(seed, text)))
}

func (d *Dict) code(text []byte, hash uint32) int32 {
	if d.slots == nil {
		d.wake()
	}
	mask := uint32(len(d.slots) - 1)
	at := hash & mask
	for ; d.slots[at] != 0; at = (at + 1) & mask {
		slot := d.slots[at]
		if uint32(slot>>32) == hash && d.values[uint32(slot)] == string(text) {
			return int32(uint32(slot))
		}
	}
	code := len(d.values)
	d.values = append(d.values, keep(&d.chunk, text))
	d.slots[at] = uint64(hash)<<32 | uint64(code)
	if 2*len(d.values) > len(d.slots) {
		d.grow()
	}
	return int32(code)
}

// keep copies texts, joined to one, to the end of a chunk, a new one when it is full.
func keep(chunk *strings.Builder, text ...[]byte) string {
	n := 0
	for _, t := range text {
		n += len(t)
	}
	if chunk.Cap()-chunk.Len() < n {
		size := min(max(4*chunk.Cap(), firstBytes), chunkBytes)
		chunk.Reset()
		chunk.Grow(max(size, n))
	}
	from := chunk.Len()
	for _, t := range text {
		chunk.Write(t)
	}
	return chunk.String()[from:]
}

func (d *Dict) grow() {
	old := d.slots
	d.slots = make([]uint64, 2*len(old))
	for _, slot := range old {
		if slot != 0 {
			d.place(slot)
		}
	}
}

func (d *Dict) place(slot uint64) {
	mask := uint32(len(d.slots) - 1)
	at := uint32(slot>>32) & mask
	for d.slots[at] != 0 {
		at = (at + 1) & mask
	}
	d.slots[at] = slot
}

// Rest gives back the memory that it takes to find the code of a text: most of a
// dictionary that is read by code from here on. Code takes it anew.
func (d *Dict) Rest() { d.slots = nil }

func (d *Dict) wake() {
	d.slots = make([]uint64, max(1<<4, 1<<bits.Len(uint(2*len(d.values)))))
	for code, text := range d.values {
		if code > 0 {
			d.place(uint64(uint32(maphash.String(seed, text)))<<32 | uint64(code))
		}
	}
}
