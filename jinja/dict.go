package jinja

import (
	"hash/maphash"
	"iter"
)

// Dict is a Python dict: a reference that keeps the order of insertion. It may
// be read by several goroutines while nobody changes it.
type Dict struct {
	index   []int32 // open addressing: 1 + place in entries, 0 = free; nil up to scanLimit entries
	entries []entry
	live    int
	version int // counts changes of the key set
}

type entry struct{ key, value Value }

// removed is the key of an entry that was deleted.
type removed struct{}

func (e *entry) dead() bool {
	_, ok := e.key.(removed)
	return ok
}

// hash is the key as keys are compared: hashKey of it.
func (e *entry) hash() Value {
	if _, ok := e.key.(string); ok {
		return e.key
	}
	h, _ := hashKey(e.key) // it was hashable when it came in
	return h
}

const scanLimit = 8

var dictSeed = maphash.MakeSeed()

func slotHash(h Value) uint64 {
	if s, ok := h.(string); ok {
		return maphash.String(dictSeed, s)
	}
	return maphash.Comparable(dictSeed, h)
}

// NewDict gives a dict of alternating keys and values. Keys that cannot be
// hashed and a last key without value are left out.
func NewDict(kv ...Value) *Dict {
	d := sized(len(kv) / 2)
	for i := 0; i+1 < len(kv); i += 2 {
		if h, err := hashKey(kv[i]); err == nil {
			d.put(h, kv[i], plainGo(kv[i+1]))
		}
	}
	return d
}

// sized gives an empty dict with room for n entries.
func sized(n int) *Dict {
	d := &Dict{}
	if n > 0 {
		d.entries = make([]entry, 0, n)
	}
	if n > scanLimit {
		d.index = make([]int32, tableSize(n))
	}
	return d
}

// Len counts the entries.
func (d *Dict) Len() int { return d.live }

// Get gives the value of k; 1, 1.0 and True are the same key.
func (d *Dict) Get(k Value) (Value, bool) {
	h, err := hashKey(k)
	if err != nil {
		return nil, false
	}
	return d.find(h)
}

// GetStr is Get for a string key.
func (d *Dict) GetStr(k string) (Value, bool) {
	if d.index != nil {
		mask := uint64(len(d.index) - 1)
		for at := maphash.String(dictSeed, k) & mask; d.index[at] != 0; at = (at + 1) & mask {
			if e := &d.entries[d.index[at]-1]; e.isText(k) {
				return e.value, true
			}
		}
		return nil, false
	}
	for i := range d.entries {
		if e := &d.entries[i]; e.isText(k) {
			return e.value, true
		}
	}
	return nil, false
}

func (e *entry) isText(k string) bool {
	switch s := e.key.(type) {
	case string:
		return s == k
	case Markup:
		return string(s) == k
	}
	return false
}

// Set binds k to v; the error is a TypeError for a key that cannot be hashed.
func (d *Dict) Set(k, v Value) error {
	h, err := hashKey(k)
	if err != nil {
		return err
	}
	d.put(h, k, plainGo(v))
	return nil
}

// Put is Set for a string key.
func (d *Dict) Put(k string, v Value) { d.put(k, k, plainGo(v)) }

// Delete removes k and says whether it was there.
func (d *Dict) Delete(k Value) bool {
	h, err := hashKey(k)
	if err != nil {
		return false
	}
	i := d.pos(h)
	if i < 0 {
		return false
	}
	d.entries[i] = entry{key: removed{}}
	d.live--
	d.version++
	d.compact()
	return true
}

// Keys gives the keys in order; the slice is the caller's.
func (d *Dict) Keys() []Value {
	out := make([]Value, 0, d.live)
	for k := range d.All() {
		out = append(out, k)
	}
	return out
}

// Values gives the values in order; the slice is the caller's.
func (d *Dict) Values() []Value {
	out := make([]Value, 0, d.live)
	for _, v := range d.All() {
		out = append(out, v)
	}
	return out
}

// Items gives the entries in order as tuples of key and value.
func (d *Dict) Items() []*Tuple {
	out := make([]*Tuple, 0, d.live)
	for k, v := range d.All() {
		out = append(out, NewTuple(k, v))
	}
	return out
}

// All ranges over the entries in order.
func (d *Dict) All() iter.Seq2[Value, Value] {
	return func(yield func(Value, Value) bool) {
		for i := 0; i < len(d.entries); i++ {
			if e := d.entries[i]; !e.dead() && !yield(e.key, e.value) {
				return
			}
		}
	}
}

// Copy gives a new dict with the same keys and values.
func (d *Dict) Copy() *Dict {
	out := sized(d.live)
	out.merge(d)
	return out
}

func (d *Dict) merge(from *Dict) {
	for i := 0; i < len(from.entries); i++ {
		if e := from.entries[i]; !e.dead() {
			d.put(e.hash(), e.key, e.value)
		}
	}
}

func (d *Dict) clear() { *d = Dict{version: d.version + 1} }

func (d *Dict) find(h Value) (Value, bool) {
	if i := d.pos(h); i >= 0 {
		return d.entries[i].value, true
	}
	return nil, false
}

func (d *Dict) pos(h Value) int {
	text, isText := h.(string)
	if d.index == nil {
		for i := range d.entries {
			if d.entries[i].is(h, text, isText) {
				return i
			}
		}
		return -1
	}
	mask := uint64(len(d.index) - 1)
	for at := slotHash(h) & mask; d.index[at] != 0; at = (at + 1) & mask {
		if i := int(d.index[at]) - 1; d.entries[i].is(h, text, isText) {
			return i
		}
	}
	return -1
}

func (e *entry) is(h Value, text string, isText bool) bool {
	if isText {
		return e.isText(text)
	}
	return !e.dead() && e.hash() == h
}

func (d *Dict) put(h, k, v Value) {
	if i := d.pos(h); i >= 0 {
		d.entries[i].value = v
		return
	}
	d.entries = append(d.entries, entry{key: k, value: v})
	d.live++
	d.version++
	switch n := len(d.entries); {
	case d.index != nil && tableSize(n) == len(d.index):
		d.link(h, n)
	case n > scanLimit:
		d.reindex()
	}
}

// tableSize gives the slots for n entries: a power of two, at most two thirds full.
func tableSize(n int) int {
	size := 16
	for size*2 < n*3 {
		size *= 2
	}
	return size
}

// link puts the entry that is the n-th, from 1, into the index.
func (d *Dict) link(h Value, n int) {
	mask := uint64(len(d.index) - 1)
	at := slotHash(h) & mask
	for d.index[at] != 0 {
		at = (at + 1) & mask
	}
	d.index[at] = int32(n) // 2^31 entries are beyond every limit of a render
}

func (d *Dict) reindex() {
	d.index = make([]int32, tableSize(len(d.entries)))
	for i := range d.entries {
		if e := &d.entries[i]; !e.dead() {
			d.link(e.hash(), i+1)
		}
	}
}

// compact drops the holes that Delete leaves once they are the majority.
func (d *Dict) compact() {
	if len(d.entries) < 16 || d.live*2 > len(d.entries) {
		return
	}
	kept := make([]entry, 0, d.live)
	for _, e := range d.entries {
		if !e.dead() {
			kept = append(kept, e)
		}
	}
	d.entries = kept
	d.reindex()
}
