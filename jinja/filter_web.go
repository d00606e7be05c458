package jinja

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

func htmlUnescape(s string) string { return html.UnescapeString(s) }

// quote is url_quote: slashes stay unless the text is part of a query.
func quote(v Value, query bool) string {
	s := strings.ReplaceAll(url.QueryEscape(Str(v)), "%7E", "~")
	if query {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "+", "%20"), "%2F", "/")
}

func filterURLEncode(c *Call) (Value, error) {
	v := c.Args[0]
	if _, ok := text(v); ok {
		return quote(v, false), nil
	}
	if d, ok := mappingOf(v); ok {
		v = &dictView{d, 'i'}
	}
	if !iterable(v) {
		return quote(v, false), nil
	}
	items, err := elements(c.state, v)
	if err != nil {
		return nil, err
	}
	parts := make([]string, len(items))
	for i, item := range items {
		kv, err := exactly(c.state.f, item, 2)
		if err != nil {
			return nil, err
		}
		parts[i] = quote(kv[0], true) + "=" + quote(kv[1], true)
	}
	return joinText(c.state, "&", parts)
}

func filterXMLAttr(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_xmlattr", 1, 0, "autospace")
	if err != nil {
		return nil, err
	}
	if u, isUndefined := c.Args[0].(*Undefined); isUndefined {
		return nil, u.err()
	}
	d, ok := mappingOf(c.Args[0])
	if !ok {
		return nil, Raise(kindAttribute, "'%s' object has no attribute 'items'", typeName(c.Args[0]))
	}
	var parts []string
	for k, v := range d.All() {
		if _, undefined := v.(*Undefined); undefined || v == nil {
			continue
		}
		if attrKeyPattern.MatchString(Str(k)) {
			return nil, Raise(kindValue, "Invalid character in attribute name: %s", Repr(k))
		}
		parts = append(parts, escapeText(k)+`="`+escapeText(v)+`"`)
	}
	out := strings.Join(parts, " ")
	if out != "" && Truth(or(a[0], true)) {
		out = " " + out
	}
	if c.state.f.run.escape {
		return Markup(out), nil
	}
	return out, nil
}

func filterFileSize(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_filesizeformat", 1, 0, "binary")
	if err != nil {
		return nil, err
	}
	size, ok := toFloat(c.Args[0])
	if s, isText := text(c.Args[0]); isText {
		if size, ok = parseFloat(s); !ok {
			return nil, Raise(kindValue, "could not convert string to float: %s", reprString(s))
		}
	}
	if u, isUndefined := c.Args[0].(*Undefined); isUndefined {
		return nil, u.err()
	}
	if !ok {
		return nil, Raise(kindType, "float() argument must be a string or a real number, not '%s'", typeName(c.Args[0]))
	}
	base, marks := 1000.0, []string{"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"}
	if Truth(or(a[0], false)) {
		base, marks = 1024, []string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"}
	}
	switch {
	case size == 1:
		return "1 Byte", nil
	case size < base:
		return fmt.Sprintf("%d Bytes", int64(size)), nil
	}
	unit := base
	for i, mark := range marks {
		unit *= base
		if size < unit || i == len(marks)-1 {
			return fmt.Sprintf("%.1f %s", base*size/unit, mark), nil
		}
	}
	return nil, nil
}

// filterPprint prints on one line what pprint prints on one line; longer values
// are not wrapped. Keys of dicts are sorted.
func filterPprint(c *Call) (Value, error) {
	return Repr(sortedKeys(c.Args[0], 0)), nil
}

func sortedKeys(v Value, depth int) Value {
	if depth > maxDepth {
		return v
	}
	switch v := v.(type) {
	case *List:
		out := &List{}
		for _, item := range v.Items {
			out.Items = append(out.Items, sortedKeys(item, depth+1))
		}
		return out
	case *Dict:
		keys := v.Keys()
		slices.SortStableFunc(keys, func(a, b Value) int {
			n, err := compare(a, b)
			if err != nil {
				return strings.Compare(typeName(a), typeName(b))
			}
			return n
		})
		out := &Dict{}
		for _, k := range keys {
			item, _ := v.Get(k)
			if h, err := hashKey(k); err == nil {
				out.put(h, k, sortedKeys(item, depth+1))
			}
		}
		return out
	}
	return v
}

var urlPattern = regexp.MustCompile(`(?:https?://|www\.)[^\s<>"']+|[\w.+-]+@[\w-]+\.[\w.-]+`)

// filterURLize makes links of what looks like a URL or mail address.
func filterURLize(c *Call) (Value, error) {
	a, err := bindArgs(c, "do_urlize", 1, 0, "trim_url_limit", "nofollow", "target", "rel", "extra_schemes")
	if err != nil {
		return nil, err
	}
	rel := []string{"noopener"}
	if Truth(or(a[1], false)) {
		rel = append(rel, "nofollow")
	}
	rel = append(rel, strings.Fields(Str(or(a[3], "")))...)
	slices.Sort(rel)
	attrs := ` rel="` + html.EscapeString(strings.Join(slices.Compact(rel), " ")) + `"`
	if target := or(a[2], nil); target != nil {
		attrs += ` target="` + escapeText(Str(target)) + `"`
	}
	limit := -1
	if v := or(a[0], nil); v != nil {
		if limit, err = intArg(v, -1); err != nil {
			return nil, err
		}
	}
	out := urlPattern.ReplaceAllStringFunc(escapeText(Str(c.Args[0])), func(m string) string {
		return link(m, attrs, limit)
	})
	return out, c.state.spend(0, len(out))
}

func link(m, attrs string, limit int) string {
	tail := ""
	for m != "" && strings.ContainsAny(m[len(m)-1:], ".,;:!?)") {
		m, tail = m[:len(m)-1], m[len(m)-1:]+tail
	}
	shown := m
	if limit >= 0 && runeLen(m) > limit {
		shown = string([]rune(m)[:limit]) + "..."
	}
	switch {
	case strings.HasPrefix(m, "www."):
		return `<a href="https://` + m + `"` + attrs + `>` + shown + `</a>` + tail
	case strings.Contains(m, "://"):
		return `<a href="` + m + `"` + attrs + `>` + shown + `</a>` + tail
	}
	return `<a href="mailto:` + m + `">` + shown + `</a>` + tail
}
