package jinja

import (
	"math/big"
	"slices"
)

// bindArgs gives the arguments of a call by parameter, missing{} for those not
// given. The first need parameters must be given; lead arguments, the subject
// of a filter, come before the parameters.
func bindArgs(c *Call, fn string, lead, need int, names ...string) ([]Value, error) {
	out := make([]Value, len(names))
	for i := range out {
		out[i] = missing{}
	}
	pos := c.Args[lead:]
	if len(pos) > len(names) {
		return nil, Raise(kindType, "%s() takes at most %d arguments (%d given)", fn, len(names), len(pos))
	}
	copy(out, pos)
	if c.Kwargs != nil {
		for k, v := range c.Kwargs.All() {
			name, _ := text(k)
			i := slices.Index(names, name)
			if i < 0 {
				return nil, Raise(kindType, "%s() got an unexpected keyword argument %s", fn, reprString(name))
			}
			if i < len(pos) {
				return nil, Raise(kindType, "%s() got multiple values for argument %s", fn, reprString(name))
			}
			out[i] = v
		}
	}
	for i := range need {
		if isMissing(out[i]) {
			return nil, Raise(kindType, "%s() missing 1 required positional argument: %s", fn, reprString(names[i]))
		}
	}
	return out, nil
}

// positional is bindArgs for a method of a built-in type, which takes no names.
func positional(c *Call, fn string, need int, names ...string) ([]Value, error) {
	if c.NKwargs() > 0 {
		return nil, Raise(kindType, "%s() takes no keyword arguments", fn)
	}
	return bindArgs(c, fn, 0, need, names...)
}

// or gives v, or def where v was not given.
func or(v, def Value) Value {
	if isMissing(v) {
		return def
	}
	return v
}

// intArg reads an integer argument, def where it was not given.
func intArg(v Value, def int) (int, error) {
	switch n := v.(type) {
	case missing:
		return def, nil
	case int64:
		return int(n), nil
	case bool:
		return int(boolInt(n)), nil
	case *big.Int:
		return 0, Raise(kindOverflow, "Python int too large to convert to C ssize_t")
	case *Undefined:
		return 0, n.err()
	}
	return 0, Raise(kindType, "'%s' object cannot be interpreted as an integer", typeName(v))
}

// indexArg is intArg where Python's C code reads the number: an Undefined is of a
// wrong type there, as any other.
func indexArg(v Value, def int) (int, error) {
	if _, ok := v.(*Undefined); ok {
		return 0, Raise(kindType, "'Undefined' object cannot be interpreted as an integer")
	}
	return intArg(v, def)
}

// strArg reads a string argument.
func strArg(v Value, fn string) (string, error) {
	if s, ok := text(v); ok {
		return s, nil
	}
	return "", Raise(kindType, "%s() argument must be str, not %s", fn, typeName(v))
}

// stringArgs reads arguments that must all be strings.
func stringArgs(fn string, vs ...Value) ([]string, error) {
	out := make([]string, len(vs))
	for i, v := range vs {
		s, err := strArg(v, fn)
		if err != nil {
			return nil, err
		}
		out[i] = s
	}
	return out, nil
}
