package duckdb

import (
	"unsafe"

	m "github.com/duckdb/duckdb-go/v2/mapping"
)

// text is duckdb_string_t: up to 12 bytes in place, longer ones behind a pointer.
// The pointer is kept as a number: in a short text its place holds bytes, which
// Go's collector must not take for a pointer.
type text struct {
	n      uint32
	prefix [4]byte
	rest   uint64
}

const inlined = 12

// bytes is valid as long as the chunk and t itself.
func (t *text) bytes() []byte {
	if t.n <= inlined {
		return unsafe.Slice(&t.prefix[0], t.n)
	}
	return unsafe.Slice(*(**byte)(unsafe.Pointer(&t.rest)), t.n)
}

// set makes t the text of data. What is behind a short text must be zero, because
// DuckDB compares whole words; a long one keeps pointing at data.
func (t *text) set(data []byte) {
	t.n, t.prefix, t.rest = uint32(len(data)), [4]byte{}, 0
	if len(data) <= inlined {
		copy(unsafe.Slice(&t.prefix[0], inlined), data)
		return
	}
	copy(t.prefix[:], data)
	*(**byte)(unsafe.Pointer(&t.rest)) = &data[0]
}

// view gives a vector's values in place: n values of type T, which must be how
// the column's type is stored. It is valid as long as the chunk.
func view[T any](v m.Vector, n int) []T {
	return unsafe.Slice((*T)(m.VectorGetData(v)), n)
}

// at gives one value of a vector.
func at[T any](v m.Vector, row int) T {
	return view[T](v, row+1)[row]
}

// validity gives a vector's bits, 1 where there is a value; nil when there are no nulls.
func validity(v m.Vector, n int) []uint64 {
	p := m.VectorGetValidity(v)
	if p == nil {
		return nil
	}
	return unsafe.Slice((*uint64)(p), (n+63)/64)
}

func isNull(bits []uint64, row int) bool {
	return bits != nil && bits[row/64]&(1<<(row%64)) == 0
}
