package jinja

import "context"

type unit struct {
	env          *Env
	name, source string
	macros       []*Macro
}
type pos struct{ line, col int }
type param struct{ name string }
type expr any
type macroNode struct {
	name    string
	pos     pos
	endLine int
	source  string
	params  []param
	types   []string
}

func (*macroNode) defaultOf(int) expr { return nil }

type macroCode struct{}

func compileAlone(*unit, *macroNode) (*macroCode, error) { return nil, nil }

type lexOptions struct{ trim, lstrip, keepNewline bool }
type templateCache struct{}

func defaultGlobals() *Dict { return &Dict{} }
func parseTemplate(e *Env, name, source string, line int) (*Template, error) {
	return nil, Raise(kindSyntax, "not built yet")
}

type run struct{ ctx context.Context }

func (*run) frames() []Frame { return nil }

type scope struct{}

func (*scope) resolve(string) Value { return missing{} }
func (*scope) exports() *Dict       { return nil }

type output struct{ nodes []Value }

func (*output) text() string { return "" }

type frame struct {
	run  *run
	unit *unit
	ctx  *scope
	out  *output
}

func newRun(ctx context.Context, u *unit, vars *Dict, native bool) *frame {
	return &frame{run: &run{ctx: ctx}}
}
func (*frame) renderRoot() error                                              { return nil }
func nativeConcat([]Value) (Value, error)                                     { return nil, nil }
func callValue(s *State, fn Value, args []Value, kwargs *Dict) (Value, error) { return nil, nil }
func (s *State) spend(steps, bytes int) error                                 { return nil }
func (m *boundMacro) Call(c *Call) (Value, error)                             { return nil, nil }

// Walk calls fn for each call, macro definition and read of a name, in file order.
func (t *Template) Walk(fn func(Node)) {}

// Blocks finds the top-level blocks of the given tags, in file order.
func Blocks(name, source string, tags ...string) ([]Block, error) { return nil, nil }
