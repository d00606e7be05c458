package native

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"scv/internal/identity/splink/condition"
)

// textCall compiles functions of a text and constants.
func (c *compiler) textCall(n *condition.Node) (*Expr, error) {
	if len(n.Args) < 2 {
		return nil, unsupported("%s with %d arguments", n.Name, len(n.Args))
	}
	for _, a := range n.Args[1:] {
		if a.Op != condition.Text && a.Op != condition.Number {
			return nil, unsupported("%s of an argument that is computed", n.Name)
		}
	}
	switch n.Name {
	case "regexp_extract", "regexp_replace", "regexp_matches":
		return c.pattern(n)
	case "replace":
		if len(n.Args) != 3 || n.Args[1].Op != condition.Text || n.Args[2].Op != condition.Text || n.Args[1].Name == "" {
			return nil, unsupported("replace with these arguments")
		}
		return c.textTo(n, func(s string) (string, bool) { return strings.ReplaceAll(s, n.Args[1].Name, n.Args[2].Name), true })
	case "split_part":
		return c.splitPart(n)
	}
	return c.part(n)
}

// part is substr, left and right, by characters.
func (c *compiler) part(n *condition.Node) (*Expr, error) {
	var numbers []int
	for _, a := range n.Args[1:] {
		if a.Op != condition.Number || a.Value != math.Trunc(a.Value) || math.Abs(a.Value) > 1<<30 {
			return nil, unsupported("%s with another place than a whole number", n.Name)
		}
		numbers = append(numbers, int(a.Value))
	}
	from, count := numbers[0], math.MaxInt32
	substr := n.Name == "substr" || n.Name == "substring"
	switch {
	case substr && len(numbers) == 2:
		count = numbers[1]
	case !substr && len(numbers) != 1 || len(numbers) > 2 || !substr && from < 0:
		return nil, unsupported("%s with these arguments", n.Name)
	}
	if substr && (from < 1 || count < 0) {
		return nil, unsupported("substr that counts from the end")
	}
	return c.textTo(n, func(s string) (string, bool) {
		switch n.Name {
		case "left":
			return characters(s, 0, from), true
		case "right":
			return characters(s, max(utf8.RuneCountInString(s)-from, 0), count), true
		}
		return characters(s, from-1, count), true
	})
}

// characters gives up to count characters after the first skip.
func characters(s string, skip, count int) string {
	for ; skip > 0 && s != ""; skip-- {
		_, size := utf8.DecodeRuneInString(s)
		s = s[size:]
	}
	end := 0
	for ; count > 0 && end < len(s); count-- {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return s[:end]
}

func (c *compiler) splitPart(n *condition.Node) (*Expr, error) {
	if len(n.Args) != 3 || n.Args[1].Op != condition.Text || n.Args[1].Name == "" || n.Args[2].Op != condition.Number || n.Args[2].Value < 1 {
		return nil, unsupported("split_part with these arguments")
	}
	at := int(n.Args[2].Value) - 1
	return c.textTo(n, func(s string) (string, bool) {
		parts := strings.Split(s, n.Args[1].Name)
		if at >= len(parts) {
			return "", true
		}
		return parts[at], true
	})
}

// pattern compiles the regular expression functions. DuckDB's expressions are
// RE2's, as Go's are.
func (c *compiler) pattern(n *condition.Node) (*Expr, error) {
	if n.Args[1].Op != condition.Text {
		return nil, unsupported("%s without a pattern", n.Name)
	}
	re, err := regexp.Compile(n.Args[1].Name)
	if err != nil {
		return nil, unsupported("%s", err)
	}
	rest := n.Args[2:]
	switch {
	case n.Name == "regexp_extract" && len(rest) == 0:
		return c.extract(n, re, 0)
	case n.Name == "regexp_extract" && len(rest) == 1 && rest[0].Op == condition.Number:
		return c.extract(n, re, int(rest[0].Value))
	case n.Name == "regexp_matches" && len(rest) == 0:
		return c.matches(n, re)
	case n.Name == "regexp_replace" && len(rest) > 0 && len(rest) < 3 && rest[0].Op == condition.Text:
		return c.replacePattern(n, re, rest)
	}
	return nil, unsupported("%s with these arguments", n.Name)
}

// extract gives the group, "" where nothing matches.
func (c *compiler) extract(n *condition.Node, re *regexp.Regexp, group int) (*Expr, error) {
	if group < 0 || group > re.NumSubexp() {
		return nil, unsupported("regexp_extract of group %d", group)
	}
	if h, ok := readHead(re.String()); ok && group == 0 {
		return c.textTo(n, func(s string) (string, bool) {
			begin, _ := h.of(s)
			return begin, true
		})
	}
	return c.textTo(n, func(s string) (string, bool) {
		m := re.FindStringSubmatch(s)
		if m == nil {
			return "", true
		}
		return m[group], true
	})
}

func (c *compiler) matches(n *condition.Node, re *regexp.Regexp) (*Expr, error) {
	e, err := c.textTo(n, func(s string) (string, bool) { return s, true })
	if err != nil {
		return nil, err
	}
	text := e.Text
	return &Expr{Kind: BoolKind, deps: e.deps, cost: costly, Bool: func(p *Pair) Truth {
		s, ok := text(p)
		if !ok {
			return Unknown
		}
		return truth(re.MatchString(s))
	}}, nil
}

func (c *compiler) replacePattern(n *condition.Node, re *regexp.Regexp, rest []*condition.Node) (*Expr, error) {
	with := rest[0].Name
	all := len(rest) == 2 && rest[1].Op == condition.Text && rest[1].Name == "g"
	if strings.ContainsAny(with, `\$`) || len(rest) == 2 && !all {
		return nil, unsupported("regexp_replace with these arguments")
	}
	return c.textTo(n, func(s string) (string, bool) {
		if all {
			return re.ReplaceAllLiteralString(s, with), true
		}
		at := re.FindStringIndex(s)
		if at == nil {
			return s, true
		}
		return s[:at[0]] + with + s[at[1]:], true
	})
}

// cast compiles CAST to numbers and texts.
func (c *compiler) cast(n *condition.Node) (*Expr, error) {
	args, out, err := c.all(n.Args)
	if err != nil {
		return nil, err
	}
	x := args[0]
	limit, whole := map[string]float64{
		"int": math.MaxInt32, "integer": math.MaxInt32, "int4": math.MaxInt32, "bigint": 1 << 53, "int8": 1 << 53,
	}[n.Name]
	single := n.Name == "float" || n.Name == "real" || n.Name == "float4"
	double := n.Name == "double" || n.Name == "float8"
	switch {
	case (n.Name == "varchar" || n.Name == "text" || n.Name == "string") && x.Kind == TextKind:
		return x, nil
	case (single || double) && x.Kind == NumberKind:
		out.Kind, out.single = NumberKind, single
		out.Num = func(p *Pair) (float64, bool) {
			v, ok := x.Num(p)
			if single {
				v = float64(float32(v))
			}
			return v, ok
		}
		return &out, nil
	case (whole || double) && x.Kind == TextKind:
		out.Kind = NumberKind
		out.Num = parsed(x.Text, n.Try, whole, limit)
		return &out, nil
	}
	return nil, unsupported("cast to %s", n.Name)
}

// parsed reads a text as a number; whole numbers are rounded away from 0.
func parsed(text func(*Pair) (string, bool), try, whole bool, limit float64) func(*Pair) (float64, bool) {
	return func(p *Pair) (float64, bool) {
		s, ok := text(p)
		if !ok {
			return 0, false
		}
		v, ok := readNumber(s)
		if whole {
			v = math.Round(v)
			ok = ok && math.Abs(v) <= limit
		}
		if !ok && !try {
			p.fail(errNoNumber)
		}
		return v, ok
	}
}

func readNumber(s string) (float64, bool) {
	s = strings.TrimFunc(s, isSpace)
	for i := range len(s) {
		if !strings.ContainsRune("0123456789+-.eE", rune(s[i])) {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

func isSpace(r rune) bool { return r == ' ' || r >= '\t' && r <= '\r' }
