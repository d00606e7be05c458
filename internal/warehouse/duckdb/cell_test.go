package duckdb_test

import (
	"context"
	"fmt"

	"scv"
)

func cellText(c *scv.Column) string {
	switch {
	case c.Null[0]:
		return "null"
	case c.Type == scv.Text || c.Type == scv.Decimal:
		return string(c.Bytes(0))
	case c.Type == scv.Float:
		return fmt.Sprint(c.Floats[0])
	default:
		return fmt.Sprint(c.Ints[0])
	}
}

// noTest is the context of the process that has no test: it ends with its input.
func noTest() context.Context { return context.Background() }
