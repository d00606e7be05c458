package compile

import (
	"context"
	"slices"

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
	c.sourceConfig(n, q, e, t)
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

// sourceConfig settles the configs of a source table: those of the entry and of its
// source count as one level, as in dbt, which notes some of them always.
func (c *Compiler) sourceConfig(n *graph.Node, q *project.Properties, e, t *project.Node) {
	outer, inner, own := entryConfig(e, sourceLifted), entryConfig(t, sourceLifted), jinja.NewDict()
	for _, d := range []*jinja.Dict{outer, inner} {
		for k, v := range d.All() {
			mergeKey(own, jinja.Str(k), v)
		}
	}
	tags := graph.Texts(valueOf(own, "tags"))
	slices.Sort(tags)
	own.Put("tags", graph.TextList(slices.Compact(tags)))
	own.Put("meta", mergedDicts(jinja.NewDict(), orEmptyDict(valueOf(own, "meta"))))
	for _, key := range []string{"loaded_at_field", "loaded_at_query"} {
		own.Put(key, valueOf(own, key))
	}
	rule, said := mergedFreshness(outer, inner)
	if own.Delete("freshness"); said {
		own.Put("freshness", dictOrNone(rule))
	}
	n.Config, n.Unrendered = mergeConfigs(graph.Source, c.levels(q.Project, graph.Source, n.FQN, level{values: own}))
	if tree, ok := n.ConfigValue("freshness").(*jinja.Dict); !said && ok { // of dbt_project.yml
		rule, _ = mergedFreshness(jinja.NewDict("freshness", tree))
	}
	n.Enabled = jinja.Truth(n.ConfigValue("enabled"))
	n.Src.LoadedAtField, n.Src.LoadedAtQuery = n.ConfigText("loaded_at_field"), n.ConfigText("loaded_at_query")
	n.Src.Freshness = rule
	n.Config.Put("freshness", dictOrNone(rule))
}

func valueOf(d *jinja.Dict, key string) jinja.Value {
	v, _ := d.GetStr(key)
	return v
}

func orEmptyDict(v jinja.Value) jinja.Value {
	if d, ok := v.(*jinja.Dict); ok {
		return d
	}
	return jinja.NewDict()
}

func noLimit() *jinja.Dict { return jinja.NewDict("count", nil, "period", nil) }

// mergedFreshness puts the table's freshness over the source's: null switches it
// off, and what nobody says has limits of nothing. said is whether there is a rule
// or a null.
func mergedFreshness(levels ...*jinja.Dict) (rule *jinja.Dict, said bool) {
	none := func() *jinja.Dict {
		return jinja.NewDict("warn_after", noLimit(), "error_after", noLimit(), "filter", nil)
	}
	rule = none()
	for _, d := range levels {
		v, ok := d.GetStr("freshness")
		if !ok {
			continue
		}
		said = true
		f, isDict := v.(*jinja.Dict)
		if !isDict {
			rule = nil
			continue
		}
		if rule == nil {
			rule = none()
		}
		for k, item := range f.All() {
			old, _ := rule.GetStr(jinja.Str(k))
			_ = rule.Set(k, mergedDicts(old, item))
		}
	}
	return rule, said
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
