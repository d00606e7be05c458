package remote

import (
	"encoding/binary"
	"math"
	"time"
)

// decoder reads a payload from front to back. The first thing that is not as it
// should be ends it: err is set, and all later reads give zeros.
type decoder struct {
	data []byte
	err  error
}

func (d *decoder) fail(what string) {
	if d.err == nil {
		d.err = malformed(what)
	}
	d.data = nil
}

func (d *decoder) byte() byte {
	if len(d.data) == 0 {
		d.fail("a payload ends too early")
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		d.fail("a number is cut")
		return 0
	}
	d.data = d.data[n:]
	return v
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.data)
	if n <= 0 {
		d.fail("a number is cut")
		return 0
	}
	d.data = d.data[n:]
	return v
}

// count reads how many things follow, each of at least one byte.
func (d *decoder) count() int {
	n := d.uvarint()
	if n > uint64(len(d.data)) {
		d.fail("a payload ends too early")
		return 0
	}
	return int(n)
}

// bytes gives a text's bytes; they are the payload's.
func (d *decoder) bytes() []byte {
	n := d.count()
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

func (d *decoder) text() string { return string(d.bytes()) }

func (d *decoder) float() float64 {
	if len(d.data) < 8 {
		d.fail("a number is cut")
		return 0
	}
	bits := binary.BigEndian.Uint64(d.data)
	d.data = d.data[8:]
	return math.Float64frombits(bits)
}

func (d *decoder) time() time.Time {
	seconds := d.varint()
	nanos := d.uvarint()
	if nanos >= 1e9 {
		d.fail("a time is none")
		return time.Time{}
	}
	return time.Unix(seconds, int64(nanos)).UTC()
}

// value reads one value with its tag.
func (d *decoder) value(depth int) any {
	if depth > deepest {
		d.fail("values nest too deep")
		return nil
	}
	switch d.byte() {
	case tagNull:
		return nil
	case tagFalse:
		return false
	case tagTrue:
		return true
	case tagInt:
		return d.varint()
	case tagFloat:
		return d.float()
	case tagText:
		return d.text()
	case tagBytes:
		return []byte(d.text())
	case tagTime:
		return d.time()
	case tagList:
		return d.list(depth)
	case tagMap:
		return d.pairs(depth)
	default:
		d.fail("a value has no type")
		return nil
	}
}

func (d *decoder) list(depth int) []any {
	n := d.count()
	out := make([]any, 0, min(n, 1024))
	for range n {
		if d.err != nil {
			return nil
		}
		out = append(out, d.value(depth+1))
	}
	return out
}

func (d *decoder) pairs(depth int) map[string]any {
	n := d.count()
	out := map[string]any{}
	for range n {
		if d.err != nil {
			return nil
		}
		key := d.text()
		out[key] = d.value(depth + 1)
	}
	return out
}

// end demands that nothing is left.
func (d *decoder) end() error {
	if d.err == nil && len(d.data) > 0 {
		d.fail("a payload is too long")
	}
	return d.err
}
