package jinja

import "iter"

// Dict is a Python dict: a reference that keeps the order of insertion. It may
// be read by several goroutines while nobody changes it.
type Dict struct {
	index   map[any]int // from 9 entries on; below that a scan is faster
	entries []entry
	live    int
	version int // counts changes of the key set
}

type entry struct {
	hash, key, value Value
	dead             bool
}

const scanLimit = 8

// NewDict gives a dict of alternating keys and values. Keys that cannot be
// hashed and a last key without value are left out.
func NewDict(kv ...Value) *Dict {
	d := &Dict{}
	for i := 0; i+1 < len(kv); i += 2 {
		if h, err := hashKey(kv[i]); err == nil {
			d.put(h, kv[i], plainGo(kv[i+1]))
		}
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
		return d.find(k)
	}
	for i := range d.entries {
		e := &d.entries[i]
		if s, ok := e.hash.(string); ok && s == k && !e.dead {
			return e.value, true
		}
	}
	return nil, false
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
	d.entries[i] = entry{dead: true}
	d.live--
	d.version++
	if d.index != nil {
		delete(d.index, h)
	}
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
			if e := d.entries[i]; !e.dead && !yield(e.key, e.value) {
				return
			}
		}
	}
}

// Copy gives a new dict with the same keys and values.
func (d *Dict) Copy() *Dict {
	out := &Dict{}
	out.merge(d)
	return out
}

func (d *Dict) merge(from *Dict) {
	for i := 0; i < len(from.entries); i++ {
		if e := from.entries[i]; !e.dead {
			d.put(e.hash, e.key, e.value)
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
	if d.index != nil {
		if i, ok := d.index[h]; ok {
			return i
		}
		return -1
	}
	for i := range d.entries {
		if e := &d.entries[i]; !e.dead && e.hash == h {
			return i
		}
	}
	return -1
}

func (d *Dict) put(h, k, v Value) {
	if i := d.pos(h); i >= 0 {
		d.entries[i].value = v
		return
	}
	d.entries = append(d.entries, entry{hash: h, key: k, value: v})
	d.live++
	d.version++
	if d.index != nil {
		d.index[h] = len(d.entries) - 1
	} else if len(d.entries) > scanLimit {
		d.reindex()
	}
}

func (d *Dict) reindex() {
	d.index = make(map[any]int, 2*len(d.entries))
	for i, e := range d.entries {
		if !e.dead {
			d.index[e.hash] = i
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
		if !e.dead {
			kept = append(kept, e)
		}
	}
	d.entries = kept
	d.reindex()
}
