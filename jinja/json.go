package jinja

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// JSON is json.dumps(v) with Python's separators. Keys are sorted with sortKeys;
// with indent >= 0 each element has its own line. The error is a TypeError for
// what JSON has no word for.
func JSON(v Value, indent int, sortKeys bool) (string, error) {
	w := jsonWriter{indent: indent, sorted: sortKeys}
	err := w.value(v, 0)
	return string(w.buf), err
}

type jsonWriter struct {
	buf    []byte
	indent int
	sorted bool
}

func (w *jsonWriter) add(s string) { w.buf = append(w.buf, s...) }

func (w *jsonWriter) value(v Value, depth int) error {
	if depth > maxDepth {
		return Raise(kindValue, "Circular reference detected")
	}
	if len(w.buf) > maxPrint {
		return Raise(kindMemory, "a JSON text is too long")
	}
	switch v := v.(type) {
	case nil:
		w.add("null")
	case bool:
		w.add(strconv.FormatBool(v))
	case int64:
		w.buf = strconv.AppendInt(w.buf, v, 10)
	case *big.Int:
		w.add(v.String())
	case float64:
		w.float(v)
	case string:
		w.text(v)
	case Markup:
		w.text(string(v))
	case *List, *Tuple, *group:
		items, _ := itemsOf(v)
		return w.list(items, depth)
	default:
		if d, ok := mappingOf(v); ok {
			return w.dict(d, depth)
		}
		return Raise(kindType, "Object of type %s is not JSON serializable", typeName(v))
	}
	return nil
}

func (w *jsonWriter) float(f float64) {
	switch {
	case math.IsNaN(f):
		w.add("NaN")
	case math.IsInf(f, 1):
		w.add("Infinity")
	case math.IsInf(f, -1):
		w.add("-Infinity")
	default:
		w.add(floatText(f))
	}
}

// text writes a JSON string in ASCII.
func (w *jsonWriter) text(s string) {
	w.buf = append(w.buf, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			w.buf = append(w.buf, '\\', byte(r))
		case r == '\n':
			w.add(`\n`)
		case r == '\r':
			w.add(`\r`)
		case r == '\t':
			w.add(`\t`)
		case r == '\b':
			w.add(`\b`)
		case r == '\f':
			w.add(`\f`)
		case r >= ' ' && r < 0x7f:
			w.buf = append(w.buf, byte(r))
		case r == 0x7f:
			w.buf = append(w.buf, 0x7f)
		case r < 0x10000:
			w.buf = fmt.Appendf(w.buf, `\u%04x`, r)
		default:
			r -= 0x10000
			w.buf = fmt.Appendf(w.buf, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		}
	}
	w.buf = append(w.buf, '"')
}

// line begins a new line in an indented text.
func (w *jsonWriter) line(depth int) {
	if w.indent >= 0 {
		w.add("\n" + strings.Repeat(" ", min(w.indent*depth, maxWidth)))
	}
}

func (w *jsonWriter) comma() {
	if w.indent >= 0 {
		w.add(",")
		return
	}
	w.add(", ")
}

func (w *jsonWriter) list(items []Value, depth int) error {
	if len(items) == 0 {
		w.add("[]")
		return nil
	}
	w.add("[")
	for i, v := range items {
		if i > 0 {
			w.comma()
		}
		w.line(depth + 1)
		if err := w.value(v, depth+1); err != nil {
			return err
		}
	}
	w.line(depth)
	w.add("]")
	return nil
}

func (w *jsonWriter) dict(d *Dict, depth int) error {
	if d.Len() == 0 {
		w.add("{}")
		return nil
	}
	keys := d.Keys()
	if w.sorted {
		var fault error
		slices.SortStableFunc(keys, func(a, b Value) int {
			n, err := compare(a, b)
			if err != nil {
				fault = err
			}
			return n
		})
		if fault != nil {
			return fault
		}
	}
	w.add("{")
	for i, k := range keys {
		if i > 0 {
			w.comma()
		}
		w.line(depth + 1)
		if err := w.key(k); err != nil {
			return err
		}
		v, _ := d.Get(k)
		if err := w.value(v, depth+1); err != nil {
			return err
		}
	}
	w.line(depth)
	w.add("}")
	return nil
}

func (w *jsonWriter) key(k Value) error {
	switch k.(type) {
	case string, Markup:
		s, _ := text(k)
		w.text(s)
	case nil, bool, int64, *big.Int, float64:
		w.add(`"`)
		if err := w.value(k, 0); err != nil {
			return err
		}
		w.add(`"`)
	default:
		return Raise(kindType, "keys must be str, int, float, bool or None, not %s", typeName(k))
	}
	w.add(": ")
	return nil
}

// filterToJSON sorts keys and hides what HTML would read, as Jinja2 does.
func filterToJSON(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_tojson", 1, 0, "indent")
	if err != nil {
		return nil, err
	}
	indent := -1
	if v := or(a[0], nil); v != nil {
		if indent, err = intArg(v, -1); err != nil {
			return nil, err
		}
	}
	s, err := JSON(c.Args[0], indent, true)
	if err != nil {
		return nil, err
	}
	s = strings.NewReplacer("<", `\u003c`, ">", `\u003e`, "&", `\u0026`, "'", `\u0027`).Replace(s)
	return Markup(s), c.state.spend(1, utf8.RuneCountInString(s))
}
