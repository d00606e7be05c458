package jinja

import (
	"strings"
	"unicode"
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

// strPad is ljust, rjust and center.
func strPad(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "str."+name, 1, "width", "fillchar")
		if err != nil {
			return nil, err
		}
		width, err := intArg(a[0], 0)
		if err != nil {
			return nil, err
		}
		fill, err := strArg(or(a[1], " "), name)
		if err != nil || runeLen(fill) != 1 {
			return nil, Raise(kindType, "The fill character must be exactly one character long")
		}
		s, _ := text(subject)
		out, err := pad(c.state, s, width, fill, name)
		return likeSubject(subject, out), err
	}
}

func pad(st *State, s string, width int, fill, how string) (string, error) {
	gap := width - runeLen(s)
	if gap <= 0 {
		return s, nil
	}
	if gap > maxPrint/len(fill) {
		return "", Raise(kindMemory, "a padded text is too long")
	}
	if err := st.spend(0, gap*len(fill)); err != nil {
		return "", err
	}
	left := 0
	switch how {
	case "rjust":
		left = gap
	case "center":
		left = gap/2 + (gap & width & 1)
	}
	return strings.Repeat(fill, left) + s + strings.Repeat(fill, gap-left), nil
}

func strZfill(subject Value, c *Call) (Value, error) {
	a, err := positional(c, "str.zfill", 1, "width")
	if err != nil {
		return nil, err
	}
	width, err := intArg(a[0], 0)
	if err != nil {
		return nil, err
	}
	s, _ := text(subject)
	sign := ""
	if s != "" && (s[0] == '-' || s[0] == '+') {
		sign, s = s[:1], s[1:]
	}
	out, err := pad(c.state, s, width-len(sign), "0", "rjust")
	return likeSubject(subject, sign+out), err
}

func strExpandTabs(subject Value, c *Call) (Value, error) {
	a, err := bindArgs(c, "expandtabs", 0, 0, "tabsize")
	if err != nil {
		return nil, err
	}
	size, err := intArg(a[0], 8)
	if err != nil {
		return nil, err
	}
	s, _ := text(subject)
	if size > 1000 {
		return nil, Raise(kindMemory, "tabsize is too large")
	}
	var b strings.Builder
	col := 0
	for _, r := range s {
		switch {
		case r == '\t' && size > 0:
			n := size - col%size
			b.WriteString(strings.Repeat(" ", n))
			col += n
		case r == '\t':
		default:
			b.WriteRune(r)
			col++
			if r == '\n' || r == '\r' {
				col = 0
			}
		}
	}
	return likeSubject(subject, b.String()), c.state.spend(0, b.Len())
}

func strEncode(Value, *Call) (Value, error) {
	return nil, Raise(kindAttribute, "bytes are not available")
}

// strIs is the methods that test every character.
func strIs(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		if len(c.Args) > 0 {
			return nil, Raise(kindType, "str.%s() takes no arguments (%d given)", name, len(c.Args))
		}
		s, _ := text(subject)
		return stringIs(name, s), nil
	}
}

func stringIs(name, s string) bool {
	switch name {
	case "isupper":
		return strings.ToUpper(s) == s && strings.ContainsFunc(s, cased)
	case "islower":
		return strings.ToLower(s) == s && strings.ContainsFunc(s, cased)
	case "istitle":
		return titleCase(s) == s && strings.ContainsFunc(s, cased)
	case "isascii":
		return ascii(s)
	case "isprintable":
		return !strings.ContainsFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) })
	case "isidentifier":
		return identifier(s)
	}
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !runeIs(name, r) })
}

func runeIs(name string, r rune) bool {
	switch name {
	case "isspace":
		return isSpace(r)
	case "isalpha":
		return unicode.IsLetter(r)
	case "isalnum":
		return unicode.IsLetter(r) || unicode.IsNumber(r)
	case "isnumeric":
		return unicode.IsNumber(r)
	case "isdigit":
		return unicode.IsDigit(r) || strings.ContainsRune("²³¹⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", r)
	}
	return unicode.IsDigit(r)
}

func identifier(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && !unicode.IsMark(r)) {
			return false
		}
	}
	return s != ""
}
