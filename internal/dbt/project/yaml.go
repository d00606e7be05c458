package project

import (
	"errors"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"scv/jinja"
)

// Kind is what a YAML node is.
type Kind uint8

// The kinds of nodes.
const (
	Scalar Kind = iota
	List
	Map
)

// Node is a YAML value with its place. A nil *Node is a missing value: all
// methods may be called on it. Lines and columns count from 1.
type Node struct {
	Kind   Kind
	Value  jinja.Value // of a scalar: nil, bool, int64, *big.Int, float64 or string
	Keys   []*Node     // of a map, parallel to Items; each a scalar
	Items  []*Node     // of a list or map, in file order
	Line   int
	Column int
	Plain  bool // a scalar that stands without quotes

	size int // values in it, aliases counted each time
}

// ParseYAML reads one document the way dbt does: YAML 1.1 scalars as Python's
// safe loader reads them, anchors and merge keys resolved, a key met twice keeps
// its last value. An empty file gives nil. Errors are *SyntaxError.
func ParseYAML(data []byte) (n *Node, err error) {
	defer func() { // the parser is known to panic on some broken documents
		if r := recover(); r != nil {
			n, err = nil, &SyntaxError{Line: 1, Column: 1, Message: "the document is not readable as YAML"}
		}
	}()
	if line := tabIndent(data); line > 0 {
		return nil, &SyntaxError{Line: line, Column: 1, Message: "a tab may not indent YAML; use blanks"}
	}
	if line := TooDeep(data); line > 0 {
		return nil, &SyntaxError{Line: line, Column: 1, Message: "it is nested too deep to be read"}
	}
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxError(err)
	}
	c := converter{anchors: map[string]*Node{}}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if n != nil {
			return nil, &SyntaxError{Line: doc.Body.GetToken().Position.Line, Column: 1, Message: "expected a single document in the file, but found another"}
		}
		if n, err = c.node(doc.Body, 0); err != nil {
			return nil, err
		}
	}
	if n != nil && n.Kind == Scalar && n.Value == nil {
		return nil, nil
	}
	return n, nil
}

// SyntaxError is a place in a document that is not YAML.
type SyntaxError struct {
	Line, Column int
	Message      string
}

// Error gives the message without the place.
func (e *SyntaxError) Error() string { return e.Message }

func syntaxError(err error) error {
	var y yaml.Error
	if errors.As(err, &y) && y.GetToken() != nil && y.GetToken().Position != nil {
		p := y.GetToken().Position
		return &SyntaxError{Line: p.Line, Column: p.Column, Message: y.GetMessage()}
	}
	return &SyntaxError{Line: 1, Column: 1, Message: err.Error()}
}

// tabIndent gives the first line whose indentation holds a tab before a key or
// entry, 0 when there is none: the parser accepts some of them, Python none.
func tabIndent(data []byte) int {
	line := 0
	for text := range strings.Lines(string(data)) {
		line++
		trimmed := strings.TrimLeft(text, " ")
		if strings.HasPrefix(trimmed, "\t") && isEntry(strings.TrimSpace(trimmed)) {
			return line
		}
	}
	return 0
}

func isEntry(s string) bool {
	if s == "" || s[0] == '#' {
		return false
	}
	key, _, found := strings.Cut(s, ":")
	return strings.HasPrefix(s, "- ") || found && !strings.ContainsAny(key, " \"'({[")
}

const (
	maxDepth = 200
	maxSize  = 2_000_000 // values of one document: aliases of aliases multiply
)

type converter struct{ anchors map[string]*Node }

// node converts a value and refuses one that is too deep, or too large once its
// aliases are written out.
func (c *converter) node(n ast.Node, depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, &SyntaxError{Line: place(n).Line, Column: place(n).Column, Message: "nested too deeply"}
	}
	out, err := c.convert(n, depth)
	if err != nil {
		return nil, err
	}
	out.size = 1
	for _, item := range out.Items {
		out.size += item.size
	}
	if out.size > maxSize {
		return nil, &SyntaxError{Line: out.Line, Column: out.Column, Message: "too large once its aliases are written out"}
	}
	return out, nil
}

func (c *converter) convert(n ast.Node, depth int) (*Node, error) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return c.mapping(n.Values, n, depth)
	case *ast.MappingValueNode:
		return c.mapping([]*ast.MappingValueNode{n}, n, depth)
	case *ast.SequenceNode:
		return c.list(n, depth)
	case *ast.AnchorNode:
		v, err := c.node(n.Value, depth+1)
		if err == nil {
			c.anchors[n.Name.GetToken().Value] = v
		}
		return v, err
	case *ast.AliasNode:
		if v, ok := c.anchors[n.Value.GetToken().Value]; ok {
			return v, nil
		}
		return nil, &SyntaxError{Line: place(n).Line, Column: place(n).Column, Message: "alias " + n.Value.GetToken().Value + " names no anchor"}
	case *ast.TagNode:
		return c.tagged(n, depth)
	default:
		return scalarNode(n), nil
	}
}

func (c *converter) list(n *ast.SequenceNode, depth int) (*Node, error) {
	out := place(n)
	out.Kind = List
	for _, item := range n.Values {
		v, err := c.node(item, depth+1)
		if err != nil {
			return nil, err
		}
		out.Items = append(out.Items, v)
	}
	return out, nil
}

func (c *converter) mapping(pairs []*ast.MappingValueNode, at ast.Node, depth int) (*Node, error) {
	out := place(at)
	out.Kind = Map
	if len(pairs) > 0 {
		p := place(pairs[0].Key)
		out.Line, out.Column = p.Line, p.Column
	}
	for _, pair := range pairs {
		value, err := c.node(pair.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if pair.Key.Type() == ast.MergeKeyType {
			out.merge(value)
			continue
		}
		key, err := c.node(pair.Key, depth+1)
		if err != nil {
			return nil, err
		}
		if key.Kind != Scalar {
			return nil, &SyntaxError{Line: key.Line, Column: key.Column, Message: "a list or map cannot be a key"}
		}
		out.set(key, value)
	}
	return out, nil
}

// tagged honours the tags of YAML's core: everything else is read untagged.
func (c *converter) tagged(n *ast.TagNode, depth int) (*Node, error) {
	v, err := c.node(n.Value, depth+1)
	if err != nil || v.Kind != Scalar {
		return v, err
	}
	if n.Start.Value == "!!str" && n.Value != nil {
		cp := *v
		cp.Value = n.Value.GetToken().Value
		return &cp, nil
	}
	return v, nil
}

func place(n ast.Node) *Node {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return &Node{Line: 1, Column: 1}
	}
	p := n.GetToken().Position
	return &Node{Line: p.Line, Column: p.Column}
}

func (n *Node) set(key, value *Node) {
	for i, k := range n.Keys {
		if jinja.Equal(k.Value, key.Value) {
			n.Keys[i], n.Items[i] = key, value
			return
		}
	}
	n.Keys, n.Items = append(n.Keys, key), append(n.Items, value)
}

// merge adds the pairs of `<<`: keys that are already there, or come later, win.
func (n *Node) merge(from *Node) {
	if from == nil {
		return
	}
	if from.Kind == List {
		for _, m := range from.Items {
			n.merge(m)
		}
		return
	}
	for i, k := range from.Keys {
		if n.at(k.Value) == nil {
			n.Keys, n.Items = append(n.Keys, k), append(n.Items, from.Items[i])
		}
	}
}

func (n *Node) at(key jinja.Value) *Node {
	for i, k := range n.Keys {
		if jinja.Equal(k.Value, key) {
			return n.Items[i]
		}
	}
	return nil
}
