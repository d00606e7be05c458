package compile

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// patch is what a properties file says of one resource.
type patch struct {
	q       *project.Properties
	section string
	name    string // of the file it belongs to
	model   string // of the model: differs from name for versions
	entry   *project.Node
	version *project.Node // the entry under versions:, or nil
	latest  jinja.Value
	used    bool
	sum     string // digest, made when it is asked for
}

// digest stands for all that the properties say.
func (p *patch) digest() string {
	if p == nil {
		return ""
	}
	if p.sum == "" {
		p.sum = digest(p.q.Project.Name, p.q.Path, p.section, p.name, p.model, p.entry, p.version, p.latest)
	}
	return p.sum
}

var patchSections = []string{"models", "seeds", "snapshots", "analyses", "macros", "data_tests", "functions"}

func patchKey(section, pkg, name string) string { return section + "\x00" + pkg + "\x00" + name }

// indexPatches finds what is said of each resource; twice is an error.
func (c *Compiler) indexPatches(context.Context) error {
	for _, section := range patchSections {
		err := c.eachProperties(section, func(q *project.Properties, e *project.Node) error {
			if versions := e.Get("versions"); versions.IsList() {
				return c.indexVersions(q, section, e, versions)
			}
			name := e.Get("name").Text()
			return c.index(&patch{q: q, section: section, name: name, model: name, entry: e})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Compiler) index(p *patch) error {
	key := patchKey(p.section, p.q.Project.Name, p.name)
	if old, ok := c.patches[key]; ok {
		return propertyFault(p.q, scv.CodeDBTDuplicate, p.entry,
			fmt.Sprintf("%s is described twice: also in %s:%d", p.name, old.q.Project.Shown(old.q.Path), old.entry.Line), "Remove one of the two entries.")
	}
	c.patches[key] = p
	return nil
}

func (c *Compiler) indexVersions(q *project.Properties, section string, e, versions *project.Node) error {
	model := e.Get("name").Text()
	latest := e.Get("latest_version").Any()
	if latest == nil {
		latest = newest(versions)
	}
	for _, v := range versions.Items {
		name := v.Get("defined_in").Text()
		if name == "" {
			name = model + "_v" + v.Get("v").Text()
		}
		err := c.index(&patch{q: q, section: section, name: name, model: model, entry: e, version: v, latest: latest})
		if err != nil {
			return err
		}
	}
	return nil
}

// newest is the largest version, compared as numbers where all are.
func newest(versions *project.Node) jinja.Value {
	var best jinja.Value
	for _, v := range versions.Items {
		got := v.Get("v").Any()
		if best == nil || graph.CompareVersions(got, best) > 0 {
			best = got
		}
	}
	return best
}

// patchOf gives what is said of a resource and marks it as used.
func (c *Compiler) patchOf(section, pkg, name string) *patch {
	p := c.patches[patchKey(section, pkg, name)]
	if p != nil {
		p.used = true
	}
	return p
}

// liftedKeys are properties that count as configs where they stand.
var liftedKeys = []string{"tags", "meta", "docs", "group", "access", "enabled", "freshness", "latest_version_pointer"}

// config gives the configs of the properties: of the entry, then of its version.
func (p *patch) config() *jinja.Dict {
	if p == nil {
		return nil
	}
	d := entryConfig(p.entry, liftedKeys)
	if p.version != nil {
		for k, v := range entryConfig(p.version, liftedKeys).All() {
			mergeKey(d, jinja.Str(k), v)
		}
	}
	return d
}

func entryConfig(e *project.Node, lifted []string) *jinja.Dict {
	d := jinja.NewDict()
	for _, key := range lifted {
		if e.Has(key) {
			d.Put(key, e.Get(key).Any())
		}
	}
	for k, v := range e.Get("config").Dict().All() {
		mergeKey(d, canonical(jinja.Str(k)), v)
	}
	return d
}

// level is the patch as a level of configs.
func (p *patch) level() level {
	if p == nil {
		return level{}
	}
	return level{values: p.config(), file: p.q.Project.Shown(p.q.Path), line: p.entry.Line, written: p.written()}
}

// written is how dbt notes the configs of properties: it merges them with
// themselves, so that lists double, and leaves hooks as they are.
func (p *patch) written() *jinja.Dict {
	out := jinja.NewDict()
	for _, e := range []*project.Node{p.entry, p.version} {
		for k, v := range e.Get("config").Dict().All() {
			if l, ok := v.(*jinja.List); ok {
				v = jinja.NewList(slices.Concat(l.Items, l.Items)...)
			}
			out.Put(canonical(jinja.Str(k)), v)
		}
	}
	return out
}

// get gives a property, of the version where it has it.
func (p *patch) get(key string) *project.Node {
	if p == nil {
		return nil
	}
	if p.version != nil && p.version.Has(key) {
		return p.version.Get(key)
	}
	return p.entry.Get(key)
}

// columns gives the column entries: of a version, those it includes and its own.
func (p *patch) columns() []*project.Node {
	if p == nil {
		return nil
	}
	base := project.Columns(p.entry)
	if p.version == nil || !p.version.Has("columns") {
		return base
	}
	var own []*project.Node
	keep := func(string) bool { return false }
	for _, e := range project.Columns(p.version) {
		if !e.Has("include") {
			own = append(own, e)
			continue
		}
		include, exclude := e.Get("include").Strings(), e.Get("exclude").Strings()
		all := slices.Contains(include, "all") || slices.Contains(include, "*")
		keep = func(name string) bool {
			return (all || slices.Contains(include, name)) && !slices.Contains(exclude, name)
		}
	}
	var out []*project.Node
	for _, e := range base {
		name := e.Get("name").Text()
		overridden := slices.ContainsFunc(own, func(o *project.Node) bool { return o.Get("name").Text() == name })
		if keep(name) && !overridden {
			out = append(out, e)
		}
	}
	return append(out, own...)
}

// describe takes description, columns and constraints from the properties.
func (c *Compiler) describe(ctx context.Context, n *graph.Node, p *patch) error {
	if p == nil {
		return nil
	}
	n.Patch = p.q.Project.Name + "://" + p.q.Path
	var err error
	if n.Description, n.DocBlocks, err = c.description(ctx, n, p.q, p.get("description")); err != nil {
		return err
	}
	for _, e := range p.columns() {
		col, err := c.column(ctx, n, p.q, e)
		if err != nil {
			return err
		}
		n.Columns = append(n.Columns, col)
	}
	for _, k := range nodesOf(p.get("constraints")) {
		n.Constraints = append(n.Constraints, constraint(k, true))
	}
	n.Deprecat = p.get("deprecation_date").Text()
	if at, err := fromISO(n.Deprecat); err == nil {
		n.Deprecat = at.t.Format("2006-01-02T15:04:05-07:00")
	}
	return nil
}

func nodesOf(n *project.Node) []*project.Node {
	if n.IsList() {
		return n.Items
	}
	return nil
}

func constraint(k *project.Node, model bool) *jinja.Dict {
	list := func(key string) jinja.Value { return graph.TextList(k.Get(key).Strings()) }
	d := jinja.NewDict(
		"type", k.Get("type").Any(), "name", k.Get("name").Any(), "expression", k.Get("expression").Any(),
		"warn_unenforced", k.Get("warn_unenforced").Bool(true), "warn_unsupported", k.Get("warn_unsupported").Bool(true),
		"to", k.Get("to").Any(), "to_columns", list("to_columns"),
	)
	if model {
		d.Put("columns", list("columns"))
	}
	return d
}

func (c *Compiler) column(ctx context.Context, n *graph.Node, q *project.Properties, e *project.Node) (*graph.Column, error) {
	col := &graph.Column{Name: e.Get("name").Text(), DataType: e.Get("data_type").Text(), Quote: e.Get("quote").Any(), Meta: jinja.NewDict()}
	var err error
	if col.Description, col.DocBlocks, err = c.description(ctx, n, q, e.Get("description")); err != nil {
		return nil, err
	}
	for _, from := range []*project.Node{e, e.Get("config")} {
		for k, v := range from.Get("meta").Dict().All() {
			_ = col.Meta.Set(k, v)
		}
		col.Tags = addTexts(col.Tags, from.Get("tags").Strings())
	}
	for _, k := range nodesOf(e.Get("constraints")) {
		col.Constraints = append(col.Constraints, constraint(k, false))
	}
	return col, nil
}

var docCall = regexp.MustCompile(`doc\(\s*['"]([\w.]+)['"](?:\s*,\s*['"]([\w.]+)['"])?\s*\)`)

// description renders a description; doc() gives the text of docs blocks.
func (c *Compiler) description(ctx context.Context, n *graph.Node, q *project.Properties, at *project.Node) (string, []string, error) {
	text := at.Text()
	if !hasJinja(text) {
		return text, nil, nil
	}
	s := c.newScope(parsing, n)
	out, err := s.render(ctx, q.Path, text, at.Line)
	if err != nil {
		return "", nil, jinjaFault(err, "render description of "+n.Name, q.Project.Root, q.Path)
	}
	var blocks []string
	for _, m := range docCall.FindAllStringSubmatch(text, -1) {
		pkg, name := n.Package, m[1]
		if m[2] != "" {
			pkg, name = m[1], m[2]
		}
		id := "doc." + pkg + "." + name
		if c.graph.Docs[id] == nil {
			id = "doc." + c.root() + "." + name
		}
		blocks = append(blocks, id)
	}
	return strings.TrimRight(out, "\n"), blocks, nil
}
