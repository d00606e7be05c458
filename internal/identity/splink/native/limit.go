package native

import (
	"math"
	"math/bits"

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
	one := call.Name == "damerau_levenshtein" && k == 1
	out.Kind, out.cost = BoolKind, costly
	out.Bool = func(p *Pair) Truth {
		a, ok := args[0].Text(p)
		if !ok {
			return Unknown
		}
		b, ok := args[1].Text(p)
		switch {
		case !ok:
			return Unknown
		case one:
			return truth(similarity.WithinOneEdit(a, b))
		case len(a)-len(b) > k || len(b)-len(a) > k:
			return False
		}
		if missingA, missingB := missing(a, b); missingA > k || missingB > k {
			return False
		}
		return truth(within(a, b))
	}
	return &out, nil
}

// missing counts letters of each text that the other lacks, at least: letters
// that share their last six bits are taken for one.
func missing(a, b string) (inB, inA int) {
	var setA, setB uint64
	for i := range len(a) {
		setA |= 1 << (a[i] & 63)
	}
	for i := range len(b) {
		setB |= 1 << (b[i] & 63)
	}
	return bits.OnesCount64(setA &^ setB), bits.OnesCount64(setB &^ setA)
}

// slack is more than what rounding takes from the bound of a similarity.
const slack = 1e-9

// bound is what Jaro (winkler: Jaro-Winkler) of two texts is at most.
func bound(a, b string, winkler bool) float64 {
	onlyA, onlyB := missing(a, b)
	m := float64(min(len(a)-onlyA, len(b)-onlyB))
	if m <= 0 {
		return 0
	}
	j := (m/float64(len(a)) + m/float64(len(b)) + 1) / 3
	if winkler && j > .7 {
		j += .4 * (1 - j)
	}
	return j + slack
}

// alike asks for the similarity only where the letters allow it to be enough.
func (c *compiler) alike(n, call *condition.Node, least float64) (*Expr, error) {
	args, out, err := c.texts(call)
	if err != nil {
		return nil, err
	}
	full, err := c.distance(call, distances[call.Name])
	if err != nil {
		return nil, err
	}
	winkler, strict := call.Name == "jaro_winkler_similarity", n.Name == ">"
	most := c.shared("bound of "+call.String(), &Expr{Kind: NumberKind, Num: func(p *Pair) (float64, bool) {
		a, ok := args[0].Text(p)
		if !ok {
			return 0, false
		}
		b, ok := args[1].Text(p)
		if !ok {
			return 0, false
		}
		return bound(a, b, winkler), true
	}}).Num
	out.Kind, out.cost = BoolKind, costly
	out.Bool = func(p *Pair) Truth {
		bound, ok := most(p)
		if !ok {
			return Unknown
		}
		if bound < least {
			return False
		}
		v, ok := full.Num(p)
		if !ok {
			return Unknown
		}
		return truth(v > least || !strict && v == least)
	}
	return &out, nil
}
