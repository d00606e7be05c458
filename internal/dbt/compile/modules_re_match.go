package compile

import (
	"regexp"
	"strconv"
	"strings"

	"scv/jinja"
)

// reMatch is one match; places count characters, as Python's do.
type reMatch struct {
	p  *rePattern
	s  []rune
	at []int // begin and end of the match and of each group, -1 where it is not in it
}

func (m *reMatch) group(i int) jinja.Value {
	if m.at[2*i] < 0 {
		return nil
	}
	return string(m.s[m.at[2*i]:m.at[2*i+1]])
}

// number gives a group's by number or name.
func (m *reMatch) number(v jinja.Value) (int, error) {
	switch g := v.(type) {
	case int64:
		if g >= 0 && int(g) <= m.p.count {
			return int(g), nil
		}
	case string:
		if i, ok := m.p.names[g]; ok {
			return i, nil
		}
	}
	return 0, jinja.Raise("IndexError", "no such group")
}

func (m *reMatch) groups(otherwise jinja.Value) []jinja.Value {
	var out []jinja.Value
	for i := 1; i <= m.p.count; i++ {
		v := m.group(i)
		if v == nil {
			v = otherwise
		}
		out = append(out, v)
	}
	return out
}

// found is what findall gives: the match, its only group, or a tuple of all groups;
// a group that is not in it is an empty text.
func (m *reMatch) found() jinja.Value {
	groups := m.groups("")
	switch len(groups) {
	case 0:
		return m.group(0)
	case 1:
		return groups[0]
	}
	return jinja.NewTuple(groups...)
}

var replaced = regexp.MustCompile(`\\(\d{1,2}|g<\w+>|n|t|r|\\)`)

// expand puts groups into a template: \1, \g<1>, \g<name>.
func (m *reMatch) expand(template string) (string, error) {
	var fault error
	out := replaced.ReplaceAllStringFunc(template, func(ref string) string {
		if plain, ok := map[string]string{`\n`: "\n", `\t`: "\t", `\r`: "\r", `\\`: `\`}[ref]; ok {
			return plain
		}
		name := strings.Trim(ref, `\g<>`)
		var key jinja.Value = name
		if n, err := strconv.ParseInt(name, 10, 64); err == nil {
			key = n
		}
		i, err := m.number(key)
		if err != nil {
			fault = jinja.Raise("error", "invalid group reference %s", name)
			return ""
		}
		text, _ := m.group(i).(string)
		return text
	})
	return out, fault
}

// Attr gives group, groups, groupdict, start, end, span and their like.
func (m *reMatch) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "group":
		return jinja.Func(m.groupCall), true
	case "groups":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return jinja.NewTuple(m.groups(c.Arg(0, "default", nil))...), nil
		}), true
	case "groupdict":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			d, values := m.p.index(), m.groups(c.Arg(0, "default", nil))
			for k, i := range d.All() {
				d.Put(jinja.Str(k), values[i.(int64)-1])
			}
			return d, nil
		}), true
	case "start", "end", "span":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			i, err := m.number(c.Arg(0, "group", int64(0)))
			if err != nil {
				return nil, err
			}
			from, to := int64(m.at[2*i]), int64(m.at[2*i+1])
			return map[string]jinja.Value{"start": from, "end": to, "span": jinja.NewTuple(from, to)}[name], nil
		}), true
	case "expand":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return m.expand(jinja.Str(c.Arg(0, "template", ""))) }), true
	case "re":
		return m.p, true
	case "string":
		return string(m.s), true
	case "lastindex":
		return m.last(), true
	}
	return nil, false
}

func (m *reMatch) groupCall(c *jinja.Call) (jinja.Value, error) {
	if len(c.Args) < 2 {
		i, err := m.number(c.Arg(0, "group", int64(0)))
		if err != nil {
			return nil, err
		}
		return m.group(i), nil
	}
	out := &jinja.Tuple{}
	for _, arg := range c.Args {
		i, err := m.number(arg)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, m.group(i))
	}
	return out, nil
}

func (m *reMatch) last() jinja.Value {
	var best jinja.Value
	for i := 1; i <= m.p.count; i++ {
		if m.at[2*i] >= 0 {
			best = int64(i)
		}
	}
	return best
}

// Item answers match[1] and match['name'].
func (m *reMatch) Item(key jinja.Value) (jinja.Value, bool) {
	i, err := m.number(key)
	if err != nil {
		return nil, false
	}
	return m.group(i), true
}

// TypeName is the class name in messages.
func (m *reMatch) TypeName() string { return "Match" }
