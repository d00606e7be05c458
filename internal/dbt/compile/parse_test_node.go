package compile

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// target is what a generic test stands under.
type target struct {
	q      *project.Properties
	node   *graph.Node
	name   string // as it goes into the test's name
	ref    graph.Ref
	tags   []string // that its tests inherit
	call   string   // ref('x'), source('x', 'y')
	prefix string   // "source_" for sources
	file   string   // "models.stg_members"
	reads  *reads
	nodes  []*graph.Node // the tests, as they are made
}

// addGenericTests makes a node of every test in the properties.
func (c *Compiler) addGenericTests(ctx context.Context) error {
	for _, section := range []string{"models", "seeds", "snapshots"} {
		for _, p := range c.sortedPatches(section) {
			if err := c.testsOfPatch(ctx, p); err != nil {
				return err
			}
		}
	}
	return c.eachProperties("sources", func(q *project.Properties, e *project.Node) error {
		for _, t := range nodesOf(e.Get("tables")) {
			if err := c.testsOfSource(ctx, q, e, t); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *Compiler) sortedPatches(section string) []*patch {
	var out []*patch
	for _, p := range c.patches {
		if p.section == section && p.used {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b *patch) int { return strings.Compare(a.q.Path+"\x00"+a.name, b.q.Path+"\x00"+b.name) })
	return out
}

func (c *Compiler) testsOfPatch(ctx context.Context, p *patch) error {
	kind := graph.Kind(strings.TrimSuffix(p.section, "s"))
	id := string(kind) + "." + p.q.Project.Name + "." + p.model
	t := target{q: p.q, name: p.model, ref: graph.Ref{Name: p.model}, call: "ref('" + p.model + "')", file: p.section + "." + p.model}
	if p.version != nil {
		v := p.version.Get("v").Text()
		t.ref.Version = p.version.Get("v").Any()
		id += ".v" + v
		t.name += "_v" + v
		t.call = "ref('" + p.model + "', version='" + v + "')"
	}
	if t.node = c.graph.Nodes[id]; t.node == nil {
		return nil // switched off
	}
	tests := p.entry
	if p.version != nil && (p.version.Has("tests") || p.version.Has("data_tests")) {
		tests = p.version
	}
	return c.testsOf(ctx, t, p.digest(), p.columns(), project.Tests(tests))
}

func (c *Compiler) testsOfSource(ctx context.Context, q *project.Properties, e, table *project.Node) error {
	source, name := e.Get("name").Text(), table.Get("name").Text()
	n := c.graph.Nodes["source."+q.Project.Name+"."+source+"."+name]
	if n == nil {
		return nil
	}
	t := target{
		q: q, node: n, name: source + "_" + name, call: "source('" + source + "', '" + name + "')",
		prefix: "source_", file: "sources." + source, tags: append(e.Get("tags").Strings(), table.Get("tags").Strings()...),
	}
	return c.testsOf(ctx, t, digest(q.Path, table), project.Columns(table), project.Tests(table))
}

// testsOf makes the tests under one entry; said is the digest of the entry.
func (c *Compiler) testsOf(ctx context.Context, t target, said string, columns, tests []*project.Node) error {
	n := t.node
	parts := []any{"tests", said, n.ID, n.Group, t.name, t.call, t.prefix, t.file, t.tags, t.ref}
	nodes, err := c.remembered(t.q.Project, parts, func(r *reads) ([]*graph.Node, error) {
		t.reads = r
		for _, col := range columns {
			for _, def := range project.Tests(col) {
				if err := c.addTest(ctx, &t, col, def); err != nil {
					return nil, err
				}
			}
		}
		for _, def := range tests {
			if err := c.addTest(ctx, &t, nil, def); err != nil {
				return nil, err
			}
		}
		return t.nodes, nil
	})
	if err != nil {
		return err
	}
	for _, n := range nodes {
		if err := c.add(n); err != nil {
			return err
		}
	}
	return nil
}

func (c *Compiler) addTest(ctx context.Context, t *target, col, def *project.Node) error {
	d, err := c.readTest(t.q, def)
	if err != nil {
		return err
	}
	column := ""
	if col != nil {
		column = col.Get("name").Text()
		if col.Get("quote").Bool(false) {
			column = quote(column)
		}
		d.args.Put("column_name", column)
	}
	d.args.Put("model", "{{ get_where_subquery("+t.call+") }}")
	kind := t.prefix + d.name
	if d.namespace != "" {
		kind = d.namespace + "_" + kind
	}
	full, short := testNames(kind, t.name, d.args)
	if d.custom != "" {
		full, short = d.custom, d.custom
	} else if _, named := d.config.GetStr("alias"); !named && short != full {
		d.config.Put("alias", short)
	}
	p := t.q.Project
	n := &graph.Node{
		Kind: graph.Test, Package: p.Name, Name: full, Alias: short, Path: short + ".sql", File: t.q.Path, Root: p.Root, Line: d.line,
		Language: "sql", Schema: c.o.Target.Schema, Database: c.o.Target.Database,
		ID:   "test." + p.Name + "." + full + "." + testHash(full, d.name, d.namespace, d.args),
		FQN:  append(folders(p.Name, below(t.q)), full),
		Test: &graph.TestInfo{Name: d.name, Namespace: d.namespace, Kwargs: d.args, Column: column, FileKey: t.file},
	}
	if t.node.Kind != graph.Source {
		n.Test.Attached = t.node.ID
	}
	defer c.watch(n, t.reads)()
	return c.finishTest(ctx, t, n, d, col)
}

func (c *Compiler) finishTest(ctx context.Context, t *target, n *graph.Node, d *testDef, col *project.Node) error {
	p := t.q.Project
	var err error
	if d.config, err = c.renderedConfig(ctx, t.q, n, d.config); err != nil {
		return err
	}
	n.RawCode = n.Test.Call() + configText(d.config)
	n.Config, n.Unrendered = mergeConfigs(graph.Test, c.levels(p, graph.Test, n.FQN))
	found, err := c.renderedTest(ctx, t, n)
	if err != nil {
		return err
	}
	inner := c.takeFound(t, n, d, found)
	n.Config, n.Unrendered = mergeConfigs(graph.Test, c.levels(p, graph.Test, n.FQN, inner...))
	if err := c.settle(ctx, n); err != nil {
		return err
	}
	tags, _ := d.config.GetStr("tags")
	n.MoreTags = slices.Concat(t.tags, columnTags(col), graph.Texts(tags))
	slices.Sort(n.MoreTags)
	n.Group = t.node.Group
	if n.Description, n.DocBlocks, err = c.description(ctx, n, t.q, d.description); err != nil {
		return err
	}
	c.checkTestMacro(t.q, n)
	t.nodes = append(t.nodes, n)
	return nil
}

// renderedTest gives what rendering a test in the parse phase meets. A unique or
// not_null is not rendered: what it meets is what it stands under.
func (c *Compiler) renderedTest(ctx context.Context, t *target, n *graph.Node) (*collected, error) {
	s := c.newScope(parsing, n)
	if d := c.macros.find("test_"+n.Test.Name, n.Package, c.root()); d != nil && n.Test.Namespace == "" && plainTest(d.info.ID) {
		if t.node.Kind == graph.Source {
			s.found.sources = [][2]string{{t.node.Src.Source, t.node.Name}}
		}
		return s.found, nil
	}
	if _, err := s.renderTest(ctx); err != nil {
		return nil, nodeFault(err, "parse test "+n.Name, n)
	}
	return s.found, nil
}

// takeFound takes what rendering a test met, and gives its levels of configs. dbt
// does not render a unique or not_null, and takes the configs of all others twice:
// their tags double.
func (c *Compiler) takeFound(t *target, n *graph.Node, d *testDef, found *collected) []level {
	n.Refs, n.Sources = found.refs, found.sources
	own := level{values: d.config, file: t.q.Path, line: d.line}
	if macro := c.macros.find("test_"+d.name, n.Package, c.root()); macro == nil || !plainTest(macro.info.ID) {
		own.written = jinja.NewDict()
		for k, v := range d.config.All() {
			own.written.Put(jinja.Str(k), writtenValue(jinja.Str(k), v, false))
		}
	}
	inner := []level{own}
	if macro := c.macros.find("test_"+d.name, n.Package, c.root()); macro != nil {
		n.Macros = []string{macro.info.ID}
		if plainTest(macro.info.ID) {
			if t.node.Kind != graph.Source {
				n.Refs = []graph.Ref{t.ref}
			}
			return inner
		}
	}
	for _, values := range found.config {
		inner = append(inner, level{values: values})
	}
	n.Macros = addTexts(n.Macros, found.macros)
	return append(inner, own)
}

// plainTest names the two tests that dbt does not render while it parses.
func plainTest(macro string) bool {
	return macro == "macro."+builtinPackage+".test_unique" || macro == "macro."+builtinPackage+".test_not_null"
}

func columnTags(col *project.Node) []string {
	return addTexts(col.Get("tags").Strings(), col.Get("config").Get("tags").Strings())
}

// checkTestMacro warns of a test that no macro defines: dbt tells only when it runs.
func (c *Compiler) checkTestMacro(q *project.Properties, n *graph.Node) {
	macro := "test_" + n.Test.Name
	if n.Test.Namespace != "" && c.macros.in(n.Test.Namespace, macro, c.root()) != nil ||
		n.Test.Namespace == "" && c.macros.find(macro, n.Package, c.root()) != nil {
		return
	}
	var tests []string
	for _, name := range c.macros.names() {
		if test, ok := strings.CutPrefix(name, "test_"); ok {
			tests = append(tests, test)
		}
	}
	hint := "write {% test " + n.Test.Name + "(model, column_name) %} or install its package"
	if near := scv.Nearest(n.Test.Name, tests); near != "" {
		hint = "did you mean `" + near + "`?"
	}
	c.warn(scv.CodeDBTMacro, q, n.Line, fmt.Sprintf("no macro defines the test `%s`", n.Test.Name), hint)
}
