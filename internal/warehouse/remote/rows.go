package remote

import (
	"encoding/binary"

	"scv"
	"scv/internal/warehouse"
)

// flushAt is how many bytes of rows go in one frame, about.
const flushAt = 256 << 10

// sender writes an answer's rows, a frame when enough have gathered: what the
// reader has not taken is at most one frame and what the socket holds.
type sender struct {
	send func(kind, []byte) error
	rows []byte
	n    int
}

// row adds what grow makes of the bytes so far.
func (s *sender) row(grow func([]byte) ([]byte, error)) error {
	before := len(s.rows)
	rows, err := grow(s.rows)
	if err != nil {
		return err
	}
	if len(rows)-before > maxFrame-binary.MaxVarintLen64 {
		return errTooLong
	}
	if len(rows) > maxFrame-binary.MaxVarintLen64 {
		last := append([]byte(nil), rows[before:]...)
		if err := s.flush(); err != nil {
			return err
		}
		rows = append(s.rows, last...)
	}
	s.rows, s.n = rows, s.n+1
	if len(s.rows) >= flushAt {
		return s.flush()
	}
	return nil
}

func (s *sender) flush() error {
	if s.n == 0 {
		return nil
	}
	err := s.send(rowsFrame, append(binary.AppendUvarint(nil, uint64(s.n)), s.rows...))
	s.rows, s.n = s.rows[:0], 0
	return err
}

// table sends a block of rows.
func (s *sender) table(t *warehouse.Table) error {
	for _, row := range t.Rows {
		err := s.row(func(b []byte) ([]byte, error) {
			var err error
			for _, v := range row {
				if b, err = appendValue(b, v); err != nil {
					return b, err
				}
			}
			return b, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// batch sends a block of columns, row by row.
func (s *sender) batch(batch *scv.Batch) error {
	for i := range batch.Len() {
		err := s.row(func(b []byte) ([]byte, error) {
			for c := range batch.Columns {
				b = appendCell(b, &batch.Columns[c], i)
			}
			return b, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// appendCell adds a value of a typed column: a byte that says whether it is there,
// and the value.
func appendCell(b []byte, c *scv.Column, i int) []byte {
	if c.Null[i] {
		return append(b, 0)
	}
	b = append(b, 1)
	switch c.Type {
	case scv.Text, scv.Decimal:
		return appendText(b, string(c.Bytes(i)))
	case scv.Float:
		return appendFloat(b, c.Floats[i])
	default:
		return binary.AppendVarint(b, c.Ints[i])
	}
}

func encodeColumns(names []string, field func(b []byte, i int) []byte) []byte {
	b := binary.AppendUvarint(nil, uint64(len(names)))
	for i, name := range names {
		b = field(appendText(b, name), i)
	}
	return b
}

// readTableColumns reads an answer's columns with the engine's type names.
func readTableColumns(payload []byte) (*warehouse.Table, error) {
	d, t := &decoder{data: payload}, &warehouse.Table{}
	for range d.count() {
		if d.err == nil {
			t.Columns, t.Types = append(t.Columns, d.text()), append(t.Types, d.text())
		}
	}
	return t, d.end()
}

// readFields reads an answer's columns with their scv types.
func readFields(payload []byte) ([]scv.Field, error) {
	d := &decoder{data: payload}
	var fields []scv.Field
	for range d.count() {
		if d.err != nil {
			break
		}
		f := scv.Field{Name: d.text(), Type: scv.Type(d.byte())}
		if f.Type < scv.Text || f.Type > scv.Timestamp {
			d.fail("a column has no known type")
		}
		fields = append(fields, f)
	}
	return fields, d.end()
}

// readTableRows reads rows of an answer with the columns of head.
func readTableRows(payload []byte, head *warehouse.Table) (*warehouse.Table, error) {
	d := &decoder{data: payload}
	t := &warehouse.Table{Columns: head.Columns, Types: head.Types}
	for range d.count() {
		if d.err != nil || len(head.Columns) == 0 {
			break
		}
		row := make([]any, len(head.Columns))
		for c := range row {
			row[c] = d.value(0)
		}
		t.Rows = append(t.Rows, row)
	}
	return t, d.end()
}

// readBatch reads rows of an answer into a batch with its columns.
func readBatch(payload []byte, into *scv.Batch) error {
	d := &decoder{data: payload}
	into.Reset()
	for range d.count() {
		if d.err != nil || len(into.Columns) == 0 {
			break
		}
		for c := range into.Columns {
			d.cell(&into.Columns[c])
		}
	}
	return d.end()
}

func (d *decoder) cell(c *scv.Column) {
	switch there := d.byte(); {
	case there == 0:
		c.AppendNull()
	case there != 1:
		d.fail("a value is neither there nor missing")
	case c.Type == scv.Text || c.Type == scv.Decimal:
		c.AppendBytes(d.bytes())
	case c.Type == scv.Float:
		c.AppendFloat(d.float())
	default:
		c.AppendInt(d.varint())
	}
}
