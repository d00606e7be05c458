package scv

import "fmt"

// Type is the type of a column, the same in every room and every engine.
type Type uint8

// The column types. A batch stores Text and Decimal as bytes, Int, Date (days
// since 1970-01-01) and Timestamp (microseconds since 1970-01-01 UTC) as int64,
// Float as float64, Bool as 0 or 1 in the int64 slice.
const (
	Text Type = iota + 1
	Int
	Float
	Decimal
	Bool
	Date
	Timestamp
)

// String gives the type's name as scv.yml writes it.
func (t Type) String() string {
	names := [...]string{"", "text", "int", "float", "decimal", "bool", "date", "timestamp"}
	if int(t) < len(names) {
		return names[t]
	}
	return fmt.Sprintf("type(%d)", uint8(t))
}

// ParseType reads a type's name as scv.yml writes it.
func ParseType(s string) (Type, bool) {
	for t := Text; t <= Timestamp; t++ {
		if t.String() == s {
			return t, true
		}
	}
	return 0, false
}

// Field is a column's name and type.
type Field struct {
	Name string
	Type Type
}

// Batch is a block of rows held by column. It is reused: values handed out are
// valid until the next Reset. It is not safe for concurrent use.
type Batch struct{ Columns []Column }

// NewBatch makes an empty batch with the given columns.
func NewBatch(fields []Field) *Batch {
	b := &Batch{Columns: make([]Column, len(fields))}
	for i, f := range fields {
		b.Columns[i] = Column{Field: f, Ends: []uint32{}}
	}
	return b
}

// Len is the number of complete rows: the length of the first column.
func (b *Batch) Len() int {
	if len(b.Columns) == 0 {
		return 0
	}
	return b.Columns[0].Len()
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	for i := range b.Columns {
		b.Columns[i].Reset()
	}
}

// Column is one column of a batch. Exactly one of the value slices is in use,
// by type: Data with Ends (Text, Decimal), Floats (Float), Ints (all others).
// A null holds a zero value there and true in Null.
type Column struct {
	Field
	Data   []byte   // the values' bytes, one after another
	Ends   []uint32 // Ends[i] is the end of value i in Data
	Ints   []int64
	Floats []float64
	Null   []bool
}

// Len is the number of values, nulls included.
func (c *Column) Len() int { return len(c.Null) }

// Reset empties the column and keeps its memory.
func (c *Column) Reset() {
	c.Data, c.Ends, c.Ints, c.Floats, c.Null = c.Data[:0], c.Ends[:0], c.Ints[:0], c.Floats[:0], c.Null[:0]
}

// AppendNull adds a null.
func (c *Column) AppendNull() {
	switch c.Type {
	case Text, Decimal:
		c.Ends = append(c.Ends, uint32(len(c.Data)))
	case Float:
		c.Floats = append(c.Floats, 0)
	default:
		c.Ints = append(c.Ints, 0)
	}
	c.Null = append(c.Null, true)
}

// AppendText adds a value to a Text or Decimal column.
func (c *Column) AppendText(s string) {
	c.Data = append(c.Data, s...)
	c.Ends = append(c.Ends, uint32(len(c.Data)))
	c.Null = append(c.Null, false)
}

// AppendBytes is AppendText without making a string.
func (c *Column) AppendBytes(s []byte) {
	c.Data = append(c.Data, s...)
	c.Ends = append(c.Ends, uint32(len(c.Data)))
	c.Null = append(c.Null, false)
}

// AppendInt adds a value to an Int, Bool, Date or Timestamp column.
func (c *Column) AppendInt(v int64) {
	c.Ints = append(c.Ints, v)
	c.Null = append(c.Null, false)
}

// AppendFloat adds a value to a Float column.
func (c *Column) AppendFloat(v float64) {
	c.Floats = append(c.Floats, v)
	c.Null = append(c.Null, false)
}

// Bytes gives value i of a Text or Decimal column; a null is empty.
func (c *Column) Bytes(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = c.Ends[i-1]
	}
	return c.Data[start:c.Ends[i]]
}
