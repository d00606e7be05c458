package native

import (
	"strings"
	"time"

	"scv/internal/identity/splink/condition"
)

// timeCall compiles try_strptime(text, format) and epoch(time).
func (c *compiler) timeCall(n *condition.Node) (*Expr, error) {
	if n.Name == "epoch" {
		return c.epoch(n)
	}
	if len(n.Args) != 2 || n.Args[1].Op != condition.Text {
		return nil, unsupported("try_strptime without a format")
	}
	steps, err := readFormat(n.Args[1].Name)
	if err != nil {
		return nil, err
	}
	args, out, err := c.all(n.Args[:1])
	if err != nil {
		return nil, err
	}
	if args[0].Kind != TextKind {
		return nil, unsupported("try_strptime of another kind than text")
	}
	out.Kind, out.cost = TimeKind, costly
	out.Num = func(p *Pair) (float64, bool) {
		s, ok := args[0].Text(p)
		if !ok {
			return 0, false
		}
		return parseTime(s, steps)
	}
	return &out, nil
}

func (c *compiler) epoch(n *condition.Node) (*Expr, error) {
	args, out, err := c.all(n.Args)
	if err != nil {
		return nil, err
	}
	if len(args) != 1 || args[0].Kind != TimeKind {
		return nil, unsupported("epoch of another kind than a time")
	}
	out.Kind = NumberKind
	out.Num = func(p *Pair) (float64, bool) { v, ok := args[0].Num(p); return v / 1e6, ok }
	return &out, nil
}

// step is a part of a format: a number of up to so many digits, or a character
// that has to stand there.
type step struct {
	field  byte // Y m d H M S, 0 for a character
	digits int
	want   byte
}

// readFormat knows the formats of numbers.
func readFormat(format string) ([]step, error) {
	var out []step
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			out = append(out, step{want: format[i]})
			continue
		}
		i++
		if i == len(format) {
			return nil, unsupported("a format that ends in %%")
		}
		switch format[i] {
		case 'Y':
			out = append(out, step{field: 'Y', digits: 4})
		case 'm', 'd', 'H', 'M', 'S':
			out = append(out, step{field: format[i], digits: 2})
		default:
			return nil, unsupported("format %%%c", format[i])
		}
	}
	return out, nil
}

// parseTime reads as leniently as DuckDB: fewer digits than a number may have,
// blanks around the whole and wherever the format has one.
func parseTime(s string, steps []step) (float64, bool) {
	s = strings.TrimFunc(s, isSpace)
	parts := [...]int{1900, 1, 1, 0, 0, 0}
	for _, step := range steps {
		if step.field == 0 {
			if s == "" || s[0] != step.want {
				return 0, false
			}
			s = s[1:]
			if step.want == ' ' {
				s = strings.TrimLeftFunc(s, isSpace)
			}
			continue
		}
		n := 0
		for n < len(s) && n < step.digits && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		if n == 0 {
			return 0, false
		}
		v := 0
		for _, d := range []byte(s[:n]) {
			v = v*10 + int(d-'0')
		}
		parts[strings.IndexByte("YmdHMS", step.field)] = v
		s = s[n:]
	}
	return micros(parts, s == "")
}

// micros since 1970 of year, month, day, hour, minute, second.
func micros(p [6]int, ok bool) (float64, bool) {
	if !ok || p[1] < 1 || p[1] > 12 || p[3] > 23 || p[4] > 59 || p[5] > 59 {
		return 0, false
	}
	t := time.Date(p[0], time.Month(p[1]), p[2], p[3], p[4], p[5], 0, time.UTC)
	if p[2] < 1 || t.Day() != p[2] {
		return 0, false
	}
	return float64(t.UnixMicro()), true
}
