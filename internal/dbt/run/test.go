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

// testMacros are those that dbt notes as called when it runs a test.
func testMacros() []string {
	return []string{"macro.dbt.get_limit_subquery_sql", "macro.dbt.should_store_failures", "macro.dbt.statement"}
}

// test runs a test: fail_calc over the rows it finds, compared by warn_if and
// error_if as dbt does.
func (r *runner) test(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	res.Rows = 0
	res.Compiled.Macros = append(res.Compiled.Macros, testMacros()...)
	if r.testOverridden(n) {
		return r.testByMacro(ctx, s, n, res)
	}
	main := res.CompiledSQL
	if storesFailures(n) {
		stored, err := r.storeFailures(ctx, s, n, main)
		if err != nil {
			return err
		}
		main = "select * from " + stored
	}
	asked := testSQL(n, main)
	res.Ran = []string{asked}
	t, err := s.Table(ctx, asked)
	if err != nil {
		return err
	}
	if err := judge(n, t, res, r.o.WarnError); err != nil {
		return err
	}
	if res.Status != Pass {
		res.Sample = r.sample(ctx, s, n)
	}
	return nil
}

// testOverridden says whether the project changes how a test runs, or how the rows
// it finds are stored.
func (r *runner) testOverridden(n *graph.Node) bool {
	return r.o.Compiler.Overrides("test") || storesFailures(n) && r.o.Compiler.Overrides(storedAs(n))
}

// testByMacro runs a test by the materialization in Jinja.
func (r *runner) testByMacro(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	names := ran(n, res)
	names["write"] = jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		res.Ran = []string{jinja.Str(c.Arg(0, "payload", ""))}
		return "", nil
	})
	out, err := r.o.Compiler.Materialize(ctx, n, "test", compile.Rendering{Conn: s, Extra: names})
	if err != nil {
		return err
	}
	row := out.First()
	if row == nil {
		return errNoFailures
	}
	return judge(n, &warehouse.Table{Rows: [][]any{row}}, res, r.o.WarnError)
}

func storedAs(n *graph.Node) string {
	if n.ConfigText("store_failures_as") == "view" {
		return "view"
	}
	return "table"
}

func testSQL(n *graph.Node, main string) string {
	calc := n.ConfigText("fail_calc")
	limit := ""
	if v := n.ConfigText("limit"); v != "" {
		limit = "\n  limit " + v
	}
	return fmt.Sprintf("select\n  %s as failures,\n  %s %s as should_warn,\n  %s %s as should_error\nfrom (\n%s%s\n) dbt_internal_test",
		calc, calc, n.ConfigText("warn_if"), calc, n.ConfigText("error_if"), main, limit)
}

var errNoFailures = errors.New("fail_calc gave no number: it was null")

// judge says what a test came to; with strict, one that would warn fails.
func judge(n *graph.Node, t *warehouse.Table, res *Result, strict bool) error {
	if len(t.Rows) != 1 || len(t.Rows[0]) != 3 {
		return errNoFailures
	}
	row := t.Rows[0]
	failures, ok := wholeNumber(row[0])
	if !ok {
		return errNoFailures
	}
	warn, fail := row[1] == true, row[2] == true
	res.Failures = failures
	what := fmt.Sprintf("Got %d result", failures)
	if failures != 1 {
		what += "s"
	}
	switch {
	case strings.EqualFold(n.ConfigText("severity"), "error") && fail:
		res.Status, res.Message = Fail, what+", configured to fail if "+n.ConfigText("error_if")
	case warn && strict:
		res.Status, res.Message = Fail, what+", configured to fail if "+n.ConfigText("warn_if")
	case warn:
		res.Status, res.Message = Warn, what+", configured to warn if "+n.ConfigText("warn_if")
	default:
		res.Status = Pass
	}
	return nil
}

func wholeNumber(v any) (int64, bool) {
	switch v := v.(type) {
	case int64:
		return v, true
	case float64:
		return int64(v), true
	case string: // wide integers and decimals come as text
		var n int64
		_, err := fmt.Sscan(v, &n)
		return n, err == nil
	}
	return 0, false
}

// storeFailures keeps the failing rows as a table or view and names it.
func (r *runner) storeFailures(ctx context.Context, s *warehouse.Session, n *graph.Node, main string) (string, error) {
	rel := r.o.Compiler.Relation(n)
	kind := storedAs(n)
	err := s.Tx(ctx, func() error {
		if was := r.kindAt(rel.Schema, rel.Identifier); was != "" && was != kind {
			if _, err := s.Exec(ctx, "drop "+was+" if exists "+rel.String()); err != nil {
				return err
			}
		}
		_, err := s.Exec(ctx, "create or replace "+kind+" "+rel.String()+" as (\n"+main+"\n)")
		return err
	})
	if err == nil {
		r.setKind(rel.Schema, rel.Identifier, kind)
	}
	return rel.String(), err
}

// sample fetches some failing rows, whole ones where the test can give them. It
// is a courtesy: when it does not work there is none.
func (r *runner) sample(ctx context.Context, s *warehouse.Session, n *graph.Node) *Sample {
	whole, err := r.o.Compiler.Compile(ctx, n, compile.Rendering{Conn: s, StoreFailures: true})
	if err != nil {
		return nil
	}
	t, err := s.Table(ctx, fmt.Sprintf("select * from (\n%s\n) dbt_internal_test limit %d", whole.SQL, sampleRows))
	if err != nil {
		return nil
	}
	return &Sample{Columns: t.Columns, Rows: t.Rows}
}
