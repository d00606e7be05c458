package run

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/internal/warehouse"
	"scv/jinja"
)

// contracted says whether a model's contract is enforced.
func contracted(n *graph.Node) bool {
	contract, _ := n.ConfigValue("contract").(*jinja.Dict)
	if contract == nil {
		return false
	}
	on, _ := contract.GetStr("enforced")
	return on == true
}

// fillContracted makes the table of a contract, with its constraints, and fills it.
func fillContracted(ctx context.Context, s *warehouse.Session, n *graph.Node, rel, sql string) (int64, error) {
	var names []string
	for _, c := range n.Columns {
		name := c.Name
		if c.Quote == true {
			name = warehouse.Quote(name)
		}
		names = append(names, name)
	}
	if _, err := s.Exec(ctx, "create or replace table "+rel+" (\n  "+strings.Join(compile.TableParts(n), ",\n  ")+"\n)"); err != nil {
		return 0, err
	}
	list := strings.Join(names, ", ")
	return s.Exec(ctx, "insert into "+rel+" ("+list+") (select "+list+" from (\n"+sql+"\n) as model_subq)")
}

// checkContract compares the query's columns and types with an enforced contract
// before anything is built.
func (r *runner) checkContract(ctx context.Context, s *warehouse.Session, n *graph.Node, sql string) error {
	if !contracted(n) {
		return nil
	}
	wanted, err := contractColumns(ctx, s, n)
	if err != nil {
		return err
	}
	got, err := columnsOf(ctx, s, "select * from (\n"+sql+"\n) limit 0")
	if err != nil {
		return err
	}
	return contractFault(wanted, got)
}

// contractFault shows column by column how a query differs from its contract, nil
// when it does not.
func contractFault(wanted, got []column) error {
	var rows [][]string
	for _, c := range missing(got, wanted) {
		rows = append(rows, []string{c.name, c.kind, "", "missing in contract"})
	}
	for _, c := range missing(wanted, got) {
		rows = append(rows, []string{c.name, "", c.kind, "missing in definition"})
	}
	for _, c := range retyped(wanted, got) {
		i := slices.IndexFunc(wanted, func(w column) bool { return strings.EqualFold(w.name, c.name) })
		rows = append(rows, []string{c.name, c.kind, wanted[i].kind, "data type mismatch"})
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, slices.Compare)
	rows = append([][]string{{"column_name", "definition_type", "contract_type", "mismatch_reason"}}, rows...)
	widths := make([]int, 4)
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], len(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString("\n ")
		for i, cell := range row {
			b.WriteString(" | " + cell + strings.Repeat(" ", widths[i]-len(cell)))
		}
		b.WriteString(" |")
	}
	return errors.New("this model has an enforced contract that failed" + b.String())
}

func contractColumns(ctx context.Context, s *warehouse.Session, n *graph.Node) ([]column, error) {
	var casts []string
	for _, c := range n.Columns {
		if c.DataType == "" {
			return nil, fmt.Errorf("contracted models require data_type to be defined for each column: %s has none", c.Name)
		}
		casts = append(casts, "cast(null as "+c.DataType+") as "+warehouse.Quote(c.Name))
	}
	if len(casts) == 0 {
		return nil, errors.New("contracted models require columns with data_type")
	}
	return columnsOf(ctx, s, "select "+strings.Join(casts, ", "))
}

// describe writes descriptions into the warehouse where persist_docs asks for it.
func (r *runner) describe(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, kind string, res *Result) error {
	docs, _ := n.ConfigValue("persist_docs").(*jinja.Dict)
	if docs == nil {
		return nil
	}
	if on, _ := docs.GetStr("relation"); on == true && n.Description != "" {
		if _, err := s.Exec(ctx, "comment on "+kind+" "+rel.String()+" is "+literal(n.Description)); err != nil {
			return err
		}
	}
	if on, _ := docs.GetStr("columns"); on != true {
		return nil
	}
	have, err := columnsOf(ctx, s, rel.String())
	if err != nil {
		return err
	}
	var gone []string
	for _, c := range n.Columns {
		if len(missing([]column{{name: c.Name}}, have)) > 0 {
			gone = append(gone, c.Name)
			continue
		}
		if c.Description == "" {
			continue
		}
		if _, err := s.Exec(ctx, "comment on column "+rel.String()+"."+warehouse.Quote(c.Name)+" is "+literal(c.Description)); err != nil {
			return err
		}
	}
	if len(gone) == 0 {
		return nil
	}
	return r.doubt(n, res, project.Warning{
		Code: scv.CodeDBTProperties, File: graph.File(n), Line: max(n.Line, n.First), Hint: "correct the name, or take the column out of the properties",
		Text: fmt.Sprintf("columns of %s are described that it does not have: %s", n.Name, strings.Join(gone, ", ")),
	})
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
