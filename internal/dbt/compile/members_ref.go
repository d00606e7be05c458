package compile

import (
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// refFunc is ref(): callable, and `ref.id` is nothing.
type refFunc struct{ s *scope }

// Attr has none.
func (refFunc) Attr(string) (jinja.Value, bool) { return nil, false }

// Call resolves ref('name'), ref('package', 'name'), each with v= or version=.
func (f *refFunc) Call(c *jinja.Call) (jinja.Value, error) {
	r, err := refOf(c)
	if err != nil {
		return nil, err
	}
	if f.s.phase == parsing {
		f.s.found.refs = append(f.s.found.refs, r)
		return f.s.this(), nil
	}
	n, err := f.s.c.graph.Ref(r, f.s.node)
	if err != nil {
		return nil, err
	}
	if !f.s.knows(n) {
		return nil, notInferred(f.s.node, n, "ref")
	}
	return f.s.relationTo(c, n)
}

func refOf(c *jinja.Call) (graph.Ref, error) {
	var r graph.Ref
	switch len(c.Args) {
	case 1:
		r.Name = jinja.Str(c.Args[0])
	case 2:
		r.Package, r.Name = jinja.Str(c.Args[0]), jinja.Str(c.Args[1])
	default:
		return r, jinja.Raise(raised, "ref() takes at most two arguments (%d given)", len(c.Args))
	}
	r.Version = c.Kwarg("version", c.Kwarg("v", nil))
	return r, nil
}

// knows says whether the node was seen to depend on n when it was parsed.
func (s *scope) knows(n *graph.Node) bool {
	return s.node == nil || s.node.Kind == graph.Operation || slices.Contains(s.node.Depends, n.ID) || n.ID == s.node.ID
}

func notInferred(from, to *graph.Node, call string) error {
	call = fmt.Sprintf("%s('%s')", call, to.Name)
	return &scv.Error{
		Code: scv.CodeDBTRef, Op: "compile", Subject: graph.File(from),
		Hint: fmt.Sprintf("Write -- depends_on: {{ %s }} at the top of the file.", call),
		Err:  fmt.Errorf("%s depends on %s only in a branch that is not reached while parsing", from.ID, to.ID),
	}
}

// relationTo gives the relation of a node; of an ephemeral one the name of its
// CTE, which goes into the SQL.
func (s *scope) relationTo(c *jinja.Call, n *graph.Node) (jinja.Value, error) {
	if r, err := s.instead(c, n); r != nil || err != nil {
		return r, err
	}
	if !n.Ephemeral() {
		at, err := s.deferred(c, n)
		if err != nil {
			return nil, err
		}
		return s.limited(at, n), nil
	}
	if err := s.addCTEs(c.Context(), n); err != nil {
		return nil, err
	}
	return &Relation{Identifier: ctePrefix + n.Alias, Type: "cte"}, nil
}

// instead gives the CTE that stands for a node where its relation is not read: the
// input of a unit test, or one without rows.
func (s *scope) instead(c *jinja.Call, n *graph.Node) (*Relation, error) {
	switch {
	case s.unit != nil:
		return s.inputRelation(c.Context(), n)
	case s.hollow:
		return s.hollowRelation(c.Context(), n)
	}
	return nil, nil
}

const ctePrefix = "__dbt__cte__"

// Relation gives where a node is built and read: its schema by the alias, quoted.
func (c *Compiler) Relation(n *graph.Node) *Relation {
	r := &Relation{Database: n.Database, Schema: n.Schema, Identifier: n.Alias, noQuote: c.unquoted}
	if n.Kind == graph.Source { // not the project's: sources are somebody else's
		r.Identifier, r.noQuote = n.Src.Identifier, usualQuoting(c.o.Target.Type)
		r.takeQuoting(n.Src.Quoting)
	} else if q, ok := n.ConfigValue("quoting").(*jinja.Dict); ok {
		r.takeQuoting(q)
	}
	if to, ok := c.places[n.ID]; ok {
		r.Schema = to
	} else if to, ok := c.o.Schemas[r.Schema]; ok {
		r.Schema = to
	}
	return r
}

// plainParts names the parts of a node's relation that are not quoted.
func (c *Compiler) plainParts(n *graph.Node) []string {
	var out []string
	for i, plain := range c.Relation(n).noQuote {
		if plain {
			out = append(out, relationParts[i])
		}
	}
	return out
}

// usualQuoting says which parts of a relation a warehouse does without quotes.
func usualQuoting(adapter string) [3]bool {
	plain := adapter == "snowflake"
	return [3]bool{plain, plain, plain}
}

// unquotedBy gives the parts that the project's own quoting leaves plain.
func unquotedBy(o Options) [3]bool {
	r := &Relation{noQuote: usualQuoting(o.Target.Type)}
	if o.Project != nil {
		r.takeQuoting(o.Project.Quoting)
	}
	return r.noQuote
}

// SetPlaces builds and reads single nodes, by unique id, in other schemas than
// Options.Schemas says. It is called before anything is compiled.
func (c *Compiler) SetPlaces(schemas map[string]string) { c.places = schemas }

func (r *Relation) takeQuoting(q *jinja.Dict) {
	if q == nil {
		return
	}
	for i, part := range relationParts {
		if v, ok := q.GetStr(part); ok && v != nil {
			r.noQuote[i] = !jinja.Truth(v)
		}
	}
}

// this is the relation of the node itself.
func (s *scope) this() jinja.Value {
	if s.node == nil {
		return nil
	}
	if s.unit != nil && s.unit.given[s.node.ID] != nil {
		return &Relation{Identifier: s.unit.given[s.node.ID].name, Type: "cte"}
	}
	return s.c.Relation(s.node)
}

// model is the node as a dict. While it is being parsed its config is not known
// yet, as in dbt.
func (s *scope) model() jinja.Value {
	if s.node == nil {
		return nil
	}
	d := s.node.Dict()
	s.batch.describe(d)
	return d
}

// sourceFunc is source().
type sourceFunc struct{ s *scope }

// Call resolves source('source', 'table').
func (f *sourceFunc) Call(c *jinja.Call) (jinja.Value, error) {
	source, table := c.Arg(0, "source_name", nil), c.Arg(1, "table_name", nil)
	if source == nil || table == nil {
		return nil, jinja.Raise(raised, "source() takes exactly two arguments (%d given)", len(c.Args))
	}
	pair := [2]string{jinja.Str(source), jinja.Str(table)}
	if f.s.phase == parsing {
		f.s.found.sources = append(f.s.found.sources, pair)
		return f.s.this(), nil
	}
	n, err := f.s.c.graph.Source(pair[0], pair[1], f.s.node)
	if err != nil {
		return nil, err
	}
	if !f.s.knows(n) {
		return nil, notInferred(f.s.node, n, "ref")
	}
	if r, err := f.s.instead(c, n); r != nil || err != nil {
		return r, err
	}
	return f.s.limited(f.s.c.Relation(n), n), nil
}

// varObject is var(): callable, with has_var.
type varObject struct{ s *scope }

// Attr gives has_var.
func (o *varObject) Attr(name string) (jinja.Value, bool) {
	if name != "has_var" {
		return nil, false
	}
	return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		name := jinja.Str(c.Arg(0, "var_name", ""))
		v, ok := o.s.c.variable(name, o.s.pkg())
		o.s.askedFor(graph.ReadVar, name, digest(ok, v))
		return ok, nil
	}), true
}

// Call gives a variable or its default.
func (o *varObject) Call(c *jinja.Call) (jinja.Value, error) {
	name := jinja.Str(c.Arg(0, "var_name", ""))
	if o.s.over != nil {
		if v, ok := o.s.over.vars.GetStr(name); ok {
			return v, nil
		}
	}
	v, ok := o.s.c.variable(name, o.s.pkg())
	o.s.askedFor(graph.ReadVar, name, digest(ok, v))
	if ok {
		return v, nil
	}
	if def := c.Arg(1, "default", missingArg{}); def != (missingArg{}) {
		return def, nil
	}
	if o.s.lenient {
		return nil, nil
	}
	return nil, o.s.c.varFault(name, o.s)
}

// variable looks a var up: command line, then vars of the root project for the
// package, then for all, then the package's own.
func (c *Compiler) variable(name, pkg string) (jinja.Value, bool) {
	if v, ok := c.o.Vars.GetStr(name); ok {
		return v, true
	}
	if c.o.Project == nil {
		return nil, false
	}
	levels := []*jinja.Dict{scoped(c.o.Project.Vars, pkg), c.o.Project.Vars}
	for _, dep := range c.o.Project.All() {
		if dep.Name == pkg && dep != c.o.Project {
			levels = append(levels, scoped(dep.Vars, pkg), dep.Vars)
		}
	}
	for _, level := range levels {
		if level == nil {
			continue
		}
		if v, ok := level.GetStr(name); ok {
			return v, true
		}
	}
	return nil, false
}

func scoped(vars *jinja.Dict, pkg string) *jinja.Dict {
	v, _ := vars.GetStr(pkg)
	d, _ := v.(*jinja.Dict)
	return d
}

func (c *Compiler) varFault(name string, s *scope) error {
	var names []string
	known := []*jinja.Dict{c.o.Vars}
	if c.o.Project != nil { // dbt_project.yml itself is read before there is one
		known = append(known, c.o.Project.Vars)
	}
	for _, d := range known {
		for k := range d.All() {
			names = append(names, jinja.Str(k))
		}
	}
	hint := "Set it under `vars:` in dbt_project.yml."
	if near := scv.Nearest(name, names); near != "" {
		hint = "Did you mean " + near + "?"
	}
	subject := "vars"
	if s.node != nil {
		subject = graph.File(s.node) // the line is the call's
	}
	return &scv.Error{Code: scv.CodeDBTVar, Op: "render", Subject: subject, Hint: hint, Err: fmt.Errorf("required var '%s' not found in config", name)}
}

func envFault(name string) error {
	return &scv.Error{
		Code: scv.CodeDBTEnv, Op: "read environment variable", Subject: name,
		Hint: "Set it, or give env_var() a default.", Err: fmt.Errorf("env var required but not provided: '%s'", name),
	}
}

// doc gives the text of a docs block.
func (s *scope) doc(c *jinja.Call) (jinja.Value, error) {
	var pkg, name string
	switch len(c.Args) {
	case 1:
		name = jinja.Str(c.Args[0])
	case 2:
		pkg, name = jinja.Str(c.Args[0]), jinja.Str(c.Args[1])
	default:
		return nil, jinja.Raise(raised, "doc() takes at most two arguments (%d given)", len(c.Args))
	}
	packages := []string{pkg}
	if pkg == "" {
		packages = []string{s.pkg(), s.c.root()}
	}
	for _, p := range packages {
		if d, ok := s.c.graph.Docs["doc."+p+"."+name]; ok {
			return d.Text, nil
		}
	}
	var names []string
	for _, d := range s.c.graph.Docs {
		names = append(names, d.Name)
	}
	slices.Sort(names)
	hint := "Write {% docs " + name + " %} in a .md file."
	if near := scv.Nearest(name, names); near != "" {
		hint = "Did you mean " + near + "?"
	}
	return nil, &scv.Error{
		Code: scv.CodeDBTDoc, Op: "render description in", Subject: graph.File(s.node), Hint: hint,
		Err: fmt.Errorf("documentation depends on doc '%s' which was not found", strings.Trim(pkg+"."+name, ".")),
	}
}
