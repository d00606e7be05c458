package duckdb

import (
	"context"
	"encoding/json"
	"fmt"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
)

// stream hands a result out chunk by chunk, in one batch that is used again.
func stream(ctx context.Context, r *m.Result, fn func(*scv.Batch) error) error {
	names, types, err := header(r)
	if err != nil {
		return err
	}
	fields := make([]scv.Field, len(types))
	for i, t := range types {
		fields[i] = scv.Field{Name: names[i], Type: t.field()}
	}
	batch := scv.NewBatch(fields)
	return chunks(r, func(chunk m.DataChunk, n int) error {
		if err := ctx.Err(); err != nil {
			return cancelled("read rows", err)
		}
		batch.Reset()
		for i, t := range types {
			fill(&batch.Columns[i], t, m.DataChunkGetVector(chunk, m.IdxT(i)), n)
		}
		return fn(batch)
	})
}

// fill copies a vector into a column.
func fill(c *scv.Column, t *logical, v m.Vector, n int) {
	bits := validity(v, n)
	switch t.id {
	case m.TypeVarchar:
		fillText(c, view[text](v, n), bits)
	case m.TypeBigInt, m.TypeTimestamp, m.TypeTimestampTZ:
		c.Ints = append(c.Ints, view[int64](v, n)...)
		fillNulls(c, bits, n)
	case m.TypeInteger, m.TypeDate:
		fillInts(c, view[int32](v, n), bits)
	case m.TypeDouble:
		c.Floats = append(c.Floats, view[float64](v, n)...)
		fillNulls(c, bits, n)
	case m.TypeSmallInt:
		fillInts(c, view[int16](v, n), bits)
	case m.TypeTinyInt:
		fillInts(c, view[int8](v, n), bits)
	case m.TypeUInteger:
		fillInts(c, view[uint32](v, n), bits)
	case m.TypeUSmallInt:
		fillInts(c, view[uint16](v, n), bits)
	case m.TypeUTinyInt, m.TypeBoolean:
		fillInts(c, view[uint8](v, n), bits)
	default:
		fillAny(c, t, v, n, bits)
	}
}

func fillText(c *scv.Column, values []text, bits []uint64) {
	for i := range values {
		if isNull(bits, i) {
			c.AppendNull()
			continue
		}
		c.AppendBytes(values[i].bytes())
	}
}

func fillInts[T int8 | int16 | int32 | uint8 | uint16 | uint32](c *scv.Column, values []T, bits []uint64) {
	for _, v := range values {
		c.Ints = append(c.Ints, int64(v))
	}
	fillNulls(c, bits, len(values))
}

// fillNulls marks the nulls of values that are in the column already, and blanks them.
func fillNulls(c *scv.Column, bits []uint64, n int) {
	start := len(c.Null)
	for i := range n {
		null := isNull(bits, i)
		c.Null = append(c.Null, null)
		if !null {
			continue
		}
		if c.Type == scv.Float {
			c.Floats[start+i] = 0
		} else {
			c.Ints[start+i] = 0
		}
	}
}

// fillAny takes the slow way, for the types that are rare.
func fillAny(c *scv.Column, t *logical, v m.Vector, n int, bits []uint64) {
	for i := range n {
		if t.id == m.TypeSQLNull || isNull(bits, i) {
			c.AppendNull()
			continue
		}
		switch c.Type {
		case scv.Decimal:
			c.AppendText(t.digits(v, i))
		case scv.Float:
			c.AppendFloat(float64(at[float32](v, i)))
		case scv.Timestamp:
			c.AppendInt(t.micros(v, i))
		default:
			c.AppendText(asText(t.value(v, i)))
		}
	}
}

// asText writes a value of Table as text: nested ones as JSON.
func asText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	return string(data)
}
