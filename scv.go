package scv

import (
	"context"
	"strings"
	"time"
)

// Layer is a stage of the way a record takes, and the schema its tables live in.
type Layer string

// The layers in the order a record passes them.
const (
	Bronze   Layer = "bronze"   // as received, typed, with provenance
	Silver   Layer = "silver"   // cleaned, one row per source record
	Identity Layer = "identity" // which records are one customer
	Gold     Layer = "gold"     // golden records, weather, key figures
)

// Layers lists all layers in the order a record passes them.
func Layers() []Layer { return []Layer{Bronze, Silver, Identity, Gold} }

// RecordID names one source record for ever: "<source>/<entity>/<key>". The key
// is what the source calls the record (a GUID, declared key columns) or, where
// it has no name, a hash of the row; never a row number.
type RecordID string

// NewRecordID joins the three parts; a slash or backslash inside a part is
// escaped with a backslash, so that equal ids mean equal parts.
func NewRecordID(source, entity, key string) RecordID {
	return RecordID(escapeSlash(source) + "/" + escapeSlash(entity) + "/" + escapeSlash(key))
}

func escapeSlash(s string) string {
	if !strings.ContainsAny(s, `/\`) {
		return s
	}
	return strings.NewReplacer(`\`, `\\`, `/`, `\/`).Replace(s)
}

// CustomerID names one customer for ever: "C-" and base32 of a hash of the
// smallest founding record id and a generation.
type CustomerID string

// Relation is a table or view by schema and name, unquoted.
type Relation struct{ Schema, Name string }

// String gives schema.name for people; SQL text is the dialect's to write.
func (r Relation) String() string {
	if r.Schema == "" {
		return r.Name
	}
	return r.Schema + "." + r.Name
}

// Materialization builds a model in Go instead of SQL. The dbt engine calls it
// for every model whose `materialized` is its name, and knows nothing else of it.
type Materialization interface {
	// Materialize creates or replaces m.Target and returns the number of its rows.
	// After an error the target is as it was before the call.
	Materialize(ctx context.Context, m Model) (rows int64, err error)
}

// Derivation is what a Materialization may also tell, for lineage: from which
// columns of its select it makes a column, and whether it copies them. Not ok: it
// makes no such column.
type Derivation interface {
	Derive(m Model, output string, input []string) (from []string, copied, ok bool)
}

// Repeatable is what a Materialization is that gives the same for the same select
// over the same rows, whatever AsOf says: then what it built may be kept.
type Repeatable interface {
	// Settings is what the result follows from besides the Model, as one text.
	Settings(ctx context.Context) (string, error)
	// Beside names the tables that it makes beside the target.
	Beside(m Model) []Relation
}

// Carrier is a Repeatable that takes over what it built without copying every row.
type Carrier interface {
	Repeatable
	// Carry has the target, and what is beside it, hold what from and what is beside
	// that hold.
	Carry(ctx context.Context, m Model, from Relation) error
}

// DataSchema names the schema beside a version's own, in which rows lie that relations
// of the version show. Those of later versions may show them, too: it lives until none
// does.
func DataSchema(schema string) string { return schema + "__data" }

// Model is what a Materialization is given.
type Model struct {
	Name   string         // the model's name in the project
	Target Relation       // where to build
	Live   Relation       // where readers see the published version; may not exist yet
	SQL    string         // compiled select: the input rows
	Config map[string]any // the model's config: nil, bool, int64, float64, string, []any, map[string]any
	AsOf   time.Time      // what the run calls now
}

// Progress is told how far long work is. Implementations are safe for
// concurrent use and never block the work.
type Progress interface{ Report(Event) }

// Event is one step of progress. Total is 0 when it is not known.
type Event struct {
	Stage string // "load crm/contact", "identity: score"
	Unit  string // "rows", "pairs", "models"
	Done  int64
	Total int64
	End   bool   // the stage is over
	Note  string // what to show at the end of the line
}

// NoProgress drops every event.
type NoProgress struct{}

// Report does nothing.
func (NoProgress) Report(Event) {}
