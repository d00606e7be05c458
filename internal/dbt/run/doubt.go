package run

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/internal/warehouse"
	"scv/jinja"
)

// doubt notes a warning about a node; where builds are strict it is an error.
func (r *runner) doubt(n *graph.Node, res *Result, w project.Warning) error {
	if !r.o.Strict {
		res.Warnings = append(res.Warnings, w)
		return nil
	}
	return &scv.Error{
		Code: w.Code, Op: "build " + string(n.Kind) + " " + n.Name, Subject: graph.Place(n, w.Line),
		Hint: strings.ToUpper(w.Hint[:1]) + w.Hint[1:] + ".", Err: errors.New(w.Text),
	}
}

// foresee prepares what an incremental model will do on its second run, against
// the table that its first run made: a column that is missing or ambiguous then is
// told now. It changes nothing.
func (r *runner) foresee(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	fault := r.secondRun(ctx, s, n)
	if fault == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	text, _, _ := strings.Cut(strings.TrimSpace(fault.Error()), "\n")
	return r.doubt(n, res, project.Warning{
		Code: scv.CodeDBTModel, File: graph.File(n), Line: max(n.First, 1), Text: "the second run of model " + n.Name + " will fail: " + text,
		Hint: "correct what it does where is_incremental() is true",
	})
}

var errDone = errors.New("only looked")

func (r *runner) secondRun(ctx context.Context, s *warehouse.Session, n *graph.Node) error {
	yes := jinja.Func(func(*jinja.Call) (jinja.Value, error) { return true, nil })
	how := compile.Rendering{Conn: s, Extra: map[string]jinja.Value{"is_incremental": yes}}
	compiled, err := r.o.Compiler.Compile(ctx, n, how)
	if err != nil {
		return err
	}
	err = s.Tx(ctx, func() error {
		rel := r.o.Compiler.Relation(n)
		tmp := &compile.Relation{Identifier: rel.Identifier + "__dbt_tmp", Type: "table"}
		if _, err := s.Exec(ctx, "create or replace temporary table "+tmp.String()+" as select * from (\n"+compiled.SQL+"\n) limit 0"); err != nil {
			return err
		}
		columns, err := r.agree(ctx, s, n, rel, tmp.String())
		if err != nil {
			return err
		}
		sql, err := r.strategySQL(ctx, s, n, rel, tmp, columns, how)
		if err != nil {
			return err
		}
		if _, err := s.Exec(ctx, sql); err != nil {
			return err
		}
		return errDone
	})
	if errors.Is(err, errDone) {
		return nil
	}
	return err
}

// doubled warns of a snapshot whose key is not unique: such versions cannot be
// told apart, and dbt keeps both without a word.
func (r *runner) doubled(ctx context.Context, s *warehouse.Session, n *graph.Node, res *Result) error {
	keys := strings.Join(graph.Texts(n.ConfigValue("unique_key")), ", ")
	if keys == "" {
		return nil
	}
	t, err := s.Table(ctx, "select count(*) from (select "+keys+" from (\n"+res.CompiledSQL+"\n) as dbt_seen group by all having count(*) > 1)")
	if err != nil {
		return err
	}
	count, _ := t.Rows[0][0].(int64)
	if count == 0 {
		return nil
	}
	return r.doubt(n, res, project.Warning{
		Code: scv.CodeDBTModel, File: graph.File(n), Line: max(n.Line, n.First), Text: fmt.Sprintf("the unique_key of snapshot %s is not unique: %d keys are there more than once", n.Name, count),
		Hint: "name a key that is unique, or test it",
	})
}
