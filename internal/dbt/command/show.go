package command

import (
	"context"
	"math"
	"time"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/warehouse"
	"scv/jinja"
)

func hintLine(err error) string {
	if hint := scv.HintOf(err); hint != "" {
		return "\n  " + hint
	}
	return ""
}

// show runs the SQL of nodes, or --inline, and prints the first rows.
func (v *invocation) show(ctx context.Context) error {
	if v.f.Inline == "" && len(v.f.Select) == 0 {
		return flagFault("select", "", "either --select or --inline must be passed to show", "Name a model by --select, or SQL by --inline.")
	}
	if err := v.load(ctx); err != nil {
		return err
	}
	if err := v.open(ctx); err != nil {
		return err
	}
	if v.f.Inline != "" {
		sql, err := v.project.Inline(ctx, v.f.Inline)
		if err == nil {
			err = v.preview(ctx, "", sql)
		}
		return err // as with dbt, the command is wrong, no node
	}
	res, err := v.compileNodes(ctx)
	if err != nil || res == nil {
		return err
	}
	for _, r := range res.Nodes {
		if r.Compiled == nil || r.Kind == graph.Test && len(res.Nodes) > 1 {
			continue
		}
		if err := v.preview(ctx, r.Name, r.CompiledSQL); err != nil {
			return v.nodeFault(r.Name, err)
		}
	}
	return compileFailed(res)
}

func (v *invocation) preview(ctx context.Context, name, sql string) error {
	t, err := v.project.Preview(ctx, sql, v.f.Limit)
	if err != nil {
		return err
	}
	v.printRows(name, t)
	return nil
}

func (v *invocation) printRows(name string, t *warehouse.Table) {
	if v.w.Document != nil {
		v.answers.Items = append(v.answers.Items, rowsDoc(name, t))
		return
	}
	if v.f.Output == "json" {
		v.answer("ShowNode", "Q041", rowsJSON(name, t), nil)
		return
	}
	switch name {
	case "":
		v.info("Previewing inline node:")
	default:
		v.info("Previewing node '" + name + "':")
	}
	v.answer("ShowNode", "Q041", rowsText(t), nil)
}

// showSeeds prints the first rows of each seed that was loaded.
func (v *invocation) showSeeds(ctx context.Context, res *dbt.Result) error {
	for _, r := range res.Nodes {
		if r.Kind != graph.Seed || r.Status != dbt.Success {
			continue
		}
		t, err := v.project.Preview(ctx, "select * from "+warehouse.Quote(r.Relation.Schema)+"."+warehouse.Quote(r.Relation.Name), 10)
		if err != nil {
			return err
		}
		v.printRows(r.Relation.Name, t)
	}
	return nil
}

// rowsJSON is {"node": ..., "show": [rows]} with the columns in their order.
func rowsJSON(name string, t *warehouse.Table) string { return indented(rowsDoc(name, t)) }

func rowsDoc(name string, t *warehouse.Table) *jinja.Dict {
	rows := jinja.NewList()
	for _, row := range t.Rows {
		d := jinja.NewDict()
		for i, column := range t.Columns {
			d.Put(column, shown(row[i], t.Types[i]))
		}
		rows.Items = append(rows.Items, d)
	}
	doc := jinja.NewDict()
	if name != "" {
		doc.Put("node", name)
	}
	doc.Put("show", rows)
	return doc
}

// shown is a value as JSON has it: times in ISO form, whole numbers without a
// point, what JSON has not as null.
func shown(v any, kind string) jinja.Value {
	switch x := v.(type) {
	case time.Time:
		if kind == "DATE" {
			return x.Format(time.DateOnly)
		}
		return isoTime(x)
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
		if x == math.Trunc(x) && math.Abs(x) < 1<<53 {
			return x
		}
	}
	return jinja.From(v)
}

func isoTime(t time.Time) string {
	if t.Nanosecond() == 0 {
		return t.Format("2006-01-02T15:04:05")
	}
	return t.Format("2006-01-02T15:04:05.000000")
}
