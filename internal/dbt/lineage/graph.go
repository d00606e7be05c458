package lineage

import (
	"context"
	_ "embed"
	"errors"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

//go:embed describe.sql
var statement string

// Model is one relation of a project.
type Model struct {
	Name     string       // as the project names it; a source as source.table
	Kind     string       // "source", "seed", "model", "snapshot"
	Relation scv.Relation // where readers find it
	SQL      string       // compiled select; "" where rows do not come from one, or when it was stored
	Made     bool         // it is made from other relations: it has a select
	Rule     Rule         // of a model that is built in Go from its select; else nil
	Columns  []Field      // as the warehouse has them now; nil when it is not there
}

// Field is a column with its type as the engine writes it.
type Field struct {
	Name string
	Type string
	As   string // what the source's own file calls it; "" = nobody says
}

// Rule tells from which columns of its select a model that is built in Go makes a
// column, and how. False: it does not say, and the column is unresolved.
type Rule func(output string, input []string) (from []string, how How, ok bool)

// Gap is a column whose lineage is not known, and why.
type Gap struct {
	Column Column `json:"column"`
	Why    string `json:"why"`
}

// Graph is the column lineage of a project.
type Graph struct {
	models     []Model
	at         map[scv.Relation]int
	hops       map[Column][]Input
	readers    map[Column][]Column
	conditions map[scv.Relation][]Condition
	gaps       map[Column]string
	unbound    map[scv.Relation]string
	uses       []Use
	tree       *syntax // of Build alone
}

func newGraph(models []Model) *Graph {
	return &Graph{
		models: models, at: map[scv.Relation]int{}, hops: map[Column][]Input{}, readers: map[Column][]Column{},
		conditions: map[scv.Relation][]Condition{}, gaps: map[Column]string{}, unbound: map[scv.Relation]string{},
	}
}

// Build traces every model. Parents come before their children; what is read and
// is none of the models has no shape, and its readers become gaps. An error means
// that the engine could not be used, not that a model could not be traced.
func Build(ctx context.Context, b Binder, models []Model) (*Graph, error) {
	g := newGraph(models)
	g.tree = &syntax{binder: b}
	for i := range models {
		m := &models[i]
		g.at[m.Relation] = i
		m.Made = m.SQL != ""
		if err := g.shape(ctx, b, m); err != nil {
			g.gaps[Column{m.Relation, "*"}] = reason(err)
			continue
		}
		if m.Made {
			g.trace(ctx, b, m)
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	g.index()
	return g, nil
}

// index fills the ways down from the ways up.
func (g *Graph) index() {
	for column, from := range g.hops {
		for _, in := range from {
			g.readers[in.From] = append(g.readers[in.From], column)
		}
	}
	for at, list := range g.readers {
		slices.SortFunc(list, compareColumns)
		g.readers[at] = slices.Compact(list)
	}
}

// shape makes an empty table like the model's: with the columns that its select
// gives now or, where Go builds it or nothing does, those that it has.
func (g *Graph) shape(ctx context.Context, b Binder, m *Model) error {
	if _, err := b.Exec(ctx, "create schema if not exists "+warehouse.Quote(m.Relation.Schema)); err != nil {
		return err
	}
	name := warehouse.QuoteRelation(m.Relation)
	if m.Made && m.Rule == nil {
		_, err := b.Exec(ctx, "create table "+name+" as select * from ("+m.SQL+"\n) limit 0")
		if err == nil {
			return m.describe(ctx, b)
		}
		g.unbound[m.Relation] = reason(err)
		if err := m.guess(ctx, g.tree, err); err != nil {
			return err
		}
	}
	if len(m.Columns) == 0 {
		return errors.New("it is not in the warehouse: build it first")
	}
	defs := make([]string, len(m.Columns))
	for i, f := range m.Columns {
		defs[i] = warehouse.Quote(f.Name) + " " + f.Type
	}
	_, err := b.Exec(ctx, "create table "+name+" ("+strings.Join(defs, ", ")+")")
	return err
}

// guess gives a model that cannot be bound the columns that it has now, or those that
// its syntax tree names; their types are of no interest to what is traced.
func (m *Model) guess(ctx context.Context, tree *syntax, refused error) error {
	if len(m.Columns) > 0 {
		return nil
	}
	s, err := tree.trace(ctx, m.SQL)
	if err != nil || s.Open != "" {
		return refused
	}
	for _, o := range s.Outputs {
		if o.Name == "" {
			return refused
		}
		m.Columns = append(m.Columns, Field{Name: o.Name, Type: "varchar"})
	}
	return nil
}

func (m *Model) describe(ctx context.Context, b Binder) error {
	t, err := b.Table(ctx, statement, m.Relation.Schema, m.Relation.Name)
	if err != nil {
		return err
	}
	m.Columns = nil
	for _, row := range t.Rows {
		m.Columns = append(m.Columns, Field{Name: row[0].(string), Type: row[1].(string)})
	}
	return nil
}

// reason is an error in one line.
func reason(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return text
}

// trace fills the hops of one model.
func (g *Graph) trace(ctx context.Context, b Binder, m *Model) {
	s, err := Trace(ctx, b, m.SQL)
	if err != nil {
		g.unbound[m.Relation] = reason(err)
		if tree, failed := g.tree.trace(ctx, m.SQL); failed == nil {
			s, err = tree, nil
		}
	}
	if err != nil {
		for _, f := range m.Columns {
			g.gaps[Column{m.Relation, f.Name}] = reason(err)
		}
		return
	}
	g.conditions[m.Relation] = s.Conditions
	made := map[string]Output{}
	for _, o := range s.Outputs {
		made[strings.ToLower(o.Name)] = o
	}
	for _, f := range m.Columns {
		column := Column{m.Relation, f.Name}
		if m.Rule != nil {
			g.rule(m, column, s, made)
			continue
		}
		switch o, ok := made[strings.ToLower(f.Name)]; {
		case ok && o.Why != "":
			g.gaps[column] = o.Why
		case ok:
			g.hops[column] = o.Inputs
		case s.Open != "":
			g.gaps[column] = s.Open
		default:
			g.gaps[column] = "the model's select does not give it: build the model again"
		}
	}
}

// rule fills the hop of a column that Go makes.
func (g *Graph) rule(m *Model, column Column, s *Select, made map[string]Output) {
	input := make([]string, len(s.Outputs))
	for i, o := range s.Outputs {
		input[i] = o.Name
	}
	from, how, ok := m.Rule(column.Name, input)
	if !ok {
		g.gaps[column] = "what builds the model does not say"
		return
	}
	for _, name := range from {
		o := made[strings.ToLower(name)]
		if o.Why != "" {
			g.gaps[column] = o.Why
		}
		for _, in := range o.Inputs {
			in.How = in.How.then(how)
			g.hops[column] = append(g.hops[column], in)
		}
	}
}

// Find gives the model of a name: as the project names it, or schema.relation.
func (g *Graph) Find(name string) (Model, bool) {
	for _, m := range g.models {
		if m.Name == name || m.Relation.String() == name {
			return m, true
		}
	}
	return Model{}, false
}

// Model gives the model that is a relation.
func (g *Graph) Model(r scv.Relation) (Model, bool) {
	i, ok := g.at[r]
	if !ok {
		return Model{}, false
	}
	return g.models[i], true
}

// Models lists the models as they were given.
func (g *Graph) Models() []Model { return g.models }

// Conditions lists the columns that decide which rows a relation has.
func (g *Graph) Conditions(r scv.Relation) []Condition { return g.conditions[r] }

// Unbound lists the models that the engine refuses to bind, with its words: they are
// followed by their text.
func (g *Graph) Unbound() []Gap {
	var list []Gap
	for r, why := range g.unbound {
		list = append(list, Gap{Column{r, "*"}, why})
	}
	slices.SortFunc(list, func(a, b Gap) int { return compareColumns(a.Column, b.Column) })
	return list
}

// Gaps lists the columns that are not traced, in order.
func (g *Graph) Gaps() []Gap {
	var list []Gap
	for _, c := range slices.SortedFunc(maps.Keys(g.gaps), compareColumns) {
		list = append(list, Gap{c, g.gaps[c]})
	}
	return list
}
