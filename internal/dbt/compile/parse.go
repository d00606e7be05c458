package compile

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// Parse renders every file of the project in the parse phase and gives the graph
// that comes of it, linked and ordered. Errors are *scv.Error, several of one
// kind joined. It may be called once.
func (c *Compiler) Parse(ctx context.Context) (*graph.Graph, error) {
	c.graph = graph.New(c.o.Project.Name)
	steps := []func(context.Context) error{
		c.addDocs, c.indexPatches, c.addGroups, c.addMacros, c.addFiles, c.takeOverloads, c.addSeeds, c.addSnapshots, c.addSources, c.addExposures,
		c.addUnitTests, c.addGenericTests, c.addOperations,
	}
	for _, step := range steps {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	c.graph.Restricted = map[string]bool{}
	for _, p := range c.o.Project.All() {
		c.graph.Restricted[p.Name] = p.Restrict && p != c.o.Project
	}
	c.warnUnused()
	if err := c.graph.Link(); err != nil {
		return nil, err
	}
	for _, err := range c.graph.Unresolved {
		if e, ok := errors.AsType[*scv.Error](err); ok {
			c.o.Project.Warnings = append(c.o.Project.Warnings, project.Warning{
				Code: e.Code, File: e.Subject, Text: e.Err.Error() + ": the test is left out", Hint: e.Hint,
			})
		}
	}
	if err := c.checkRelations(); err != nil {
		return nil, err
	}
	if err := c.checkGroups(); err != nil {
		return nil, err
	}
	c.warnConfigs()
	return c.graph, nil
}

// addDocs takes the docs blocks. Jinja in them is rendered, with no names.
func (c *Compiler) addDocs(ctx context.Context) error {
	for _, p := range c.o.Project.All() {
		for _, d := range p.Docs {
			text := d.Text
			if hasJinja(text) {
				t, err := c.parse(parsing, d.Path, text, d.Line)
				if err == nil {
					text, err = t.tpl.Render(ctx, jinja.NewDict())
				}
				if err != nil {
					return jinjaFault(err, "render docs block "+d.Name, p.Root, d.Path)
				}
			}
			id := "doc." + p.Name + "." + d.Name
			c.graph.Docs[id] = &graph.Doc{ID: id, Name: d.Name, Package: p.Name, Path: d.Rel, File: d.Path, Text: strings.TrimSpace(text)}
		}
	}
	return nil
}

// eachProperties calls fn for every entry of a section in all packages.
func (c *Compiler) eachProperties(section string, fn func(q *project.Properties, entry *project.Node) error) error {
	for _, p := range c.o.Project.All() {
		for _, q := range p.Properties {
			if err := q.Each(section, func(e *project.Node) error { return fn(q, e) }); err != nil {
				return err
			}
		}
	}
	return nil
}

// addFiles parses models, singular tests, analyses and snapshot files, several
// at a time; the result does not depend on which comes first.
func (c *Compiler) addFiles(ctx context.Context) error {
	type job struct {
		p *project.Project
		f project.File
	}
	var jobs []job
	for _, p := range c.o.Project.All() {
		for _, f := range p.SQL {
			jobs = append(jobs, job{p, f})
		}
	}
	nodes := make([][]*graph.Node, len(jobs))
	faults := make([]error, len(jobs))
	var group sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), 8)
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(jobs); i += workers {
				nodes[i], faults[i] = c.parseFile(ctx, jobs[i].p, jobs[i].f)
			}
		})
	}
	group.Wait()
	for i := range jobs {
		if faults[i] != nil {
			return faults[i]
		}
		for _, n := range nodes[i] {
			if err := c.add(n); err != nil {
				return err
			}
		}
	}
	return nil
}

// add puts a node into the graph; one of the same id is an error.
func (c *Compiler) add(n *graph.Node) error {
	old := c.graph.Add(n)
	if old == nil {
		return nil
	}
	return &scv.Error{
		Code: scv.CodeDBTDuplicate, Op: "read", Subject: graph.Place(n, 0), Hint: "Rename one of the two.",
		Err: fmt.Errorf("two %ss have the name %q: the other is in %s", n.Kind, n.Name, graph.Place(old, 0)),
	}
}

// checkRelations refuses two nodes that would be built in one place.
func (c *Compiler) checkRelations() error {
	places := map[string]*graph.Node{}
	for _, n := range c.graph.Order() {
		if !n.Kind.Refable() || n.Ephemeral() {
			continue
		}
		key := c.Relation(n).Key()
		if old, ok := places[key]; ok {
			return &scv.Error{
				Code: scv.CodeDBTDuplicate, Op: "read", Subject: graph.Place(n, 0), Hint: "Give one of them another alias or schema.",
				Err: fmt.Errorf("%s and %s would both be built as %s", old.ID, n.ID, c.Relation(n)),
			}
		}
		places[key] = n
	}
	return nil
}

func (c *Compiler) checkGroups() error {
	var names []string
	for _, g := range c.graph.Groups {
		names = append(names, g.Name)
	}
	slices.Sort(names)
	for _, n := range c.graph.Order() {
		if n.Group != "" && !slices.Contains(names, n.Group) {
			return &scv.Error{
				Code: scv.CodeDBTProperties, Op: "read", Subject: c.configAt(n, "group"), Hint: "Declare it under `groups:` in a properties file.",
				Err: fmt.Errorf("invalid group '%s', expected one of %v", n.Group, names),
			}
		}
		if n.Kind == graph.Model && !slices.Contains([]string{"private", "protected", "public"}, n.Access) {
			return &scv.Error{
				Code: scv.CodeDBTProperties, Op: "read", Subject: c.configAt(n, "access"), Hint: "Use private, protected or public.",
				Err: fmt.Errorf("node %s has an invalid value (%s) for the access field", n.Name, n.Access),
			}
		}
		if n.Ephemeral() && n.Access == "public" {
			return &scv.Error{
				Code: scv.CodeDBTProperties, Op: "read", Subject: c.configAt(n, "access"), Hint: "Make it protected, or build it as a view.",
				Err: fmt.Errorf("node %s is ephemeral and has an invalid value (public) for the access field", n.Name),
			}
		}
	}
	return nil
}

// warn adds a warning to the project's.
func (c *Compiler) warn(code scv.Code, q *project.Properties, line int, text, hint string) {
	q.Project.Warn(code, q.Path, line, text, hint)
}

// warnUnused tells of properties that describe nothing.
func (c *Compiler) warnUnused() {
	var unused []*patch
	for _, p := range c.patches {
		if !p.used {
			unused = append(unused, p)
		}
	}
	slices.SortFunc(unused, func(a, b *patch) int {
		if a.q.Path != b.q.Path {
			return strings.Compare(a.q.Path, b.q.Path)
		}
		return a.entry.Line - b.entry.Line
	})
	for _, p := range unused {
		var names []string
		for _, n := range c.graph.Nodes {
			if section(n.Kind) == p.section {
				names = append(names, n.Name)
			}
		}
		slices.Sort(names)
		hint := "dbt ignores it"
		if near := scv.Nearest(p.name, names); near != "" {
			hint = "did you mean `" + near + "`?"
		}
		c.warn(scv.CodeDBTUnknownKey, p.q, p.entry.Line, fmt.Sprintf("no node matches the properties of '%s' in section %s", p.name, p.section), hint)
	}
}
