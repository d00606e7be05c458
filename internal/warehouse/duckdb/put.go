package duckdb

import (
	"errors"
	"math"
	"unicode/utf8"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
)

// put writes n values of a column into a vector. After an error row is the row
// of the batch it is about.
func (a *appender) put(v m.Vector, l *logical, c *scv.Column, from, n int) (row int, err error) {
	switch c.Type {
	case scv.Text:
		return a.putText(v, l, c, from, n)
	case scv.Decimal:
		return a.putDecimal(v, l, c, from, n)
	case scv.Float:
		return putFloat(v, l, c, from, n)
	default:
		return putInt(v, l, c, from, n)
	}
}

// putText points at the column's own bytes, which stay pinned until the engine
// has copied the chunk: a call into C for each value would cost more than the
// rest of the row.
func (a *appender) putText(v m.Vector, l *logical, c *scv.Column, from, n int) (int, error) {
	if l.id != m.TypeVarchar {
		return from, errNoWay
	}
	to := view[text](v, n)
	if len(c.Data) > 0 {
		a.pins.Pin(&c.Data[0])
	}
	for i := range n {
		data := c.Bytes(from + i)
		if !utf8.Valid(data) {
			return from + i, errBadText
		}
		to[i].set(data)
	}
	return 0, nil
}

func (a *appender) putDecimal(v m.Vector, l *logical, c *scv.Column, from, n int) (int, error) {
	switch l.id {
	case m.TypeVarchar:
		return a.putText(v, l, c, from, n)
	case m.TypeDecimal:
	default:
		return from, errNoWay
	}
	for i := range n {
		if c.Null[from+i] {
			continue
		}
		h, err := parseDecimal(c.Bytes(from+i), int(l.scale))
		if err != nil {
			return from + i, err
		}
		if !h.fits(l.width) {
			return from + i, errTooWide
		}
		putHuge(v, l.inner, n, i, h)
	}
	return 0, nil
}

func putHuge(v m.Vector, inner m.Type, n, i int, h huge) {
	switch inner {
	case m.TypeSmallInt:
		view[int16](v, n)[i] = int16(h.lower)
	case m.TypeInteger:
		view[int32](v, n)[i] = int32(h.lower)
	case m.TypeBigInt:
		view[int64](v, n)[i] = int64(h.lower)
	default:
		view[huge](v, n)[i] = h
	}
}

func putFloat(v m.Vector, l *logical, c *scv.Column, from, n int) (int, error) {
	switch l.id {
	case m.TypeDouble:
		copy(view[float64](v, n), c.Floats[from:from+n])
	case m.TypeFloat:
		to := view[float32](v, n)
		for i, f := range c.Floats[from : from+n] {
			to[i] = float32(f)
		}
	default:
		return from, errNoWay
	}
	return 0, nil
}

func putInt(v m.Vector, l *logical, c *scv.Column, from, n int) (int, error) {
	if !wants(c.Type, l.id) {
		return from, errNoWay
	}
	values := c.Ints[from : from+n]
	switch l.id {
	case m.TypeBigInt, m.TypeTimestamp, m.TypeTimestampTZ:
		copy(view[int64](v, n), values)
		return 0, nil
	case m.TypeInteger, m.TypeDate:
		return narrow(view[int32](v, n), values, from, math.MinInt32+2, math.MaxInt32-1)
	case m.TypeSmallInt:
		return narrow(view[int16](v, n), values, from, math.MinInt16, math.MaxInt16)
	case m.TypeBoolean:
		return narrow(view[uint8](v, n), values, from, 0, 1)
	case m.TypeDouble:
		to := view[float64](v, n)
		for i, x := range values {
			to[i] = float64(x)
		}
		return 0, nil
	default:
		return from, errNoWay
	}
}

// wants says whether a column of a batch may go into a table's column.
func wants(t scv.Type, id m.Type) bool {
	switch t {
	case scv.Bool:
		return id == m.TypeBoolean
	case scv.Date:
		return id == m.TypeDate
	case scv.Timestamp:
		return id == m.TypeTimestamp || id == m.TypeTimestampTZ
	case scv.Int:
		return id == m.TypeBigInt || id == m.TypeInteger || id == m.TypeSmallInt || id == m.TypeDouble
	default:
		return false
	}
}

var errRange = errors.New("number is out of the column's range")

func narrow[T int16 | int32 | uint8](to []T, values []int64, from int, least, most int64) (int, error) {
	for i, x := range values {
		if x < least || x > most {
			return from + i, errRange
		}
		to[i] = T(x)
	}
	return 0, nil
}
