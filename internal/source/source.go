package source

import (
	"context"
	"time"

	"scv"
)

// Mode says what it means when a record is not in a file any more.
type Mode uint8

// The modes.
const (
	Log      Mode = iota // nothing: versions are only added
	Snapshot             // it was deleted, if its file was read again without it
)

// Table is one entity of a source: its columns and the files that hold it.
type Table struct {
	Source string // the source's name in scv.yml
	Entity string
	Mode   Mode
	Fields []Field
	Files  []File // in the order to read them
	// Issued is the column (bronze name) that says when a row was issued or, by its
	// date, measured; "" where none does.
	Issued string
	// Identify makes the key, the version and the tombstone mark of a row whose cells
	// were corrected, and adds the fault of a key that is not there; nil where bronze
	// names rows by their content.
	Identify func(*Row)
	// Digest covers what, besides the files' content, decides how they are read:
	// declared types, key columns, sheet and header rules, model.json attributes.
	Digest string
}

// Field is a column as the source names it and as bronze will.
type Field struct {
	scv.Field          // Name is the bronze name (scv.ColumnName), unique in the table
	Header    string   // as the source writes it
	Formats   []string // for dates in text: "DD.MM.YYYY"; none = ISO 8601 forms
}

// File is one file of a table.
type File struct {
	Path   string // relative to the home, with forward slashes: what people are shown
	Size   int64
	SHA256 string // hex, of the content
}

// CellKind says what a file says a value is.
type CellKind uint8

// The cell kinds.
const (
	Empty    CellKind = iota
	Text              // Text
	Number            // Number, and Text as the shortest exact decimal; zero-padded where the number format pads
	Bool              // Number is 0 or 1
	DateTime          // Time, wall clock in UTC
	Broken            // an error value such as #REF!; Text holds it
)

// Cell is one value as a file holds it.
type Cell struct {
	Kind   CellKind
	Text   string
	Number float64
	Time   time.Time
}

// Row is one record as received. It and its slices are valid until emit returns.
type Row struct {
	Cells   []Cell // parallel to Table.Fields
	Sheet   string // Excel only
	Line    int64  // 1-based: row of the sheet, or physical line of the text file
	Key     string // the record's name inside its entity; "" = bronze derives one from the content
	Version int64  // grows with each change in the source; 0 where the source has none
	Deleted bool   // a tombstone: all other cells may be empty
	Faults  []Fault
	Raw     string // the row as text, for the quarantine; may be empty when Cells say it all
}

// Fault is one reason why a row cannot be taken. Detail may hold a customer's
// value: it goes to the quarantine table and nowhere else.
type Fault struct {
	Code   scv.Code
	Column string // bronze name; "" for the row as a whole
	Detail string
}

// Ignored is a run of rows that are no data.
type Ignored struct {
	Sheet    string
	From, To int64  // 1-based rows, inclusive
	Reason   string // "title", "header", "blank", "totals"
}

// Driver reads one source. Its methods are called from one goroutine at a time.
// Errors are *scv.Error with the file, sheet and row in Subject and exit 6.
type Driver interface {
	// Tables looks at the files without reading their rows: they exist, are of
	// the right kind, and their columns are known. Order: as declared.
	Tables(ctx context.Context) ([]Table, error)
	// Read hands out the rows of one file in file order. An error ends the read
	// and the load of the source; a bad row is no error, it comes with Faults.
	// An error from emit is returned as it is.
	Read(ctx context.Context, t *Table, f File, emit func(*Row) error) ([]Ignored, error)
}
