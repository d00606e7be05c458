package selection

import (
	"path"
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
		byName := fqnMatcher(v)
		return func(n *graph.Node) bool { return n.Kind != graph.Source && byName(n) }
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
