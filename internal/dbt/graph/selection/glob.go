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
	rest  func(string) bool // the words from glob on
}

func newFQNPattern(value string) *fqnPattern {
	m := &fqnPattern{value: value, words: strings.Split(value, ".")}
	m.glob = slices.IndexFunc(m.words, func(w string) bool { return strings.ContainsAny(w, "*?[]") })
	if m.glob < 0 {
		m.glob = len(m.words)
	}
	m.rest = globber(strings.Join(m.words[m.glob:], "."))
	return m
}

// selects matches the name, or the beginning of the fqn; a pattern must match to
// its end, or, when it is one word, the name. The name of a versioned model is the
// last but one.
func (m *fqnPattern) selects(fqn []string, versioned bool) bool {
	name := fqn[len(fqn)-1]
	if versioned && len(fqn) > 1 {
		last := fqn[len(fqn)-2:]
		if name = last[0]; strings.Join(last, "_") == strings.Join(m.words[max(0, len(m.words)-2):], "_") {
			return true
		}
	}
	if name == m.value {
		return true
	}
	flat := strings.Split(strings.Join(fqn, "."), ".")
	switch {
	case len(flat) < len(m.words) || !slices.Equal(flat[:m.glob], m.words[:m.glob]):
		return false
	case m.glob == len(m.words) || m.rest(strings.Join(flat[m.glob:], ".")):
		return true
	}
	return len(m.words) == 1 && m.rest(name)
}

// pathMatcher matches a node by its file, the file of its properties, or a folder
// above it. dbt looks for what a value matches below the root project: a package's
// file is found when the project has one of the same path, or its folder.
func (s *selecting) pathMatcher(value string) func(*graph.Node) bool {
	value = strings.TrimSuffix(path.Clean(strings.ReplaceAll(value, `\`, "/")), "/")
	known, matches := map[string]bool{}, map[string]bool{}
	for _, n := range s.g.Nodes {
		if n.Package == s.g.Project {
			for p := n.File; p != "." && p != "/" && !known[p]; p = path.Dir(p) {
				known[p] = true
			}
			known[patchFile(n)] = true
		}
	}
	for p := range known {
		matches[p] = p != "" && pathGlob(value, p)
	}
	return func(n *graph.Node) bool {
		if matches[patchFile(n)] {
			return true
		}
		for p := n.File; p != "." && p != "/"; p = path.Dir(p) {
			if matches[p] {
				return true
			}
		}
		return false
	}
}

func patchFile(n *graph.Node) string {
	_, file, _ := strings.Cut(n.Patch, "://")
	return file
}

// pathGlob matches a path as Python's Path.glob finds it: ** is any number of folders.
func pathGlob(pattern, file string) bool {
	return globParts(strings.Split(pattern, "/"), strings.Split(file, "/"))
}

func globParts(pattern, parts []string) bool {
	for i, p := range pattern {
		if p == "**" {
			for skip := i; skip <= len(parts); skip++ {
				if globParts(pattern[i+1:], parts[skip:]) {
					return true
				}
			}
			return false
		}
		if i >= len(parts) || !globber(p)(parts[i]) {
			return false
		}
	}
	return len(parts) == len(pattern)
}
