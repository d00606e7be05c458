package jinja

import "unsafe"

// output collects what a function prints: text, or in native mode the pieces.
type output struct {
	run   *run
	buf   []byte
	nodes []Value
}

// text gives what was printed. The output must not be written to afterwards: the
// text is its buffer, not a copy.
func (o *output) text() string { return unsafe.String(unsafe.SliceData(o.buf), len(o.buf)) }

func (o *output) write(s string) error {
	if err := o.run.spend(0, len(s)); err != nil {
		return err
	}
	if o.run.native {
		o.nodes = append(o.nodes, s)
		return nil
	}
	if o.buf == nil {
		o.buf = make([]byte, 0, max(64, len(s)))
	}
	o.buf = append(o.buf, s...)
	return nil
}

func (o *output) value(v Value) error {
	if o.run.escape {
		v = escape(v)
	}
	if o.run.native {
		o.nodes = append(o.nodes, v)
		return o.run.spend(1, 16)
	}
	if s, ok := text(v); ok {
		return o.write(s)
	}
	before := len(o.buf)
	p := printer{buf: o.buf, limit: before + max(0, o.run.limits.Memory-o.run.memory)}
	p.str(v)
	o.buf = p.buf
	if p.full {
		return o.run.spend(0, o.run.limits.Memory)
	}
	return o.run.spend(0, len(o.buf)-before)
}

// result is what the collected output is as a value: Markup under autoescape.
func (o *output) result() (Value, error) {
	if o.run.native {
		return nativeConcat(o.nodes)
	}
	if o.run.escape {
		return Markup(o.text()), nil
	}
	return o.text(), nil
}

// str is Python's str within the limits of the render.
func (r *run) str(v Value) (string, error) {
	if s, ok := text(v); ok {
		return s, nil
	}
	p := printer{limit: min(maxPrint, max(0, r.limits.Memory-r.memory))}
	p.str(v)
	if p.full {
		return "", Raise(kindMemory, "a value is too large to print")
	}
	return string(p.buf), r.spend(0, len(p.buf))
}
