package duckdb

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
)

// chunkRows is how many rows a chunk holds.
const chunkRows = 2048

// Append adds a batch: all of its rows or, after an error, none.
func (c *conn) Append(ctx context.Context, to scv.Relation, batch *scv.Batch) error {
	if err := ctx.Err(); err != nil {
		return cancelled("add rows", err)
	}
	defer c.watch(ctx)()
	a := &appender{to: to, path: c.path}
	defer a.close()
	if err := a.open(c.raw, batch); err != nil {
		return err
	}
	for from := 0; from < batch.Len(); from += chunkRows {
		if err := ctx.Err(); err != nil {
			m.AppenderClear(a.raw)
			return cancelled("add rows", err)
		}
		if err := a.add(batch, from, min(chunkRows, batch.Len()-from)); err != nil {
			m.AppenderClear(a.raw)
			return err
		}
	}
	if m.AppenderFlush(a.raw) == m.StateError {
		message := m.AppenderError(a.raw)
		m.AppenderClear(a.raw)
		return c.failed(ctx, "add rows to "+to.String(), message)
	}
	return nil
}

// appender fills chunks of a table's types.
type appender struct {
	to    scv.Relation
	path  string
	raw   m.Appender
	types []m.LogicalType
	reads []*logical
	chunk m.DataChunk
	pins  runtime.Pinner
}

func (a *appender) close() {
	if a.chunk.Ptr != nil {
		m.DestroyDataChunk(&a.chunk)
	}
	for i := range a.types {
		m.DestroyLogicalType(&a.types[i])
	}
	if a.raw.Ptr != nil {
		m.AppenderDestroy(&a.raw)
	}
}

func (a *appender) open(conn m.Connection, batch *scv.Batch) error {
	catalog, schema := "", a.to.Schema
	if schema == "temp" {
		catalog, schema = "temp", ""
	}
	if m.AppenderCreateExt(conn, catalog, schema, a.to.Name, &a.raw) == m.StateError {
		return translate("add rows to "+a.to.String(), a.path, m.AppenderError(a.raw))
	}
	n := int(m.AppenderColumnCount(a.raw))
	if n != len(batch.Columns) {
		return a.mismatch("", fmt.Errorf("%d columns for a table of %d", len(batch.Columns), n))
	}
	for i := range n {
		a.types = append(a.types, m.AppenderColumnType(a.raw, m.IdxT(i)))
		l, err := read(m.AppenderColumnType(a.raw, m.IdxT(i)))
		if err != nil {
			return a.mismatch(batch.Columns[i].Name, err)
		}
		a.reads = append(a.reads, l)
		if batch.Columns[i].Len() != batch.Len() {
			return a.mismatch(batch.Columns[i].Name, fmt.Errorf("%d values for %d rows", batch.Columns[i].Len(), batch.Len()))
		}
	}
	a.chunk = m.CreateDataChunk(a.types)
	return nil
}

func (a *appender) add(batch *scv.Batch, from, n int) error {
	defer a.pins.Unpin()
	m.DataChunkReset(a.chunk)
	for i, l := range a.reads {
		c := &batch.Columns[i]
		v := m.DataChunkGetVector(a.chunk, m.IdxT(i))
		if row, err := a.put(v, l, c, from, n); err != nil {
			return a.cellError(c, row, err)
		}
		putNulls(v, c.Null[from:from+n])
	}
	m.DataChunkSetSize(a.chunk, m.IdxT(n))
	if m.AppendDataChunk(a.raw, a.chunk) == m.StateError {
		return translate("add rows to "+a.to.String(), a.path, m.AppenderError(a.raw))
	}
	return nil
}

var (
	errBadText = errors.New("text is not UTF-8")
	errNoWay   = errors.New("types do not fit")
)

// cellError names the row of the batch, from 0, and the column; never the value.
func (a *appender) cellError(c *scv.Column, row int, err error) error {
	if errors.Is(err, errNoWay) {
		return a.mismatch(c.Name, err)
	}
	code, hint := scv.CodeAppendMismatch, "Report this with the message; nothing was added."
	if errors.Is(err, errBadText) {
		code, hint = scv.CodeBadText, "Save the source file as UTF-8 and load it again; nothing was added."
	}
	return &scv.Error{
		Code: code, Op: "add rows to " + a.to.String(),
		Subject: fmt.Sprintf("row %d, column %s", row, c.Name), Hint: hint, Err: err,
	}
}

func (a *appender) mismatch(column string, err error) error {
	return &scv.Error{
		Code: scv.CodeAppendMismatch, Op: "add rows to " + a.to.String(), Subject: column,
		Hint: "Report this with the message; nothing was added.", Err: err,
	}
}

// putNulls marks the nulls of a chunk's vector.
func putNulls(v m.Vector, null []bool) {
	var bits []uint64
	for i, is := range null {
		if !is {
			continue
		}
		if bits == nil {
			m.VectorEnsureValidityWritable(v)
			bits = validity(v, len(null))
		}
		bits[i/64] &^= 1 << (i % 64)
	}
}
