package run

import (
	"context"
	"slices"
	"strings"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

// unitTest compiles a unit test, and gives what runs it: the model's SQL over the
// rows given, beside the rows that are expected.
func (r *runner) unitTest(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) (func() error, error) {
	res.Rows = 0
	how := compile.Rendering{Conn: s, Seed: r.seedTable}
	u, err := r.o.Compiler.UnitTest(ctx, n, how)
	if err != nil {
		return nil, err
	}
	res.Compiled, res.CompiledSQL, res.CompiledAt = u.Compiled, u.Compiled.SQL, r.o.Now()
	if res.asked, err = u.SQL(ctx, r.o.Compiler, n, s); err != nil {
		return nil, err
	}
	return func() error { return r.compareSides(ctx, s, res) }, nil
}

func (r *runner) compareSides(ctx context.Context, s *warehouse.Session, res *Result) error {
	res.Ran = []string{res.asked}
	t, err := s.Table(ctx, res.asked)
	if err != nil {
		return err
	}
	actual, expected := sides(t)
	res.Status = Pass
	if diff := difference(t.Columns[:len(t.Columns)-1], expected, actual); diff != "" {
		res.Status, res.Failures = Fail, 1
		res.Message = "\n\nactual differs from expected:\n\n" + diff + "\n"
	}
	return nil
}

// sides parts the answer by its last column into the model's rows and those
// expected, each sorted, cells as text.
func sides(t *warehouse.Table) (actual, expected [][]string) {
	printed := compile.NewTable(t)
	for _, row := range printed.Elements() {
		cells, mark := cellsOf(row, len(t.Columns))
		if mark == "actual" {
			actual = append(actual, cells)
		} else {
			expected = append(expected, cells)
		}
	}
	slices.SortFunc(actual, slices.Compare)
	slices.SortFunc(expected, slices.Compare)
	return actual, expected
}

func cellsOf(row jinja.Value, count int) (cells []string, mark string) {
	indexed, _ := row.(jinja.Indexer)
	for i := range count {
		v, _ := indexed.Item(int64(i))
		text := "null"
		if v != nil {
			text = jinja.Str(v)
		}
		cells = append(cells, text)
	}
	return cells[:count-1], cells[count-1]
}

// seedTable gives a seed's columns and rows as they would be loaded.
func (r *runner) seedTable(n *graph.Node) (*compile.SeedTable, error) {
	raw, err := r.o.Seeds(n)
	if err != nil {
		return nil, err
	}
	d, err := readSeed(n, raw)
	if err != nil {
		return nil, err
	}
	out := &compile.SeedTable{Rows: jinja.NewList()}
	for i, name := range d.header {
		out.Columns = append(out.Columns, &compile.Column{Name: name, Type: strings.ToUpper(d.types[i])})
	}
	for _, record := range d.rows {
		row := jinja.NewDict()
		for i, name := range d.header {
			row.Put(name, nil)
			if v, ok := d.cell(record, i); ok {
				row.Put(name, v)
			}
		}
		out.Rows.Items = append(out.Rows.Items, row)
	}
	return out, nil
}
