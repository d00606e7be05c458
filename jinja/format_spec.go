package jinja

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// formatSpec is Python's [[fill]align][sign][z][#][0][width][,][.precision][type].
type formatSpec struct {
	fill     string
	align    byte // 0 when left out
	sign     byte
	alt      bool
	zero     bool
	width    int
	comma    byte
	prec     int // -1 when left out
	verb     byte
	original string
}

func parseSpec(s string) (formatSpec, error) {
	sp := formatSpec{fill: " ", prec: -1, original: s}
	if _, n := utf8.DecodeRuneInString(s); n > 0 && n < len(s) && strings.IndexByte("<>=^", s[n]) >= 0 {
		sp.fill, sp.align, s = s[:n], s[n], s[n+1:]
	} else if s != "" && strings.IndexByte("<>=^", s[0]) >= 0 {
		sp.align, s = s[0], s[1:]
	}
	if s != "" && strings.IndexByte("+- ", s[0]) >= 0 {
		sp.sign, s = s[0], s[1:]
	}
	s = strings.TrimPrefix(s, "z")
	if rest, ok := strings.CutPrefix(s, "#"); ok {
		sp.alt, s = true, rest
	}
	if rest, ok := strings.CutPrefix(s, "0"); ok {
		sp.zero, s = true, rest
	}
	var err error
	if sp.width, s, err = digits(s, 0); err != nil {
		return sp, err
	}
	if s != "" && (s[0] == ',' || s[0] == '_') {
		sp.comma, s = s[0], s[1:]
	}
	if rest, ok := strings.CutPrefix(s, "."); ok {
		if sp.prec, s, err = digits(rest, -1); err != nil || sp.prec < 0 {
			return sp, Raise(kindValue, "Format specifier missing precision")
		}
	}
	if len(s) > 1 {
		return sp, Raise(kindValue, "Invalid format specifier '%s'", sp.original)
	}
	if s != "" {
		sp.verb = s[0]
	}
	return sp, nil
}

func digits(s string, def int) (int, string, error) {
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i == 0 {
		return def, s, nil
	}
	n, err := strconv.Atoi(s[:i])
	if err != nil || n > maxWidth {
		return 0, s, Raise(kindValue, "Too many decimal digits in format string")
	}
	return n, s[i:], nil
}

// formatValue is Python's format(v, spec).
func formatValue(v Value, spec string) (string, error) {
	if spec == "" {
		return Str(v), nil
	}
	if _, ok := v.(*Undefined); ok {
		return "", Raise(kindType, "unsupported format string passed to Undefined.__format__")
	}
	sp, err := parseSpec(spec)
	if err != nil {
		return "", err
	}
	if s, ok := text(v); ok {
		return sp.text(s)
	}
	n, ok := number(v)
	if !ok {
		return "", Raise(kindType, "unsupported format string passed to %s.__format__", typeName(v))
	}
	if f, ok := n.(float64); ok {
		return sp.float(f)
	}
	return sp.integer(n)
}

func (sp formatSpec) text(s string) (string, error) {
	if sp.verb != 0 && sp.verb != 's' {
		return "", Raise(kindValue, "Unknown format code '%c' for object of type 'str'", sp.verb)
	}
	if sp.comma != 0 {
		return "", Raise(kindValue, "Cannot specify '%c' with 's'.", sp.comma)
	}
	if sp.align == '=' || sp.sign != 0 {
		return "", Raise(kindValue, "'=' alignment not allowed in string format specifier")
	}
	if sp.prec >= 0 && runeLen(s) > sp.prec {
		s = string([]rune(s)[:sp.prec])
	}
	align := sp.align
	if align == 0 {
		align = '<'
	}
	if sp.zero && sp.fill == " " {
		sp.fill = "0"
	}
	return sp.place("", s, align), nil
}

func (sp formatSpec) integer(v Value) (string, error) {
	base := 10
	switch sp.verb {
	case 0, 'd', 'n':
	case 'b':
		base = 2
	case 'o':
		base = 8
	case 'x', 'X':
		base = 16
	case 'c':
		n, _ := integer(v)
		if n < 0 || n > utf8.MaxRune {
			return "", Raise(kindOverflow, "%%c arg not in range(0x110000)")
		}
		sp.verb = 0
		return sp.place("", string(rune(n)), '<'), nil
	case 'e', 'E', 'f', 'F', 'g', 'G', '%':
		f, _ := toFloat(v)
		return sp.float(f)
	default:
		return "", Raise(kindValue, "Unknown format code '%c' for object of type 'int'", sp.verb)
	}
	if sp.prec >= 0 {
		return "", Raise(kindValue, "Precision not allowed in integer format specifier")
	}
	x := toBig(v)
	text := new(big.Int).Abs(x).Text(base)
	if sp.verb == 'X' {
		text = strings.ToUpper(text)
	}
	prefix := sp.signOf(x.Sign() < 0)
	if sp.alt && base != 10 {
		prefix += "0" + string(sp.verb)
	}
	every := 3
	if base != 10 {
		every = 4
	}
	return sp.number(prefix, text, "", every), nil
}

func (sp formatSpec) signOf(negative bool) string {
	switch {
	case negative:
		return "-"
	case sp.sign == '+' || sp.sign == ' ':
		return string(sp.sign)
	}
	return ""
}

func (sp formatSpec) float(f float64) (string, error) {
	prec, suffix := sp.prec, ""
	if prec < 0 {
		prec = 6
	}
	var s string
	switch sp.verb {
	case 0:
		s = floatText(math.Abs(f))
		if sp.prec >= 0 {
			s = formatPlain(math.Abs(f), sp.prec)
		}
	case 'e', 'E', 'f', 'F', 'g', 'G', 'n':
		verb := sp.verb
		if verb == 'n' {
			verb = 'g'
		}
		s = formatFloat(math.Abs(f), verb, prec, sp.alt)
	case '%':
		s, suffix = formatFloat(math.Abs(f)*100, 'f', prec, sp.alt), "%"
	default:
		return "", Raise(kindValue, "Unknown format code '%c' for object of type 'float'", sp.verb)
	}
	whole, fraction := s, ""
	if i := strings.IndexAny(s, ".eE"); i >= 0 && !math.IsInf(f, 0) && !math.IsNaN(f) {
		whole, fraction = s[:i], s[i:]
	}
	return sp.number(sp.signOf(math.Signbit(f)), whole, fraction+suffix, 3), nil
}

// formatPlain is format(f, ".n") without a type: like g, but with a decimal point.
func formatPlain(f float64, prec int) string {
	s := formatGeneral(f, max(prec, 1), false)
	if !strings.ContainsAny(s, ".en") {
		if len(s) > prec-1 && prec > 0 && len(s) >= prec {
			return s
		}
		s += ".0"
	}
	return s
}

// number puts separators into the digits and pads the result.
func (sp formatSpec) number(prefix, whole, fraction string, every int) string {
	align := sp.align
	if sp.zero && align == 0 {
		align, sp.fill = '=', "0"
	}
	if align == 0 {
		align = '>'
	}
	if sp.comma != 0 {
		if align == '=' && sp.fill == "0" {
			whole = zeroGroup(whole, sp.width-len(prefix)-len(fraction), every)
		}
		whole = separate(whole, sp.comma, every)
	}
	return sp.place(prefix, whole+fraction, align)
}

// zeroGroup adds zeros until the digits with their separators fill width.
func zeroGroup(s string, width, every int) string {
	for len(s)+(len(s)-1)/every < width {
		s = "0" + s
	}
	return s
}

func separate(s string, sep byte, every int) string {
	var b []byte
	for i := range len(s) {
		if i > 0 && (len(s)-i)%every == 0 {
			b = append(b, sep)
		}
		b = append(b, s[i])
	}
	return string(b)
}

func (sp formatSpec) place(prefix, s string, align byte) string {
	gap := sp.width - runeLen(prefix) - runeLen(s)
	if gap <= 0 {
		return prefix + s
	}
	switch align {
	case '<':
		return prefix + s + strings.Repeat(sp.fill, gap)
	case '^':
		return strings.Repeat(sp.fill, gap/2) + prefix + s + strings.Repeat(sp.fill, gap-gap/2)
	case '=':
		return prefix + strings.Repeat(sp.fill, gap) + s
	}
	return strings.Repeat(sp.fill, gap) + prefix + s
}
