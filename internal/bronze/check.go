package bronze

import (
	"scv"
	"scv/internal/source"
)

// Check says ahead of a load what the load would say of a column's cells. It is
// used by one goroutine at a time.
type Check struct {
	typer typer
	out   scv.Column
}

// NewCheck makes the check of a column with its declared type and formats.
func NewCheck(f source.Field) *Check {
	return &Check{typer: newTyper(f), out: scv.Column{Field: f.Field, Ends: []uint32{}}}
}

// Takes gives "" when the load would take the cell, or the code of the reason
// for which its row would be held aside.
func (c *Check) Takes(cell *source.Cell) scv.Code {
	c.out.Reset()
	return scv.Code(c.typer.put(cell, &c.out))
}
