package jinja

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// strMethod finds a method of str, or nil.
func strMethod(name string) methodFunc {
	switch name {
	case "upper":
		return onStr(name, upper)
	case "lower":
		return onStr(name, strings.ToLower)
	case "casefold":
		return onStr(name, casefold)
	case "title":
		return onStr(name, titleCase)
	case "capitalize":
		return onStr(name, capitalize)
	case "swapcase":
		return onStr(name, swapCase)
	case "strip", "lstrip", "rstrip":
		return strStrip(name)
	case "split", "rsplit":
		return strSplit(name)
	case "splitlines":
		return strSplitLines
	case "startswith", "endswith":
		return strAffix(name)
	case "removeprefix", "removesuffix":
		return strRemove(name)
	case "replace":
		return strReplace
	case "join":
		return strJoin
	case "format", "format_map":
		return strFormatMethod(name)
	}
	return strMethodMore(name)
}

func strMethodMore(name string) methodFunc {
	switch name {
	case "find", "rfind", "index", "rindex", "count":
		return strFind(name)
	case "partition", "rpartition":
		return strPartition(name)
	case "ljust", "rjust", "center":
		return strPad(name)
	case "zfill":
		return strZfill
	case "expandtabs":
		return strExpandTabs
	case "translate":
		return strTranslate
	case "encode":
		return strEncode
	case "isdigit", "isdecimal", "isnumeric", "isalpha", "isalnum", "isspace", "isupper", "islower", "istitle",
		"isascii", "isidentifier", "isprintable":
		return strIs(name)
	}
	return nil
}

// likeSubject gives s the type of the method's subject: Markup stays Markup.
func likeSubject(subject Value, s string) Value {
	if isMarkup(subject) {
		return Markup(s)
	}
	return s
}

// onStr makes a method of a function of the string alone.
func onStr(name string, fn func(string) string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		if len(c.Args) > 0 || c.NKwargs() > 0 {
			return nil, Raise(kindType, "str.%s() takes no arguments (%d given)", name, len(c.Args)+c.NKwargs())
		}
		s, _ := text(subject)
		return likeSubject(subject, fn(s)), c.state.spend(0, len(s))
	}
}

// casefold is Python's for the scripts whose folding differs from lower case.
func casefold(s string) string {
	return strings.NewReplacer("ß", "ss", "ſ", "s", "ς", "σ", "ŉ", "ʼn", "ǰ", "ǰ", "ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬆ", "st").Replace(strings.ToLower(s))
}

// upper is Python's: ß becomes SS.
func upper(s string) string {
	if strings.ContainsRune(s, 'ß') {
		s = strings.ReplaceAll(s, "ß", "SS")
	}
	return strings.ToUpper(s)
}

func cased(r rune) bool { return unicode.IsUpper(r) || unicode.IsLower(r) || unicode.IsTitle(r) }

// titleCase is str.title: a letter behind a letter is lower, any other upper.
func titleCase(s string) string {
	var b strings.Builder
	inWord := false
	for _, r := range s {
		if inWord {
			b.WriteRune(unicode.ToLower(r))
		} else {
			b.WriteRune(unicode.ToTitle(r))
		}
		inWord = cased(r)
	}
	return b.String()
}

func capitalize(s string) string {
	r, n := utf8.DecodeRuneInString(s) // n is 1 for a byte that is no rune, 0 for none
	if n == 0 {
		return s
	}
	return string(unicode.ToTitle(r)) + strings.ToLower(s[n:])
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

func strStrip(name string) methodFunc {
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "str."+name, 0, "chars")
		if err != nil {
			return nil, err
		}
		s, _ := text(subject)
		in := isSpace
		if chars := or(a[0], nil); chars != nil {
			set, err := strArg(chars, name)
			if err != nil {
				return nil, err
			}
			in = func(r rune) bool { return strings.ContainsRune(set, r) }
		}
		if name != "rstrip" {
			s = strings.TrimLeftFunc(s, in)
		}
		if name != "lstrip" {
			s = strings.TrimRightFunc(s, in)
		}
		return likeSubject(subject, s), nil
	}
}

func strReplace(subject Value, c *Call) (Value, error) {
	a, err := bindArgs(c, "replace", 0, 2, "old", "new", "count")
	if err != nil {
		return nil, err
	}
	if isMarkup(subject) {
		a[0], a[1] = escapeText(a[0]), escapeText(a[1])
	}
	old, err := stringArgs("replace", a[0], a[1])
	if err != nil {
		return nil, err
	}
	n, err := intArg(a[2], -1)
	if err != nil {
		return nil, err
	}
	s, _ := text(subject)
	out, err := replaceText(c.state, s, old[0], old[1], n)
	return likeSubject(subject, out), err
}

// replaceText is strings.Replace within the limits of the render.
func replaceText(s *State, in, old, with string, n int) (string, error) {
	found := strings.Count(in, old)
	if n >= 0 {
		found = min(found, n)
	}
	size := len(in) + found*(len(with)-len(old))
	if size > maxPrint {
		return "", Raise(kindMemory, "a replaced text is too long")
	}
	if err := s.spend(0, max(0, size)); err != nil {
		return "", err
	}
	return strings.Replace(in, old, with, n), nil
}

func strJoin(subject Value, c *Call) (Value, error) {
	a, err := positional(c, "str.join", 1, "iterable")
	if err != nil {
		return nil, err
	}
	items, err := elements(c.state, a[0])
	if err != nil {
		return nil, Raise(kindType, "can only join an iterable")
	}
	if isMarkup(subject) {
		return joinEscaped(c.state.f.run, subject, items)
	}
	parts := make([]string, len(items))
	for i, item := range items {
		s, ok := text(item)
		if !ok {
			return nil, Raise(kindType, "sequence item %d: expected str instance, %s found", i, typeName(item))
		}
		parts[i] = s
	}
	sep, _ := text(subject)
	return joinText(c.state, sep, parts)
}

// joinText is strings.Join within the limits of the render.
func joinText(s *State, sep string, parts []string) (Value, error) {
	size := len(sep) * max(0, len(parts)-1)
	for _, p := range parts {
		size += len(p)
	}
	if size > maxPrint {
		return nil, Raise(kindMemory, "a joined text is too long")
	}
	if err := s.spend(0, size); err != nil {
		return nil, err
	}
	return strings.Join(parts, sep), nil
}

// strAffix is startswith and endswith; the argument may be a tuple.
func strAffix(name string) methodFunc {
	test := strings.HasPrefix
	if name == "endswith" {
		test = strings.HasSuffix
	}
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "str."+name, 1, "prefix", "start", "end")
		if err != nil {
			return nil, err
		}
		s, _, err := window(subject, a[1], a[2])
		if err != nil {
			return nil, err
		}
		options := []Value{a[0]}
		if t, ok := a[0].(*Tuple); ok {
			options = t.Items
		}
		for _, o := range options {
			affix, ok := text(o)
			if !ok {
				return nil, Raise(kindType, "%s first arg must be str or a tuple of str, not %s", name, typeName(o))
			}
			if test(s, affix) {
				return true, nil
			}
		}
		return false, nil
	}
}

// window gives subject[start:end] and the code point at which it begins.
func window(subject, start, end Value) (string, int, error) {
	s, _ := text(subject)
	if isMissing(start) && isMissing(end) {
		return s, 0, nil
	}
	n := runeLen(s)
	from, err := bound(or(start, nil), 0, 0, n, n)
	if err != nil {
		return "", 0, err
	}
	to, err := bound(or(end, nil), n, 0, n, n)
	if err != nil || to < from {
		return "", from, err
	}
	return string([]rune(s)[from:to]), from, nil
}

func strRemove(name string) methodFunc {
	trim := strings.TrimPrefix
	if name == "removesuffix" {
		trim = strings.TrimSuffix
	}
	return func(subject Value, c *Call) (Value, error) {
		a, err := positional(c, "str."+name, 1, "affix")
		if err != nil {
			return nil, err
		}
		affix, err := strArg(a[0], name)
		s, _ := text(subject)
		return likeSubject(subject, trim(s, affix)), err
	}
}
