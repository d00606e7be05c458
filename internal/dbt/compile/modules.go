package compile

import (
	"regexp"
	"strings"
	"time"

	"scv/jinja"
)

// modules is `modules`: the parts of Python's standard library that dbt shows.
func modules() jinja.Value {
	return &attributes{name: "modules", dict: jinja.NewDict("datetime", datetimeModule(), "re", reModule(), "pytz", pytzModule())}
}

func datetimeModule() jinja.Value {
	datetime := &callableAttributes{attributes{name: "datetime", dict: jinja.NewDict(
		"strptime", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return strptime(jinja.Str(c.Arg(0, "date_string", "")), jinja.Str(c.Arg(1, "format", "")))
		}),
		"fromisoformat", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return fromISO(jinja.Str(c.Arg(0, "date_string", ""))) }),
	)}, func(c *jinja.Call) (jinja.Value, error) { return makeMoment(c, false) }}
	date := &callableAttributes{attributes{name: "date", dict: jinja.NewDict(
		"fromisoformat", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return fromISO(jinja.Str(c.Arg(0, "date_string", ""))) }),
	)}, func(c *jinja.Call) (jinja.Value, error) { return makeMoment(c, true) }}
	return &attributes{name: "datetime", dict: jinja.NewDict("datetime", datetime, "date", date, "timedelta", jinja.Func(makeDuration))}
}

type callableAttributes struct {
	attributes
	call func(*jinja.Call) (jinja.Value, error)
}

// Call runs it.
func (a *callableAttributes) Call(c *jinja.Call) (jinja.Value, error) { return a.call(c) }

func makeMoment(c *jinja.Call, date bool) (jinja.Value, error) {
	parts := [7]int{}
	for i, name := range []string{"year", "month", "day", "hour", "minute", "second", "microsecond"} {
		n, ok := c.Arg(i, name, int64(0)).(int64)
		if !ok || i < 3 && n == 0 {
			return nil, jinja.Raise("TypeError", "a whole number is required for %s", name)
		}
		parts[i] = int(n)
	}
	t := time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], parts[6]*1000, time.UTC)
	if t.Day() != parts[2] || t.Month() != time.Month(parts[1]) {
		return nil, jinja.Raise("ValueError", "day is out of range for month")
	}
	return &Moment{t: t, date: date}, nil
}

func fromISO(s string) (*Moment, error) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05.999999", time.RFC3339, "2006-01-02 15:04:05Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return &Moment{t: t, date: layout == "2006-01-02", zone: strings.HasSuffix(layout, "Z07:00")}, nil
		}
	}
	return nil, jinja.Raise("ValueError", "Invalid isoformat string: %s", jinja.Repr(s))
}

func strptime(s, format string) (jinja.Value, error) {
	layout := format
	for code, form := range strftimeForms {
		layout = strings.ReplaceAll(layout, "%"+string(code), form)
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return nil, jinja.Raise("ValueError", "time data %s does not match format %s", jinja.Repr(s), jinja.Repr(format))
	}
	return &Moment{t: t}, nil
}

// reModule is Python's re for patterns that Go's regexp takes: no look-around
// and no back references.
func reModule() jinja.Value {
	match := func(full, start bool) jinja.Func {
		return func(c *jinja.Call) (jinja.Value, error) {
			pattern := jinja.Str(c.Arg(0, "pattern", ""))
			if start || full {
				pattern = `\A(?:` + pattern + ")"
			}
			if full {
				pattern += `\z`
			}
			re, err := compileRE(pattern)
			if err != nil {
				return nil, err
			}
			s := jinja.Str(c.Arg(1, "string", ""))
			if at := re.FindStringSubmatchIndex(s); at != nil {
				return &reMatch{re: re, s: s, at: at}, nil
			}
			return nil, nil
		}
	}
	return &attributes{name: "re", dict: jinja.NewDict(
		"match", match(false, true), "fullmatch", match(true, true), "search", match(false, false),
		"sub", jinja.Func(reSub), "findall", jinja.Func(reFindAll), "split", jinja.Func(reSplit),
		"escape", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return regexp.QuoteMeta(jinja.Str(c.Arg(0, "pattern", ""))), nil
		}),
		"IGNORECASE", int64(2), "I", int64(2), "MULTILINE", int64(8), "M", int64(8), "DOTALL", int64(16), "S", int64(16),
	)}
}

func compileRE(pattern string) (*regexp.Regexp, error) {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return nil, jinja.Raise("error", "%s", err.Error())
	}
	return re, nil
}

var backReference = regexp.MustCompile(`\\(\d+|g<(\w+)>)`)

func reSub(c *jinja.Call) (jinja.Value, error) {
	re, err := compileRE(jinja.Str(c.Arg(0, "pattern", "")))
	if err != nil {
		return nil, err
	}
	with := strings.ReplaceAll(jinja.Str(c.Arg(1, "repl", "")), "$", "$$")
	with = backReference.ReplaceAllStringFunc(with, func(s string) string { return "${" + strings.Trim(s, `\g<>`) + "}" })
	return re.ReplaceAllString(jinja.Str(c.Arg(2, "string", "")), with), nil
}

func reFindAll(c *jinja.Call) (jinja.Value, error) {
	re, err := compileRE(jinja.Str(c.Arg(0, "pattern", "")))
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for _, m := range re.FindAllStringSubmatch(jinja.Str(c.Arg(1, "string", "")), -1) {
		switch len(m) {
		case 1:
			out.Items = append(out.Items, m[0])
		case 2:
			out.Items = append(out.Items, m[1])
		default:
			out.Items = append(out.Items, namesTuple(m[1:]))
		}
	}
	return out, nil
}

func reSplit(c *jinja.Call) (jinja.Value, error) {
	re, err := compileRE(jinja.Str(c.Arg(0, "pattern", "")))
	if err != nil {
		return nil, err
	}
	out := jinja.NewList()
	for _, s := range re.Split(jinja.Str(c.Arg(1, "string", "")), -1) {
		out.Items = append(out.Items, s)
	}
	return out, nil
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
