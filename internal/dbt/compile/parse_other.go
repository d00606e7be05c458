package compile

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// baseOf is the folder of the project's paths that a properties file lies in.
func baseOf(q *project.Properties) string {
	p := q.Project.Paths
	for _, dir := range slices.Concat(p.Models, p.Seeds, p.Snapshots, p.Analyses, p.Tests, p.Macros, p.Functions) {
		if strings.HasPrefix(q.Path, dir+"/") {
			return dir
		}
	}
	return ""
}

// below is the folder of a properties file under its base, as a path.
func below(q *project.Properties) string {
	return path.Dir(strings.TrimPrefix(strings.TrimPrefix(q.Path, baseOf(q)), "/"))
}

func (c *Compiler) addGroups(context.Context) error {
	return c.eachProperties("groups", func(q *project.Properties, e *project.Node) error {
		name := e.Get("name").Text()
		id := "group." + q.Project.Name + "." + name
		if c.graph.Groups[id] != nil {
			return propertyFault(q, scv.CodeDBTDuplicate, e, fmt.Sprintf("group %q is declared twice", name), "Remove one of the two.")
		}
		if !e.Get("owner").IsMap() {
			return propertyFault(q, scv.CodeDBTProperties, e, fmt.Sprintf("group %q has no owner", name), "Add `owner: {name: ...}`.")
		}
		c.graph.Groups[id] = &graph.Group{
			ID: id, Name: name, Package: q.Project.Name, Path: path.Join(below(q), path.Base(q.Path)), File: q.Path,
			Description: e.Get("description").Text(), Owner: e.Get("owner").Dict(), Config: e.Get("config").Dict(),
		}
		return nil
	})
}

// addMacros puts the macros into the graph, with what properties say of them.
func (c *Compiler) addMacros(context.Context) error {
	for _, d := range c.macros.order {
		c.graph.Macros[d.info.ID] = d.info
		p := c.patchOf("macros", d.info.Package, strings.TrimPrefix(d.info.Name, "test_"))
		if p == nil {
			continue
		}
		d.info.Description, d.info.Patch = p.entry.Get("description").Text(), p.q.Project.Name+"://"+p.q.Path
		d.info.Meta = entryConfig(p.entry, []string{"meta"})
		if m, ok := d.info.Meta.GetStr("meta"); ok {
			d.info.Meta, _ = m.(*jinja.Dict)
		}
		for _, a := range nodesOf(p.entry.Get("arguments")) {
			d.info.Arguments = append(d.info.Arguments, jinja.NewDict(
				"name", a.Get("name").Any(), "type", a.Get("type").Any(), "description", a.Get("description").Text()))
		}
	}
	return nil
}

var dependsForm = regexp.MustCompile(`^\s*(ref|source|metric)\s*\(.*\)\s*$`)

// addExposures makes a node of each exposure.
func (c *Compiler) addExposures(ctx context.Context) error {
	return c.eachProperties("exposures", func(q *project.Properties, e *project.Node) error {
		name := e.Get("name").Text()
		if !e.Get("owner").IsMap() {
			return propertyFault(q, scv.CodeDBTProperties, e, fmt.Sprintf("exposure %q: 'owner' is a required property", name), "Add `owner: {name: ...}`.")
		}
		n := &graph.Node{
			Kind: graph.Exposure, Package: q.Project.Name, Name: name, File: q.Path, Root: q.Project.Root, Line: e.Line,
			Path: path.Join(below(q), path.Base(q.Path)), ID: "exposure." + q.Project.Name + "." + name,
			FQN: append(folders(q.Project.Name, below(q)), name),
		}
		owner := jinja.NewDict("email", nil, "name", nil)
		for k, v := range e.Get("owner").Dict().All() {
			_ = owner.Set(k, v)
		}
		n.Expose = &graph.ExposureInfo{
			Label: e.Get("label").Text(), Type: e.Get("type").Text(), Maturity: e.Get("maturity").Text(), URL: e.Get("url").Text(), Owner: owner,
		}
		n.Config, n.Unrendered = mergeConfigs(graph.Exposure, c.levels(q.Project, graph.Exposure, n.FQN,
			level{values: entryConfig(e, []string{"tags", "meta", "enabled"})}))
		n.Enabled = jinja.Truth(n.ConfigValue("enabled"))
		var err error
		if n.Description, n.DocBlocks, err = c.description(ctx, n, q, e.Get("description")); err != nil {
			return err
		}
		if err := c.exposureDepends(ctx, q, n, e); err != nil {
			return err
		}
		return c.add(n)
	})
}

func (c *Compiler) exposureDepends(ctx context.Context, q *project.Properties, n *graph.Node, e *project.Node) error {
	s := c.newScope(parsing, n)
	for _, d := range nodesOf(e.Get("depends_on")) {
		text := d.Text()
		if !dependsForm.MatchString(text) {
			return propertyFault(q, scv.CodeDBTProperties, d, fmt.Sprintf("depends_on holds %q", text), "Write ref('model') or source('source', 'table').")
		}
		if _, err := s.native(ctx, q.Path, "{{ "+text+" }}", d.Line); err != nil {
			return jinjaFault(err, "read exposure "+n.Name, q.Project.Root, q.Path)
		}
	}
	n.Refs, n.Sources = s.found.refs, s.found.sources
	return nil
}

// addUnitTests puts unit tests into the graph, one for each version of their model.
func (c *Compiler) addUnitTests(context.Context) error {
	return c.eachProperties("unit_tests", func(q *project.Properties, e *project.Node) error {
		ref := graph.Ref{Name: e.Get("model").Text()}
		versions := c.versionsOf(q, e)
		if len(versions) == 0 {
			return c.addUnitTest(q, e, ref, "")
		}
		for _, v := range versions {
			ref.Version = v
			if err := c.addUnitTest(q, e, ref, "_v"+jinja.Str(v)); err != nil {
				return err
			}
		}
		return nil
	})
}

// versionsOf gives the versions of a unit test's model that it is for.
func (c *Compiler) versionsOf(q *project.Properties, e *project.Node) []jinja.Value {
	only := e.Get("versions")
	include, exclude := only.Get("include").Strings(), only.Get("exclude").Strings()
	if only.IsList() {
		include = only.Strings()
	}
	var out []jinja.Value
	for _, p := range c.sortedPatches("models") {
		if p.q.Project != q.Project || p.model != e.Get("model").Text() || p.version == nil {
			continue
		}
		v := p.version.Get("v")
		if (len(include) == 0 || slices.Contains(include, v.Text())) && !slices.Contains(exclude, v.Text()) {
			out = append(out, v.Any())
		}
	}
	return out
}

// suffixOf is what a version adds to the id of a model.
func suffixOf(version jinja.Value) string {
	if version == nil {
		return ""
	}
	return ".v" + jinja.Str(version)
}

func (c *Compiler) addUnitTest(q *project.Properties, e *project.Node, ref graph.Ref, suffix string) error {
	name := e.Get("name").Text() + suffix
	n := &graph.Node{
		Kind: graph.UnitTest, Package: q.Project.Name, Name: name, File: q.Path, Root: q.Project.Root, Line: e.Line,
		Path: path.Join(below(q), path.Base(q.Path)), ID: "unit_test." + q.Project.Name + "." + ref.Name + "." + name,
		Schema: c.o.Target.Schema, Description: e.Get("description").Text(), Raw: e.Dict(), Refs: []graph.Ref{ref}, Version: ref.Version,
	}
	var err error
	if n.Raw, err = c.unitRaw(q, e); err != nil {
		return err
	}
	n.FQN = append(folders(q.Project.Name, below(q)), ref.Name, e.Get("name").Text())
	n.Config, n.Unrendered = mergeConfigs(graph.UnitTest, c.levels(q.Project, graph.UnitTest, n.FQN,
		level{values: entryConfig(e, []string{"tags", "meta", "enabled"})}))
	n.Enabled = jinja.Truth(n.ConfigValue("enabled"))
	n.Checksum = unitChecksum(n.Raw)
	if model := c.graph.Nodes["model."+q.Project.Name+"."+ref.Name+suffixOf(ref.Version)]; model != nil {
		n.Schema = model.Schema
	}
	return c.add(n)
}

// addOperations makes the nodes of on-run-start and on-run-end.
func (c *Compiler) addOperations(ctx context.Context) error {
	for _, p := range c.o.Project.All() {
		for when, hooks := range map[string][]project.Hook{"on-run-start": p.OnRunStart, "on-run-end": p.OnRunEnd} {
			for i, h := range hooks {
				n, err := c.operationNode(ctx, p, when, i, h.SQL)
				if err != nil {
					return err
				}
				if err := c.add(n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// operationNode makes the node of one hook. It has the configs of models, and the
// checksum of the file it stands in.
func (c *Compiler) operationNode(ctx context.Context, p *project.Project, when string, i int, sql string) (*graph.Node, error) {
	name := p.Name + "-" + when + "-" + strconv.Itoa(i)
	text, err := p.ProjectText()
	if err != nil {
		return nil, err
	}
	n := &graph.Node{
		Kind: graph.Operation, Package: p.Name, Name: name, Alias: name, ID: "operation." + p.Name + "." + name,
		Path: "hooks/" + name + ".sql", File: "./dbt_project.yml", Root: p.Root, Language: "sql", Enabled: true,
		FQN: []string{p.Name, "hooks", name}, Schema: c.o.Target.Schema, Database: c.o.Target.Database,
		RawCode: sql, Checksum: fileChecksum(text), Hook: &graph.HookInfo{Index: i + 1, When: when}, MoreTags: []string{when},
	}
	n.Config, n.Unrendered = mergeConfigs(graph.Operation, c.levels(p, graph.Operation, n.FQN))
	s := c.newScope(parsing, n)
	s.lenient = true
	if _, err := s.render(ctx, n.File, sql, 1); err == nil { // what cannot be rendered yet is told when it runs
		n.Refs, n.Sources, n.Calls, n.Macros = s.found.refs, s.found.sources, s.found.calls, s.found.macros
	}
	return n, nil
}
