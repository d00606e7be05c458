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
	"scv/internal/warehouse"
	"scv/jinja"
)

// column is a column of the new rows or of the target.
type column struct{ name, kind string }

// increment adds the model's rows to the table that is there. The SQL comes from
// the macro of the strategy, so that a project may change it or add a strategy.
func (r *runner) increment(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, res *Result, batch *compile.Batch) error {
	tmp := &compile.Relation{Identifier: rel.Identifier + "__dbt_tmp", Type: "table"}
	if _, err := s.Exec(ctx, headed(res)+"create or replace temporary table "+tmp.String()+" as (\n"+res.CompiledSQL+"\n)"); err != nil {
		return err
	}
	columns, err := r.agree(ctx, s, n, rel, tmp.String())
	if err != nil {
		return err
	}
	sql, err := r.strategySQL(ctx, s, n, rel, tmp, columns, compile.Rendering{Conn: s, Batch: batch, Extra: map[string]jinja.Value{"sql": res.CompiledSQL}})
	if err != nil {
		return err
	}
	if res.Rows, err = s.Exec(ctx, sql); err != nil {
		return err
	}
	_, err = s.Exec(ctx, "drop table "+tmp.String())
	return err
}

// strategySQL is what brings the rows of tmp into rel.
func (r *runner) strategySQL(ctx context.Context, s *warehouse.Session, n *graph.Node, rel, tmp *compile.Relation, columns []column, how compile.Rendering) (string, error) {
	names := jinja.NewList()
	for _, c := range columns {
		names.Items = append(names.Items, &compile.Column{Name: c.name, Type: c.kind})
	}
	predicates := n.ConfigValue("incremental_predicates")
	if v := n.ConfigValue("predicates"); v != nil {
		predicates = v
	}
	if predicates != nil {
		predicates = graph.TextList(graph.Texts(predicates))
	}
	v, err := r.o.Compiler.Call(ctx, n, compile.StrategyMacro(strategyOf(n)), how, jinja.NewDict(
		"target_relation", rel, "temp_relation", tmp, "unique_key", n.ConfigValue("unique_key"), "dest_columns", names, "incremental_predicates", predicates,
	))
	if err != nil {
		return "", err
	}
	return jinja.Str(v), nil
}

func columnsOf(ctx context.Context, s *warehouse.Session, from string) ([]column, error) {
	t, err := s.Table(ctx, "describe "+from)
	if err != nil {
		return nil, err
	}
	var out []column
	for _, row := range t.Rows {
		name, _ := row[0].(string)
		kind, _ := row[1].(string)
		out = append(out, column{name, kind})
	}
	return out, nil
}

// agree makes target and new rows fit by on_schema_change, and gives the columns
// to fill.
func (r *runner) agree(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, tmp string) ([]column, error) {
	have, err := columnsOf(ctx, s, rel.String())
	if err != nil {
		return nil, err
	}
	come, err := columnsOf(ctx, s, tmp)
	if err != nil {
		return nil, err
	}
	added, gone := missing(come, have), missing(have, come)
	changed := retyped(have, come)
	mode := n.ConfigText("on_schema_change")
	switch {
	case mode == "fail" && len(added)+len(gone)+len(changed) > 0:
		return nil, schemaFault(added, gone, changed)
	case mode == "append_new_columns" || mode == "sync_all_columns":
		if err := alter(ctx, s, rel.String(), mode, added, gone, changed); err != nil {
			return nil, err
		}
		if mode == "sync_all_columns" {
			return come, nil
		}
		return slices.Concat(shared(have, come), added), nil
	}
	return have, nil
}

func missing(from, in []column) []column {
	var out []column
	for _, c := range from {
		if !slices.ContainsFunc(in, func(o column) bool { return strings.EqualFold(o.name, c.name) }) {
			out = append(out, c)
		}
	}
	return out
}

func shared(a, b []column) []column {
	var out []column
	for _, c := range a {
		if len(missing([]column{c}, b)) == 0 {
			out = append(out, c)
		}
	}
	return out
}

func retyped(have, come []column) []column {
	var out []column
	for _, c := range come {
		for _, h := range have {
			if strings.EqualFold(h.name, c.name) && h.kind != c.kind {
				out = append(out, c)
			}
		}
	}
	return out
}

func quotedNames(columns []column) []string {
	out := make([]string, len(columns))
	for i, c := range columns {
		out[i] = warehouse.Quote(c.name)
	}
	return out
}

func schemaFault(added, gone, changed []column) error {
	var parts []string
	for _, p := range []struct {
		what    string
		columns []column
	}{{"new", added}, {"gone", gone}, {"of another type", changed}} {
		if len(p.columns) > 0 {
			parts = append(parts, p.what+": "+strings.Join(quotedNames(p.columns), ", "))
		}
	}
	return errors.New("the source and target schemas on this incremental model are out of sync (" + strings.Join(parts, "; ") +
		"): set on_schema_change to append_new_columns or sync_all_columns, or run with full refresh")
}

func alter(ctx context.Context, s *warehouse.Session, target, mode string, added, gone, changed []column) error {
	var statements []string
	for _, c := range added {
		statements = append(statements, "add column "+warehouse.Quote(c.name)+" "+c.kind)
	}
	if mode == "sync_all_columns" {
		for _, c := range gone {
			statements = append(statements, "drop column "+warehouse.Quote(c.name))
		}
		for _, c := range changed {
			statements = append(statements, "alter column "+warehouse.Quote(c.name)+" set data type "+c.kind)
		}
	}
	for _, st := range statements {
		if _, err := s.Exec(ctx, "alter table "+target+" "+st); err != nil {
			return err
		}
	}
	return nil
}

// strategyOf is a model's incremental strategy, "default" when it names none.
func strategyOf(n *graph.Node) string {
	if strategy := n.ConfigText("incremental_strategy"); strategy != "" {
		return strategy
	}
	return "default"
}

// checkStrategy refuses an unknown strategy on the first run already: dbt tells on
// the second.
func (r *runner) checkStrategy(n *graph.Node) error {
	strategy := strategyOf(n)
	if slices.Contains(strategies(), strategy) || r.o.Compiler.Own(compile.StrategyMacro(strategy)) {
		return nil
	}
	hint := "Use append, delete+insert, merge or microbatch, or write the macro " + compile.StrategyMacro(strategy) + "(arg_dict)."
	if near := scv.Nearest(strategy, strategies()); near != "" {
		hint = "Did you mean " + near + "?"
	}
	return &scv.Error{
		Code: scv.CodeDBTConfig, Op: "build model " + n.Name, Subject: graph.Place(n, 0), Hint: hint,
		Err: fmt.Errorf("the incremental strategy '%s' is not valid for this adapter", strategy),
	}
}

func strategies() []string {
	return []string{"append", "default", "delete+insert", "merge", "microbatch"}
}
