package pushdown

import (
	"fmt"
	"slices"
	"strings"

	"scv/internal/identity/engine"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/condition"
)

const next = ",\n        "

// records readies the columns once: as text, trimmed, and folded where that is wanted.
func (s *script) records() (string, error) {
	id := "cast(" + s.dialect.given(s.table.ID) + " as varchar)"
	key, source := id, ""
	if s.table.Source != "" {
		name := "cast(" + s.dialect.given(s.table.Source) + " as varchar)"
		key = name + " || " + s.dialect.literal(engine.Between) + " || " + id
		source = next + name + " as _scv_source"
	}
	var columns, frequencies strings.Builder
	for _, c := range s.columns {
		columns.WriteString(next + s.ready(c) + " as " + quote(c))
	}
	often := "cast(count(*) over (partition by %[1]s) as double) / cast(count(%[1]s) over () as double)"
	if s.own != nil { // of ours records count, not their part
		often = "cast(count(*) over (partition by %[1]s) as double)"
	}
	for _, c := range s.tf {
		fmt.Fprintf(&frequencies, ",\n    case when %[1]s is not null then "+often+" end as %[2]s", quote(c), quote(frequency(c)))
	}
	return fill(recordSQL, "{key}", key, "{id}", id, "{source}", source, "{columns}", columns.String(), "{from}", s.table.Name, "{frequencies}", frequencies.String()), nil
}

func frequency(column string) string { return "_scv_tf_" + column }

func (s *script) ready(column string) string {
	if s.table.Typed {
		return s.dialect.given(column)
	}
	text := s.dialect.trimmed("cast(" + s.dialect.given(column) + " as varchar)")
	if s.table.Fold {
		text = foldSQL(text)
	}
	return "nullif(" + text + ", '')"
}

// writer writes conditions over the tables l and r.
func (s *script) writer() *writer {
	return &writer{Dialect: s.dialect, fold: s.table.Fold, column: func(n *condition.Node) string {
		return [...]string{"", "l.", "r."}[n.Side] + sidedName(n)
	}}
}

func sidedName(n *condition.Node) string {
	if n.Side == condition.Neither {
		return n.Name
	}
	return quote(strings.ToLower(n.Name))
}

// pairs makes each pair under its first rule. The parts of an OR are looked for one
// by one, so that each can bring records together by what is equal.
func (s *script) pairs() (string, error) {
	w := s.writer()
	var rules []string
	earlier := ""
	for k, n := range s.rules {
		var parts []string
		for _, d := range n.Disjuncts() {
			text, err := w.write(d)
			if err != nil {
				return "", written("blocking rule "+s.model.Rules[k].SQL, err)
			}
			parts = append(parts, fill(ruleSQL, "{number}", fmt.Sprint(k), "{condition}", text, "{sources}", s.sources(), "{earlier}", earlier))
		}
		rules = append(rules, strings.Join(parts, "\nunion\n"))
		whole, err := w.write(n)
		if err != nil {
			return "", err
		}
		earlier += "\n    and not coalesce(" + whole + ", false)"
	}
	return fill(pairSQL, "{rules}", "(\n"+strings.Join(rules, "\n)\nunion all\n(\n")+"\n)"), nil
}

func (s *script) sources() string {
	if s.model.Link != "link_only" {
		return ""
	}
	return "\n    and l._scv_source <> r._scv_source"
}

// estimate counts, by part of a rule, the pairs of records that agree in what has to
// be equal, both orders of a pair and records with themselves among them.
func (s *script) estimate() (string, error) {
	w := s.writer()
	w.column = sidedName
	var out []string
	for k, n := range s.rules {
		s.blocked = append(s.blocked, true)
		for _, d := range n.Disjuncts() {
			text, blocked, err := s.estimateOf(w, k, d)
			if err != nil {
				return "", written("blocking rule "+s.model.Rules[k].SQL, err)
			}
			s.blocked[k] = s.blocked[k] && blocked
			out = append(out, text)
		}
	}
	return strings.Join(out, "\nunion all\n"), nil
}

// estimateOf is the estimate of one part; blocked says that it has an equality.
func (s *script) estimateOf(w *writer, rule int, part *condition.Node) (text string, blocked bool, err error) {
	lefts, rights, equal := []string{"1 as _scv_k"}, []string{"1 as _scv_k"}, []string{"lefts._scv_k = rights._scv_k"}
	for _, c := range part.Conjuncts() {
		l, r, ok := equality(c)
		if !ok {
			continue
		}
		name := fmt.Sprintf("_scv_k%d", len(equal))
		for _, side := range []struct {
			of   *condition.Node
			into *[]string
		}{{l, &lefts}, {r, &rights}} {
			text, err := w.write(side.of)
			if err != nil {
				return "", false, err
			}
			*side.into = append(*side.into, text+" as "+name)
		}
		equal = append(equal, "lefts."+name+" = rights."+name)
	}
	return fill(estimateSQL, "{number}", fmt.Sprint(rule), "{left}", strings.Join(lefts, next), "{right}", strings.Join(rights, next),
		"{equal}", strings.Join(equal, "\n    and ")), len(equal) > 1, nil
}

// equality gives the sides of a condition that says that something of one record is
// something of the other.
func equality(n *condition.Node) (left, right *condition.Node, ok bool) {
	if n.Op != condition.Binary || n.Name != "=" {
		return nil, nil, false
	}
	left, right = n.Args[0], n.Args[1]
	if l, r := left.Sides(); r && !l {
		left, right = right, left
	}
	l, other := left.Sides()
	another, r := right.Sides()
	return left, right, l && r && !other && !another
}

// gammas gives the levels; similarities that several of them ask for are computed
// once, in a step of their own.
func (s *script) gammas() (string, error) {
	w := s.writer()
	w.column = func(n *condition.Node) string {
		if n.Side == condition.Neither {
			return n.Name
		}
		return sided(n.Name, n.Side)
	}
	var columns, gammas strings.Builder
	for _, c := range slices.Concat(s.columns, frequencies(s.tf)) {
		columns.WriteString(next + "l." + quote(c) + " as " + sided(c, condition.Left) + next + "r." + quote(c) + " as " + sided(c, condition.Right))
	}
	names, alike, swaps, err := s.alike(w)
	if err != nil {
		return "", err
	}
	w.hoisted = names
	for k := range s.levels {
		text, err := s.levelsOf(w, k)
		if err != nil {
			return "", err
		}
		gammas.WriteString(",\n    " + text)
	}
	var tf strings.Builder
	for _, c := range frequencies(s.tf) {
		tf.WriteString(",\n    " + sided(c, condition.Left) + ",\n    " + sided(c, condition.Right))
	}
	return fill(gammaSQL, "{columns}", columns.String(), "{alike}", alike, "{swaps}", swaps.tables(), "{last}", swaps.last(), "{gammas}", gammas.String(), "{frequencies}", tf.String()), nil
}

// alike gives the similarities as columns, and their names by expression.
func (s *script) alike(w *writer) (names map[string]string, columns string, swapped *swaps, err error) {
	names, swapped = map[string]string{}, &swaps{}
	for k, levels := range s.levels {
		for i, n := range levels {
			for _, call := range hoist(n, names) {
				if call.Name == swap {
					err = swapped.of(w, call, names)
				} else {
					var text string
					text, err = w.write(call)
					columns += next + text + " as " + names[call.String()]
				}
				if err != nil {
					return nil, "", nil, s.unwritten(k, i, err)
				}
			}
		}
	}
	return names, columns, swapped, nil
}

func (s *script) unwritten(comparison, level int, err error) error {
	c := s.model.Comparisons[comparison]
	return written(fmt.Sprintf("comparison %s, level %q", c.Name, c.Levels[level].Label), err)
}

func frequencies(columns []string) (out []string) {
	for _, c := range columns {
		out = append(out, frequency(c))
	}
	return out
}

func sided(column string, side condition.Side) string {
	return quote(strings.ToLower(column) + [...]string{"", "_l", "_r"}[side])
}

func (s *script) levelsOf(w *writer, k int) (string, error) {
	c := &s.model.Comparisons[k]
	gammas := c.Gammas()
	var whens strings.Builder
	otherwise := int8(0) // also where no level is an else, as in the native engine
	for i, n := range s.levels[k] {
		if n == nil {
			otherwise = gammas[i]
			break
		}
		text, err := w.write(n)
		if err != nil {
			return "", s.unwritten(k, i, err)
		}
		fmt.Fprintf(&whens, "\n        when %s then %d", text, gammas[i])
	}
	if whens.Len() == 0 {
		return fmt.Sprintf("%d as %s", otherwise, s.gamma(k)), nil
	}
	return fmt.Sprintf("case%s\n        else %d\n    end as %s", whens.String(), otherwise, s.gamma(k)), nil
}

func (s *script) gamma(k int) string {
	return quote(strings.ToLower(s.model.GammaPrefix + s.model.Comparisons[k].Name))
}

func (s *script) patterns() (string, error) {
	var names []string
	for k := range s.levels {
		names = append(names, s.gamma(k))
	}
	return fill(patternSQL, "{gammas}", strings.Join(names, ",\n    "), "{where}", ""), nil
}

// weights multiplies the factors in the order of the model.
func (s *script) weights() (string, error) {
	if s.own != nil {
		return s.classes(), nil
	}
	factors := []string{number(s.model.Lambda / (1 - s.model.Lambda))}
	for k := range s.levels {
		worths, err := s.model.Comparisons[k].Worths()
		if err != nil {
			return "", err
		}
		factors = append(factors, s.factor(k, worths))
		if text := s.adjustment(k, worths); text != "" {
			factors = append(factors, text)
		}
	}
	return fill(weighedSQL, "{factor}", strings.Join(factors, "\n        * "), "{most}", number(1e300), "{log2}", s.bits()), nil
}

// bits is the weight of a factor.
func (s *script) bits() string {
	held := fmt.Sprintf("least(greatest(_scv_factor, %s), %s)", number(1e-300), number(1e300))
	return strings.ReplaceAll(s.dialect.log2, "{}", held)
}

func (s *script) factor(k int, worths []splink.Worth) string {
	var b strings.Builder
	b.WriteString("case " + s.gamma(k))
	for _, w := range worths {
		fmt.Fprintf(&b, " when %d then %s", w.Gamma, number(w.Factor))
	}
	return b.String() + " else 1 end"
}

// adjustment is what rare values add; "" where the comparison knows none.
func (s *script) adjustment(k int, worths []splink.Worth) string {
	var b strings.Builder
	for _, w := range worths {
		if w.Column == "" {
			continue
		}
		l, r := sided(frequency(strings.ToLower(w.Column)), condition.Left), sided(frequency(strings.ToLower(w.Column)), condition.Right)
		ratio := fmt.Sprintf("%s / greatest(coalesce(%s, 0), coalesce(%s, 0), %s)", number(w.U), l, r, number(w.Minimum))
		if w.Power != 1 {
			ratio = "power(" + ratio + ", " + number(w.Power) + ")"
		}
		fmt.Fprintf(&b, " when %s = %d and coalesce(%s, %s) is not null then %s", s.gamma(k), w.Gamma, l, r, ratio)
	}
	if b.Len() == 0 {
		return ""
	}
	return "case" + b.String() + " else 1 end"
}
