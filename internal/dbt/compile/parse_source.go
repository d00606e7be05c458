package compile

import (
	"context"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// addSources makes a node of each declared source table.
func (c *Compiler) addSources(ctx context.Context) error {
	return c.eachProperties("sources", func(q *project.Properties, e *project.Node) error {
		for _, t := range nodesOf(e.Get("tables")) {
			n, err := c.sourceNode(ctx, q, e, t)
			if err != nil {
				return err
			}
			if err := c.add(n); err != nil {
				return err
			}
		}
		return nil
	})
}

var sourceLifted = []string{"tags", "meta", "enabled", "freshness", "loaded_at_field", "loaded_at_query"}

func (c *Compiler) sourceNode(ctx context.Context, q *project.Properties, e, t *project.Node) (*graph.Node, error) {
	source, table := e.Get("name").Text(), t.Get("name").Text()
	n := &graph.Node{
		Kind: graph.Source, Package: q.Project.Name, Name: table, Path: q.Path, File: q.Path, Root: q.Project.Root, Line: t.Line,
		ID: "source." + q.Project.Name + "." + source + "." + table, Schema: e.Get("schema").Text(),
		Database: e.Get("database").Text(), FQN: append(folders(q.Project.Name, below(q)), source, table),
	}
	if n.Schema == "" {
		n.Schema = source
	}
	if n.Database == "" {
		n.Database = c.o.Target.Database
	}
	info := &graph.SourceInfo{
		Source: source, Table: table, Identifier: t.Get("identifier").Text(), Loader: firstText(t.Get("loader"), e.Get("loader")),
		Meta: e.Get("meta").Dict(), External: t.Get("external").Any(), Quoting: e.Get("quoting").Dict(),
	}
	for k, v := range t.Get("quoting").Dict().All() {
		_ = info.Quoting.Set(k, v)
	}
	if info.Identifier == "" {
		info.Identifier = table
	}
	n.Src, n.Alias = info, info.Identifier
	n.Plain = c.plainParts(n)
	outer, inner := entryConfig(e, sourceLifted), entryConfig(t, sourceLifted)
	n.Config, n.Unrendered = mergeConfigs(graph.Source, c.levels(q.Project, graph.Source, n.FQN,
		level{values: outer}, level{values: inner}))
	n.Enabled = jinja.Truth(n.ConfigValue("enabled"))
	info.LoadedAtField, info.LoadedAtQuery = n.ConfigText("loaded_at_field"), n.ConfigText("loaded_at_query")
	info.Freshness = mergedFreshness(outer, inner)
	n.Config.Put("freshness", dictOrNone(info.Freshness))
	for _, key := range []string{"freshness", "loaded_at_field", "loaded_at_query"} { // dbt notes them always
		n.Unrendered.Put(key, n.ConfigValue(key))
	}
	return n, c.describeSource(ctx, n, q, e, t)
}

func dictOrNone(d *jinja.Dict) jinja.Value {
	if d == nil {
		return nil
	}
	return d
}

func firstText(nodes ...*project.Node) string {
	for _, n := range nodes {
		if s := n.Text(); s != "" {
			return s
		}
	}
	return ""
}

// mergedFreshness puts the table's freshness over the source's; null switches it off.
func mergedFreshness(outer, inner *jinja.Dict) *jinja.Dict {
	out := jinja.NewDict("warn_after", nil, "error_after", nil, "filter", nil)
	found := false
	for _, d := range []*jinja.Dict{outer, inner} {
		v, ok := d.GetStr("freshness")
		if !ok {
			continue
		}
		f, isDict := v.(*jinja.Dict)
		if !isDict {
			return nil
		}
		found = true
		for k, item := range f.All() {
			_ = out.Set(k, item)
		}
	}
	if !found {
		return nil
	}
	return out
}

func (c *Compiler) describeSource(ctx context.Context, n *graph.Node, q *project.Properties, e, t *project.Node) error {
	var err error
	if n.Src.Description, _, err = c.description(ctx, n, q, e.Get("description")); err != nil {
		return err
	}
	if n.Description, n.DocBlocks, err = c.description(ctx, n, q, t.Get("description")); err != nil {
		return err
	}
	for _, ce := range project.Columns(t) {
		col, err := c.column(ctx, n, q, ce)
		if err != nil {
			return err
		}
		n.Columns = append(n.Columns, col)
	}
	return nil
}
