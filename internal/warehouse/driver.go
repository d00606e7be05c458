package warehouse

import (
	"context"

	"scv"
)

// Driver is what an engine has to bring. Its methods are safe for concurrent use.
type Driver interface {
	// Connect gives a connection in its first state: no transaction, no temporary
	// tables. Connections are cheap; a driver for which they are not keeps a pool.
	Connect(ctx context.Context) (DriverConn, error)
	// Dialect says how SQL is written for the engine and what it can do.
	Dialect() Dialect
	// Close gives the engine's handle back. Connections that are still open stay
	// usable, and keep the warehouse open, until they are closed too.
	Close() error
}

// DriverConn is one connection. It is used by one goroutine at a time, and not
// from inside the fn of its own Scan.
type DriverConn interface {
	Conn
	// OnlyReads refuses, with CodeNotReadOnly, any text but one statement that only
	// reads. It runs nothing.
	OnlyReads(sql string) error
	// Rows streams a query's answer as Table holds it, in blocks that are the
	// caller's to keep. The first block has the columns and no rows.
	Rows(ctx context.Context, sql string, args []any, fn func(*Table) error) error
	// Close ends an open transaction by rollback and drops temporary tables.
	Close() error
}

// Dialect is an engine's way of writing SQL, and what it can and cannot do.
// What is false here is declared missing: callers ask instead of trying.
type Dialect struct {
	Engine string              // "duckdb"
	Types  map[scv.Type]string // what CREATE TABLE calls each type

	// MadeBy is a select with schema and name of a table as its arguments: the
	// statement that would make it, empty, with its constraints; "" = it cannot tell.
	MadeBy     string
	TableBytes string // select with the quoted relation as its one argument: bytes on disk; "" = it cannot tell

	BeginRead string // begins a transaction that cannot write and sees one moment; "" = every connection is that already

	TempTables       bool // temporary tables live in a session
	Compacts         bool // the driver is a Compacter
	TransactionalDDL bool // CREATE and ALTER roll back with the transaction
	Cancels          bool // a cancelled context stops a running statement
	Streams          bool // Scan does not hold the whole answer
}
