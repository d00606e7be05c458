package identity

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

//go:embed sql/*.sql
var sqlFiles embed.FS

// statement gives a text of sql/, to be filled in.
func statement(name string) *warehouse.Statement {
	text, err := sqlFiles.ReadFile("sql/" + name + ".sql")
	if err != nil {
		return warehouse.NewStatement("") // names are constants; TestStatementsAreThere opens each
	}
	return warehouse.NewStatement(strings.TrimRight(string(text), "\n"))
}

// contentColumn of the records holds a hash of what is compared.
const contentColumn = "content_hash"

// changes says which records are not what they were in the published version.
type changes struct {
	known                   bool // false: there is no published version, or it noted no contents
	first                   bool // there is no published version
	added, changed, removed map[string]bool
}

// touched is how many records are new, changed or gone.
func (c *changes) touched() int { return len(c.added) + len(c.changed) + len(c.removed) }

// here lists those that are in the new version, ascending.
func (c *changes) here() []string { return ascending(c.added, c.changed) }

// gone lists those that are not what they were, or not there any more, ascending.
func (c *changes) gone() []string { return ascending(c.removed, c.changed) }

func ascending(sets ...map[string]bool) []string {
	var out []string
	for _, set := range sets {
		for id := range set {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// writeRecords makes the table of records from the model's select, with the hash of
// what is compared of each.
func writeRecords(ctx context.Context, s *warehouse.Session, to scv.Relation, sql string, columns []string) error {
	const input = "_scv_identity_input"
	if _, err := s.Exec(ctx, "create or replace temp view "+input+" as "+trimmed(sql)); err != nil {
		return err
	}
	there, err := columnsOf(ctx, s, scv.Relation{Name: input})
	if err != nil {
		return err
	}
	values := []string{"1"}
	for _, name := range columns {
		value := "null"
		if slices.Contains(there, name) {
			value = "cast(" + warehouse.Quote(name) + " as varchar)"
		}
		values = append(values, value)
	}
	_, err = s.Exec(ctx, "create or replace table "+warehouse.QuoteRelation(to)+" as select *, hash("+strings.Join(values, ", ")+") as "+contentColumn+" from "+input)
	return err
}

// before keeps of the published records what changes are told by: the table may be
// the one that is written.
func before(ctx context.Context, s *warehouse.Session, live, target scv.Relation) (changes, error) {
	c := changes{added: map[string]bool{}, changed: map[string]bool{}, removed: map[string]bool{}}
	if there, err := s.Columns(ctx, live); err != nil || len(there) == 0 {
		c.first = true
		return c, err
	}
	columns, err := columnsOf(ctx, s, beside(live, recordTable))
	if err != nil || !slices.Contains(columns, contentColumn) {
		return c, err
	}
	c.known = true
	kind := "view"
	if live == target {
		kind = "table"
	}
	_, err = s.Exec(ctx, "create or replace temp "+kind+" _scv_identity_before as\n"+statement("before").Relation("record", beside(live, recordTable)).String())
	return c, err
}

// find compares the new records with those before.
func (c *changes) find(ctx context.Context, s *warehouse.Session, records scv.Relation) error {
	if !c.known {
		return nil
	}
	err := s.Scan(ctx, statement("changes").Relation("record", records).String(), func(b *scv.Batch) error {
		for i := range b.Len() {
			id := string(b.Columns[0].Bytes(i))
			switch was, is := b.Columns[1].Ints[i] == 1, b.Columns[2].Ints[i] == 1; {
			case was && is:
				c.changed[id] = true
			case was:
				c.removed[id] = true
			default:
				c.added[id] = true
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("find what changed: %w", err)
	}
	return nil
}
