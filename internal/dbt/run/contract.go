package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
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
	var faults []string
	for _, c := range missing(got, wanted) {
		faults = append(faults, c.name+" is missing in contract")
	}
	for _, c := range missing(wanted, got) {
		faults = append(faults, c.name+" is missing in definition")
	}
	for _, c := range retyped(wanted, got) {
		faults = append(faults, c.name+" has data type "+c.kind)
	}
	if len(faults) == 0 {
		return nil
	}
	return errors.New("this model has an enforced contract that failed: " + strings.Join(faults, ", "))
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
func (r *runner) describe(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, kind string) error {
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
	for _, c := range n.Columns {
		if c.Description == "" || len(missing([]column{{name: c.Name}}, have)) > 0 {
			continue
		}
		if _, err := s.Exec(ctx, "comment on column "+rel.String()+"."+warehouse.Quote(c.Name)+" is "+literal(c.Description)); err != nil {
			return err
		}
	}
	return nil
}

func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
