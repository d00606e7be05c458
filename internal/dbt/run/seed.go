package run

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/internal/warehouse"
	"scv/jinja"
)

// seedData is a seed as read: nulls are empty texts.
type seedData struct {
	header []string
	types  []string // SQL types
	given  []bool   // by column_types: "null" stays text there
	rows   [][]string
	lines  []int             // where each row begins in the file
	twice  []project.Warning // columns whose name was there before
}

// seed loads a CSV file into its table.
func (r *runner) seed(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	raw, err := r.o.Seeds(n)
	if err != nil {
		return err
	}
	data, err := readSeed(n, raw)
	if err != nil {
		return err
	}
	for _, w := range data.twice {
		w.File = graph.File(n)
		if err := r.doubt(n, res, w); err != nil {
			return err
		}
	}
	rel := r.o.Compiler.Relation(n)
	if err := r.hooks(ctx, s, n, "pre-hook", false); err != nil {
		return err
	}
	err = s.Tx(ctx, func() error {
		if err := r.hooks(ctx, s, n, "pre-hook", true); err != nil {
			return err
		}
		if err := r.loadSeed(ctx, s, n, rel, data); err != nil {
			return err
		}
		return r.hooks(ctx, s, n, "post-hook", true)
	})
	if err != nil {
		return err
	}
	r.setKind(rel.Schema, rel.Identifier, "table")
	res.Rows, res.Status, res.Message = int64(len(data.rows)), Success, fmt.Sprintf("INSERT %d", len(data.rows))
	return r.hooks(ctx, s, n, "post-hook", false)
}

func seedFault(n *graph.Node, line int, text, hint string) error {
	return &scv.Error{Code: scv.CodeDBTSeed, Op: "load seed", Subject: graph.Place(n, line), Hint: hint, Err: errors.New(text)}
}

func readSeed(n *graph.Node, raw []byte) (*seedData, error) {
	if !utf8.Valid(raw) {
		return nil, seedFault(n, badLine(raw), "the file is not UTF-8", "Save it as UTF-8.")
	}
	reader := csv.NewReader(bytes.NewReader(raw))
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = true
	if d := n.ConfigText("delimiter"); d != "" {
		reader.Comma, _ = utf8.DecodeRuneInString(d)
	}
	d := &seedData{}
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, seedFault(n, 0, err.Error(), "Correct the line.")
		}
		line, _ := reader.FieldPos(0)
		if err := d.take(n, record, line); err != nil {
			return nil, err
		}
	}
	if d.header == nil {
		return nil, seedFault(n, 0, "the file is empty", "Write a header line, or remove the seed.")
	}
	d.settleTypes(n)
	return d, nil
}

func badLine(raw []byte) int {
	line := 1
	for text := range bytes.Lines(raw) {
		if !utf8.Valid(text) {
			return line
		}
		line++
	}
	return 0
}

// head takes the names of the columns. One that was there before gets a number, as
// dbt gives it.
func (d *seedData) head(record []string, line int) {
	seen := map[string]bool{}
	for i, name := range record {
		for k := 2; seen[strings.ToLower(record[i])]; k++ {
			record[i] = fmt.Sprintf("%s_%d", name, k)
		}
		if record[i] != name {
			d.twice = append(d.twice, project.Warning{
				Code: scv.CodeDBTSeed, Line: line, Text: fmt.Sprintf("column %q is there twice: the second is loaded as %q", name, record[i]), Hint: "rename one of the two",
			})
		}
		seen[strings.ToLower(record[i])] = true
	}
	d.header = record
}

func (d *seedData) take(n *graph.Node, record []string, line int) error {
	if d.header == nil {
		d.head(record, line)
		return nil
	}
	if len(record) != len(d.header) {
		return seedFault(n, line, fmt.Sprintf("%d fields where the header has %d", len(record), len(d.header)), "Add or remove a "+"field, or quote one that holds the delimiter.")
	}
	d.rows, d.lines = append(d.rows, record), append(d.lines, line)
	return nil
}

// settleTypes takes column_types and guesses the others from all values.
func (d *seedData) settleTypes(n *graph.Node) {
	given, _ := n.ConfigValue("column_types").(*jinja.Dict)
	d.types, d.given = make([]string, len(d.header)), make([]bool, len(d.header))
	for i, name := range d.header {
		if given != nil {
			if t, ok := given.GetStr(name); ok {
				d.types[i], d.given[i] = jinja.Str(t), true
				continue
			}
		}
		values := make([]string, len(d.rows))
		for k, row := range d.rows {
			values[k] = row[i]
		}
		d.types[i] = compile.GuessType(values)
	}
}

// cell gives a value, and false for null.
func (d *seedData) cell(row []string, i int) (string, bool) {
	v := row[i]
	if v == "" || !d.given[i] && d.types[i] != "varchar" && strings.EqualFold(v, "null") {
		return "", false
	}
	return v, true
}

func (r *runner) loadSeed(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, d *seedData) error {
	names := d.names(n)
	if was := r.kindAt(rel.Schema, rel.Identifier); was == "view" {
		if _, err := s.Exec(ctx, "drop view if exists "+rel.String()); err != nil {
			return err
		}
	}
	defs := make([]string, len(names))
	for i, name := range names {
		defs[i] = name + " " + d.types[i]
	}
	if _, err := s.Exec(ctx, "create or replace table "+rel.String()+" ("+strings.Join(defs, ", ")+")"); err != nil {
		return err
	}
	if len(d.rows) == 0 {
		return nil
	}
	tmp, err := d.stage(ctx, s, n)
	if err != nil {
		return err
	}
	casts := make([]string, len(names))
	for i := range names {
		casts[i] = fmt.Sprintf("cast(c%d as %s)", i, d.types[i])
	}
	_, err = s.Exec(ctx, fmt.Sprintf("insert into %s select %s from %s order by line; drop table %s", rel, strings.Join(casts, ", "), tmp, tmp))
	return err
}

func (d *seedData) names(n *graph.Node) []string {
	out := make([]string, len(d.header))
	for i, name := range d.header {
		out[i] = name
		if q := n.ConfigValue("quote_columns"); q == true || q == nil || !plainName(name) {
			out[i] = warehouse.Quote(name)
		}
	}
	return out
}

func plainName(s string) bool {
	for i, c := range s {
		letter := c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// stage puts the texts into a temporary table and looks for a value that does
// not fit its type, so that the message can name its line and column.
func (d *seedData) stage(ctx context.Context, s *warehouse.Session, n *graph.Node) (string, error) {
	tmp := warehouse.Quote(n.Name + "__dbt_seed")
	fields := []scv.Field{{Name: "line", Type: scv.Int}}
	defs := []string{"line bigint"}
	for i := range d.header {
		fields = append(fields, scv.Field{Name: fmt.Sprintf("c%d", i), Type: scv.Text})
		defs = append(defs, fmt.Sprintf("c%d varchar", i))
	}
	if _, err := s.Exec(ctx, "create or replace temporary table "+tmp+" ("+strings.Join(defs, ", ")+")"); err != nil {
		return "", err
	}
	batch := scv.NewBatch(fields)
	for k, row := range d.rows {
		batch.Columns[0].AppendInt(int64(d.lines[k]))
		for i := range d.header {
			if v, ok := d.cell(row, i); ok {
				batch.Columns[i+1].AppendText(v)
			} else {
				batch.Columns[i+1].AppendNull()
			}
		}
	}
	if err := s.Append(ctx, scv.Relation{Name: n.Name + "__dbt_seed"}, batch); err != nil {
		return "", err
	}
	return tmp, d.check(ctx, s, n, tmp)
}

func (d *seedData) check(ctx context.Context, s *warehouse.Session, n *graph.Node, tmp string) error {
	for i, name := range d.header {
		t, err := s.Table(ctx, fmt.Sprintf("select min(line) from %s where c%d is not null and try_cast(c%d as %s) is null", tmp, i, i, d.types[i]))
		if err != nil {
			return err
		}
		if line, ok := t.Rows[0][0].(int64); ok {
			return seedFault(n, int(line), fmt.Sprintf("the value of column %s is no %s", name, d.types[i]), "Correct the value, or column_types.")
		}
	}
	return nil
}
