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

// contentColumn of the records holds a hash of what is compared, restColumn one of all
// else.
const (
	contentColumn = "content_hash"
	restColumn    = "rest_hash"
)

// newsView is the model's select with these hashes.
const newsView = "_scv_identity_news"

// apartTable has the records that are not as they were, in full (apart.sql).
const apartTable = "temp._scv_identity_apart"

// inputView is the model's select.
const inputView = "_scv_identity_input"

// changes says which records are not what they were in the published version.
type changes struct {
	known                   bool // false: there is no published version, or it noted no contents
	first                   bool // there is no published version
	added, changed, removed map[string]bool
	restated                map[string]bool // only what is not compared is another
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

// lookAt makes the views of the model's select, of which columns are compared.
func (b *build) lookAt(ctx context.Context, columns []string) error {
	if _, err := b.s.Exec(ctx, "create or replace temp view "+inputView+" as "+trimmed(b.m.SQL)); err != nil {
		return err
	}
	there, err := columnsOf(ctx, b.s, scv.Relation{Name: inputView})
	if err != nil {
		return err
	}
	values, rest := []string{"1"}, []string{"1"}
	for _, name := range columns {
		value := "null"
		if slices.Contains(there, name) {
			value = "cast(" + warehouse.Quote(name) + " as varchar)"
		}
		values = append(values, value)
	}
	for _, name := range there {
		if name != "record_id" && !slices.Contains(columns, name) {
			rest = append(rest, warehouse.Quote(name))
		}
	}
	hash := func(values []string) string { return "hash(" + strings.Join(values, ", ") + ")" }
	hashed := "select *, " + hash(values) + " as " + contentColumn + ", " + hash(rest) + " as " + restColumn + " from " + inputView
	b.columns = append(there, contentColumn, restColumn)
	_, err = b.s.Exec(ctx, "create or replace temp view "+newsView+" as "+hashed)
	return err
}

// noChanges says whether there is a published version to tell changes from.
func noChanges(ctx context.Context, s *warehouse.Session, live scv.Relation) (changes, error) {
	there, err := s.Columns(ctx, live)
	return changes{
		first: len(there) == 0,
		added: map[string]bool{}, changed: map[string]bool{}, removed: map[string]bool{}, restated: map[string]bool{},
	}, err
}

// since finds what is not as it was in the published version, if that says so.
func (c *changes) since(ctx context.Context, s *warehouse.Session, live scv.Relation) error {
	before := beside(live, recordTable)
	columns, err := columnsOf(ctx, s, before)
	if c.known = !c.first && slices.Contains(columns, restColumn); err != nil || !c.known {
		return err
	}
	return c.find(ctx, s, before)
}

// find compares the records with those before.
func (c *changes) find(ctx context.Context, s *warehouse.Session, before scv.Relation) error {
	if _, err := s.Exec(ctx, statement("apart").Relation("record", before).String()); err != nil {
		return fmt.Errorf("find what changed: %w", err)
	}
	err := s.Scan(ctx, statement("changes").String(), func(b *scv.Batch) error {
		is := func(column, row int) bool { return b.Columns[column].Ints[row] == 1 }
		for i := range b.Len() {
			id := string(b.Columns[0].Bytes(i))
			switch {
			case is(3, i):
				c.restated[id] = true
			case is(1, i) && is(2, i):
				c.changed[id] = true
			case is(1, i):
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
