package compile

import (
	"strings"

	"scv/jinja"
)

// reModule is Python's re.
func reModule() jinja.Value {
	d := reFunctions(func(c *jinja.Call, flagsAt int) (*rePattern, error) {
		if p, ok := c.Arg(0, "pattern", "").(*rePattern); ok {
			return p, nil
		}
		return compileRE(jinja.Str(c.Arg(0, "pattern", "")), c.Arg(flagsAt, "flags", int64(0)))
	}, 1)
	d.Put("compile", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
		return compileRE(jinja.Str(c.Arg(0, "pattern", "")), c.Arg(1, "flags", int64(0)))
	}))
	d.Put("escape", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return reEscape(jinja.Str(c.Arg(0, "pattern", ""))), nil }))
	for name, bit := range map[string]int64{
		"IGNORECASE": 2, "I": 2, "MULTILINE": 8, "M": 8, "DOTALL": 16, "S": 16, "UNICODE": 32, "U": 32, "VERBOSE": 64, "X": 64, "ASCII": 256, "A": 256,
	} {
		d.Put(name, bit)
	}
	return &attributes{name: "re", dict: d}
}

// reEscape puts a backslash before what has a meaning in a pattern.
func reEscape(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// reFunctions are the functions of re; first is where their own arguments begin.
func reFunctions(pattern func(c *jinja.Call, flagsAt int) (*rePattern, error), first int) *jinja.Dict {
	on := func(flags int, fn func(c *jinja.Call, p *rePattern) (jinja.Value, error)) jinja.Func {
		return func(c *jinja.Call) (jinja.Value, error) {
			p, err := pattern(c, first+flags)
			if err != nil {
				return nil, err
			}
			return fn(c, p)
		}
	}
	text := func(c *jinja.Call) []rune { return []rune(jinja.Str(c.Arg(first, "string", ""))) }
	match := func(where anchor) jinja.Func {
		return on(1, func(c *jinja.Call, p *rePattern) (jinja.Value, error) {
			m, err := p.find(text(c), where)
			if err != nil || m == nil {
				return nil, err
			}
			return m, nil
		})
	}
	return jinja.NewDict(
		"match", match(atStart), "fullmatch", match(whole), "search", match(anywhere),
		"sub", on(3, func(c *jinja.Call, p *rePattern) (jinja.Value, error) { return reSub(c, p, first) }),
		"findall", on(1, func(c *jinja.Call, p *rePattern) (jinja.Value, error) {
			return reEach(p, text(c), func(m *reMatch) jinja.Value { return m.found() })
		}),
		"finditer", on(1, func(c *jinja.Call, p *rePattern) (jinja.Value, error) {
			return reEach(p, text(c), func(m *reMatch) jinja.Value { return m })
		}),
		"split", on(2, func(c *jinja.Call, p *rePattern) (jinja.Value, error) {
			return reSplit(p, text(c), c.Arg(first+1, "maxsplit", int64(0)))
		}),
	)
}

// reSub replaces by a text with back references, or by what a function gives for
// each match.
func reSub(c *jinja.Call, p *rePattern, first int) (jinja.Value, error) {
	s := []rune(jinja.Str(c.Arg(first+1, "string", "")))
	limit, _ := c.Arg(first+2, "count", int64(0)).(int64)
	matches, err := p.all(s, limit)
	if err != nil {
		return nil, err
	}
	with := c.Arg(first, "repl", "")
	var b strings.Builder
	at := 0
	for _, m := range matches {
		b.WriteString(string(s[at:m.at[0]]))
		at = m.at[1]
		if fn, ok := with.(jinja.Callable); ok {
			v, err := c.Apply(fn, []jinja.Value{m}, nil)
			if err != nil {
				return nil, err
			}
			b.WriteString(jinja.Str(v))
			continue
		}
		text, err := m.expand(jinja.Str(with))
		if err != nil {
			return nil, err
		}
		b.WriteString(text)
	}
	b.WriteString(string(s[at:]))
	return b.String(), nil
}

func reEach(p *rePattern, s []rune, take func(*reMatch) jinja.Value) (jinja.Value, error) {
	matches, err := p.all(s, 0)
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for _, m := range matches {
		out.Items = append(out.Items, take(m))
	}
	return out, nil
}

// reSplit splits; what groups match is kept, as Python does.
func reSplit(p *rePattern, s []rune, limit jinja.Value) (jinja.Value, error) {
	most, _ := limit.(int64)
	matches, err := p.all(s, most)
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	at := 0
	for _, m := range matches {
		out.Items = append(out.Items, string(s[at:m.at[0]]))
		out.Items = append(out.Items, m.groups(nil)...)
		at = m.at[1]
	}
	out.Items = append(out.Items, string(s[at:]))
	return out, nil
}
