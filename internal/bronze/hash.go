package bronze

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
	"slices"
	"strings"

	"scv"
	"scv/internal/source"
)

// hashBytes is how much of the SHA-256 is kept: 128 bits.
const hashBytes = 16

// hasher gives the content hash of the last row of a batch. Only columns with a
// value take part, in the order of their names: a column that is added and empty,
// or moved, changes no row.
type hasher struct {
	order  []int    // positions of the columns, by name
	prefix [][]byte // by position: type and name, with the name's length
	buf    []byte
	hex    [2 * hashBytes]byte
}

func newHasher(fields []source.Field) *hasher {
	h := &hasher{}
	for i, f := range fields {
		h.order = append(h.order, i)
		p := binary.AppendUvarint([]byte{byte(f.Type)}, uint64(len(f.Name)))
		h.prefix = append(h.prefix, append(p, f.Name...))
	}
	slices.SortFunc(h.order, func(a, b int) int { return strings.Compare(fields[a].Name, fields[b].Name) })
	return h
}

// row gives the hash in hex; it is valid until the next call.
func (h *hasher) row(columns []scv.Column, row int, deleted bool) []byte {
	h.buf = h.buf[:0]
	if deleted {
		h.buf = append(h.buf, 0)
	}
	for _, i := range h.order {
		c := &columns[i]
		if c.Null[row] {
			continue
		}
		h.buf = append(h.buf, h.prefix[i]...)
		switch c.Type {
		case scv.Text, scv.Decimal:
			data := c.Bytes(row)
			h.buf = append(binary.AppendUvarint(h.buf, uint64(len(data))), data...)
		case scv.Float:
			h.buf = binary.BigEndian.AppendUint64(h.buf, math.Float64bits(c.Floats[row]+0)) // +0 makes -0 equal to 0
		default:
			h.buf = binary.BigEndian.AppendUint64(h.buf, uint64(c.Ints[row]))
		}
	}
	return h.sum()
}

// text gives the hash of texts, for rows that cannot be typed.
func (h *hasher) text(parts ...string) []byte {
	h.buf = h.buf[:0]
	for _, p := range parts {
		h.buf = append(binary.AppendUvarint(h.buf, uint64(len(p))), p...)
	}
	return h.sum()
}

func (h *hasher) sum() []byte {
	sum := sha256.Sum256(h.buf)
	hex.Encode(h.hex[:], sum[:hashBytes])
	return h.hex[:]
}
