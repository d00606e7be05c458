package jinja

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	maxPrint = 64 << 20 // bytes of one printed value
	maxDepth = 500      // nesting of values that are printed, compared or hashed
)

// printer writes str and repr. It stops at limit bytes and sets full; nesting
// beyond maxDepth (a list that holds itself) prints as "...".
type printer struct {
	buf   []byte
	limit int
	full  bool
	path  []Value // lists and dicts that are being printed
}

// holds says whether v is being printed, and notes that it is.
func (p *printer) holds(v Value) bool {
	for _, seen := range p.path {
		if seen == v {
			return true
		}
	}
	p.path = append(p.path, v)
	return false
}

func (p *printer) leave() { p.path = p.path[:len(p.path)-1] }

func (p *printer) add(s string) {
	if len(p.buf)+len(s) > p.limit {
		p.full = true
		return
	}
	p.buf = append(p.buf, s...)
}

func (p *printer) str(v Value) {
	switch v := v.(type) {
	case string:
		p.add(v)
	case Markup:
		p.add(string(v))
	case fmt.Stringer:
		if _, isBig := v.(*big.Int); isBig {
			p.repr(v, 0)
			return
		}
		p.add(v.String())
	default:
		p.repr(v, 0)
	}
}

func (p *printer) repr(v Value, depth int) {
	if depth > maxDepth || p.full {
		p.add("...")
		return
	}
	switch v := v.(type) {
	case nil:
		p.add("None")
	case bool:
		p.add(boolText(v))
	case int64:
		p.buf = strconv.AppendInt(p.buf, v, 10)
	case float64:
		p.add(floatText(v))
	case string:
		p.add(reprString(v))
	case Markup:
		p.add("Markup(" + reprString(string(v)) + ")")
	case *big.Int:
		p.add(v.String())
	case *List:
		if p.holds(v) {
			p.add("[...]")
			return
		}
		p.sequence("[", v.Items, "]", depth)
		p.leave()
	case *Tuple:
		p.tuple(v, depth)
	case *Dict:
		p.dict(v, depth)
	default:
		p.reprOther(v, depth)
	}
}

func (p *printer) reprOther(v Value, depth int) {
	switch v := v.(type) {
	case *Set:
		if v.Len() == 0 {
			p.add("set()")
			return
		}
		p.sequence("{", v.Elements(), "}", depth)
	case *dictView:
		p.add(v.TypeName() + "(")
		p.sequence("[", v.Elements(), "]", depth)
		p.add(")")
	case *Undefined:
		p.add("Undefined")
	case Representer:
		p.add(v.Repr())
	case fmt.Stringer:
		p.add(v.String())
	default:
		p.add("<" + typeName(v) + ">")
	}
}

func (p *printer) sequence(open string, items []Value, end string, depth int) {
	p.add(open)
	for i, v := range items {
		if p.full {
			break
		}
		if i > 0 {
			p.add(", ")
		}
		p.repr(v, depth+1)
	}
	p.add(end)
}

func (p *printer) tuple(t *Tuple, depth int) {
	end := ")"
	if len(t.Items) == 1 {
		end = ",)"
	}
	p.sequence("(", t.Items, end, depth)
}

func (p *printer) dict(d *Dict, depth int) {
	if p.holds(d) {
		p.add("{...}")
		return
	}
	defer p.leave()
	p.add("{")
	first := true
	for k, v := range d.All() {
		if p.full {
			break
		}
		if !first {
			p.add(", ")
		}
		first = false
		p.repr(k, depth+1)
		p.add(": ")
		p.repr(v, depth+1)
	}
	p.add("}")
}

func boolText(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// floatText is Python's repr of a float: the shortest digits that read back,
// with an exponent below 1e-4 and from 1e16 on.
func floatText(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	}
	if a := math.Abs(f); a != 0 && (a < 1e-4 || a >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

// reprString is Python's repr of a str.
func reprString(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	b := make([]byte, 0, len(s)+2)
	b = append(b, quote)
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b = fmt.Appendf(b, "\\udc%02x", s[i])
		} else {
			b = appendRune(b, r, quote)
		}
		i += n
	}
	return string(append(b, quote))
}

func appendRune(b []byte, r rune, quote byte) []byte {
	switch {
	case r == rune(quote) || r == '\\':
		return append(b, '\\', byte(r))
	case r == '\n':
		return append(b, `\n`...)
	case r == '\r':
		return append(b, `\r`...)
	case r == '\t':
		return append(b, `\t`...)
	case r == ' ' || unicode.IsPrint(r):
		return utf8.AppendRune(b, r)
	case r < 0x100:
		return fmt.Appendf(b, "\\x%02x", r)
	case r < 0x10000:
		return fmt.Appendf(b, "\\u%04x", r)
	}
	return fmt.Appendf(b, "\\U%08x", r)
}
