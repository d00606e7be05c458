package selection

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"scv/internal/dbt/graph"
)

func stem(file string) string { return strings.TrimSuffix(path.Base(file), path.Ext(file)) }

// dotted matches `a`, `a.b` or `a.b.c` against the last names, the package first.
func dotted(value string, names ...string) bool {
	parts := strings.Split(value, ".")
	switch {
	case len(parts) > len(names):
		return false
	case len(parts) == 1: // the first name after the package
		return globber(parts[0])(names[1])
	case len(parts) < len(names):
		names = names[len(names)-len(parts):]
	}
	for i, p := range parts {
		if !globber(p)(names[i]) {
			return false
		}
	}
	return true
}

// globber gives a match for a pattern with *, ? and [...], as Python's fnmatch. A
// class that Go does not accept matches only itself.
func globber(pattern string) func(string) bool {
	if strings.ContainsAny(pattern, "*?[") {
		if re, err := regexp.Compile(fnmatch(pattern)); err == nil {
			return re.MatchString
		}
	}
	return func(s string) bool { return s == pattern }
}

func fnmatch(pattern string) string {
	var b strings.Builder
	b.WriteString(`(?s)\A`)
	for i := 0; i < len(pattern); i++ {
		switch ch := pattern[i]; ch {
		case '*':
			b.WriteString(".*")
		case '?':
			b.WriteString(".")
		case '[':
			end := strings.IndexByte(pattern[i+1:], ']')
			if end < 1 {
				b.WriteString(`\[`)
				continue
			}
			class := pattern[i+1 : i+1+end]
			if class[0] == '!' {
				class = "^" + class[1:]
			}
			b.WriteString("[" + strings.ReplaceAll(class, `\`, `\\`) + "]")
			i += end + 1
		default:
			if strings.IndexByte(`\.+()|]{}^$`, ch) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(ch)
		}
	}
	return b.String() + `\z`
}

// fqnMatcher matches a node by its name, or by the beginning of its fqn with or
// without the package.
func fqnMatcher(value string) func(*graph.Node) bool {
	m := newFQNPattern(value)
	return func(n *graph.Node) bool {
		versioned := n.Version != nil
		return m.selects(n.FQN, versioned) || len(n.FQN) > 1 && m.selects(n.FQN[1:], versioned)
	}
}

// fqnPattern is a value of fqn:, split once for all nodes.
type fqnPattern struct {
	value string
	words []string
	glob  int               // the first word that is a pattern; len(words) when none is
	name  func(string) bool // value as a pattern of a name
	rest  func(string) bool // the words from glob on
}

func newFQNPattern(value string) *fqnPattern {
	m := &fqnPattern{value: value, words: strings.Split(value, "."), name: globber(value)}
	m.glob = slices.IndexFunc(m.words, func(w string) bool { return strings.ContainsAny(w, "*?[") })
	if m.glob < 0 {
		m.glob = len(m.words)
	}
	m.rest = globber(strings.Join(m.words[m.glob:], "."))
	return m
}

func (m *fqnPattern) selects(fqn []string, versioned bool) bool {
	if versioned && len(fqn) > 1 {
		last := fqn[len(fqn)-2:]
		if last[0] == m.value || strings.Join(last, "_") == strings.Join(m.words[max(0, len(m.words)-2):], "_") {
			return true
		}
	} else if m.name(fqn[len(fqn)-1]) {
		return true
	}
	flat := strings.Split(strings.Join(fqn, "."), ".")
	if len(flat) < len(m.words) || !slices.Equal(flat[:m.glob], m.words[:m.glob]) {
		return false
	}
	return m.glob == len(m.words) || m.rest(strings.Join(flat[m.glob:], "."))
}

func pathMatches(value string, n *graph.Node) bool {
	value = strings.TrimSuffix(path.Clean(strings.ReplaceAll(value, `\`, "/")), "/")
	for _, file := range []string{n.File, path.Join(n.Root, n.File)} {
		if strings.ContainsAny(value, "*?[") {
			if prefixGlob(value, file) {
				return true
			}
			continue
		}
		if file == value || strings.HasPrefix(file, value+"/") {
			return true
		}
	}
	return false
}

// prefixGlob matches a glob against a file or any folder above it.
func prefixGlob(pattern, file string) bool {
	for p := file; p != "." && p != "/"; p = path.Dir(p) {
		if ok, err := path.Match(strings.ReplaceAll(pattern, "**", "*"), p); ok && err == nil {
			return true
		}
	}
	return strings.Contains(pattern, "**") && globber(pattern)(file)
}
