package jinja

import (
	"strings"
	"unicode/utf8"
)

// strSplit is split and rsplit; without a separator it splits at white space.
func strSplit(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := bindArgs(c, name, 0, 0, "sep", "maxsplit")
		if err != nil {
			return nil, err
		}
		n, err := intArg(a[1], -1)
		if err != nil {
			return nil, err
		}
		s, _ := text(subject)
		var parts []string
		if sep := or(a[0], nil); sep != nil {
			cut, err := strArg(sep, name)
			if err != nil {
				return nil, err
			}
			if cut == "" {
				return nil, Raise(kindValue, "empty separator")
			}
			parts = splitAt(s, cut, n, name == "rsplit")
		} else {
			parts = splitSpace(s, n, name == "rsplit")
		}
		out := &List{Items: make([]Value, len(parts))}
		for i, p := range parts {
			out.Items[i] = likeSubject(subject, p)
		}
		return out, c.state.spend(1, 32*len(parts))
	}
}

func splitAt(s, sep string, n int, fromRight bool) []string {
	if n < 0 {
		return strings.Split(s, sep)
	}
	if !fromRight {
		return strings.SplitN(s, sep, n+1)
	}
	var tail []string
	for ; n > 0; n-- {
		i := strings.LastIndex(s, sep)
		if i < 0 {
			break
		}
		tail = append(tail, s[i+len(sep):])
		s = s[:i]
	}
	return backwards(append(tail, s))
}

func backwards(parts []string) []string {
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return parts
}

func splitSpace(s string, n int, fromRight bool) []string {
	if n < 0 {
		return strings.FieldsFunc(s, isSpace)
	}
	var out []string
	if fromRight {
		for s = strings.TrimRightFunc(s, isSpace); s != "" && n > 0; n-- {
			i := strings.LastIndexFunc(s, isSpace)
			_, size := utf8.DecodeRuneInString(s[max(i, 0):])
			if i < 0 {
				size = 0
			}
			out = append(out, s[max(i, 0)+size:])
			s = strings.TrimRightFunc(s[:max(i, 0)], isSpace)
		}
		if s != "" {
			out = append(out, s)
		}
		return backwards(out)
	}
	for s = strings.TrimLeftFunc(s, isSpace); s != "" && n > 0; n-- {
		i := strings.IndexFunc(s, isSpace)
		if i < 0 {
			i = len(s)
		}
		out = append(out, s[:i])
		s = strings.TrimLeftFunc(s[i:], isSpace)
	}
	if s != "" {
		out = append(out, s)
	}
	return out
}

func strSplitLines(subject Value, c *Call) (Value, error) {
	a, err := bindArgs(c, "splitlines", 0, 0, "keepends")
	if err != nil {
		return nil, err
	}
	s, _ := text(subject)
	keep := Truth(or(a[0], false))
	out := &List{}
	for s != "" {
		end := strings.IndexFunc(s, lineEnd)
		if end < 0 {
			out.Items = append(out.Items, likeSubject(subject, s))
			break
		}
		_, size := utf8.DecodeRuneInString(s[end:])
		if strings.HasPrefix(s[end:], "\r\n") {
			size = 2
		}
		line := s[:end]
		if keep {
			line = s[:end+size]
		}
		out.Items = append(out.Items, likeSubject(subject, line))
		s = s[end+size:]
	}
	return out, c.state.spend(1, 32*len(out.Items))
}

func lineEnd(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029:
		return true
	}
	return false
}

// strFind is find, rfind, index, rindex and count, in code points.
func strFind(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "str."+name, 1, "sub", "start", "end")
		if err != nil {
			return nil, err
		}
		sub, err := strArg(a[0], name)
		if err != nil {
			return nil, err
		}
		s, from, err := window(subject, a[1], a[2])
		if err != nil {
			return nil, err
		}
		if name == "count" {
			return smallInt(strings.Count(s, sub)), nil
		}
		i := strings.Index(s, sub)
		if name[0] == 'r' {
			i = strings.LastIndex(s, sub)
		}
		if i >= 0 {
			return smallInt(from + runeLen(s[:i])), nil
		}
		if strings.HasSuffix(name, "index") {
			return nil, Raise(kindValue, "substring not found")
		}
		return int64(-1), nil
	}
}

func strPartition(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "str."+name, 1, "sep")
		if err != nil {
			return nil, err
		}
		sep, err := strArg(a[0], name)
		if err != nil {
			return nil, err
		}
		if sep == "" {
			return nil, Raise(kindValue, "empty separator")
		}
		s, _ := text(subject)
		i := strings.Index(s, sep)
		if name == "rpartition" {
			i = strings.LastIndex(s, sep)
		}
		like := func(s string) Value { return likeSubject(subject, s) }
		switch {
		case i >= 0:
			return NewTuple(like(s[:i]), like(sep), like(s[i+len(sep):])), nil
		case name == "rpartition":
			return NewTuple(like(""), like(""), like(s)), nil
		}
		return NewTuple(like(s), like(""), like("")), nil
	}
}
