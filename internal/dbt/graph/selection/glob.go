package selection

import (
	"path"
	"regexp"
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

func fqnMatches(value string, n *graph.Node) bool {
	versioned := n.Version != nil
	return selected(value, n.FQN, versioned) || len(n.FQN) > 1 && selected(value, n.FQN[1:], versioned)
}

func selected(value string, fqn []string, versioned bool) bool {
	words := strings.Split(value, ".")
	if versioned && len(fqn) > 1 {
		last := fqn[len(fqn)-2:]
		if last[0] == value || strings.Join(last, "_") == strings.Join(words[max(0, len(words)-2):], "_") {
			return true
		}
	} else if globber(value)(fqn[len(fqn)-1]) {
		return true
	}
	flat := strings.Split(strings.Join(fqn, "."), ".")
	if len(flat) < len(words) {
		return false
	}
	for i, word := range words {
		if strings.ContainsAny(word, "*?[") {
			return globber(strings.Join(words[i:], "."))(strings.Join(flat[i:], "."))
		}
		if flat[i] != word {
			return false
		}
	}
	return true
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
