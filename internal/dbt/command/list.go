package command

import (
	"context"
	"path"
	"strings"

	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// list is ls: the selected nodes, one a line. It writes manifest.json, as dbt does.
func (v *invocation) list(ctx context.Context) error {
	if len(v.f.Types) == 0 {
		v.f.Types = []string{"default"}
	}
	if err := v.load(ctx); err != nil {
		return err
	}
	if v.f.WriteJSON {
		if err := v.project.WriteManifest(); err != nil {
			return err
		}
	}
	items := v.project.List()
	if len(items) == 0 {
		v.log.emit(event{name: "NoNodesSelected", code: "Q038", level: "warn", text: "[WARNING]: No nodes selected!"})
	}
	defer v.log.together()()
	for _, item := range items {
		if v.w.Document != nil {
			v.answers.Items = append(v.answers.Items, v.lineOf(v.project.Graph().Nodes[item.UniqueID]))
			continue
		}
		text, err := v.listed(item)
		if err != nil {
			return err
		}
		v.answer("ListCmdOut", "Z047", text, map[string]any{"msg": text})
	}
	return nil
}

func (v *invocation) listed(item dbt.Item) (string, error) {
	n := v.project.Graph().Nodes[item.UniqueID]
	switch v.f.Output {
	case "", "selector":
		return item.Selector, nil
	case "name":
		if n.Kind == graph.Source {
			return n.Src.Source + "." + n.Name, nil
		}
		return n.Name, nil
	case "path":
		return path.Join(n.Root, n.File), nil
	case "json":
		return v.asJSON(n)
	}
	return "", flagFault("output", v.f.Output, "there is no such form", hintNear(v.f.Output, []string{"selector", "name", "path", "json"}))
}

// usualKeys are those of a line of --output json, in dbt's order.
var usualKeys = []string{
	"name", "resource_type", "package_name", "original_file_path", "unique_id", "alias", "source_name", "config", "tags", "depends_on",
}

func (v *invocation) asJSON(n *graph.Node) (string, error) {
	var b strings.Builder
	err := project.WriteJSON(&b, v.lineOf(n), project.JSONOptions{Spaced: true})
	return b.String(), err
}

// lineOf is what a line of --output json holds.
func (v *invocation) lineOf(n *graph.Node) *jinja.Dict {
	all, out := n.Dict(), jinja.NewDict()
	keys := usualKeys
	if len(v.f.OutputKeys) > 0 {
		keys = strings.Fields(strings.Join(v.f.OutputKeys, " "))
	}
	for _, key := range keys {
		if value, ok := deep(all, key); ok && (n.Kind != graph.UnitTest || key != "tags") {
			out.Put(key, value)
		}
	}
	if n.Kind == graph.Model && len(v.f.OutputKeys) == 0 {
		out.Put("direct_parents", graph.TextList(n.Depends))
	}
	return out
}

// deep looks a key up, or "config.materialized".
func deep(d *jinja.Dict, key string) (jinja.Value, bool) {
	if v, ok := d.GetStr(key); ok {
		return v, true
	}
	first, rest, dotted := strings.Cut(key, ".")
	if !dotted {
		return nil, false
	}
	v, _ := d.GetStr(first)
	inner, ok := v.(*jinja.Dict)
	if !ok {
		return nil, false
	}
	return deep(inner, rest)
}
