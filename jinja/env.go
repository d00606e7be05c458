package jinja

import (
	"cmp"
	"context"
)

// Limits bound what one render may use; a zero field takes the default.
type Limits struct {
	Depth  int // macros, includes and loops running inside each other; 400
	Fuel   int // turns of loops, calls and elements taken from iterators; 50,000,000
	Memory int // bytes that strings, lists and output may grow by in all; 1 GiB
	Range  int // elements of range(); 100,000
}

func (l Limits) orDefaults() Limits {
	return Limits{
		Depth:  cmp.Or(l.Depth, 400),
		Fuel:   cmp.Or(l.Fuel, 50_000_000),
		Memory: cmp.Or(l.Memory, 1<<30),
		Range:  cmp.Or(l.Range, 100_000),
	}
}

// Loader gives the source of the template name for include, import and extends.
type Loader func(name string) (string, error)

// Env is how templates are parsed and what they may use. It does not change
// after New and may be used by several goroutines.
type Env struct {
	filters map[string]Callable
	tests   map[string]Callable
	globals *Dict
	loader  Loader
	lax     bool
	limits  Limits
	lex     lexOptions
	cache   *templateCache
}

// Option sets up an Env.
type Option func(*Env)

// New gives an Env with the filters, tests and globals of Jinja2.
func New(opts ...Option) *Env {
	e := &Env{
		filters: map[string]Callable{},
		tests:   map[string]Callable{},
		globals: defaultGlobals(),
		cache:   &templateCache{},
	}
	for _, opt := range opts {
		opt(e)
	}
	e.limits = e.limits.orDefaults()
	return e
}

// WithFilter adds a filter or replaces one of Jinja2's.
func WithFilter(name string, fn Func) Option {
	return func(e *Env) { e.filters[name] = fn }
}

// WithTest adds a test or replaces one of Jinja2's.
func WithTest(name string, fn Func) Option {
	return func(e *Env) { e.tests[name] = fn }
}

// WithGlobal adds a name that every template sees; a variable of Render hides it.
func WithGlobal(name string, v Value) Option {
	return func(e *Env) { e.globals.Put(name, v) }
}

// WithLoader makes include, import and extends work.
func WithLoader(load Loader) Option {
	return func(e *Env) { e.loader = load }
}

// WithUndefined chooses the Undefined of unknown names: lax ones give an
// Undefined for attribute, element and call.
func WithUndefined(lax bool) Option {
	return func(e *Env) { e.lax = lax }
}

// WithLimits bounds each render.
func WithLimits(l Limits) Option {
	return func(e *Env) { e.limits = l }
}

// WithTrim sets Jinja2's trim_blocks (the newline after a block tag goes),
// lstrip_blocks (blanks before a block tag go) and keep_trailing_newline. All
// are off by default.
func WithTrim(trimBlocks, lstripBlocks, keepTrailingNewline bool) Option {
	return func(e *Env) {
		e.lex = lexOptions{trim: trimBlocks, lstrip: lstripBlocks, keepNewline: keepTrailingNewline}
	}
}

// Parse compiles source. The error is an *Error of kind TemplateSyntaxError or
// TemplateAssertionError. Name appears in errors only.
func (e *Env) Parse(name, source string) (*Template, error) {
	return e.ParseAt(name, source, 1)
}

// ParseAt is Parse for a source that is a part of a file and begins at line.
func (e *Env) ParseAt(name, source string, line int) (*Template, error) {
	return parseTemplate(e, name, source, line)
}

// Check says what is wrong with a source's syntax, without compiling it: what an
// editor asks at each key. Unknown filters and tests are found by Parse only.
func (e *Env) Check(name, source string) error {
	_, err := parseSource(name, newSource(source, 1, e.lex.keepNewline), e.lex)
	return err
}

// State is a running render. It belongs to the goroutine of that render.
type State struct{ f *frame }

// Context is the context that was given to Render.
func (s *State) Context() context.Context {
	if s == nil || s.f == nil {
		return context.Background()
	}
	return s.f.run.ctx
}

// Env is the environment of the template that calls.
func (s *State) Env() *Env { return s.f.unit.env }

// Template is the name of the template that calls.
func (s *State) Template() string { return s.f.unit.name }

// Lookup gives a variable as the calling template's context has it: its
// top-level assignments, then the variables of Render or Bind, then globals.
func (s *State) Lookup(name string) (Value, bool) {
	v := s.f.ctx.resolve(name)
	return v, !isMissing(v)
}

// Depth is the number of running macros: 0 in the template itself.
func (s *State) Depth() int { return len(s.f.run.callers) }

// Stack gives the running macros, innermost first.
func (s *State) Stack() []Frame { return s.f.run.frames() }
