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
)

// column is a column of the new rows or of the target.
type column struct{ name, kind string }

// increment adds the model's rows to the table that is there.
func (r *runner) increment(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, res *Result) error {
	tmp := warehouse.Quote(rel.Identifier + "__dbt_tmp")
	if _, err := s.Exec(ctx, "create or replace temporary table "+tmp+" as (\n"+res.CompiledSQL+"\n)"); err != nil {
		return err
	}
	names, err := r.agree(ctx, s, n, rel, tmp)
	if err != nil {
		return err
	}
	rows, err := merge(ctx, s, n, rel.String(), tmp, names)
	if err != nil {
		return err
	}
	res.Rows = rows
	_, err = s.Exec(ctx, "drop table "+tmp)
	return err
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
func (r *runner) agree(ctx context.Context, s *warehouse.Session, n *graph.Node, rel *compile.Relation, tmp string) ([]string, error) {
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
			return quotedNames(come), nil
		}
		return quotedNames(slices.Concat(shared(have, come), added)), nil
	}
	return quotedNames(have), nil
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

// merge brings the new rows in by the incremental strategy.
func merge(ctx context.Context, s *warehouse.Session, n *graph.Node, target, tmp string, names []string) (int64, error) {
	keys := graph.Texts(n.ConfigValue("unique_key"))
	list := strings.Join(names, ", ")
	insert := fmt.Sprintf("insert into %s (%s) (select %s from %s)", target, list, list, tmp)
	switch strategyOf(n) {
	case "append":
		return s.Exec(ctx, insert)
	case "delete+insert":
		if len(keys) > 0 {
			if _, err := s.Exec(ctx, deleteSQL(n, target, tmp, keys)); err != nil {
				return 0, err
			}
		}
		return s.Exec(ctx, insert)
	case "merge":
		if len(keys) == 0 {
			return s.Exec(ctx, insert)
		}
		return s.Exec(ctx, mergeSQL(n, target, tmp, keys, names))
	}
	return 0, checkStrategy(n)
}

// strategyOf is a model's incremental strategy, or the one that its keys suggest.
func strategyOf(n *graph.Node) string {
	strategy := n.ConfigText("incremental_strategy")
	switch {
	case strategy != "" && strategy != "default":
		return strategy
	case len(graph.Texts(n.ConfigValue("unique_key"))) > 0:
		return "delete+insert"
	}
	return "append"
}

// checkStrategy refuses an unknown strategy on the first run already: dbt tells on
// the second.
func checkStrategy(n *graph.Node) error {
	strategy := strategyOf(n)
	if slices.Contains([]string{"append", "delete+insert", "merge"}, strategy) {
		return nil
	}
	return &scv.Error{
		Code: scv.CodeDBTConfig, Op: "build model " + n.Name, Subject: graph.Place(n, 0), Hint: "Use append, delete+insert or merge.",
		Err: fmt.Errorf("the incremental strategy '%s' cannot be built here", strategy),
	}
}

func predicates(n *graph.Node) string {
	v := n.ConfigValue("incremental_predicates")
	if v == nil {
		v = n.ConfigValue("predicates")
	}
	var b strings.Builder
	for _, p := range graph.Texts(v) {
		b.WriteString(" and (" + p + ")")
	}
	return b.String()
}

func deleteSQL(n *graph.Node, target, tmp string, keys []string) string {
	same := make([]string, len(keys))
	for i, k := range keys {
		same[i] = fmt.Sprintf("DBT_INCREMENTAL_SOURCE.%s = DBT_INCREMENTAL_TARGET.%s", k, k)
	}
	return fmt.Sprintf("delete from %s as DBT_INCREMENTAL_TARGET using %s as DBT_INCREMENTAL_SOURCE where %s%s",
		target, tmp, strings.Join(same, " and "), predicates(n))
}

func mergeSQL(n *graph.Node, target, tmp string, keys, names []string) string {
	same := make([]string, len(keys))
	for i, k := range keys {
		same[i] = fmt.Sprintf("DBT_INTERNAL_SOURCE.%s = DBT_INTERNAL_DEST.%s", k, k)
	}
	update := names
	if only := graph.Texts(n.ConfigValue("merge_update_columns")); len(only) > 0 {
		update = only
	} else if not := graph.Texts(n.ConfigValue("merge_exclude_columns")); len(not) > 0 {
		update = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			return slices.ContainsFunc(not, func(x string) bool { return strings.EqualFold(warehouse.Quote(x), name) })
		})
	}
	sets, values := make([]string, len(update)), make([]string, len(names))
	for i, name := range update {
		sets[i] = name + " = DBT_INTERNAL_SOURCE." + name
	}
	for i, name := range names {
		values[i] = "DBT_INTERNAL_SOURCE." + name
	}
	return fmt.Sprintf("merge into %s as DBT_INTERNAL_DEST using %s as DBT_INTERNAL_SOURCE on (%s%s)\n"+
		"when matched then update set %s\nwhen not matched then insert (%s) values (%s)",
		target, tmp, strings.Join(same, " and "), predicates(n), strings.Join(sets, ", "), strings.Join(names, ", "), strings.Join(values, ", "))
}
