package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// compile renders the selected nodes, or --inline, and writes the SQL.
func (v *invocation) compile(ctx context.Context) error {
	if err := v.load(ctx); err != nil {
		return err
	}
	return v.compileLoaded(ctx)
}

func (v *invocation) compileLoaded(ctx context.Context) error {
	if v.f.Introspect {
		if err := v.open(ctx); err != nil {
			return err
		}
	}
	if v.f.Inline != "" {
		sql, err := v.project.Inline(ctx, v.f.Inline)
		if err != nil {
			return err // as with dbt, the command is wrong, no node
		}
		v.showCompiled("", sql)
		return nil
	}
	res, err := v.compileNodes(ctx)
	if err != nil || res == nil {
		return err
	}
	if asked := len(v.f.Select) > 0; asked {
		v.showModels(res)
	}
	return compileFailed(res)
}

// compileNodes compiles and says which nodes failed; nil results mean that nothing
// was selected.
func (v *invocation) compileNodes(ctx context.Context) (*dbt.Result, error) {
	p := v.newProgress(0)
	p.concurrency()
	met := 0
	res, err := v.project.CompileEach(ctx, func(n *graph.Node) {
		if v.verb != "show" || n.Kind != graph.Seed { // show has no rows of a seed
			met++
		}
	}, func(r dbt.NodeResult) {
		if r.Status.Bad() {
			v.failure(r)
		}
	})
	if err != nil {
		return nil, err
	}
	if met == 0 {
		return nil, v.nothingToDo()
	}
	return res, nil
}

func compileFailed(res *dbt.Result) error {
	if res != nil && !res.OK() {
		return errFailed
	}
	return nil
}

// showModels prints the SQL of what was asked for by name: not of its tests.
func (v *invocation) showModels(res *dbt.Result) {
	for _, r := range res.Nodes {
		if r.Compiled == nil || r.Kind == graph.Test && len(res.Nodes) > 1 {
			continue
		}
		v.showCompiled(r.Name, r.CompiledSQL)
	}
}

func (v *invocation) showCompiled(name, sql string) {
	if v.w.Document != nil {
		v.answers.Items = append(v.answers.Items, jinja.NewDict("node", orNone(name), "compiled", sql))
		return
	}
	if v.f.Output == "json" {
		doc := jinja.NewDict()
		if name != "" {
			doc.Put("node", name)
		}
		doc.Put("compiled", sql)
		v.answer("CompiledNode", "Q042", indented(doc), nil)
		return
	}
	if name == "" {
		v.info("Compiled inline node is:")
	} else {
		v.info("Compiled node '" + name + "' is:")
	}
	v.answer("CompiledNode", "Q042", strings.Trim(sql, "\n"), map[string]any{"node_name": name, "compiled": sql})
}

// document writes JSON as dbt prints it.
func document(doc any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(doc); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// nodeFault prints what failed in a node and gives exit code 1.
func (v *invocation) nodeFault(name string, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	v.log.emit(event{name: "RunResultFailure", code: "Z021", level: "error", text: fmt.Sprintf("[ERROR]: in %s\n%s%s", name, indent(err.Error()), hintLine(err))})
	return errFailed
}

// parse reads the project and writes manifest.json.
func (v *invocation) parse(ctx context.Context) error {
	o, err := v.options()
	if err != nil {
		return err
	}
	if v.f.Strict != "v2" { // that looks at all properties again
		if s, ok := dbt.Unchanged(ctx, o); ok {
			return v.tell(s)
		}
	}
	if err := v.load(ctx); err != nil {
		return err
	}
	if !v.f.WriteJSON {
		return nil
	}
	return v.project.WriteManifest()
}
