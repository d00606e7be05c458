package lineage

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

//go:embed aggregates.sql
var aggregateNames string

// syntax follows a SELECT's syntax tree: the way that is left where the engine
// refuses to bind it (a function, a relation, a file that is not there). Names are
// resolved here, against the relations that are there; what is not certain has a
// reason instead of a lineage.
type syntax struct {
	ctx        context.Context //nolint:containedctx // of one call of trace
	binder     Binder
	conditions conditions
	shapes     shapes
	aggregates map[string]bool
	err        error // the engine could not be asked
}

// shapes are the columns of the relations that were asked for.
type shapes map[scv.Relation][]string

// TraceSyntax follows the syntax tree of one SELECT that cannot be bound. Outputs
// have a reason (Why) where they are not known; Open says why there may be more of
// them. An error means that nothing is known.
func TraceSyntax(ctx context.Context, b Binder, sql string) (*Select, error) {
	w := &syntax{binder: b}
	return w.trace(ctx, sql)
}

// trace follows one SELECT after another; which functions are aggregates is asked
// once.
func (w *syntax) trace(ctx context.Context, sql string) (*Select, error) {
	tree, err := parse(ctx, w.binder, sql)
	if err != nil {
		return nil, err
	}
	if err := w.learn(ctx); err != nil {
		return nil, err
	}
	w.ctx, w.conditions, w.shapes, w.err = ctx, conditions{}, shapes{}, nil
	made := w.query(tree, nil)
	if w.err != nil {
		return nil, w.err
	}
	s := &Select{Open: made.open, Conditions: w.conditions.sorted()}
	for _, c := range made.columns {
		o := Output{Name: c.name, Inputs: list(c.from, nil), Why: c.why}
		if c.why != "" {
			o.Inputs = nil
		}
		s.Outputs = append(s.Outputs, o)
	}
	return s, nil
}

func (w *syntax) learn(ctx context.Context) error {
	if w.aggregates != nil {
		return nil
	}
	t, err := w.binder.Table(ctx, aggregateNames)
	if err != nil {
		return fmt.Errorf("list aggregates: %w", err)
	}
	w.aggregates = map[string]bool{}
	for _, row := range t.Rows {
		name, _ := row[0].(string)
		w.aggregates[name] = true
	}
	return nil
}

// node is one node of the syntax tree, as json_serialize_sql writes it; what has its
// default value is left out there.
type node map[string]any

func parse(ctx context.Context, b Binder, sql string) (node, error) {
	t, err := b.Table(ctx, "select json_serialize_sql("+warehouse.Literal(sql)+", skip_default := true)")
	if err != nil {
		return nil, fmt.Errorf("parse: %w", err)
	}
	text, _ := t.Rows[0][0].(string)
	return readTree(text)
}

func readTree(text string) (node, error) {
	var answer struct {
		Error      bool   `json:"error"`
		Message    string `json:"error_message"`
		Statements []struct {
			Node node `json:"node"`
		} `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &answer); err != nil {
		return nil, fmt.Errorf("read syntax tree: %w", err)
	}
	switch {
	case answer.Error:
		return nil, errors.New(answer.Message)
	case len(answer.Statements) != 1:
		return nil, fmt.Errorf("read syntax tree: %d statements, want one", len(answer.Statements))
	}
	return answer.Statements[0].Node, nil
}

func (n node) text(key string) string {
	s, _ := n[key].(string)
	return s
}

func (n node) at(key string) node {
	m, _ := n[key].(map[string]any)
	return m
}

func (n node) list(key string) []node {
	values, _ := n[key].([]any)
	var nodes []node
	for _, v := range values {
		if m, ok := v.(map[string]any); ok {
			nodes = append(nodes, m)
		}
	}
	return nodes
}

func (n node) texts(key string) []string {
	values, _ := n[key].([]any)
	var texts []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			texts = append(texts, s)
		}
	}
	return texts
}

// known is a column by its name, with the reason where its lineage is not known.
type known struct {
	name string
	from inputs
	why  string
}

// table is something that columns are read from. Open says why it may have columns
// that are not listed.
type table struct {
	name    string
	schema  string
	columns []known
	open    string
}

func (t table) find(name string) (known, bool) {
	for _, c := range t.columns {
		if strings.EqualFold(c.name, name) {
			return c, true
		}
	}
	return known{}, false
}

// renamed gives a table the name and the column names that the query gives it.
func (t table) renamed(alias string, columns []string) table {
	if alias != "" {
		t.name, t.schema = alias, ""
	}
	if len(columns) == 0 {
		return t
	}
	made := make([]known, len(t.columns))
	copy(made, t.columns)
	for i, name := range columns {
		if i < len(made) {
			made[i].name = name
		} else {
			made = append(made, known{name: name, why: t.open})
		}
	}
	t.columns = made
	return t
}

// base gives the columns that a relation has where SELECTs are bound.
func (w *syntax) base(schema, name string) table {
	if schema == "" {
		schema = "main"
	}
	r := scv.Relation{Schema: schema, Name: name}
	names, asked := w.shapes[r]
	if !asked {
		rows, err := w.binder.Table(w.ctx, statement, schema, name)
		if err != nil {
			w.err = err
			return table{name: name, schema: schema}
		}
		for _, row := range rows.Rows {
			column, _ := row[0].(string)
			names = append(names, column)
		}
		w.shapes[r] = names
	}
	t := table{name: name, schema: schema}
	if len(names) == 0 {
		t.open = r.String() + " is not there"
	}
	for _, column := range names {
		t.columns = append(t.columns, known{name: column, from: inputs{origin{Column: Column{r, column}}: Copied}})
	}
	return t
}
