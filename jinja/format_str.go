package jinja

import (
	"strconv"
	"strings"
)

// strFormatMethod is format and format_map.
func strFormatMethod(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		s, _ := text(subject)
		b := &braceFormat{call: c, kwargs: c.Kwargs, escape: isMarkup(subject)}
		if name == "format_map" {
			if len(c.Args) != 1 {
				return nil, Raise(kindType, "format_map() takes exactly one argument (%d given)", len(c.Args))
			}
			d, ok := mappingOf(c.Args[0])
			if !ok {
				return nil, Raise(kindType, "format_map() argument must be a mapping")
			}
			b.kwargs = d
		} else {
			b.args = c.Args
		}
		out, err := b.format(s, 0)
		if err != nil {
			return nil, err
		}
		return likeSubject(subject, out), c.state.spend(1, len(out))
	}
}

// braceFormat runs one str.format.
type braceFormat struct {
	call   *Call
	args   []Value
	kwargs *Dict
	auto   int
	mode   byte // 'a' automatic numbering, 'm' manual, 0 not yet known
	escape bool
}

func (b *braceFormat) format(s string, depth int) (string, error) {
	if depth > 2 {
		return "", Raise(kindValue, "Max string recursion exceeded")
	}
	var out strings.Builder
	for i := 0; i < len(s); {
		j := strings.IndexAny(s[i:], "{}")
		if j < 0 {
			out.WriteString(s[i:])
			break
		}
		out.WriteString(s[i : i+j])
		i += j
		if i+1 < len(s) && s[i+1] == s[i] {
			out.WriteByte(s[i])
			i += 2
			continue
		}
		if s[i] == '}' {
			return "", Raise(kindValue, "Single '}' encountered in format string")
		}
		end := fieldEnd(s, i)
		if end < 0 {
			return "", fieldError(s, i)
		}
		text, err := b.field(s[i+1:end], depth)
		if err != nil {
			return "", err
		}
		out.WriteString(text)
		if out.Len() > maxPrint {
			return "", Raise(kindMemory, "a formatted text is too long")
		}
		i = end + 1
	}
	return out.String(), nil
}

func fieldError(s string, at int) error {
	if at+1 == len(s) {
		return Raise(kindValue, "Single '{' encountered in format string")
	}
	return Raise(kindValue, "expected '}' before end of string")
}

// fieldEnd finds the brace that closes the one at s[from].
func fieldEnd(s string, from int) int {
	depth := 0
	for i := from; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// field formats name!conversion:spec.
func (b *braceFormat) field(f string, depth int) (string, error) {
	name, spec, conv := f, "", byte(0)
	if i := strings.IndexAny(f, ":!"); i >= 0 {
		name = f[:i]
		rest := f[i:]
		if rest[0] == '!' {
			if len(rest) < 2 || len(rest) > 2 && rest[2] != ':' {
				return "", Raise(kindValue, "expected ':' after conversion specifier")
			}
			conv, rest = rest[1], rest[2:]
		}
		spec = strings.TrimPrefix(rest, ":")
	}
	v, err := b.lookup(name)
	if err != nil {
		return "", err
	}
	if strings.Contains(spec, "{") {
		if spec, err = b.format(spec, depth+1); err != nil {
			return "", err
		}
	}
	switch conv {
	case 0:
	case 's':
		v = Str(v)
	case 'r', 'a':
		v = Repr(v)
	default:
		return "", Raise(kindValue, "Unknown conversion specifier %s", reprString(string(conv)))
	}
	if b.escape {
		return escapeText(v), nil
	}
	return formatValue(v, spec)
}

// lookup finds the value of a field name such as 0.a[b].
func (b *braceFormat) lookup(name string) (Value, error) {
	end := strings.IndexAny(name, ".[")
	if end < 0 {
		end = len(name)
	}
	v, err := b.first(name[:end], end == len(name))
	if err != nil {
		return nil, err
	}
	for rest := name[end:]; rest != ""; {
		var key string
		if rest[0] == '.' {
			next := strings.IndexAny(rest[1:], ".[")
			if next < 0 {
				next = len(rest) - 1
			}
			key, rest = rest[1:next+1], rest[next+1:]
			v, err = b.attribute(v, key)
		} else {
			stop := strings.IndexByte(rest, ']')
			if stop < 0 {
				return nil, Raise(kindValue, "Missing ']' in format string")
			}
			key, rest = rest[1:stop], rest[stop+1:]
			v, err = b.element(v, key)
		}
		if err != nil {
			return nil, err
		}
	}
	return v, nil
}

func (b *braceFormat) attribute(v Value, name string) (Value, error) {
	return b.call.state.f.getattr(v, name)
}

func (b *braceFormat) element(v Value, key string) (Value, error) {
	var k Value = key
	if n, err := strconv.ParseInt(key, 10, 64); err == nil {
		k = n
	}
	return b.call.state.f.getitem(v, k)
}

// first finds the argument that a field begins with. Python's Formatter, which
// the sandbox takes, minds the two ways of numbering only where the name is alone.
func (b *braceFormat) first(name string, alone bool) (Value, error) {
	n, err := strconv.Atoi(name)
	switch {
	case name == "" && alone:
		if b.mode == 'm' {
			return nil, Raise(kindValue, "cannot switch from manual field specification to automatic field numbering")
		}
		b.mode = 'a'
		n = b.auto
		b.auto++
	case err == nil && !alone:
	case err == nil:
		if b.mode == 'a' {
			return nil, Raise(kindValue, "cannot switch from automatic field numbering to manual field specification")
		}
		b.mode = 'm'
	default:
		if b.kwargs != nil {
			if v, ok := b.kwargs.GetStr(name); ok {
				return v, nil
			}
		}
		return nil, Raise(kindKey, "%s", reprString(name))
	}
	if n >= len(b.args) || n < 0 {
		return nil, Raise(kindIndex, "Replacement index %d out of range for positional args tuple", n)
	}
	return b.args[n], nil
}
