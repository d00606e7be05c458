package jinja

import "fmt"

// loopContext is the variable loop.
type loopContext struct {
	source  Value // nil when only a filter knows the elements
	next    nextFunc
	again   func(Value) (Value, error)
	depth   int
	index   int
	length  int
	counted bool
	ahead   Value
	peeked  bool
	prev    Value
	current Value
	changed []Value
	hasLast bool
	lax     bool
}

// step goes to the next element.
func (l *loopContext) step() (Value, bool, error) {
	v, ok, err := l.take()
	if err != nil || !ok {
		return nil, false, err
	}
	l.index++
	l.prev, l.current = l.current, v
	return v, true, nil
}

func (l *loopContext) take() (Value, bool, error) {
	if l.peeked {
		l.peeked = false
		return l.ahead, true, nil
	}
	return l.next()
}

// peek looks at the element behind the current one.
func (l *loopContext) peek() (Value, bool, error) {
	if l.peeked {
		return l.ahead, true, nil
	}
	v, ok, err := l.next()
	l.ahead, l.peeked = v, ok
	return v, ok, err
}

// total counts the elements; an iterator is drained into memory for that.
func (l *loopContext) total() (int, error) {
	if l.counted {
		return l.length, nil
	}
	l.counted = true
	if n, ok := length(l.source); ok && l.source != nil {
		l.length = n
		return n, nil
	}
	rest, err := drain(nil, l.next)
	if err != nil {
		return 0, err
	}
	l.next = sliceNext(rest)
	l.length = len(rest) + l.index + 1
	if l.peeked {
		l.length++
	}
	return l.length, nil
}

// attr answers loop.name.
func (l *loopContext) attr(name string) (Value, bool, error) {
	switch name {
	case "index":
		return smallInt(l.index + 1), true, nil
	case "index0":
		return smallInt(l.index), true, nil
	case "first":
		return l.index == 0, true, nil
	case "last":
		_, more, err := l.peek()
		return !more, true, err
	case "length":
		n, err := l.total()
		return smallInt(n), true, err
	case "revindex":
		n, err := l.total()
		return smallInt(n - l.index), true, err
	case "revindex0":
		n, err := l.total()
		return smallInt(n - l.index - 1), true, err
	case "depth":
		return smallInt(l.depth + 1), true, nil
	case "depth0":
		return smallInt(l.depth), true, nil
	}
	return l.attrItem(name)
}

func (l *loopContext) attrItem(name string) (Value, bool, error) {
	switch name {
	case "previtem":
		if l.index == 0 {
			return &Undefined{Hint: "there is no previous item", Lax: l.lax}, true, nil
		}
		return l.prev, true, nil
	case "nextitem":
		v, more, err := l.peek()
		if !more {
			return &Undefined{Hint: "there is no next item", Lax: l.lax}, true, err
		}
		return v, true, err
	case "cycle":
		return builtin(l.cycle), true, nil
	case "changed":
		return builtin(l.change), true, nil
	}
	return nil, false, nil
}

func (l *loopContext) cycle(c *Call) (Value, error) {
	if len(c.Args) == 0 {
		return nil, Raise(kindType, "no items for cycling given")
	}
	return c.Args[l.index%len(c.Args)], nil
}

func (l *loopContext) change(c *Call) (Value, error) {
	if l.hasLast {
		eq, err := equalValues(&Tuple{Items: l.changed}, &Tuple{Items: c.Args})
		if err != nil || eq {
			return false, err
		}
	}
	l.hasLast, l.changed = true, append([]Value(nil), c.Args...)
	return true, nil
}

// Call runs the loop again with other elements, for a recursive loop.
func (l *loopContext) Call(c *Call) (Value, error) {
	if l.again == nil {
		return nil, Raise(kindType, "The loop must have the 'recursive' marker to be called recursively.")
	}
	if len(c.Args) != 1 {
		return nil, Raise(kindType, "loop() takes 1 positional argument")
	}
	return l.again(c.Args[0])
}

// String prints as Jinja2 does.
func (l *loopContext) String() string {
	n, err := l.total()
	if err != nil {
		return "<LoopContext>"
	}
	return fmt.Sprintf("<LoopContext %d/%d>", l.index+1, n)
}

// TypeName is Python's name of the type.
func (l *loopContext) TypeName() string { return "LoopContext" }
