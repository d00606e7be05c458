package compile

import (
	"regexp"
	"strings"

	"scv/jinja"
)

// reModule is Python's re for patterns that Go's regexp takes: no look-around and
// no back references within a pattern.
func reModule() jinja.Value {
	d := reFunctions(func(c *jinja.Call, flagsAt int) (string, error) {
		return flagged(jinja.Str(c.Arg(0, "pattern", "")), c.Arg(flagsAt, "flags", int64(0))), nil
	}, 1)
	d.Put("compile", jinja.Func(reCompile))
	d.Put("escape", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		return regexp.QuoteMeta(jinja.Str(c.Arg(0, "pattern", ""))), nil
	}))
	for name, bit := range map[string]int64{"IGNORECASE": 2, "I": 2, "MULTILINE": 8, "M": 8, "DOTALL": 16, "S": 16} {
		d.Put(name, bit)
	}
	return &attributes{name: "re", dict: d}
}

// reCompile gives a pattern with the functions as methods.
func reCompile(c *jinja.Call) (jinja.Value, error) {
	pattern := flagged(jinja.Str(c.Arg(0, "pattern", "")), c.Arg(1, "flags", int64(0)))
	if _, err := compileRE(pattern); err != nil {
		return nil, err
	}
	d := reFunctions(func(*jinja.Call, int) (string, error) { return pattern, nil }, 0)
	d.Put("pattern", jinja.Str(c.Arg(0, "pattern", "")))
	return &attributes{name: "Pattern", dict: d}, nil
}

// flagged puts Python's flags before a pattern.
func flagged(pattern string, flags jinja.Value) string {
	bits, _ := flags.(int64)
	letters := ""
	for _, f := range []struct {
		bit    int64
		letter string
	}{{2, "i"}, {8, "m"}, {16, "s"}} {
		if bits&f.bit != 0 {
			letters += f.letter
		}
	}
	if letters == "" {
		return pattern
	}
	return "(?" + letters + ")" + pattern
}

// reFunctions are the functions of re; first is where their own arguments begin.
func reFunctions(pattern func(c *jinja.Call, flagsAt int) (string, error), first int) *jinja.Dict {
	compiled := func(c *jinja.Call, flagsAt int, form string) (*regexp.Regexp, error) {
		p, err := pattern(c, flagsAt)
		if err != nil {
			return nil, err
		}
		return compileRE(strings.ReplaceAll(form, "%", p))
	}
	match := func(form string) jinja.Func {
		return func(c *jinja.Call) (jinja.Value, error) {
			re, err := compiled(c, first+1, form)
			if err != nil {
				return nil, err
			}
			s := jinja.Str(c.Arg(first, "string", ""))
			if at := re.FindStringSubmatchIndex(s); at != nil {
				return &reMatch{re: re, s: s, at: at}, nil
			}
			return nil, nil
		}
	}
	on := func(flags int, fn func(c *jinja.Call, re *regexp.Regexp) (jinja.Value, error)) jinja.Func {
		return func(c *jinja.Call) (jinja.Value, error) {
			re, err := compiled(c, first+flags, "%")
			if err != nil {
				return nil, err
			}
			return fn(c, re)
		}
	}
	return jinja.NewDict(
		"match", match(`\A(?:%)`), "fullmatch", match(`\A(?:%)\z`), "search", match("%"),
		"sub", on(3, func(c *jinja.Call, re *regexp.Regexp) (jinja.Value, error) { return reSub(c, re, first) }),
		"findall", on(1, func(c *jinja.Call, re *regexp.Regexp) (jinja.Value, error) {
			return reFindAll(re, jinja.Str(c.Arg(first, "string", ""))), nil
		}),
		"finditer", on(1, func(c *jinja.Call, re *regexp.Regexp) (jinja.Value, error) {
			return reFindIter(re, jinja.Str(c.Arg(first, "string", ""))), nil
		}),
		"split", on(2, func(c *jinja.Call, re *regexp.Regexp) (jinja.Value, error) {
			return reSplit(re, jinja.Str(c.Arg(first, "string", "")), c.Arg(first+1, "maxsplit", int64(0))), nil
		}),
	)
}

func compileRE(pattern string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(strings.ReplaceAll(pattern, `\Z`, `\z`))
	if err != nil {
		return nil, jinja.Raise("error", "%s", err.Error())
	}
	return re, nil
}

var backReference = regexp.MustCompile(`\\(\d+|g<(\w+)>)`)

// reSub replaces by a text with back references, or by what a function gives for
// each match.
func reSub(c *jinja.Call, re *regexp.Regexp, first int) (jinja.Value, error) {
	s := jinja.Str(c.Arg(first+1, "string", ""))
	limit, _ := c.Arg(first+2, "count", int64(0)).(int64)
	with := c.Arg(first, "repl", "")
	template := strings.ReplaceAll(jinja.Str(with), "$", "$$")
	template = backReference.ReplaceAllStringFunc(template, func(s string) string { return "${" + strings.Trim(s, `\g<>`) + "}" })
	var out []byte
	at := 0
	for i, m := range re.FindAllStringSubmatchIndex(s, -1) {
		if limit > 0 && int64(i) >= limit {
			break
		}
		out = append(out, s[at:m[0]]...)
		if fn, ok := with.(jinja.Callable); ok {
			v, err := c.Apply(fn, []jinja.Value{&reMatch{re: re, s: s, at: m}}, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, jinja.Str(v)...)
		} else {
			out = re.ExpandString(out, template, s, m)
		}
		at = m[1]
	}
	return string(append(out, s[at:]...)), nil
}

func reFindAll(re *regexp.Regexp, s string) jinja.Value {
	out := jinja.NewList()
	for _, m := range re.FindAllStringSubmatch(s, -1) {
		switch len(m) {
		case 1:
			out.Items = append(out.Items, m[0])
		case 2:
			out.Items = append(out.Items, m[1])
		default:
			out.Items = append(out.Items, namesTuple(m[1:]))
		}
	}
	return out
}

func reFindIter(re *regexp.Regexp, s string) jinja.Value {
	out := jinja.NewList()
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		out.Items = append(out.Items, &reMatch{re: re, s: s, at: m})
	}
	return out
}

// reSplit splits; what groups match is kept, as Python does.
func reSplit(re *regexp.Regexp, s string, limit jinja.Value) jinja.Value {
	most, _ := limit.(int64)
	out := jinja.NewList()
	at := 0
	for i, m := range re.FindAllStringSubmatchIndex(s, -1) {
		if most > 0 && int64(i) >= most {
			break
		}
		out.Items = append(out.Items, s[at:m[0]])
		for g := 1; g < len(m)/2; g++ {
			out.Items = append(out.Items, (&reMatch{re: re, s: s, at: m}).group(g))
		}
		at = m[1]
	}
	out.Items = append(out.Items, s[at:])
	return out
}

type reMatch struct {
	re *regexp.Regexp
	s  string
	at []int
}

func (m *reMatch) group(i int) jinja.Value {
	if 2*i+1 >= len(m.at) || m.at[2*i] < 0 {
		return nil
	}
	return m.s[m.at[2*i]:m.at[2*i+1]]
}

// Attr gives group, groups, start, end and span.
func (m *reMatch) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "group":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			switch g := c.Arg(0, "group", int64(0)).(type) {
			case int64:
				return m.group(int(g)), nil
			case string:
				return m.group(max(m.re.SubexpIndex(g), 0)), nil
			}
			return nil, jinja.Raise("IndexError", "no such group")
		}), true
	case "groups":
		return jinja.Func(func(*jinja.Call) (jinja.Value, error) {
			t := &jinja.Tuple{}
			for i := 1; i < len(m.at)/2; i++ {
				t.Items = append(t.Items, m.group(i))
			}
			return t, nil
		}), true
	case "start":
		return fixed(int64(m.at[0])), true
	case "end":
		return fixed(int64(m.at[1])), true
	case "span":
		return fixed(jinja.NewTuple(int64(m.at[0]), int64(m.at[1]))), true
	}
	return nil, false
}
