package jinja

import "sync"

// Param is a parameter of a macro.
type Param struct {
	Name       string
	HasDefault bool
	Type       string // annotation as written, "" without one
}

// Macro is the definition of a top-level macro.
type Macro struct {
	Name     string
	Params   []Param
	Line     int    // of the tag {% macro %}
	EndLine  int    // of the tag {% endmacro %}
	Source   string // from {% macro to endmacro %}
	Template string
	unit     *unit
	node     *macroNode
	alone    func() (*macroCode, error)
}

// BindOptions are for Bind.
type BindOptions struct {
	// CatchReturn makes a ReturnSignal that is raised inside the call's value.
	CatchReturn bool
	// Name replaces the macro's name in errors and on the stack.
	Name string
	// Vars gives values for free names when globals has none. It may be nil.
	Vars func(name string) (Value, bool)
}

// Bind gives a callable whose free names, siblings in the same file included,
// are looked up in globals at each call; so globals may still grow after Bind.
// Several goroutines may call it while nobody changes globals.
func (m *Macro) Bind(globals *Dict, opts BindOptions) Callable {
	return &boundMacro{macro: m, globals: globals, opts: opts}
}

// boundMacro is a macro outside of its template.
type boundMacro struct {
	macro   *Macro
	globals *Dict
	opts    BindOptions
}

func newMacro(u *unit, n *macroNode) *Macro {
	m := &Macro{
		Name: n.name, Line: u.src.place(n.offset()).line, EndLine: u.src.place(n.endAt).line, Source: n.source,
		Template: u.name, unit: u, node: n,
	}
	for i, p := range n.params {
		m.Params = append(m.Params, Param{
			Name: p.name, HasDefault: n.defaultOf(i) != nil, Type: n.types[i],
		})
	}
	m.alone = sync.OnceValues(func() (*macroCode, error) { return compileAlone(u, n) })
	return m
}
