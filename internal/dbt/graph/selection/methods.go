package selection

import (
	"path"
	"regexp"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// matches gives the ids that a criterion names by itself.
func (s *selecting) matches(c Criterion) (set, error) {
	if needsState(c.Method) {
		return nil, &scv.Error{
			Code: scv.CodeDBTSelection, Op: "read selection", Subject: c.Method + ":" + c.Value,
			Hint: "Give the artifacts of the earlier run.", Err: errNoState,
		}
	}
	if c.Method == "selector" {
		return s.bySelector(c.Value)
	}
	if c.Value == "" {
		return set{}, nil
	}
	if c.Method == "package" && c.Value == "this" {
		c.Value = s.g.Project
	}
	match := matcher(c)
	found := set{}
	for id, n := range s.g.Nodes {
		if n.Kind != graph.Operation && match(n) {
			found[id] = true
		}
	}
	return found, nil
}

func (s *selecting) bySelector(name string) (set, error) {
	e, err := s.byName(name)
	if err != nil {
		return nil, err
	}
	direct, _, err := s.expr(e)
	return direct, err
}

func matcher(c Criterion) func(*graph.Node) bool {
	v := c.Value
	glob := globber(v)
	switch c.Method {
	case "fqn":
		return func(n *graph.Node) bool { return n.Kind != graph.Source && fqnMatches(v, n) }
	case "tag":
		return func(n *graph.Node) bool { return anyMatch(n.Tags(), glob) }
	case "group":
		return func(n *graph.Node) bool { return n.Group != "" && glob(n.Group) }
	case "access":
		return func(n *graph.Node) bool { return n.Kind == graph.Model && glob(n.Access) }
	case "package":
		return func(n *graph.Node) bool { return glob(n.Package) }
	case "file":
		return func(n *graph.Node) bool { return glob(path.Base(n.File)) || glob(stem(n.File)) }
	case "path":
		return func(n *graph.Node) bool { return pathMatches(v, n) }
	case "resource_type":
		return func(n *graph.Node) bool { return string(n.Kind) == v }
	case "version":
		return func(n *graph.Node) bool { return n.Kind == graph.Model && versionMatches(v, n) }
	case "config":
		return func(n *graph.Node) bool { return configMatches(n.Config, c.Args, v, glob) }
	}
	return namedMatcher(c, glob)
}

func namedMatcher(c Criterion, glob func(string) bool) func(*graph.Node) bool {
	switch c.Method {
	case "source":
		return func(n *graph.Node) bool {
			return n.Kind == graph.Source && dotted(c.Value, n.Package, n.Src.Source, n.Name)
		}
	case "exposure":
		return func(n *graph.Node) bool { return n.Kind == graph.Exposure && dotted(c.Value, n.Package, n.Name) }
	case "unit_test":
		return func(n *graph.Node) bool { return n.Kind == graph.UnitTest && dotted(c.Value, n.Package, n.Name) }
	case "test_name":
		return func(n *graph.Node) bool { return n.Kind == graph.Test && n.Test != nil && glob(n.Test.Name) }
	case "test_type":
		return func(n *graph.Node) bool { return testTypeMatches(c.Value, n) }
	}
	return func(*graph.Node) bool { return false } // metric, semantic_model, saved_query: none are built
}

func testTypeMatches(v string, n *graph.Node) bool {
	switch v {
	case "unit":
		return n.Kind == graph.UnitTest
	case "data":
		return n.Kind == graph.Test
	case "generic", "schema":
		return n.Kind == graph.Test && n.Test != nil
	case "singular":
		return n.Kind == graph.Test && n.Test == nil
	}
	return false
}

func anyMatch(items []string, match func(string) bool) bool {
	for _, item := range items {
		if match(item) {
			return true
		}
	}
	return false
}

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

func versionMatches(v string, n *graph.Node) bool {
	if n.Version == nil {
		return v == "none"
	}
	switch order := compareVersions(n.Version, n.Latest); v {
	case "latest":
		return order == 0
	case "prerelease":
		return order > 0
	case "old":
		return order < 0
	}
	return false
}

func compareVersions(a, b jinja.Value) int {
	x, okA := number(a)
	y, okB := number(b)
	switch {
	case !okA || !okB:
		return strings.Compare(jinja.Str(a), jinja.Str(b))
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func number(v jinja.Value) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func configMatches(config *jinja.Dict, keys []string, value string, glob func(string) bool) bool {
	if config == nil || len(keys) == 0 {
		return false
	}
	v, ok := config.GetStr(keys[0])
	if !ok {
		v, ok = config.GetStr(strings.ReplaceAll(keys[0], "_", "-"))
	}
	if !ok {
		return false
	}
	for _, key := range keys[1:] {
		d, isDict := v.(*jinja.Dict)
		if !isDict {
			return false
		}
		if v, ok = d.GetStr(key); !ok {
			return false
		}
	}
	switch v := v.(type) {
	case *jinja.List:
		return anyMatch(graph.Texts(v), func(s string) bool { return s == value })
	case *jinja.Dict:
		_, has := v.GetStr(value)
		return has
	case bool:
		return strings.EqualFold(jinja.Str(v), value)
	case nil:
		return false
	}
	return glob(jinja.Str(v))
}
