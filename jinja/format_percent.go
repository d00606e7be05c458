package jinja

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// percentSpec is one conversion of a % format.
type percentSpec struct {
	key                            string
	hasKey                         bool
	minus, plus, space, zero, hash bool
	width, prec                    int // prec is -1 when left out
	verb                           rune
}

// percent formats a string with the operator %.
type percent struct {
	run    *run
	rest   string
	args   []Value
	next   int
	values *Dict // for %(name)s
	whole  Value // what stands behind the %
	out    strings.Builder
}

// percentFormat is Python's format % args.
func percentFormat(r *run, format string, arg Value) (Value, error) {
	p := &percent{run: r, rest: format, whole: arg, args: []Value{arg}}
	switch a := arg.(type) {
	case *Tuple:
		p.args = a.Items
	case *Dict:
		p.values = a
	}
	for p.rest != "" {
		i := strings.IndexByte(p.rest, '%')
		if i < 0 {
			p.out.WriteString(p.rest)
			break
		}
		p.out.WriteString(p.rest[:i])
		p.rest = p.rest[i+1:]
		if err := p.conversion(); err != nil {
			return nil, err
		}
	}
	if p.next < len(p.args) && p.values == nil && !unusable(arg) {
		return nil, Raise(kindType, "not all arguments converted during string formatting")
	}
	return p.out.String(), r.spend(1, p.out.Len())
}

// unusable names the arguments that may be left unused: mappings and sequences
// that are no tuple.
func unusable(v Value) bool {
	_, isMapping := v.(Mapping)
	_, isList := v.(*List)
	_, undefined := v.(*Undefined)
	return isMapping || isList || undefined
}

func (p *percent) conversion() error {
	spec, err := p.spec()
	if err != nil {
		return err
	}
	if spec.verb == '%' {
		p.out.WriteByte('%')
		return nil
	}
	v, err := p.argument(spec)
	if err != nil {
		return err
	}
	s, err := p.convert(spec, v)
	if err != nil {
		return err
	}
	if spec.width > maxPrint || p.out.Len()+len(s) > maxPrint {
		return Raise(kindMemory, "a formatted text is too long")
	}
	p.out.WriteString(spec.pad(s))
	return nil
}

func (p *percent) spec() (percentSpec, error) {
	spec := percentSpec{prec: -1}
	if strings.HasPrefix(p.rest, "(") {
		end := closing(p.rest)
		if end < 0 {
			return spec, Raise(kindValue, "incomplete format key")
		}
		spec.key, spec.hasKey = p.rest[1:end], true
		p.rest = p.rest[end+1:]
	}
	for p.rest != "" && strings.IndexByte("-+ 0#", p.rest[0]) >= 0 {
		switch p.rest[0] {
		case '-':
			spec.minus = true
		case '+':
			spec.plus = true
		case ' ':
			spec.space = true
		case '0':
			spec.zero = true
		default:
			spec.hash = true
		}
		p.rest = p.rest[1:]
	}
	var err error
	if spec.width, _, err = p.number(); err != nil {
		return spec, err
	}
	if spec.width < 0 {
		spec.minus, spec.width = true, -spec.width
	}
	if strings.HasPrefix(p.rest, ".") {
		p.rest = p.rest[1:]
		if spec.prec, _, err = p.number(); err != nil {
			return spec, err
		}
	}
	p.rest = strings.TrimLeft(p.rest, "hlL")
	if p.rest == "" {
		return spec, Raise(kindValue, "incomplete format")
	}
	var n int
	spec.verb, n = utf8.DecodeRuneInString(p.rest)
	p.rest = p.rest[n:]
	return spec, nil
}

// closing finds the parenthesis that closes the one at the start of s.
func closing(s string) int {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// number reads digits, or * for an argument.
func (p *percent) number() (int, bool, error) {
	if strings.HasPrefix(p.rest, "*") {
		p.rest = p.rest[1:]
		if p.next >= len(p.args) {
			return 0, false, Raise(kindType, "not enough arguments for format string")
		}
		n, ok := p.args[p.next].(int64)
		p.next++
		if !ok {
			return 0, false, Raise(kindType, "* wants int")
		}
		return clampWidth(n)
	}
	i := 0
	for i < len(p.rest) && p.rest[i] >= '0' && p.rest[i] <= '9' {
		i++
	}
	digits := p.rest[:i]
	p.rest = p.rest[i:]
	if digits == "" {
		return 0, false, nil
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, false, Raise(kindValue, "width too big")
	}
	return clampWidth(n)
}

func clampWidth(n int64) (int, bool, error) {
	if n > maxWidth || n < -maxWidth {
		return 0, false, Raise(kindMemory, "a format is wider than %d", maxWidth)
	}
	return int(n), true, nil
}

// maxWidth bounds widths and precisions of formats.
const maxWidth = 100_000

func (p *percent) argument(spec percentSpec) (Value, error) {
	if spec.hasKey {
		if p.values == nil {
			if u, ok := p.whole.(*Undefined); ok {
				return nil, u.err()
			}
			return nil, Raise(kindType, "format requires a mapping")
		}
		v, ok := p.values.GetStr(spec.key)
		if !ok {
			return nil, Raise(kindKey, "%s", reprString(spec.key))
		}
		return v, nil
	}
	if p.next >= len(p.args) {
		return nil, Raise(kindType, "not enough arguments for format string")
	}
	p.next++
	return p.args[p.next-1], nil
}

func (p *percent) convert(spec percentSpec, v Value) (string, error) {
	if u, ok := v.(*Undefined); ok && strings.ContainsRune("diueEfFgG", spec.verb) {
		return "", u.err()
	}
	switch spec.verb {
	case 's', 'r', 'a':
		s, err := p.run.str(v)
		if spec.verb != 's' {
			s = Repr(v)
		}
		if spec.prec >= 0 && runeLen(s) > spec.prec {
			s = string([]rune(s)[:spec.prec])
		}
		return s, err
	case 'c':
		return percentChar(v)
	case 'd', 'i', 'u', 'x', 'X', 'o':
		return spec.integer(v)
	case 'e', 'E', 'f', 'F', 'g', 'G':
		f, ok := toFloat(v)
		if !ok {
			return "", Raise(kindType, "must be real number, not %s", typeName(v))
		}
		prec := spec.prec
		if prec < 0 {
			prec = 6
		}
		return spec.sign(formatFloat(f, byte(spec.verb), prec, spec.hash), f < 0 || math.Signbit(f)), nil
	}
	return "", Raise(kindValue, "unsupported format character '%c' (0x%x) at index %d", spec.verb, spec.verb, 0)
}

func percentChar(v Value) (string, error) {
	if s, ok := text(v); ok && runeLen(s) == 1 {
		return s, nil
	}
	if b, ok := v.(bool); ok {
		v = boolInt(b)
	}
	if n, ok := v.(int64); ok && n >= 0 && n <= utf8.MaxRune {
		return string(rune(n)), nil
	}
	switch v.(type) {
	case int64, *big.Int:
		return "", Raise(kindOverflow, "%%c arg not in range(0x110000)")
	}
	return "", Raise(kindType, "%%c requires int or char")
}
