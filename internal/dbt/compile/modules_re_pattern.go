package compile

import (
	"strconv"
	"strings"
	"time"

	"github.com/dlclark/regexp2"

	"scv/jinja"
)

// rePattern is a compiled pattern. The engine goes back, as Python's does: patterns
// may look around and refer to groups.
type rePattern struct {
	re    *regexp2.Regexp
	text  string
	flags int64
	names map[string]int // groups by name; Python counts them among the others
	count int            // groups
}

// reTime bounds one search: a pattern of a package may go back for ever.
const reTime = 2 * time.Second

type anchor string

const (
	anywhere anchor = "%"
	atStart  anchor = `\A(?:%)`
	whole    anchor = `\A(?:%)\z`
)

func compileRE(text string, flags jinja.Value) (*rePattern, error) {
	bits, _ := flags.(int64)
	p := &rePattern{text: text, flags: bits, names: map[string]int{}}
	re, err := regexp2.Compile(p.translate(), p.options())
	if err != nil {
		return nil, jinja.Raise("error", "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	re.MatchTimeout = reTime
	p.re = re
	return p, nil
}

func (p *rePattern) options() regexp2.RegexOptions {
	var o regexp2.RegexOptions
	for bit, option := range map[int64]regexp2.RegexOptions{
		2: regexp2.IgnoreCase, 8: regexp2.Multiline, 16: regexp2.Singleline, 64: regexp2.IgnorePatternWhitespace,
	} {
		if p.flags&bit != 0 {
			o |= option
		}
	}
	return o
}

// translate writes the pattern in the engine's words: named groups become plain
// ones, as Python numbers all groups from left to right, \Z is the very end, {,n}
// begins at 0.
func (p *rePattern) translate() string {
	var b strings.Builder
	class := false
	for i := 0; i < len(p.text); i++ {
		rest := p.text[i:]
		switch {
		case rest[0] == '\\' && len(rest) > 1:
			if i++; rest[1] == 'Z' && !class {
				b.WriteString(`\z`)
			} else {
				b.WriteString(rest[:2])
			}
		case class:
			class = rest[0] != ']'
			b.WriteByte(rest[0])
		case rest[0] == '[':
			class = true
			open := rest[:1+len(rest[1:])-len(strings.TrimLeft(rest[1:], "^"))]
			if strings.HasPrefix(rest[len(open):], "]") { // a bracket that comes first is one of the class
				open += "]"
			}
			b.WriteString(open)
			i += len(open) - 1
		case strings.HasPrefix(rest, "{,"):
			b.WriteString("{0,")
			i++
		default:
			i += p.translateGroup(&b, rest)
		}
	}
	return b.String()
}

// translateGroup writes what stands at the beginning of rest and gives how many
// bytes more than one it took.
func (p *rePattern) translateGroup(b *strings.Builder, rest string) int {
	if name, ok := between(rest, "(?P<", '>'); ok {
		p.count++
		p.names[name] = p.count
		b.WriteByte('(')
		return len("(?P<") + len(name)
	}
	if name, ok := between(rest, "(?P=", ')'); ok {
		b.WriteString(`(?:\` + strconv.Itoa(p.names[name]) + ")")
		return len("(?P=") + len(name)
	}
	for _, flag := range []string{"(?a)", "(?u)"} { // what text is anyway
		if strings.HasPrefix(rest, flag) {
			return len(flag) - 1
		}
	}
	if rest[0] == '(' && !strings.HasPrefix(rest, "(?") {
		p.count++
	}
	b.WriteByte(rest[0])
	return 0
}

func between(text, before string, after byte) (string, bool) {
	inner, ok := strings.CutPrefix(text, before)
	if !ok {
		return "", false
	}
	end := strings.IndexByte(inner, after)
	if end < 0 {
		return "", false
	}
	return inner[:end], true
}

// find gives the first match, or nil.
func (p *rePattern) find(s []rune, where anchor) (*reMatch, error) {
	re := p.re
	if where != anywhere {
		var err error
		if re, err = regexp2.Compile(strings.Replace(string(where), "%", re.String(), 1), p.options()); err != nil {
			return nil, jinja.Raise("error", "%s", err.Error())
		}
		re.MatchTimeout = reTime
	}
	m, err := re.FindRunesMatch(s)
	if err != nil {
		return nil, p.slow()
	}
	return p.match(s, m), nil
}

func (p *rePattern) slow() error {
	return jinja.Raise("error", "the pattern %s takes too long: it goes back too often", jinja.Repr(p.text))
}

// all gives the matches from left to right, at most so many; 0 is without bound.
func (p *rePattern) all(s []rune, most int64) ([]*reMatch, error) {
	var out []*reMatch
	m, err := p.re.FindRunesMatch(s)
	for ; err == nil && m != nil && (most <= 0 || int64(len(out)) < most); m, err = p.re.FindNextMatch(m) {
		out = append(out, p.match(s, m))
	}
	if err != nil {
		return nil, p.slow()
	}
	return out, nil
}

func (p *rePattern) match(s []rune, m *regexp2.Match) *reMatch {
	if m == nil {
		return nil
	}
	out := &reMatch{p: p, s: s}
	for i := range p.count + 1 {
		g := m.GroupByNumber(i)
		if g == nil || len(g.Captures) == 0 {
			out.at = append(out.at, -1, -1)
			continue
		}
		out.at = append(out.at, g.Index, g.Index+g.Length)
	}
	return out
}

// Attr gives the functions of re as methods, and what the pattern is.
func (p *rePattern) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "pattern":
		return p.text, true
	case "flags":
		return p.flags | 32, true
	case "groups":
		return int64(p.count), true
	case "groupindex":
		return p.index(), true
	}
	return reFunctions(func(*jinja.Call, int) (*rePattern, error) { return p, nil }, 0).GetStr(name)
}

func (p *rePattern) index() *jinja.Dict {
	d := jinja.NewDict()
	for i := 1; i <= p.count; i++ {
		for name, at := range p.names {
			if at == i {
				d.Put(name, int64(i))
			}
		}
	}
	return d
}

// TypeName is the class name in messages.
func (p *rePattern) TypeName() string { return "Pattern" }

// Repr gives what `repr` prints.
func (p *rePattern) Repr() string { return "re.compile(" + jinja.Repr(p.text) + ")" }

// String is what prints.
func (p *rePattern) String() string { return p.Repr() }
