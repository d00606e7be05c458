package compile

import (
	"context"
	"errors"
	"maps"
	"slices"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// scope is what one render of one node sees: names are made when they are asked
// for. It belongs to one goroutine.
type scope struct {
	c       *Compiler
	phase   phase
	node    *graph.Node
	conn    Conn // nil while parsing
	extra   map[string]jinja.Value
	found   *collected // while parsing
	memo    map[string]jinja.Value
	results map[string]jinja.Value // of statements
	ctes    []graph.CTE            // of ephemeral parents met
	failing bool                   // should_store_failures() is true
	reads   *reads                 // while parsing
	batch   *Batch                 // of a microbatch model, else nil
	unit    *UnitTest              // the unit test that is compiled, else nil
	lenient bool                   // a variable that is not set is nothing: while a node is parsed
	over    *overrides             // what a unit test overrides; may be nil
	hollow  bool                   // refs and sources give no rows: only the columns are asked for
	shapes  *shapes                // of unit tests
	set     map[string]jinja.Value // by config.set
	tx      *transaction           // of a materialization in Jinja, else nil
	noted   map[graph.Read]bool    // what was asked for while executing; shared with those of ephemeral parents
}

// collected is what a render in the parse phase met.
type collected struct {
	refs    []graph.Ref
	sources [][2]string
	calls   []graph.FunctionRef
	config  []*jinja.Dict // of config(), in order
	macros  []string
}

func (c *Compiler) newScope(p phase, n *graph.Node) *scope {
	s := &scope{
		c: c, phase: p, node: n, found: &collected{},
		memo: map[string]jinja.Value{}, results: map[string]jinja.Value{}, extra: map[string]jinja.Value{},
	}
	if p == parsing {
		s.reads = c.watching(n)
	} else {
		s.noted = map[graph.Read]bool{}
	}
	return s
}

// lookup answers a free name: a macro, or a member of dbt's context.
func (s *scope) lookup(name string) (jinja.Value, bool) {
	if v, ok := s.memo[name]; ok {
		return v, true
	}
	v, ok := s.resolve(name)
	if ok {
		s.memo[name] = v
	}
	return v, ok
}

func (s *scope) resolve(name string) (jinja.Value, bool) {
	if v, ok := s.extra[name]; ok {
		return v, true
	}
	if d := s.c.macros.find(name, s.pkg(), s.c.root()); d != nil {
		return s.bind(d), true
	}
	if v, ok := s.member(name); ok {
		return v, true
	}
	if s.c.macros.isPackage(name) {
		return &namespace{s: s, pkg: name}, true
	}
	return nil, false
}

func (c *Compiler) root() string {
	if c.o.Project == nil {
		return ""
	}
	return c.o.Project.Name
}

func (s *scope) pkg() string {
	if s.node == nil {
		return s.c.root()
	}
	return s.node.Package
}

// bind gives a macro as templates call it: its own free names are looked up in
// this scope, and a return() inside ends it. A macro that is called from the
// node itself is noted.
func (s *scope) bind(d *definition) jinja.Value {
	key := "\x00" + d.info.ID
	if v, ok := s.memo[key]; ok {
		return v
	}
	b := &boundMacro{s: s, d: d}
	s.memo[key] = b
	return b
}

type boundMacro struct {
	s    *scope
	d    *definition
	call jinja.Callable
}

// TypeName is Python's name of the type.
func (b *boundMacro) TypeName() string { return "MacroGenerator" }

// Call runs the macro.
func (b *boundMacro) Call(c *jinja.Call) (jinja.Value, error) {
	if b.call == nil {
		m, err := b.d.parse[b.s.phase]()
		if err != nil {
			return nil, err
		}
		b.call = m.Bind(jinja.NewDict(), jinja.BindOptions{CatchReturn: true, Name: b.d.info.Name, Vars: b.s.lookup})
	}
	b.s.ranMacro(b.d)
	if c.State().Depth() == 0 {
		b.s.note(b.d.info.ID)
	}
	return b.call.Call(c)
}

func (s *scope) note(id string) {
	if !slices.Contains(s.found.macros, id) {
		s.found.macros = append(s.found.macros, id)
	}
}

// namespace is a package as templates see it: dbt_utils.star.
type namespace struct {
	s   *scope
	pkg string
}

// Attr gives a macro of the package.
func (n *namespace) Attr(name string) (jinja.Value, bool) {
	if v, ok := n.s.extra[n.pkg+"."+name]; ok { // a unit test overrides it
		return v, true
	}
	d := n.s.c.macros.packages[n.pkg][name]
	if d == nil {
		return nil, false
	}
	return n.s.bind(d), true
}

// Elements gives the names of the package's macros.
func (n *namespace) Elements() []jinja.Value {
	return distinct(slices.Collect(maps.Keys(n.s.c.macros.packages[n.pkg])))
}

// TypeName is the class name in messages.
func (n *namespace) TypeName() string { return "MacroNamespace" }

// contextObject is `context`: every name by key.
type contextObject struct{ s *scope }

// Attr answers context.name and context.get.
func (o *contextObject) Attr(name string) (jinja.Value, bool) {
	if name == "get" {
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if v, ok := o.s.lookup(jinja.Str(c.Arg(0, "key", ""))); ok {
				return v, nil
			}
			return c.Arg(1, "default", nil), nil
		}), true
	}
	return o.s.lookup(name)
}

// Item answers context['name'].
func (o *contextObject) Item(key jinja.Value) (jinja.Value, bool) {
	name, ok := key.(string)
	if !ok {
		return nil, false
	}
	return o.s.lookup(name)
}

// IsMapping makes `is mapping` true.
func (o *contextObject) IsMapping() bool { return true }

// Elements gives every name: of the macros in reach, of the context.
func (o *contextObject) Elements() []jinja.Value {
	names := contextNames()
	for _, pkg := range []string{o.s.pkg(), o.s.c.root(), builtinPackage} {
		names = slices.AppendSeq(names, maps.Keys(o.s.c.macros.packages[pkg]))
	}
	names = slices.AppendSeq(names, maps.Keys(o.s.c.macros.packages))
	names = slices.AppendSeq(names, maps.Keys(o.s.extra))
	return distinct(names)
}

// distinct gives names once each, sorted, as values.
func distinct(names []string) []jinja.Value {
	slices.Sort(names)
	names = slices.Compact(names)
	out := make([]jinja.Value, len(names))
	for i, name := range names {
		out[i] = name
	}
	return out
}

// vars gives the variables that a template reads.
func (s *scope) vars(names []string) *jinja.Dict {
	d := jinja.NewDict()
	for _, name := range names {
		if v, ok := s.lookup(name); ok {
			d.Put(name, v)
		}
	}
	return d
}

// render gives a text as text. A text without Jinja is given back untouched.
func (s *scope) render(ctx context.Context, name, text string, line int) (string, error) {
	if !hasJinja(text) {
		return text, nil
	}
	t, err := s.c.parse(s.phase, name, text, line)
	if err != nil {
		return "", err
	}
	out, err := t.tpl.Render(ctx, s.vars(t.names))
	var back *jinja.ReturnSignal
	if errors.As(err, &back) {
		return jinja.Str(back.Value), nil
	}
	return out, err
}

// native gives a text as dbt's native mode does: one expression keeps its value,
// several pieces are joined as text.
func (s *scope) native(ctx context.Context, name, text string, line int) (jinja.Value, error) {
	if !hasJinja(text) {
		return text, nil
	}
	t, err := s.c.parse(s.phase, name, text, line)
	if err != nil {
		return nil, err
	}
	pieces, err := t.tpl.RenderNodes(ctx, s.vars(t.names))
	if err != nil {
		return nil, err
	}
	return joinNative(pieces)
}
