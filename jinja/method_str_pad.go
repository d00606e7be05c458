package jinja

import "strings"

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

// strTranslate is str.translate: a mapping from code points to code points, texts
// or None.
func strTranslate(subject Value, c *Call) (Value, error) {
	a, err := positional(c, "translate", 1, "table")
	if err != nil {
		return nil, err
	}
	table, ok := mappingOf(a[0])
	if !ok {
		return nil, Raise(kindType, "'%s' object is not subscriptable", typeName(a[0]))
	}
	s, _ := text(subject)
	var b strings.Builder
	for _, r := range s {
		v, found := table.Get(int64(r))
		switch to := v.(type) {
		case nil:
			if !found {
				b.WriteRune(r)
			}
		case int64:
			b.WriteRune(rune(to))
		default:
			t, isText := text(to)
			if !isText {
				return nil, Raise(kindType, "character mapping must return integer, None or str")
			}
			b.WriteString(t)
		}
	}
	return likeSubject(subject, b.String()), c.state.spend(1, b.Len())
}
