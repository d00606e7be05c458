package native

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"scv/internal/identity/splink/condition"
)

var errNoNumber = errors.New("a text that is no number is cast to one")

func (l List) key() string {
	text, err := json.Marshal(l)
	if err != nil {
		return ""
	}
	return string(text)
}

func vectorKey(v []float32) string {
	var out []byte
	for _, x := range v {
		out = append(strconv.AppendUint(out, uint64(math.Float32bits(x)), 16), ' ')
	}
	return string(out)
}

func (c *compiler) listCall(n *condition.Node) (*Expr, error) {
	if n.Name == "list_max" || n.Name == "list_min" {
		return c.pairwise(n)
	}
	args, out, err := c.all(n.Args)
	if err != nil {
		return nil, err
	}
	kinds := make([]Kind, len(args))
	for i, a := range args {
		kinds[i] = a.Kind
	}
	switch {
	case slices.Equal(kinds, []Kind{TextKind}):
		return length(n.Name, args[0], out)
	case slices.Equal(kinds, []Kind{ListKind}) && n.Name != "strlen":
		x := args[0].List
		out.Kind = NumberKind
		out.Num = func(p *Pair) (float64, bool) { l, ok := x(p); return float64(l.Len), ok }
		return &out, nil
	case slices.Equal(kinds, []Kind{ListKind, ListKind}):
		return lists(n.Name, args, out)
	case slices.Equal(kinds, []Kind{ListKind, TextKind}) && (n.Name == "list_contains" || n.Name == "array_contains"):
		out.Kind = BoolKind
		out.Bool = func(p *Pair) Truth {
			l, ok := args[0].List(p)
			s, also := args[1].Text(p)
			if !ok || !also {
				return Unknown
			}
			return truth(slices.Contains(l.Items, s))
		}
		return &out, nil
	case slices.Equal(kinds, []Kind{VectorKind, VectorKind}) && n.Name == "array_cosine_similarity":
		return cosine(args, out)
	}
	return nil, unsupported("%s of these kinds", n.Name)
}

func length(name string, x *Expr, out Expr) (*Expr, error) {
	count := utf8.RuneCountInString
	switch name {
	case "length", "len":
	case "strlen":
		count = func(s string) int { return len(s) }
	default:
		return nil, unsupported("%s of a text", name)
	}
	out.Kind = NumberKind
	out.Num = func(p *Pair) (float64, bool) { s, ok := x.Text(p); return float64(count(s)), ok }
	return &out, nil
}

func lists(name string, args []*Expr, out Expr) (*Expr, error) {
	out.cost = costly
	both := func(p *Pair) (a, b List, ok bool) {
		if a, ok = args[0].List(p); !ok {
			return a, b, false
		}
		b, ok = args[1].List(p)
		return a, b, ok
	}
	switch name {
	case "list_intersect", "array_intersect":
		out.Kind = ListKind
		out.List = func(p *Pair) (List, bool) {
			a, b, ok := both(p)
			if !ok {
				return List{}, false
			}
			return intersect(a, b), true
		}
	case "list_has_any", "array_has_any":
		out.Kind = BoolKind
		out.Bool = func(p *Pair) Truth {
			a, b, ok := both(p)
			if !ok {
				return Unknown
			}
			return truth(intersect(a, b).Len > 0)
		}
	default:
		return nil, unsupported("%s of two lists", name)
	}
	return &out, nil
}

// intersect gives what both lists have, each value once.
func intersect(a, b List) List {
	var out List
	for _, item := range a.Items {
		if slices.Contains(b.Items, item) && !slices.Contains(out.Items, item) {
			out.Items = append(out.Items, item)
		}
	}
	out.Len = len(out.Items)
	return out
}

// pairwise is the largest or smallest of a function over all pairs of elements:
// list_max(list_transform(flatten(list_transform(a, x -> list_transform(b, y ->
// [x, y]))), pair -> f(pair[1], pair[2]))).
func (c *compiler) pairwise(n *condition.Node) (*Expr, error) {
	a, b, f, ok := pairs(n)
	if !ok {
		return nil, unsupported("%s of another list than that of all pairs", n.Name)
	}
	args, out, err := c.all([]*condition.Node{a, b})
	if err != nil {
		return nil, err
	}
	if args[0].Kind != ListKind || args[1].Kind != ListKind {
		return nil, unsupported("elements of other kinds than lists")
	}
	fn, largest := distances[f], n.Name == "list_max"
	out.Kind, out.cost = NumberKind, costly
	out.Num = func(p *Pair) (best float64, found bool) {
		x, ok := args[0].List(p)
		y, also := args[1].List(p)
		if !ok || !also {
			return 0, false
		}
		for _, s := range x.Items {
			for _, t := range y.Items {
				v, err := fn(s, t)
				if err != nil {
					p.fail(err)
					return 0, false
				}
				if !found || largest && v > best || !largest && v < best {
					best, found = v, true
				}
			}
		}
		return best, found
	}
	return &out, nil
}

// pairs takes the expression over all pairs of two lists apart.
func pairs(n *condition.Node) (a, b *condition.Node, f string, ok bool) {
	transform := only(n)
	pairs, body, pair, ok := transformed(transform)
	if !ok || pairs.Op != condition.Call || pairs.Name != "flatten" {
		return nil, nil, "", false
	}
	a, inner, x, ok := transformed(only(pairs))
	if !ok {
		return nil, nil, "", false
	}
	b, two, y, ok := transformed(inner)
	if !ok || two.Op != condition.List || !isPair(two, x, y) || body.Op != condition.Call || len(body.Args) != 2 {
		return nil, nil, "", false
	}
	for k, arg := range body.Args {
		if arg.Op != condition.Index || arg.Args[0].Name != pair || arg.Args[0].Op != condition.Column || arg.Args[1].Value != float64(k+1) {
			return nil, nil, "", false
		}
	}
	return a, b, body.Name, distances[body.Name] != nil
}

// only gives the single argument of a call.
func only(n *condition.Node) *condition.Node {
	if n == nil || n.Op != condition.Call || len(n.Args) != 1 {
		return nil
	}
	return n.Args[0]
}

// transformed takes list_transform(list, parameter -> body) apart.
func transformed(n *condition.Node) (list, body *condition.Node, parameter string, ok bool) {
	if n == nil || n.Op != condition.Call || n.Name != "list_transform" || len(n.Args) != 2 || n.Args[1].Op != condition.Lambda {
		return nil, nil, "", false
	}
	return n.Args[0], n.Args[1].Args[0], n.Args[1].Name, true
}

// cosine is computed in 32 bits, as DuckDB does.
func cosine(args []*Expr, out Expr) (*Expr, error) {
	out.Kind, out.cost, out.single = NumberKind, costly, true
	out.Num = func(p *Pair) (float64, bool) {
		x, ok := args[0].Vec(p)
		y, also := args[1].Vec(p)
		if !ok || !also || len(x) != len(y) {
			return 0, false
		}
		var dot, a, b float32
		for i := range x {
			dot += float32(x[i] * y[i])
			a += float32(x[i] * x[i])
			b += float32(y[i] * y[i])
		}
		v := dot / float32(math.Sqrt(float64(float32(a*b))))
		if v != v {
			v = -1
		}
		return float64(max(-1, min(v, 1))), true
	}
	return &out, nil
}

// choose compiles greatest, least, coalesce and nullif over texts or numbers.
func (c *compiler) choose(n *condition.Node) (*Expr, error) {
	args, out, err := c.all(n.Args)
	if err != nil {
		return nil, err
	}
	if len(args) == 0 || args[0].Kind != TextKind && args[0].Kind != NumberKind {
		return nil, unsupported("%s of other kinds than texts and numbers", n.Name)
	}
	out.Kind = args[0].Kind
	for _, a := range args {
		if a.Kind != out.Kind {
			return nil, unsupported("%s of several kinds", n.Name)
		}
	}
	if n.Name == "nullif" {
		if len(args) != 2 {
			return nil, unsupported("nullif of %d values", len(args))
		}
		out.Num = nullIf(args[0].Num, args[1].Num)
		out.Text = nullIf(args[0].Text, args[1].Text)
		return &out, nil
	}
	numbers, texts := make([]func(*Pair) (float64, bool), len(args)), make([]func(*Pair) (string, bool), len(args))
	for i, a := range args {
		numbers[i], texts[i] = a.Num, a.Text
	}
	out.Num, out.Text = best(n.Name, numbers), best(n.Name, texts)
	return &out, nil
}

func nullIf[T comparable](a, b func(*Pair) (T, bool)) func(*Pair) (T, bool) {
	return func(p *Pair) (T, bool) {
		x, ok := a(p)
		if !ok {
			return x, false
		}
		y, also := b(p)
		return x, !also || x != y
	}
}

// best takes the first, largest or smallest of the values that are not null.
func best[T interface{ ~float64 | ~string }](name string, of []func(*Pair) (T, bool)) func(*Pair) (T, bool) {
	return func(p *Pair) (out T, found bool) {
		for _, value := range of {
			v, ok := value(p)
			if !ok {
				continue
			}
			if !found || name == "greatest" && v > out || name == "least" && v < out {
				out, found = v, true
			}
			if name == "coalesce" || name == "ifnull" {
				return out, true
			}
		}
		return out, found
	}
}

func isPair(n *condition.Node, x, y string) bool {
	return len(n.Args) == 2 && n.Args[0].Op == condition.Column && n.Args[0].Name == x &&
		n.Args[1].Op == condition.Column && n.Args[1].Name == y
}
