package warehouse

import (
	"strings"

	"scv"
)

// Quote writes an identifier. Any name is safe, also one with quotes in it.
func Quote(name string) string {
	return `"` + strings.ReplaceAll(name, `"`, `""`) + `"`
}

// QuoteRelation writes schema.name, or the name alone when there is no schema.
func QuoteRelation(r scv.Relation) string {
	if r.Schema == "" {
		return Quote(r.Name)
	}
	return Quote(r.Schema) + "." + Quote(r.Name)
}

// QuoteList writes identifiers with commas between them, in the given order.
func QuoteList(names []string) string {
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(Quote(n))
	}
	return b.String()
}

// Literal writes a text value, for the places where a value cannot be bound:
// view definitions and comments.
func Literal(s string) string {
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

// CreateTable writes the statement that makes an empty table.
func (d Dialect) CreateTable(r scv.Relation, fields []scv.Field) string {
	return "create table " + QuoteRelation(r) + d.columns(fields)
}

// CreateTempTable writes the statement that makes an empty table which only its
// session sees; one of the same name is replaced.
func (d Dialect) CreateTempTable(name string, fields []scv.Field) string {
	return "create or replace temp table " + Quote(name) + d.columns(fields)
}

// AddColumn writes the statement that adds a column, null in the rows there are.
func (d Dialect) AddColumn(r scv.Relation, f scv.Field) string {
	return "alter table " + QuoteRelation(r) + " add column " + Quote(f.Name) + " " + d.Types[f.Type]
}

func (d Dialect) columns(fields []scv.Field) string {
	var b strings.Builder
	b.WriteString(" (")
	for i, f := range fields {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(Quote(f.Name))
		b.WriteByte(' ')
		b.WriteString(d.Types[f.Type])
	}
	b.WriteByte(')')
	return b.String()
}

// NewStatement starts a text with named places, for SQL files whose names of
// tables and columns are known at run time only: {{name}} stands for what Set
// gives it.
func NewStatement(text string) *Statement { return &Statement{text: text} }

// Statement is SQL text in which named places are being filled in.
type Statement struct {
	text  string
	pairs []string
}

// Ident fills a place with one quoted identifier.
func (s *Statement) Ident(place, name string) *Statement { return s.set(place, Quote(name)) }

// Relation fills a place with a quoted relation.
func (s *Statement) Relation(place string, r scv.Relation) *Statement {
	return s.set(place, QuoteRelation(r))
}

// List fills a place with quoted identifiers, comma-separated; prefix goes in
// front of each ("s." for an alias).
func (s *Statement) List(place, prefix string, names []string) *Statement {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = prefix + Quote(n)
	}
	return s.set(place, strings.Join(quoted, ", "))
}

// String gives the finished text.
func (s *Statement) String() string { return strings.NewReplacer(s.pairs...).Replace(s.text) }

func (s *Statement) set(place, sql string) *Statement {
	s.pairs = append(s.pairs, "{{"+place+"}}", sql)
	return s
}
