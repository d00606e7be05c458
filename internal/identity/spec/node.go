package spec

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// node is a YAML value with its line.
type node struct {
	file string
	line int
	keys []string // of a mapping, in order
	of   map[string]*node
	list []*node // of a list
	text string  // of a scalar
	kind string  // "mapping", "list", "text", "number", "switch", "nothing"
}

func (n *node) fault(hint, format string, args ...any) error {
	return &scv.Error{Code: scv.CodeMatchSpec, Op: "read spec", Subject: fmt.Sprintf("%s:%d", n.file, n.line), Err: fmt.Errorf(format, args...), Hint: hint}
}

// deepest is how far values may be nested; the parser has no limit of its own.
const deepest = 20

func parse(file string, content []byte) (*node, error) {
	root := &node{file: file, line: 1, kind: "nothing"}
	for k, line := range strings.Split(string(content), "\n") {
		if strings.Count(line, "[")+strings.Count(line, "{")+strings.Count(line, "- ") > 4*deepest || len(line)-len(strings.TrimLeft(line, " ")) > 10*deepest {
			root.line = k + 1
			return nil, root.fault("Write it in fewer levels.", "the line is nested too deep")
		}
	}
	f, err := parser.ParseBytes(content, 0)
	if err != nil {
		if se, ok := errors.AsType[*yaml.SyntaxError](err); ok {
			root.line, err = se.GetToken().Position.Line, errors.New(se.GetMessage())
		}
		return nil, root.fault("YAML is indented by blanks, never tabs, and a text with ': ' or '#' in it is quoted.", "%v", err)
	}
	for _, doc := range f.Docs {
		if doc.Body != nil {
			return convert(file, doc.Body)
		}
	}
	return root, nil
}

func convert(file string, from ast.Node) (*node, error) {
	n := &node{file: file, line: from.GetToken().Position.Line}
	switch v := from.(type) {
	case *ast.MappingNode:
		return n.mapping(v.Values)
	case *ast.MappingValueNode:
		return n.mapping([]*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		n.kind = "list"
		for _, item := range v.Values {
			child, err := convert(file, item)
			if err != nil {
				return nil, err
			}
			n.list = append(n.list, child)
		}
		return n, nil
	case *ast.StringNode:
		n.kind, n.text = "text", v.Value
	case *ast.IntegerNode, *ast.FloatNode:
		n.kind, n.text = "number", v.GetToken().Value
	case *ast.BoolNode:
		n.kind, n.text = "switch", fmt.Sprint(v.Value)
	case *ast.NullNode:
		n.kind = "nothing"
	default:
		return nil, n.fault("Write a text, a number, a list or keys.", "a %s is not expected here", from.Type())
	}
	return n, nil
}

func (n *node) mapping(values []*ast.MappingValueNode) (*node, error) {
	n.kind, n.of = "mapping", map[string]*node{}
	for _, mv := range values {
		key := mv.Key.GetToken().Value
		child, err := convert(n.file, mv.Value)
		if err != nil {
			return nil, err
		}
		child.line = mv.Key.GetToken().Position.Line
		if n.of[key] != nil {
			return nil, child.fault("Keep one of the two.", "%q is written twice", key)
		}
		n.keys, n.of[key] = append(n.keys, key), child
	}
	return n, nil
}

// want is an error unless the node is of a kind. A key with nothing behind it has an
// empty mapping or list.
func (n *node) want(kind, what string) error {
	if n.kind == "nothing" && (kind == "mapping" || kind == "list") {
		return nil
	}
	if n.kind != kind {
		return n.fault("", "%s is a %s, not a %s", what, n.kind, kind)
	}
	return nil
}

// only is an error where a mapping has another key.
func (n *node) only(known ...string) error {
	for _, key := range n.keys {
		if !slices.Contains(known, key) {
			return n.of[key].fault(nearest(key, known), "the key %q is not known here", key)
		}
	}
	return nil
}

func nearest(wrong string, known []string) string {
	if near := scv.Nearest(wrong, known); near != "" {
		return "Did you mean " + near + "?"
	}
	return "There are: " + strings.Join(known, ", ") + "."
}
