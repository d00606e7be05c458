package native

import (
	"errors"
	"math"
	"strings"
	"unicode/utf8"

	"scv/internal/identity/splink/condition"
	"scv/similarity"
)

// distances are the functions of two texts that give a number. What they cost
// makes their answers worth remembering.
var distances = map[string]func(a, b string) (float64, error){
	"jaro_winkler_similarity": func(a, b string) (float64, error) { return similarity.JaroWinkler(a, b), nil },
	"jaro_similarity":         func(a, b string) (float64, error) { return similarity.Jaro(a, b), nil },
	"levenshtein":             func(a, b string) (float64, error) { return float64(similarity.Levenshtein(a, b)), nil },
	"editdist3":               func(a, b string) (float64, error) { return float64(similarity.Levenshtein(a, b)), nil },
	"damerau_levenshtein":     func(a, b string) (float64, error) { return float64(similarity.DamerauLevenshtein(a, b)), nil },
	"jaccard":                 jaccard,
	"hamming":                 hamming,
	"mismatches":              hamming,
}

var (
	errEmptyJaccard = errors.New("jaccard of an empty text")
	errLengths      = errors.New("hamming of texts that are empty or not of one length")
	errRoot         = errors.New("square root of a negative number")
	errACos         = errors.New("acos of a number outside -1 to 1")
	errLog          = errors.New("logarithm of a number that is not above 0")
)

// jaccard compares the sets of bytes.
func jaccard(a, b string) (float64, error) {
	if a == "" || b == "" {
		return 0, errEmptyJaccard
	}
	var inA, inB [256]bool
	for i := range len(a) {
		inA[a[i]] = true
	}
	for i := range len(b) {
		inB[b[i]] = true
	}
	both, either := 0, 0
	for i := range inA {
		both += boolInt(inA[i] && inB[i])
		either += boolInt(inA[i] || inB[i])
	}
	return float64(both) / float64(either), nil
}

func hamming(a, b string) (float64, error) {
	if len(a) != len(b) || a == "" {
		return 0, errLengths
	}
	n := 0
	for i := range len(a) {
		n += boolInt(a[i] != b[i])
	}
	return float64(n), nil
}

// textTests are the functions of two texts that give a truth.
var textTests = map[string]func(a, b string) bool{
	"starts_with": strings.HasPrefix, "prefix": strings.HasPrefix,
	"ends_with": strings.HasSuffix, "suffix": strings.HasSuffix, "contains": strings.Contains,
}

// rewrites are the functions of a text that give a text.
var rewrites = map[string]func(string) string{
	"lower": strings.ToLower, "lcase": strings.ToLower,
	"trim":    func(s string) string { return strings.Trim(s, " ") },
	"ltrim":   func(s string) string { return strings.TrimLeft(s, " ") },
	"rtrim":   func(s string) string { return strings.TrimRight(s, " ") },
	"reverse": reverse,
}

// reverse is by characters.
func reverse(s string) string {
	out := make([]byte, 0, len(s))
	for len(s) > 0 {
		_, size := utf8.DecodeLastRuneInString(s)
		out = append(out, s[len(s)-size:]...)
		s = s[:len(s)-size]
	}
	return string(out)
}

// formulas are the functions of a number.
var formulas = map[string]func(float64) (float64, error){
	"abs":     func(v float64) (float64, error) { return math.Abs(v), nil },
	"sin":     func(v float64) (float64, error) { return math.Sin(v), nil },
	"cos":     func(v float64) (float64, error) { return math.Cos(v), nil },
	"radians": func(v float64) (float64, error) { return v * (math.Pi / 180), nil },
	"floor":   func(v float64) (float64, error) { return math.Floor(v), nil },
	"ceil":    func(v float64) (float64, error) { return math.Ceil(v), nil },
	"acos": func(v float64) (float64, error) {
		if v < -1 || v > 1 {
			return 0, errACos
		}
		return math.Acos(v), nil
	},
	"sqrt": func(v float64) (float64, error) {
		if v < 0 {
			return 0, errRoot
		}
		return math.Sqrt(v), nil
	},
	"ln": func(v float64) (float64, error) {
		if v <= 0 {
			return 0, errLog
		}
		return math.Log(v), nil
	},
}

func (c *compiler) call(n *condition.Node) (*Expr, error) {
	if fn, ok := distances[n.Name]; ok && len(n.Args) == 2 {
		return c.distance(n, fn)
	}
	if fn, ok := textTests[n.Name]; ok && len(n.Args) == 2 {
		return c.textTest(n, fn)
	}
	if fn, ok := rewrites[n.Name]; ok && len(n.Args) == 1 {
		return c.textTo(n, func(s string) (string, bool) { return fn(s), true })
	}
	if fn, ok := formulas[n.Name]; ok && len(n.Args) == 1 {
		e, err := c.numeric(n.Args[0], fn, n.Name == "abs")
		if err != nil || len(e.deps.left) == 0 || len(e.deps.right) == 0 {
			return e, err
		}
		if n.Name != "abs" {
			e.apart = nil
		}
		return c.shared(n.String(), e), nil
	}
	switch n.Name {
	case "substr", "substring", "left", "right", "split_part", "regexp_extract", "regexp_replace", "regexp_matches", "replace":
		return c.textCall(n)
	case "try_strptime", "epoch":
		return c.timeCall(n)
	case "array_length", "len", "length", "strlen", "list_intersect", "array_intersect", "list_has_any", "array_has_any",
		"list_contains", "array_contains", "list_max", "list_min", "array_cosine_similarity":
		return c.listCall(n)
	case "greatest", "least", "coalesce", "ifnull", "nullif":
		return c.choose(n)
	}
	return nil, unsupported("function %s", n.Name)
}

// texts compiles arguments that have to be texts.
func (c *compiler) texts(n *condition.Node) ([]*Expr, Expr, error) {
	args, out, err := c.all(n.Args)
	for _, a := range args {
		if a.Kind != TextKind {
			return nil, out, unsupported("%s of another kind than text", n.Name)
		}
	}
	return args, out, err
}

// distance computes a function of two texts at most once per pair, however many
// conditions ask for it.
func (c *compiler) distance(n *condition.Node, fn func(a, b string) (float64, error)) (*Expr, error) {
	args, out, err := c.texts(n)
	if err != nil {
		return nil, err
	}
	a, b := args[0], args[1]
	out.Kind, out.cost = NumberKind, costly
	plain := func(p *Pair) (float64, bool) {
		x, ok := a.Text(p)
		if !ok {
			return 0, false
		}
		y, ok := b.Text(p)
		if !ok {
			return 0, false
		}
		v, err := fn(x, y)
		if err != nil {
			p.fail(err)
			return 0, false
		}
		return v, true
	}
	out.Num = plain
	return c.shared(n.String(), &out), nil
}

// shared computes a number at most once per pair.
func (c *compiler) shared(key string, e *Expr) *Expr {
	if c.alone {
		return e
	}
	k, known := c.program.shared[key]
	if !known {
		k = c.program.numbers
		c.program.shared[key] = k
		c.program.numbers++
	}
	out, plain := *e, e.Num
	out.Num = func(p *Pair) (float64, bool) {
		s := &p.numbers[k]
		if s.stamp != p.stamp || p.err != nil {
			s.value, s.ok = plain(p)
			s.stamp = p.stamp
		}
		return s.value, s.ok
	}
	return &out
}

func (c *compiler) textTest(n *condition.Node, fn func(a, b string) bool) (*Expr, error) {
	args, out, err := c.texts(n)
	if err != nil {
		return nil, err
	}
	out.Kind = BoolKind
	out.Bool = testOf(args, fn)
	return &out, nil
}

// testOf is a test of two texts, unknown where one is null.
func testOf(args []*Expr, fn func(a, b string) bool) func(*Pair) Truth {
	return func(p *Pair) Truth {
		x, ok := args[0].Text(p)
		if !ok {
			return Unknown
		}
		y, ok := args[1].Text(p)
		if !ok {
			return Unknown
		}
		return truth(fn(x, y))
	}
}

// textTo applies a function to the first argument; false makes null of it.
func (c *compiler) textTo(n *condition.Node, fn func(string) (string, bool)) (*Expr, error) {
	args, out, err := c.all(n.Args[:1])
	if err != nil {
		return nil, err
	}
	if args[0].Kind != TextKind {
		return nil, unsupported("%s of another kind than text", n.Name)
	}
	out.Kind = TextKind
	out.Text = func(p *Pair) (string, bool) {
		s, ok := args[0].Text(p)
		if !ok {
			return "", false
		}
		return fn(s)
	}
	return &out, nil
}
