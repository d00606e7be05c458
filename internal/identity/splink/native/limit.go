package native

import (
	"math"
	"runtime"

	"scv/internal/identity/splink/condition"
	"scv/similarity"
)

// limited compiles a distance of two texts that is held against a number, so that
// most texts that are far apart are known to be so by their letters alone.
func (c *compiler) limited(n *condition.Node) (*Expr, bool, error) {
	call, limit := n.Args[0], n.Args[1]
	if c.alone || call.Op != condition.Call || len(call.Args) != 2 || limit.Op != condition.Number {
		return nil, false, nil
	}
	switch {
	case (n.Name == "<=" || n.Name == "<") && (call.Name == "levenshtein" || call.Name == "damerau_levenshtein"):
		most := math.Floor(limit.Value)
		if n.Name == "<" {
			most = math.Ceil(limit.Value) - 1
		}
		e, err := c.edits(call, most)
		return e, true, err
	case (n.Name == ">=" || n.Name == ">") && (call.Name == "jaro_similarity" || call.Name == "jaro_winkler_similarity"):
		e, err := c.alike(n, call, limit.Value)
		return e, true, err
	}
	return nil, false, nil
}

// values is the texts of two columns by code, readied to be compared.
type values struct {
	left, right    ref
	textsL, textsR []string
	readyL, readyR *similarity.Texts
}

// values readies two expressions that are the plain values of columns; false where
// one is something else.
func (p *Program) values(a, b *Expr) (*values, bool) {
	if !a.plain() || !b.plain() {
		return nil, false
	}
	return &values{a.ref, b.ref, a.leaf.Texts, b.leaf.Texts, p.readied(a.leaf), p.readied(b.leaf)}, true
}

// readied is the values of a column readied to be compared, once.
func (p *Program) readied(c *Column) *similarity.Texts {
	if p.texts[c] == nil {
		p.texts[c] = similarity.NewTexts(c.Texts)
	}
	return p.texts[c]
}

// touch brings the texts of many pairs near, all looks into memory at once: else each
// comparison waits for its own.
func (v *values) touch(open []asked) {
	bytes := 0
	for _, o := range open {
		bytes += v.readyL.Size(o.l) + v.readyR.Size(o.r)
	}
	runtime.KeepAlive(bytes)
}

// edits says whether two texts are at most so many edits apart.
func (c *compiler) edits(call *condition.Node, most float64) (*Expr, error) {
	args, out, err := c.texts(call)
	if err != nil {
		return nil, err
	}
	k := int(max(min(most, 1<<20), -1))
	within := func(a, b string) bool { return similarity.Levenshtein(a, b) <= k }
	if call.Name == "damerau_levenshtein" {
		within = func(a, b string) bool { return similarity.DamerauLevenshtein(a, b) <= k }
	}
	out.Kind, out.cost = BoolKind, costly
	if v, ok := c.program.values(args[0], args[1]); ok {
		near := func(l, r int32) bool {
			return v.readyL.EditsAtLeast(l, v.readyR, r) <= k && within(v.textsL[l], v.textsR[r])
		}
		if call.Name == "damerau_levenshtein" && k == 1 {
			near = func(l, r int32) bool { return v.readyL.WithinOneEdit(l, v.readyR, r) }
		}
		v.near(&out, near)
		return &out, nil
	}
	out.Bool = testOf(args, within)
	return &out, nil
}

// near compiles a limit of edits by code.
func (v *values) near(out *Expr, near func(l, r int32) bool) {
	decide := func(l, r int32) Truth {
		if l == 0 || r == 0 {
			return Unknown
		}
		return truth(near(l, r))
	}
	out.Bool = func(p *Pair) Truth { return decide(v.left.code(p), v.right.code(p)) }
	out.truthOf = func(l, r int32) Truth { return decide(v.left.of(l, r), v.right.of(l, r)) }
	if v.direct() {
		out.sieve = func(open []asked, into []int8, value int8) []asked {
			rest := open[:0]
			v.touch(open)
			for _, o := range open {
				if o.l != 0 && o.r != 0 && near(o.l, o.r) {
					into[o.at] = value
				} else {
					rest = append(rest, o)
				}
			}
			return rest
		}
	}
}

// direct says that the codes of a pair are those of the values.
func (v *values) direct() bool {
	return v.left.via == nil && v.right.via == nil && v.left.side == 0 && v.right.side == 1
}

// alike holds a similarity against a limit.
func (c *compiler) alike(n, call *condition.Node, least float64) (*Expr, error) {
	args, out, err := c.texts(call)
	if err != nil {
		return nil, err
	}
	full, err := c.distance(call, distances[call.Name])
	if err != nil {
		return nil, err
	}
	strict := n.Name == ">"
	out.Kind, out.cost = BoolKind, costly
	out.scale = &scale{key: call.String(), num: full.Num, op: n.Name, limit: least}
	if v, ok := c.program.values(args[0], args[1]); ok {
		out.scale.texts, out.scale.bands = v, similarity.JaroBands
		if call.Name == "jaro_winkler_similarity" {
			out.scale.bands = similarity.JaroWinklerBands
		}
	}
	out.Bool = func(p *Pair) Truth {
		v, ok := full.Num(p)
		if !ok {
			return Unknown
		}
		return truth(v > least || !strict && v == least)
	}
	return &out, nil
}
