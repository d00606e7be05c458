package pushdown

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scv/internal/identity/splink/condition"
)

// writer writes conditions in a dialect.
type writer struct {
	Dialect
	fold   bool
	column func(n *condition.Node) string
	// hoisted gives the name of the column that holds a similarity; nil = none is.
	hoisted map[string]string
}

// write gives the SQL of an expression, every part in parentheses.
func (w *writer) write(n *condition.Node) (string, error) {
	if name, ok := w.hoisted[n.String()]; ok {
		return name, nil
	}
	switch n.Op {
	case condition.Column:
		return w.column(n), nil
	case condition.Text:
		return w.literal(n.Name), nil
	case condition.Number:
		if n.Name != "" {
			return strings.ReplaceAll(n.Name, "_", ""), nil
		}
		return strconv.FormatFloat(n.Value, 'g', -1, 64), nil
	case condition.Null:
		return "null", nil
	case condition.Bool:
		return strconv.FormatBool(n.Value == 1), nil
	}
	args, err := w.all(w.folded(n))
	if err != nil {
		return "", err
	}
	return w.compound(n, args)
}

// folded gives the parts of an expression; texts that values are compared with are
// folded where the records are. Patterns and formats stay as they are.
func (w *writer) folded(n *condition.Node) []*condition.Node {
	values := n.Op == condition.Binary || n.Op == condition.Call && slices.Contains([]string{"starts_with", "prefix", "ends_with", "suffix", "contains", "nullif"}, n.Name)
	if !w.fold || !values {
		return n.Args
	}
	out := slices.Clone(n.Args)
	for k, a := range out {
		if a.Op == condition.Text {
			out[k] = &condition.Node{Op: condition.Text, Name: Fold(a.Name)}
		}
	}
	return out
}

func (w *writer) all(nodes []*condition.Node) ([]string, error) {
	out := make([]string, len(nodes))
	for k, n := range nodes {
		var err error
		if out[k], err = w.write(n); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (w *writer) compound(n *condition.Node, args []string) (string, error) {
	switch n.Op {
	case condition.Call:
		return w.call(n.Name, args)
	case condition.Binary:
		return w.binary(n.Name, args)
	case condition.Not:
		return "(not " + args[0] + ")", nil
	case condition.Minus:
		return "(-" + args[0] + ")", nil
	case condition.IsNull:
		return "(" + args[0] + " is null)", nil
	case condition.Case:
		return cases(args), nil
	case condition.Cast:
		return w.cast(n, args[0]), nil
	}
	if !w.list {
		return "", fmt.Errorf("%s has no lists that are written so", w.Name)
	}
	switch n.Op {
	case condition.Lambda:
		return "lambda " + n.Name + " : " + args[0], nil
	case condition.List:
		return "[" + strings.Join(args, ", ") + "]", nil
	default: // condition.Index
		return args[0] + "[" + args[1] + "]", nil
	}
}

func cases(args []string) string {
	var b strings.Builder
	b.WriteString("(case")
	for k := 0; k+1 < len(args); k += 2 {
		fmt.Fprintf(&b, " when %s then %s", args[k], args[k+1])
	}
	if len(args)%2 == 1 {
		b.WriteString(" else " + args[len(args)-1])
	}
	return b.String() + " end)"
}

func (w *writer) cast(n *condition.Node, arg string) string {
	to, word := n.Name, "cast"
	if other, ok := w.types[to]; ok {
		to = other
	}
	if n.Try {
		word = "try_cast"
	}
	return fmt.Sprintf("%s(%s as %s)", word, arg, to)
}

func (w *writer) call(name string, args []string) (string, error) {
	if w.functions == nil {
		return name + "(" + strings.Join(args, ", ") + ")", nil
	}
	f, ok := w.functions[name]
	if name == swap {
		return "", fmt.Errorf("%s has no function damerau_levenshtein: it has words for one slip between two columns of a level", w.Name)
	}
	if !ok {
		return "", fmt.Errorf("%s has no function %s", w.Name, name)
	}
	text, err := f(args)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return text, nil
}

func (w *writer) binary(op string, args []string) (string, error) {
	switch {
	case w.functions == nil || !slices.Contains([]string{"//", "&&"}, op):
		return "(" + args[0] + " " + op + " " + args[1] + ")", nil
	case op == "//":
		return "floor(" + args[0] + " / " + args[1] + ")", nil
	}
	return "", fmt.Errorf("%s has no operator %s", w.Name, op)
}

// quote is a name as it is kept, whatever the engine does with bare ones.
func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// number is a double that no engine reads as a decimal.
func number(v float64) string {
	return "cast('" + strconv.FormatFloat(v, 'g', -1, 64) + "' as double)"
}

// hoist names the similarities that a level computes and into does not have yet:
// those of two columns, which never fail. nil is the else level.
func hoist(level *condition.Node, into map[string]string) (out []*condition.Node) {
	if level == nil {
		return nil
	}
	worth := []string{"jaro_winkler_similarity", "jaro_similarity", "levenshtein", "damerau_levenshtein", swap}
	level.Walk(func(n *condition.Node) {
		if n.Op != condition.Call || !slices.Contains(worth, n.Name) || !onlyColumns(n) {
			return
		}
		if key := n.String(); into[key] == "" {
			into[key] = fmt.Sprintf("_scv_s%d", len(into))
			out = append(out, n)
		}
	})
	return out
}

// onlyColumns says that nothing inside can fail on a value.
func onlyColumns(n *condition.Node) bool {
	safe := true
	n.Walk(func(c *condition.Node) {
		inside := c.Op == condition.Column && c.Side != condition.Neither || c.Op == condition.Call && (c == n || c.Name == "lower" || c.Name == "trim")
		safe = safe && inside
	})
	return safe
}
