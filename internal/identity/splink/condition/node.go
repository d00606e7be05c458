package condition

import (
	"slices"
	"strconv"
	"strings"
)

// Side says which record of a pair a column is of.
type Side byte

// The sides. Neither is what a lambda calls its elements, and every column once
// the side is taken off.
const (
	Neither Side = iota
	Left
	Right
)

// Op is the kind of a node.
type Op byte

// The kinds of nodes, with what their fields hold.
const (
	Column Op = iota // Name, Side
	Text             // Name: the text
	Number           // Value; Name as it was written
	Null             //
	Bool             // Value: 1 or 0
	Call             // Name in lower case, Args
	Binary           // Name: the operator in lower case; two Args
	Not              // one Arg
	Minus            // one Arg
	IsNull           // one Arg
	Case             // Args: condition, value, condition, value, ..., else
	Cast             // Name: the type in lower case; one Arg; Try
	Lambda           // Name: the parameter; one Arg: the body
	List             // Args
	Index            // two Args: the list, the place from 1
)

// Node is an expression. It is never changed once made.
type Node struct {
	Op    Op
	Name  string
	Side  Side
	Value float64
	Try   bool
	Args  []*Node
}

// IsElse says whether a level's text is what is left when no other level holds.
func IsElse(sql string) bool { return strings.EqualFold(strings.TrimSpace(sql), "else") }

// Sides says of which records the expression reads columns.
func (n *Node) Sides() (left, right bool) {
	n.Walk(func(c *Node) {
		left = left || c.Op == Column && c.Side == Left
		right = right || c.Op == Column && c.Side == Right
	})
	return left, right
}

// Walk calls fn for the node and all below it.
func (n *Node) Walk(fn func(*Node)) {
	fn(n)
	for _, a := range n.Args {
		a.Walk(fn)
	}
}

// Columns names the columns that are read, in lower case, sorted, each once,
// whichever record they are of.
func (n *Node) Columns() []string {
	var out []string
	n.Walk(func(c *Node) {
		if c.Op == Column && c.Side != Neither {
			out = append(out, strings.ToLower(c.Name))
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// Unsided is the expression with the sides taken off: what it says of one record.
// Parameters of lambdas keep their names.
func (n *Node) Unsided() *Node {
	out := *n
	if n.Op == Column && n.Side != Neither {
		out.Side, out.Name = Neither, strings.ToLower(n.Name)
	}
	if len(n.Args) > 0 {
		out.Args = make([]*Node, len(n.Args))
		for i, a := range n.Args {
			out.Args[i] = a.Unsided()
		}
	}
	return &out
}

// Conjuncts takes AND apart.
func (n *Node) Conjuncts() []*Node { return n.split("and") }

// Disjuncts takes OR apart.
func (n *Node) Disjuncts() []*Node { return n.split("or") }

func (n *Node) split(op string) []*Node {
	if n.Op != Binary || n.Name != op {
		return []*Node{n}
	}
	return append(n.Args[0].split(op), n.Args[1].split(op)...)
}

// String writes the expression with every parenthesis: equal texts mean equal
// expressions.
func (n *Node) String() string {
	switch n.Op {
	case Column:
		return [...]string{"", "l.", "r."}[n.Side] + strconv.Quote(strings.ToLower(n.Name))
	case Text:
		return "'" + strings.ReplaceAll(n.Name, "'", "''") + "'"
	case Number:
		return strconv.FormatFloat(n.Value, 'g', -1, 64)
	case Null:
		return "null"
	case Bool:
		return strconv.FormatBool(n.Value == 1)
	case Call:
		return n.Name + "(" + n.list() + ")"
	case Binary:
		return "(" + n.Args[0].String() + " " + n.Name + " " + n.Args[1].String() + ")"
	default:
		return n.special()
	}
}

func (n *Node) special() string {
	switch n.Op {
	case Not:
		return "(not " + n.list() + ")"
	case Minus:
		return "(-" + n.list() + ")"
	case IsNull:
		return "(" + n.list() + " is null)"
	case Case:
		return "case(" + n.list() + ")"
	case Cast:
		if n.Try {
			return "try_cast(" + n.list() + " as " + n.Name + ")"
		}
		return "cast(" + n.list() + " as " + n.Name + ")"
	case Lambda:
		return "(" + n.Name + " -> " + n.list() + ")"
	case List:
		return "[" + n.list() + "]"
	default: // Index
		return n.Args[0].String() + "[" + n.Args[1].String() + "]"
	}
}

func (n *Node) list() string {
	out := make([]string, len(n.Args))
	for i, a := range n.Args {
		out[i] = a.String()
	}
	return strings.Join(out, ", ")
}
