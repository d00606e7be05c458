package config

import (
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/dbt/project"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// node is a YAML value with its place: a mapping (entries), a list (items) or a
// scalar (value).
type node struct {
	file      string
	path      string // dotted keys, for messages
	line, col int
	kind      kind
	entries   []entry
	items     []*node
	value     any // nil, bool, int64, float64, string
}

type entry struct {
	key  string
	node *node
}

type kind uint8

const (
	scalar kind = iota
	mapping
	list
)

// fault makes an error that points at the node.
func (n *node) fault(hint, format string, args ...any) error {
	return &scv.Error{
		Code: scv.CodeConfig, Op: "read", Subject: fmt.Sprintf("%s:%d:%d", n.file, n.line, n.col),
		Hint: hint, Err: fmt.Errorf(format, args...),
	}
}

// read parses text into a node. An empty file is an empty mapping.
func read(file string, text []byte) (*node, error) {
	root := &node{file: file, line: 1, col: 1, kind: mapping}
	if line := project.TooDeep(text); line > 0 {
		root.line = line
		return nil, root.fault("Write it in fewer levels.", "the file is nested too deep to be read")
	}
	f, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, syntaxError(file, err)
	}
	for _, doc := range f.Docs {
		if doc.Body == nil {
			continue
		}
		return convert(file, "", doc.Body)
	}
	return root, nil
}

func syntaxError(file string, err error) error {
	var se *yaml.SyntaxError
	subject, cause := file, err
	if errors.As(err, &se) {
		pos := se.GetToken().Position
		subject = fmt.Sprintf("%s:%d:%d", file, pos.Line, pos.Column)
		cause = errors.New(se.GetMessage())
	}
	return &scv.Error{
		Code: scv.CodeConfig, Op: "read", Subject: subject, Err: cause,
		Hint: "YAML is indented by blanks, never tabs, and a text with ': ' or '#' in it is quoted.",
	}
}

func convert(file, path string, from ast.Node) (*node, error) {
	pos := from.GetToken().Position
	n := &node{file: file, path: path, line: pos.Line, col: pos.Column}
	switch v := from.(type) {
	case *ast.MappingNode:
		return n.fill(v.Values)
	case *ast.MappingValueNode:
		return n.fill([]*ast.MappingValueNode{v})
	case *ast.SequenceNode:
		return n.fillList(v.Values)
	case *ast.TagNode:
		return convert(file, path, v.Value)
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return nil, n.fault("Write the value out where it is used.", "anchors and aliases are not read here")
	case ast.ScalarNode:
		n.value = plainValue(v)
		return n, nil
	}
	return nil, n.fault("", "a %s is not expected here", from.Type())
}

func (n *node) fill(values []*ast.MappingValueNode) (*node, error) {
	n.kind = mapping
	seen := map[string]bool{}
	for _, mv := range values {
		key := fmt.Sprint(mv.Key.GetToken().Value)
		child, err := convert(n.file, strings.TrimPrefix(n.path+"."+key, "."), mv.Value)
		if err != nil {
			return nil, err
		}
		if pos := mv.Key.GetToken().Position; child.kind != list {
			child.line, child.col = pos.Line, pos.Column
		}
		if seen[key] {
			return nil, child.fault("Keep one of the two.", "%q is written twice", key)
		}
		seen[key] = true
		n.entries = append(n.entries, entry{key, child})
	}
	return n, nil
}

func (n *node) fillList(values []ast.Node) (*node, error) {
	n.kind = list
	for i, v := range values {
		child, err := convert(n.file, fmt.Sprintf("%s[%d]", n.path, i), v)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, child)
	}
	return n, nil
}

func plainValue(s ast.ScalarNode) any {
	switch v := s.GetValue().(type) {
	case uint64:
		return int64(v)
	case int:
		return int64(v)
	default:
		return v
	}
}
