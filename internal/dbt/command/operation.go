package command

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// operation is run-operation: a macro with --args, or --sql.
func (v *invocation) operation(ctx context.Context) error {
	args, err := yamlMap("args", v.f.Args)
	if err != nil {
		return err
	}
	if (v.f.Macro == "") == (v.f.SQL == "") {
		return flagFault("sql", v.f.SQL, "a macro or --sql must be given, not both", "Write `scv dbt run-operation MACRO --args '{name: value}'`.")
	}
	if err := v.load(ctx); err != nil {
		return err
	}
	if err := v.open(ctx); err != nil {
		return err
	}
	err = v.operate(ctx, args)
	if scv.CodeOf(err) == scv.CodeDBTMacro && v.f.SQL == "" && !v.project.HasMacro(v.f.Macro) {
		return err
	}
	if werr := v.writeOperation(err); werr != nil {
		return werr
	}
	if err != nil {
		v.log.emit(event{name: "RunningOperationCaughtError", code: "Q001", level: "error", text: "[ERROR]: Encountered an error while running operation:\n" + indent(err.Error()) + hintLine(err)})
		return errFailed
	}
	return nil
}

func (v *invocation) operate(ctx context.Context, args *jinja.Dict) error {
	if v.f.SQL == "" {
		_, err := v.project.Operate(ctx, v.f.Macro, args)
		return err
	}
	sql, err := v.project.Inline(ctx, v.f.SQL)
	if err != nil {
		return err
	}
	changed, err := v.warehouse.Exec(ctx, sql)
	if err == nil {
		v.info(fmt.Sprintf("OK, %s changed", number(int(changed), "row", "rows")))
	}
	return err
}

func (v *invocation) writeOperation(err error) error {
	if !v.f.WriteJSON {
		return nil
	}
	r := dbt.NodeResult{UniqueID: "operation." + v.project.Name() + "." + orText(v.f.Macro, "inline_sql"), Kind: graph.Operation, Status: dbt.Success, Started: v.started, Ended: v.w.Now(), Thread: "main"}
	if err != nil {
		r.Status, r.Message = dbt.Error, err.Error()
	}
	r.Seconds = r.Ended.Sub(r.Started).Seconds()
	return v.project.WriteResults(&dbt.Result{Nodes: []dbt.NodeResult{r}, Seconds: r.Seconds})
}
