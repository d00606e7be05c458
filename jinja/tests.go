package jinja

import (
	"math/big"
)

// testNamed finds a test of Jinja2, or nil.
func testNamed(name string) builtin {
	switch name {
	case "defined", "undefined":
		return func(c *Call) (Value, error) {
			_, undefined := c.Args[0].(*Undefined)
			return undefined == (name == "undefined"), noArgs(c, name)
		}
	case "odd", "even":
		return testParity(name == "odd")
	case "divisibleby":
		return testDivisible
	case "filter", "test":
		return testKnown(name)
	case "sameas":
		return testSameAs
	case "in":
		return testIn
	case "lower", "upper":
		return func(c *Call) (Value, error) {
			return stringIs("is"+name, Str(c.Args[0])), noArgs(c, name)
		}
	}
	if op := comparisonTest(name); op != "" {
		return testCompare(op)
	}
	if is := typeTest(name); is != nil {
		return func(c *Call) (Value, error) { return is(c.Args[0]), noArgs(c, name) }
	}
	return nil
}

func noArgs(c *Call, name string) error {
	if len(c.Args) > 1 || c.NKwargs() > 0 {
		return Raise(kindType, "test_%s() takes 1 positional argument but %d were given", name, len(c.Args)+c.NKwargs())
	}
	return nil
}

// comparisonTest gives the operator of a test, or "".
func comparisonTest(name string) string {
	switch name {
	case "==", "eq", "equalto":
		return "=="
	case "!=", "ne":
		return "!="
	case ">", "gt", "greaterthan":
		return ">"
	case ">=", "ge":
		return ">="
	case "<", "lt", "lessthan":
		return "<"
	case "<=", "le":
		return "<="
	}
	return ""
}

func testCompare(op string) builtin {
	return func(c *Call) (Value, error) {
		if len(c.Args) != 2 {
			return nil, Raise(kindType, "%s expected 2 arguments, got %d", op, len(c.Args))
		}
		return compareOp(c.state.f, op, c.Args[0], c.Args[1])
	}
}

// typeTest gives the tests that look at the kind of a value only, or nil.
func typeTest(name string) func(Value) bool {
	switch name {
	case "none":
		return func(v Value) bool { return v == nil }
	case "boolean":
		return func(v Value) bool { _, ok := v.(bool); return ok }
	case "true", "false":
		return func(v Value) bool { return v == (name == "true") && isBool(v) }
	case "integer":
		return isInteger
	case "float":
		return isFloat
	case "number":
		return func(v Value) bool { _, ok := number(v); return ok }
	case "string":
		return func(v Value) bool { _, ok := text(v); return ok }
	case "mapping":
		return isMapping
	case "sequence":
		return isSequence
	case "iterable":
		return func(v Value) bool { _, err := iterate(v); return err == nil }
	case "callable":
		return isCallable
	case "escaped":
		return isMarkup
	}
	return nil
}

func isBool(v Value) bool {
	_, ok := v.(bool)
	return ok
}

func isInteger(v Value) bool {
	switch v.(type) {
	case int64, *big.Int:
		return true
	}
	return false
}

func isMapping(v Value) bool {
	switch v := v.(type) {
	case *Dict:
		return true
	case Mapping:
		return v.IsMapping()
	}
	return false
}

// isSequence is Python's: what has a length and elements by key.
func isSequence(v Value) bool {
	switch v.(type) {
	case string, Markup, *List, *Tuple, *Dict, *Range, *group, *Undefined:
		return true
	case *Set, *dictView:
		return false
	}
	_, sized := v.(Sizer)
	_, indexed := v.(Indexer)
	return sized && indexed
}

func isCallable(v Value) bool {
	switch v.(type) {
	case *Undefined, Callable:
		return true
	}
	return false
}

func testParity(odd bool) builtin {
	return func(c *Call) (Value, error) {
		m, err := modulo(c.state.f.run, c.Args[0], int64(2))
		if err != nil {
			return nil, err
		}
		return Equal(m, boolInt(odd)), nil
	}
}

func testDivisible(c *Call) (Value, error) {
	a, err := bindArgs(c, "test_divisibleby", 1, 1, "num")
	if err != nil {
		return nil, err
	}
	m, err := modulo(c.state.f.run, c.Args[0], a[0])
	if err != nil {
		return nil, err
	}
	return Equal(m, int64(0)), nil
}

// testKnown is the tests filter and test: whether a name is one.
func testKnown(what string) builtin {
	return func(c *Call) (Value, error) {
		if _, err := hashKey(c.Args[0]); err != nil {
			return nil, err
		}
		if err := noArgs(c, "test_"+what); err != nil {
			return nil, err
		}
		name, _ := text(c.Args[0])
		if what == "filter" {
			return c.state.f.unit.env.filter(name) != nil, nil
		}
		return c.state.f.unit.env.test(name) != nil, nil
	}
}

func testSameAs(c *Call) (Value, error) {
	a, err := bindArgs(c, "test_sameas", 1, 1, "other")
	if err != nil {
		return nil, err
	}
	x, y := c.Args[0], a[0]
	switch x.(type) {
	case *List, *Dict:
		return samePointer(x, y), nil
	case nil:
		return y == nil, nil
	}
	if typeName(x) != typeName(y) {
		return false, nil
	}
	hx, errX := hashKey(x)
	hy, errY := hashKey(y)
	return errX == nil && errY == nil && hx == hy, nil
}

func testIn(c *Call) (Value, error) {
	a, err := bindArgs(c, "test_in", 1, 1, "seq")
	if err != nil {
		return nil, err
	}
	return contains(c.state.f, a[0], c.Args[0])
}
