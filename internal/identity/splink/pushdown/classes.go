package pushdown

import (
	"fmt"
	"strings"

	"scv/internal/identity/score"
	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/export"
)

// classes is the weights of a model of ours, as score has them: m through the sum of
// what households and strangers show, the u of a rare value being that of the value.
func (s *script) classes() string {
	c := s.own.Classes
	one, home, none := []string{number(c.Lambda)}, []string{number(c.Household)}, []string{number(1 - c.Lambda - c.Household)}
	var strangers strings.Builder
	for k := range s.levels {
		u := fmt.Sprintf("_scv_u_%d", k)
		strangers.WriteString(next + s.cases(k, func(l export.Level) string { return s.stranger(k, l) }) + " as " + u)
		one = append(one, s.cases(k, func(l export.Level) string { return number(l.M) }))
		home = append(home, s.cases(k, func(l export.Level) string { return household(c.Comparisons[k], l, u) }))
		none = append(none, u)
	}
	product := func(of []string) string { return strings.Join(of, "\n        * ") }
	return fill(classesSQL, "{strangers}", strangers.String(), "{one}", product(one), "{home}", product(home), "{none}", product(none),
		"{most}", number(1e300), "{log2}", s.bits())
}

// cases is what each gamma of a comparison says; null says nothing.
func (s *script) cases(k int, of func(export.Level) string) string {
	var b strings.Builder
	b.WriteString("case " + s.gamma(k))
	for gamma, l := range s.own.Levels[k] {
		fmt.Fprintf(&b, " when %d then %s", gamma, of(l))
	}
	return b.String() + " else 1 end"
}

// stranger is the u of a level: where rarity counts, that of the more frequent of the
// two values.
func (s *script) stranger(k int, l export.Level) string {
	class, records := s.own.Classes.Comparisons[k], float64(s.own.Classes.Records)
	if class.Column == "" || l.Rarity == 0 {
		return number(l.U)
	}
	name := frequency(strings.ToLower(class.Column))
	held := fmt.Sprintf("greatest(coalesce(%s, 0), coalesce(%s, 0))", sided(name, condition.Left), sided(name, condition.Right))
	frequency := fmt.Sprintf("(greatest(%s - 2, 0) + %s) / %s", held, number(score.Ground*class.Base), number(max(records-2, 0)+score.Ground))
	return fmt.Sprintf("least(%s * power(%s / %s, %s), 1)", number(l.U), frequency, number(class.Base), number(l.Rarity))
}

// household is the h of a level: of what a household does not share, the chance that two
// of it agree follows u.
func household(c export.Class, l export.Level, u string) string {
	if c.Column == "" || l.Rarity == 0 || c.Shared {
		return number(l.H)
	}
	return fmt.Sprintf("greatest(%s + %s, %s / 2)", number(l.H-l.U), u, u)
}
