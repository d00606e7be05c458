package jinja

import "context"

// Object is a host's value with attributes and methods (methods are Callables).
// It may also be a Callable, fmt.Stringer (its str), and any of Indexer,
// Elementer, Sizer, Truther, Equaler, Keyed, Representer, Mapping, TypeNamer.
// A name that starts with an underscore is asked for like any other.
type Object interface {
	Attr(name string) (Value, bool)
}

// Callable is what a template may call.
type Callable interface {
	Call(c *Call) (Value, error)
}

// Indexer answers object[key]. An Object without it answers object['name'] by Attr.
type Indexer interface {
	Item(key Value) (Value, bool)
}

// Elementer makes an object iterable; the elements come in iteration order.
type Elementer interface {
	Elements() []Value
}

// Sizer answers len; an object of length 0 is false.
type Sizer interface {
	Len() int
}

// Truther says whether an object counts as true; it wins over Sizer.
type Truther interface {
	Truth() bool
}

// Equaler answers ==. Without it an object equals only itself.
type Equaler interface {
	EqualTo(other Value) bool
}

// Keyed gives the identity of an object as a key of a dict or member of a set.
// Objects that are equal must give equal keys.
type Keyed interface {
	Key() string
}

// Representer gives repr where it differs from str.
type Representer interface {
	Repr() string
}

// Mapping marks an object that passes the test "is mapping" when it answers true.
type Mapping interface {
	IsMapping() bool
}

// TypeNamer gives the name of the type as error messages show it, "Relation".
type TypeNamer interface {
	TypeName() string
}

// Func is a Callable made of a Go function. It may be called by several renders at once.
type Func func(c *Call) (Value, error)

// Call runs f.
func (f Func) Call(c *Call) (Value, error) { return f(c) }

// Call is one call of a Callable, or one use of a filter or test (whose subject
// is the first argument). Neither it nor Args may be kept after the call.
type Call struct {
	Args   []Value
	Kwargs *Dict // nil when there are none; {% call %} passes its body as "caller"
	state  *State
	at     int // offset of the call in the source of the caller's template
}

// Arg gives the positional argument i, or else the keyword argument name, or else def.
func (c *Call) Arg(i int, name string, def Value) Value {
	if i >= 0 && i < len(c.Args) {
		return c.Args[i]
	}
	return c.Kwarg(name, def)
}

// Kwarg gives the keyword argument name, or def.
func (c *Call) Kwarg(name string, def Value) Value {
	if c.Kwargs != nil {
		if v, ok := c.Kwargs.GetStr(name); ok {
			return v
		}
	}
	return def
}

// NKwargs counts the keyword arguments.
func (c *Call) NKwargs() int {
	if c.Kwargs == nil {
		return 0
	}
	return c.Kwargs.Len()
}

// Context is the context of the running render.
func (c *Call) Context() context.Context { return c.state.Context() }

// State is the running render; it is never nil inside a render.
func (c *Call) State() *State { return c.state }

// Apply calls fn with args in the same render: a host function uses it to run a
// macro or a caller() that it was given.
func (c *Call) Apply(fn Value, args []Value, kwargs *Dict) (Value, error) {
	return callValue(c.state, c.at, fn, args, kwargs)
}
