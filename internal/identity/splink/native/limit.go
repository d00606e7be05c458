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

// letters is what a text is made of: a set of its bytes, in which those that share
// their last five bits are one, with a second place for what is there twice or
// more; how many bytes there are, and the first four.
type letters struct {
	set  uint64
	n    int32
	head uint32
}

func lettersOf(s string) letters {
	l := letters{n: int32(len(s))}
	for i := range len(s) {
		bit := uint64(1) << (s[i] & 31)
		l.set |= bit | l.set&bit<<32
		if i < 4 {
			l.head |= uint32(s[i]) << (8 * i)
		}
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

// spelling is the letters of a column's values, computed once.
func (p *Program) spelling(c *Column) []letters {
	if p.spelled[c] == nil {
		p.spelled[c] = c.letters()
	}
	return p.spelled[c]
}

// letters reads an expression's letters without touching its text, where it is
// the value of a column.
func (p *Program) letters(e *Expr) func(*Pair) (letters, bool) {
	if !e.plain() {
		return func(p *Pair) (letters, bool) { s, ok := e.Text(p); return lettersOf(s), ok }
	}
	of, at := p.spelling(e.leaf), e.ref
	return func(p *Pair) (letters, bool) { code := at.code(p); return of[code], code != 0 }
}

// missing counts bytes of each text that the other lacks, at least.
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
		if tooFar(a, b, k) {
			return False
		}
		x, _ := args[0].Text(p)
		y, _ := args[1].Text(p)
		return truth(within(x, y))
	}
	if args[0].plain() && args[1].plain() {
		v := c.program.values(args[0], args[1])
		out.truthOf = func(l, r int32) Truth {
			if l, r = v.left.of(l, r), v.right.of(l, r); l == 0 || r == 0 {
				return Unknown
			}
			return truth(!tooFar(v.lettersL[l], v.lettersR[r], k) && within(v.textsL[l], v.textsR[r]))
		}
	}
	return &out, nil
}

// tooFar says that letters alone make more than k edits.
func tooFar(a, b letters, k int) bool {
	if d := int(a.n - b.n); d > k || -d > k {
		return true
	}
	onlyA, onlyB := missing(a, b)
	return onlyA > k || onlyB > k
}

// values is the texts of two columns, and what they are made of, by code.
type values struct {
	left, right        ref
	lettersL, lettersR []letters
	textsL, textsR     []string
}

func (p *Program) values(a, b *Expr) *values {
	return &values{a.ref, b.ref, p.spelling(a.leaf), p.spelling(b.leaf), a.leaf.Texts, b.leaf.Texts}
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
		prefix := min(int32(bits.TrailingZeros32(a.head^b.head)/8), a.n, b.n)
		j += .1 * float64(prefix) * (1 - j)
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
	most := c.program.most(args[0], args[1], winkler)
	out.Kind, out.cost = BoolKind, costly
	out.scale = &scale{key: call.String(), num: full.Num, most: most, op: n.Name, limit: least}
	if args[0].plain() && args[1].plain() {
		c.program.values(args[0], args[1]).scale(out.scale, distances[call.Name], winkler)
	}
	out.Bool = func(p *Pair) Truth {
		top, ok := most(p)
		if !ok {
			return Unknown
		}
		if top < least {
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

// scale readies a similarity by code, and its bound.
func (v *values) scale(s *scale, fn func(a, b string) (float64, error), winkler bool) {
	s.mostOf = func(l, r int32) (float64, bool) {
		if l, r = v.left.of(l, r), v.right.of(l, r); l == 0 || r == 0 {
			return 0, false
		}
		return bound(v.lettersL[l], v.lettersR[r], winkler), true
	}
	s.numOf = func(l, r int32) (float64, bool) {
		x, err := fn(v.textsL[v.left.of(l, r)], v.textsR[v.right.of(l, r)]) // no similarity fails
		return x, err == nil
	}
}

// most gives what the similarity of two texts is at most; false where one is null.
func (p *Program) most(a, b *Expr, winkler bool) func(*Pair) (float64, bool) {
	left, right := p.letters(a), p.letters(b)
	return func(p *Pair) (float64, bool) {
		x, ok := left(p)
		if !ok {
			return 0, false
		}
		y, ok := right(p)
		return bound(x, y, winkler), ok
	}
}
