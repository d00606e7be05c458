package lineage

import (
	"fmt"
	"slices"
	"strings"
)

// Words tells a column's way in a sentence: where it begins, what it passes, and
// what is done with it there.
func (g *Graph) Words(c Column) string {
	sources, complete := g.Sources(c)
	gap := ""
	if !complete {
		gap = "; part of the way is not known"
	}
	m, known := g.Model(c.Relation)
	switch {
	case known && m.SQL == "":
		return c.String() + " is what the " + m.Kind + " " + m.Name + " says"
	case len(sources) == 0 && complete:
		return c.String() + " is a constant of the project, or a count"
	case len(sources) == 0:
		return c.String() + " is not traced"
	}
	var names, deciding []string
	how := Copied
	for _, s := range sources {
		if !s.How.Direct() {
			deciding = append(deciding, s.Column.String())
			continue
		}
		names = append(names, s.Column.String())
		how = max(how, s.How)
	}
	if len(names) == 0 {
		return fmt.Sprintf("%s is decided by %s: none of their values is in it%s%s", c, enumerate(deciding), g.by(c), gap)
	}
	said := ""
	if len(deciding) > 0 {
		said = "; " + enumerate(deciding) + " decide which"
		if len(deciding) == 1 {
			said = "; " + deciding[0] + " decides which"
		}
	}
	return fmt.Sprintf("%s comes from %s, %s%s%s%s", c, enumerate(names), how, g.by(c), said, gap)
}

// by names the models on the way, the values that rows are chosen by and, where
// rows say so in a column called rule, by which rule.
func (g *Graph) by(c Column) string {
	var models, pairs, rules []string
	for _, s := range g.Up(c, 0) {
		if m, ok := g.Model(s.To.Relation); ok && s.To.Relation != c.Relation && !slices.Contains(models, m.Name) {
			models = append(models, m.Name)
		}
		for _, p := range s.Into {
			if p.Column == "rule" && !slices.Contains(rules, p.Value) {
				rules = append(rules, p.Value)
			}
		}
		if s.Only != nil {
			if text := s.Only.Column + " = " + s.Only.Value; !slices.Contains(pairs, text) {
				pairs = append(pairs, text)
			}
		}
	}
	slices.Reverse(models)
	text := ""
	if len(models) > 0 {
		text = " by way of " + enumerate(models)
	}
	if len(pairs) > 0 {
		text += " where " + strings.Join(pairs, " and ")
	}
	if len(rules) > 0 {
		text += ", by rule " + enumerate(rules)
	}
	return text
}

const mostNamed = 8

func enumerate(names []string) string {
	switch n := len(names); {
	case n == 1:
		return names[0]
	case n > mostNamed:
		return strings.Join(names[:mostNamed], ", ") + fmt.Sprintf(" and %d more", n-mostNamed)
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}
