package duckdb

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	b "github.com/duckdb/duckdb-go-bindings"
	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv/internal/warehouse"
)

// exactDigits is how many decimal digits a float64 holds without loss.
const exactDigits = 15

// blocks hands an answer out as rows, the columns first.
func blocks(r *m.Result, fn func(*warehouse.Table) error) error {
	names, types, err := header(r)
	if err != nil {
		return err
	}
	head := warehouse.Table{Columns: names, Types: make([]string, len(types))}
	for i, l := range types {
		head.Types[i] = l.name()
	}
	if err := fn(&head); err != nil {
		return err
	}
	return chunks(r, func(chunk m.DataChunk, n int) error {
		t := &warehouse.Table{Columns: head.Columns, Types: head.Types, Rows: make([][]any, n)}
		block := make([]any, n*len(types))
		for c, l := range types {
			v := m.DataChunkGetVector(chunk, m.IdxT(c))
			for row := range n {
				block[row*len(types)+c] = l.value(v, row)
			}
		}
		for row := range n {
			t.Rows[row] = block[row*len(types) : (row+1)*len(types) : (row+1)*len(types)]
		}
		return fn(t)
	})
}

// value gives one value as warehouse.Table holds it.
func (l *logical) value(v m.Vector, row int) any {
	if l.id == m.TypeSQLNull || isNull(validity(v, row+1), row) {
		return nil
	}
	switch l.id {
	case m.TypeBoolean:
		return at[uint8](v, row) != 0
	case m.TypeTinyInt:
		return int64(at[int8](v, row))
	case m.TypeSmallInt:
		return int64(at[int16](v, row))
	case m.TypeInteger:
		return int64(at[int32](v, row))
	case m.TypeBigInt:
		return at[int64](v, row)
	case m.TypeUTinyInt:
		return int64(at[uint8](v, row))
	case m.TypeUSmallInt:
		return int64(at[uint16](v, row))
	case m.TypeUInteger:
		return int64(at[uint32](v, row))
	case m.TypeFloat:
		return float64(at[float32](v, row))
	case m.TypeDouble:
		return at[float64](v, row)
	case m.TypeUBigInt, m.TypeHugeInt, m.TypeUHugeInt:
		return wholeNumber(l.digits(v, row))
	case m.TypeDecimal:
		return l.decimal(l.digits(v, row))
	case m.TypeVarchar:
		t := at[text](v, row)
		return string(t.bytes())
	default:
		return l.rareValue(v, row)
	}
}

func (l *logical) rareValue(v m.Vector, row int) any {
	switch l.id {
	case m.TypeDate:
		return day(at[int32](v, row))
	case m.TypeTimestamp, m.TypeTimestampTZ, m.TypeTimestampS, m.TypeTimestampMS, m.TypeTimestampNS:
		return l.instant(v, row)
	case m.TypeTime:
		return clock(at[int64](v, row))
	case b.TypeTimeNS:
		return clock(at[int64](v, row) / 1000)
	case m.TypeTimeTZ:
		return clockTZ(at[uint64](v, row))
	case m.TypeInterval:
		return at[span](v, row).String()
	case m.TypeUUID:
		return uuidText(at[huge](v, row))
	case m.TypeEnum:
		return l.words[l.code(v, row)]
	case m.TypeBlob, b.TypeGeometry:
		t := at[text](v, row)
		return blobText(t.bytes())
	case m.TypeBit:
		t := at[text](v, row)
		return bitText(t.bytes())
	case m.TypeBigNum:
		t := at[text](v, row)
		return bigText(t.bytes())
	default:
		return l.nested(v, row)
	}
}

type entry struct{ offset, length uint64 }

func (l *logical) nested(v m.Vector, row int) any {
	switch l.id {
	case m.TypeList:
		e := at[entry](v, row)
		return l.elements(m.ListVectorGetChild(v), int(e.offset), int(e.length))
	case m.TypeArray:
		return l.elements(m.ArrayVectorGetChild(v), row*l.size, l.size)
	case m.TypeMap:
		return l.pairs(v, row)
	case m.TypeUnion:
		tag := int(at[uint8](m.StructVectorGetChild(v, 0), row))
		return l.kids[tag].value(m.StructVectorGetChild(v, m.IdxT(tag+1)), row)
	case m.TypeStruct:
		out := make(map[string]any, len(l.kids))
		for i, kid := range l.kids {
			out[l.names[i]] = kid.value(m.StructVectorGetChild(v, m.IdxT(i)), row)
		}
		return out
	default:
		return nil
	}
}

func (l *logical) elements(child m.Vector, from, n int) []any {
	out := make([]any, n)
	for i := range out {
		out[i] = l.kids[0].value(child, from+i)
	}
	return out
}

// pairs gives a map; keys that are no text are written as text.
func (l *logical) pairs(v m.Vector, row int) map[string]any {
	e := at[entry](v, row)
	child := m.ListVectorGetChild(v)
	keys, values := m.StructVectorGetChild(child, 0), m.StructVectorGetChild(child, 1)
	out := make(map[string]any, e.length)
	for i := int(e.offset); i < int(e.offset+e.length); i++ {
		out[asText(l.kids[0].value(keys, i))] = l.kids[1].value(values, i)
	}
	return out
}

func (l *logical) code(v m.Vector, row int) int {
	switch l.inner {
	case m.TypeUTinyInt:
		return int(at[uint8](v, row))
	case m.TypeUSmallInt:
		return int(at[uint16](v, row))
	default:
		return int(at[uint32](v, row))
	}
}

// wholeNumber gives int64 where it fits and text where it does not.
func wholeNumber(digits string) any {
	if n, err := strconv.ParseInt(digits, 10, 64); err == nil {
		return n
	}
	return digits
}

// decimal gives float64 where that is exact for every value of the type or for
// this one, and text where it is not.
func (l *logical) decimal(digits string) any {
	significant := strings.TrimLeft(strings.Replace(strings.TrimPrefix(digits, "-"), ".", "", 1), "0")
	if l.scale > 0 {
		significant = strings.TrimRight(significant, "0")
	}
	if len(significant) > exactDigits {
		return digits
	}
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return digits
	}
	return f
}

func day(days int32) any {
	switch days {
	case math.MaxInt32:
		return "infinity"
	case -math.MaxInt32:
		return "-infinity"
	default:
		return time.Unix(int64(days)*86400, 0).UTC()
	}
}

// micros gives a timestamp of any unit in microseconds since 1970.
func (l *logical) micros(v m.Vector, row int) int64 {
	n := at[int64](v, row)
	switch {
	case n == math.MaxInt64 || n == -math.MaxInt64:
		return n
	case l.id == m.TypeTimestampS:
		return n * 1_000_000
	case l.id == m.TypeTimestampMS:
		return n * 1000
	case l.id == m.TypeTimestampNS:
		return n/1000 + floorRest(n)
	default:
		return n
	}
}

func floorRest(nanos int64) int64 {
	if nanos%1000 < 0 {
		return -1
	}
	return 0
}

func (l *logical) instant(v m.Vector, row int) any {
	n := l.micros(v, row)
	switch n {
	case math.MaxInt64:
		return "infinity"
	case -math.MaxInt64:
		return "-infinity"
	}
	if l.id == m.TypeTimestampNS {
		return time.Unix(0, at[int64](v, row)).UTC()
	}
	return time.UnixMicro(n).UTC()
}

func clock(micros int64) string {
	s := fmt.Sprintf("%02d:%02d:%02d", micros/3_600_000_000, micros/60_000_000%60, micros/1_000_000%60)
	if rest := micros % 1_000_000; rest != 0 {
		s += "." + strings.TrimRight(fmt.Sprintf("%06d", rest), "0")
	}
	return s
}

// clockTZ reads DuckDB's packed form: 40 bits of microseconds, then 24 bits of
// the offset counted down from its greatest value, 15:59:59.
func clockTZ(packed uint64) string {
	const greatest = 16*3600 - 1
	offset := greatest - int64(packed&0xFFFFFF)
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	s := fmt.Sprintf("%s%s%02d", clock(int64(packed>>24)), sign, offset/3600)
	if rest := offset % 3600; rest != 0 {
		s += fmt.Sprintf(":%02d", rest/60)
	}
	return s
}
