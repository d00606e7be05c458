package selection

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"scv/internal/dbt/graph"
	"scv/jinja"
)

// matches gives the ids that a criterion names by itself.
func (s *selecting) matches(c Criterion) (set, error) {
	if comparing(c.Method) {
		return s.compared(c)
	}
	if c.Method == "selector" {
		return s.bySelector(c.Value)
	}
	if c.Value == "" {
		return set{}, nil
	}
	if err := checkValue(c); err != nil {
		return nil, err
	}
	if c.Method == "package" && c.Value == "this" {
		c.Value = s.g.Project
	}
	match := s.matcher(c)
	found := set{}
	for id, n := range s.g.Nodes {
		if n.Kind != graph.Operation && match(n) {
			found[id] = true
		}
	}
	return found, nil
}

// valuesOf lists what may be asked of a method, where that is a closed list.
func valuesOf(method string) []string {
	switch method {
	case "resource_type":
		return []string{
			"model", "analysis", "test", "snapshot", "operation", "seed", "source", "macro", "exposure", "metric", "group", "saved_query",
			"semantic_model", "unit_test", "fixture", "function", "doc", "rpc", "sql operation",
		}
	case "test_type":
		return []string{"generic", "singular", "unit", "data", "schema"}
	case "version":
		return []string{"latest", "prerelease", "old", "none"}
	}
	return nil
}

// checkValue refuses a value that its method never has.
func checkValue(c Criterion) error {
	what := c.Method + ":" + c.Value
	if values := valuesOf(c.Method); values != nil && !slices.Contains(values, c.Value) {
		return fault(what, fmt.Sprintf("got an invalid value %q, expected one of %s", c.Value, strings.Join(values, ", ")), nearest(c.Value, values))
	}
	most := map[string]int{"source": 3, "exposure": 2, "unit_test": 2, "metric": 2, "semantic_model": 2, "saved_query": 2}[c.Method]
	if most > 0 && strings.Count(c.Value, ".") >= most {
		return fault(what, fmt.Sprintf("a %s has at most %d names with dots between them", c.Method, most), "Take the first names away.")
	}
	return nil
}

// bySelector gives what the selectors of a name, or of a pattern, select, of the
// kinds that the command takes.
func (s *selecting) bySelector(name string) (set, error) {
	found, match := set{}, globber(name)
	known := false
	for _, n := range s.named {
		if !match(n.Name) {
			continue
		}
		known = true
		direct, _, err := s.expr(n.Expr)
		if err != nil {
			return nil, err
		}
		maps.Copy(found, direct)
	}
	if !known {
		_, err := s.byName(name)
		return nil, err
	}
	maps.DeleteFunc(found, func(id string, _ bool) bool { return s.takes != nil && !s.takes(id) })
	return found, nil
}

func (s *selecting) matcher(c Criterion) func(*graph.Node) bool {
	v := c.Value
	glob := globber(v)
	switch c.Method {
	case "fqn":
		byName := fqnMatcher(v)
		return func(n *graph.Node) bool { return n.Kind != graph.Source && byName(n) }
	case "tag":
		return func(n *graph.Node) bool { return anyMatch(n.Tags(), glob) }
	case "group":
		return func(n *graph.Node) bool { // a test is in a group by its own config only
			group := n.ConfigText("group")
			return hasConfig(n.Kind) && n.Config != nil && group != "" && glob(group)
		}
	case "access":
		return func(n *graph.Node) bool { return n.Kind == graph.Model && n.Access == v }
	case "package":
		return func(n *graph.Node) bool { return glob(n.Package) }
	case "file":
		return func(n *graph.Node) bool { return glob(path.Base(n.File)) || glob(stem(n.File)) }
	case "path":
		return s.pathMatcher(v)
	case "resource_type":
		return func(n *graph.Node) bool { return string(n.Kind) == v }
	case "version":
		return func(n *graph.Node) bool { return n.Kind == graph.Model && versionMatches(v, n) }
	case "config":
		return func(n *graph.Node) bool { return hasConfig(n.Kind) && configMatches(n.Config, c.Args, v) }
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
		return func(n *graph.Node) bool {
			return n.Kind == graph.Test && n.Test != nil && glob(n.Test.Name) || n.Kind == graph.UnitTest && glob(n.Name)
		}
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

func versionMatches(v string, n *graph.Node) bool {
	if n.Version == nil {
		return v == "none"
	}
	switch order := graph.CompareVersions(n.Version, n.Latest); v {
	case "latest":
		return order == 0
	case "prerelease":
		return order > 0
	case "old":
		return order < 0
	}
	return false
}

// hasConfig says whether config: looks at a kind.
func hasConfig(k graph.Kind) bool { return k != graph.Exposure && k != graph.UnitTest }

// configMatches compares a config as dbt does: a text as it stands, a list by its
// items, true and false in any case; numbers and maps equal no text.
func configMatches(config *jinja.Dict, keys []string, value string) bool {
	v, ok := configValue(config, keys)
	if !ok {
		return false
	}
	items := []jinja.Value{v}
	if l, isList := v.(*jinja.List); isList {
		items = l.Items
	}
	return slices.ContainsFunc(items, func(item jinja.Value) bool {
		switch item := item.(type) {
		case string:
			return item == value || keys[0] == "severity" && strings.EqualFold(item, value)
		case bool:
			return strings.EqualFold(jinja.Str(item), value)
		}
		return false
	})
}

func configValue(config *jinja.Dict, keys []string) (jinja.Value, bool) {
	if config == nil || len(keys) == 0 {
		return nil, false
	}
	v, ok := config.GetStr(keys[0])
	if !ok {
		v, ok = config.GetStr(strings.ReplaceAll(keys[0], "_", "-"))
	}
	for _, key := range keys[1:] {
		d, isDict := v.(*jinja.Dict)
		if !isDict {
			return nil, false
		}
		v, ok = d.GetStr(key)
	}
	return v, ok
}
