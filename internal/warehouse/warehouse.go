package warehouse

import (
	"context"

	"scv"
)

// Conn is what can be done with SQL, on the warehouse (any free connection) and
// on a Session (always the same connection). SQL arguments are bound, never
// pasted. Errors are *scv.Error with the engine's message.
type Conn interface {
	// Exec runs one or more statements; it returns the rows changed by the last.
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	// Table runs a query and holds its whole answer: for small ones.
	Table(ctx context.Context, sql string, args ...any) (*Table, error)
	// Scan streams a query's answer by column. The batch is reused: it is valid
	// until fn returns. Column types that scv.Type does not know come as Text.
	Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error
	// Append adds a batch to an existing table; the columns are matched by position.
	Append(ctx context.Context, to scv.Relation, b *scv.Batch) error
}

// Table is a whole answer. Values are nil, bool, int64, float64, string,
// time.Time (dates and timestamps, UTC), []any, or map[string]any.
type Table struct {
	Columns []string
	Types   []string // the engine's names
	Rows    [][]any
}
