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

// letters is what a text is made of: a set in which letters that share their last
// six bits are one, and how many bytes there are.
type letters struct {
	set uint64
	n   int32
}

func lettersOf(s string) letters {
	l := letters{n: int32(len(s))}
	for i := range len(s) {
		l.set |= 1 << (s[i] & 63)
	}
	return l
}

// letters gives those of every value, by code.
func (c *Column) letters() []letters {
	out := make([]letters, len(c.Texts))
	for code, text := range c.Texts {
		out[code] = lettersOf(text)
	}
	return out
}

// letters reads an expression's letters without touching its text, where it is
// the value of a column.
func (p *Program) letters(e *Expr) func(*Pair) (letters, bool) {
	if e.leaf == nil || len(e.leaf.Errors) > 0 {
		return func(p *Pair) (letters, bool) { s, ok := e.Text(p); return lettersOf(s), ok }
	}
	of := p.spelled[e.leaf]
	if of == nil {
		of = e.leaf.letters()
		p.spelled[e.leaf] = of
	}
	at := e.ref
	return func(p *Pair) (letters, bool) { code := at.code(p); return of[code], code != 0 }
}

// missing counts letters of each text that the other lacks, at least.
func missing(a, b letters) (inB, inA int) {
	return bits.OnesCount64(a.set &^ b.set), bits.OnesCount64(b.set &^ a.set)
}

// edits says whether two texts are at most so many edits apart.
func (c *compiler) edits(call *condition.Node, most float64) (*Expr, error) {
	args, out, err := c.texts(call)
	if err != nil {
		return nil, err
	}
	k := int(max(min(most, 1<<20), -1))
	within := func(a, b string) bool { return similarity.Levenshtein(a, b) <= k }
	switch {
	case call.Name == "damerau_levenshtein" && k == 1:
		within = similarity.WithinOneEdit
	case call.Name == "damerau_levenshtein":
		within = func(a, b string) bool { return similarity.DamerauLevenshtein(a, b) <= k }
	}
	left, right := c.program.letters(args[0]), c.program.letters(args[1])
	out.Kind, out.cost = BoolKind, costly
	out.Bool = func(p *Pair) Truth {
		a, ok := left(p)
		if !ok {
			return Unknown
		}
		b, ok := right(p)
		if !ok {
			return Unknown
		}
		if d := int(a.n - b.n); d > k || -d > k {
			return False
		}
		if onlyA, onlyB := missing(a, b); onlyA > k || onlyB > k {
			return False
		}
		x, _ := args[0].Text(p)
		y, _ := args[1].Text(p)
		return truth(within(x, y))
	}
	return &out, nil
}

// slack is more than what rounding takes from the bound of a similarity.
const slack = 1e-9

// bound is what Jaro (winkler: Jaro-Winkler) of two texts is at most.
func bound(a, b letters, winkler bool) float64 {
	onlyA, onlyB := missing(a, b)
	m := float64(min(int(a.n)-onlyA, int(b.n)-onlyB))
	if m <= 0 {
		return 0
	}
	j := (m/float64(a.n) + m/float64(b.n) + 1) / 3
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
	left, right := c.program.letters(args[0]), c.program.letters(args[1])
	out.Kind, out.cost = BoolKind, costly
	out.Bool = func(p *Pair) Truth {
		a, ok := left(p)
		if !ok {
			return Unknown
		}
		b, ok := right(p)
		if !ok {
			return Unknown
		}
		if bound(a, b, winkler) < least {
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
