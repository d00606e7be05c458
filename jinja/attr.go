package jinja

import "math/big"

// builtin is a function of the engine; unlike a Func it sees Markup.
type builtin func(c *Call) (Value, error)

// Call runs the function.
func (b builtin) Call(c *Call) (Value, error) { return b(c) }

// TypeName is Python's name of the type.
func (b builtin) TypeName() string { return "function" }

// methodFunc is a method of a built-in type.
type methodFunc func(subject Value, c *Call) (Value, error)

// method is a methodFunc bound to its subject.
type method struct {
	subject Value
	name    string
	fn      methodFunc
}

// Call runs the method.
func (m *method) Call(c *Call) (Value, error) { return m.fn(m.subject, c) }

// TypeName is Python's name of the type.
func (m *method) TypeName() string { return "builtin_function_or_method" }

// String prints as Python does, without an address.
func (m *method) String() string {
	return "<built-in method " + m.name + " of " + typeName(m.subject) + " object>"
}

// methodOf finds a method of a built-in type, or nil.
func methodOf(v Value, name string) methodFunc {
	switch v.(type) {
	case string, Markup:
		return strMethod(name)
	case *Dict:
		return dictMethod(name)
	case *List:
		return listMethod(name)
	case *Tuple, *group, *Range:
		return tupleMethod(name)
	case *Set:
		return setMethod(name)
	case float64:
		if name == "bit_length" {
			return nil
		}
		return numberMethod(name)
	case int64, *big.Int, bool:
		if name == "is_integer" { // from Python 3.12 on
			return nil
		}
		return numberMethod(name)
	}
	return nil
}

// getattr is environment.getattr: the attribute, else the element, else Undefined.
func (f *frame) getattr(v Value, name string) (Value, error) {
	if m := methodOf(v, name); m != nil {
		return &method{v, name, m}, nil
	}
	switch o := v.(type) {
	case *Dict:
		if item, ok := o.GetStr(name); ok {
			return item, nil
		}
	case *Undefined:
		return o.again()
	case int64, *big.Int, float64, bool:
		if item, ok := numberAttr(v, name); ok {
			return item, nil
		}
	case *loopContext:
		if item, ok, err := o.attr(name); ok || err != nil {
			return item, err
		}
	case Object:
		if item, ok := o.Attr(name); ok {
			return plainGo(item), nil
		}
		if ix, ok := v.(Indexer); ok {
			if item, ok := ix.Item(name); ok {
				return plainGo(item), nil
			}
		}
	case Indexer:
		if item, ok := o.Item(name); ok {
			return plainGo(item), nil
		}
	}
	return f.noAttr(v, name), nil
}

// again is what attribute, element or call of an Undefined gives.
func (u *Undefined) again() (Value, error) {
	if u.Lax {
		return u, nil
	}
	return nil, u.err()
}

// noAttr is the Undefined for an attribute that v lacks, or must not show.
func (f *frame) noAttr(v Value, name string) *Undefined {
	u := &Undefined{Name: name, object: objectName(v), Lax: f.unit.env.lax}
	if dunder(name) {
		u.kind = kindSecurity
		u.Hint = "access to attribute " + reprString(name) + " of " + reprString(typeName(v)) + " object is unsafe."
		u.Lax = false
	}
	return u
}

// dunder names attributes that every Python object has and the sandbox hides.
func dunder(name string) bool {
	switch name {
	case "__class__", "__init__", "__doc__", "__dict__", "__module__", "__eq__", "__hash__", "__repr__", "__str__",
		"__getattribute__", "__reduce__", "__reduce_ex__", "__subclasshook__", "__new__", "__dir__", "__sizeof__":
		return true
	}
	return false
}

// getitem is environment.getitem: the element, else for a string key the
// attribute, else Undefined.
func (f *frame) getitem(v, key Value) (Value, error) {
	if s, ok := key.(*sliceValue); ok {
		return f.slice(v, s)
	}
	switch o := v.(type) {
	case *Dict:
		item, ok, err := o.lookup(key)
		if ok || err != nil {
			return item, err
		}
	case *Undefined:
		return o.again()
	case Indexer:
		if item, ok := o.Item(key); ok {
			return plainGo(item), nil
		}
	default:
		if item, ok := indexed(v, key); ok {
			return item, nil
		}
	}
	if name, ok := text(key); ok {
		return f.getattr2(v, name)
	}
	return &Undefined{Name: Repr(key), index: true, object: objectName(v), Lax: f.unit.env.lax}, nil
}

// getattr2 is getattr for a key that is no element.
func (f *frame) getattr2(v Value, name string) (Value, error) {
	if m := methodOf(v, name); m != nil {
		return &method{v, name, m}, nil
	}
	switch o := v.(type) {
	case *loopContext:
		if item, ok, err := o.attr(name); ok || err != nil {
			return item, err
		}
	case Object:
		if item, ok := o.Attr(name); ok {
			return plainGo(item), nil
		}
	}
	return f.noAttr(v, name), nil
}

// lookup is Get that reports keys which cannot be hashed as absent, as
// environment.getitem does.
func (d *Dict) lookup(key Value) (Value, bool, error) {
	if h, err := hashKey(key); err == nil {
		v, ok := d.find(h)
		return v, ok, nil
	}
	return nil, false, nil
}

// indexed gives element key of a sequence.
func indexed(v, key Value) (Value, bool) {
	i, ok := key.(int64)
	if b, isBool := key.(bool); isBool {
		i, ok = boolInt(b), true
	}
	if !ok {
		return nil, false
	}
	if s, isText := text(v); isText {
		return stringAt(s, i)
	}
	if r, isRange := v.(*Range); isRange {
		if j, ok := position(i, r.Len()); ok {
			return r.At(j), true
		}
		return nil, false
	}
	items, ok := itemsOf(v)
	if !ok {
		return nil, false
	}
	if j, ok := position(i, len(items)); ok {
		return items[j], true
	}
	return nil, false
}

// position turns a Python index, negative from the end, into an offset.
func position(i int64, n int) (int, bool) {
	if i < 0 {
		i += int64(n)
	}
	if i < 0 || i >= int64(n) {
		return 0, false
	}
	return int(i), true
}

func stringAt(s string, i int64) (Value, bool) {
	if ascii(s) {
		j, ok := position(i, len(s))
		if !ok {
			return nil, false
		}
		return s[j : j+1], true
	}
	runes := []rune(s)
	j, ok := position(i, len(runes))
	if !ok {
		return nil, false
	}
	return string(runes[j]), true
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
