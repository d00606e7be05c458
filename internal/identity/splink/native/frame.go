package native

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
)

// Kind is what a column or an expression holds.
type Kind byte

// The kinds. A time is microseconds since 1970.
const (
	TextKind Kind = iota
	NumberKind
	TimeKind
	ListKind   // of texts
	VectorKind // of 32-bit numbers, all of one length
	BoolKind
)

// List is a list of texts; Len counts its nulls, too.
type List struct {
	Items []string
	Len   int
}

// Column is one value per record, each distinct value once. Code 0 is null; a
// code below 0 is a value that could not be computed (Errors[-code-1]).
type Column struct {
	Name    string
	Kind    Kind
	Codes   []int32  // by row; nil in what is derived from another column
	Texts   []string // by code; of lists and vectors the JSON
	Numbers []float64
	Lists   []List
	Vectors [][]float32
	Errors  []error

	base *Column // derived: the column that decides it
	via  []int32 // derived: code by the code of base
}

// Len is the number of codes, null included.
func (c *Column) Len() int {
	return max(len(c.Texts), len(c.Numbers), len(c.Lists), len(c.Vectors))
}

// Text is what a code says, as text.
func (c *Column) Text(code int32) string {
	if int(code) < len(c.Texts) {
		return c.Texts[code]
	}
	return strconv.FormatFloat(c.Numbers[code], 'g', -1, 64)
}

// NewColumn makes a column of texts by code (the first is null's), reading them
// as what the kind says; lists and vectors are JSON.
func NewColumn(name string, kind Kind, codes []int32, texts []string) (*Column, error) {
	c := &Column{Name: name, Kind: kind, Codes: codes, Texts: texts}
	for code, text := range texts {
		if code == 0 {
			text = "null"
		} else if kind == TextKind {
			continue
		}
		if err := c.read(text); err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
	}
	return c, nil
}

func (c *Column) read(text string) error {
	switch c.Kind {
	case ListKind:
		var items []*string
		if err := json.Unmarshal([]byte(text), &items); err != nil {
			return err
		}
		l := List{Len: len(items)}
		for _, item := range items {
			if item != nil {
				l.Items = append(l.Items, *item)
			}
		}
		c.Lists = append(c.Lists, l)
	case VectorKind:
		var v []float32
		if err := json.Unmarshal([]byte(text), &v); err != nil {
			return err
		}
		c.Vectors = append(c.Vectors, v)
	case NumberKind, TimeKind:
		v := math.NaN()
		if text != "null" {
			if err := json.Unmarshal([]byte(text), &v); err != nil {
				return err
			}
		}
		c.Numbers = append(c.Numbers, v)
	}
	return nil
}

// Frame is records by column, names whatever their case.
type Frame struct {
	Rows    int
	columns map[string]*Column
	order   []*Column

	mu      sync.Mutex
	derived map[string]*Column // by the expression: programs of one frame compute it once
}

// NewFrame puts columns of the same length together.
func NewFrame(rows int, columns ...*Column) *Frame {
	f := &Frame{Rows: rows, columns: map[string]*Column{}, derived: map[string]*Column{}}
	for _, c := range columns {
		f.columns[strings.ToLower(c.Name)] = c
		f.order = append(f.order, c)
	}
	return f
}

// Column finds a column by name.
func (f *Frame) Column(name string) (*Column, bool) {
	c, ok := f.columns[strings.ToLower(name)]
	return c, ok
}

// known gives a derived column that was computed before; nil when none was.
func (f *Frame) known(expression string) *Column {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.derived[expression]
}

func (f *Frame) keep(expression string, c *Column) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.derived[expression] = c
}

// Columns gives all columns in order.
func (f *Frame) Columns() []*Column { return f.order }

// UnsupportedError says that an expression is not known here.
type UnsupportedError struct{ Why string }

func (e *UnsupportedError) Error() string { return e.Why }

func unsupported(format string, args ...any) error {
	return &UnsupportedError{fmt.Sprintf(format, args...)}
}

// NoColumnError says that the records lack a column.
type NoColumnError struct{ Name string }

func (e *NoColumnError) Error() string { return "the records have no column " + e.Name }
