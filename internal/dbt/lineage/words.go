package lineage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Words tells a column's way in a sentence: where it begins, what is done with it, by
// which rule, and what it passes.
func (g *Graph) Words(c Column) string {
	sources, complete := g.Sources(c)
	gap := ""
	if !complete {
		gap = "; part of the way is not known"
	}
	m, known := g.Model(c.Relation)
	switch {
	case known && !m.Made:
		return c.String() + " is what the " + m.Kind + " " + m.Name + " says" + g.quoted(c)
	case len(sources) == 0 && complete:
		return c.String() + " is a constant of the project, or a count"
	case len(sources) == 0:
		return c.String() + " is not traced"
	}
	var made, deciding []Column
	how := Copied
	for _, s := range sources {
		if s.How.Direct() {
			made, how = append(made, s.Column), max(how, s.How)
		} else {
			deciding = append(deciding, s.Column)
		}
	}
	if len(made) == 0 {
		return fmt.Sprintf("%s is decided by %s%s; none of their values is in it%s", c, g.named(deciding), g.by(c), gap)
	}
	said := ""
	if len(deciding) > 0 {
		said = "; which value it is, " + g.named(deciding) + " decides"
	}
	return fmt.Sprintf("%s comes from %s; %s%s%s%s", c, g.named(made), how, g.by(c), said, gap)
}

// Brief tells in a few words where a column comes from: columns of sources, as their
// files call them, and the rule that chooses among them.
func (g *Graph) Brief(c Column) string {
	sources, complete := g.Sources(c)
	if !complete {
		return "not known whole"
	}
	var made, deciding []Column
	for _, s := range sources {
		if s.How.Direct() {
			made = append(made, s.Column)
		} else {
			deciding = append(deciding, s.Column)
		}
	}
	text := "a constant or a count"
	switch {
	case len(made) > 0:
		text = g.named(made)
	case len(deciding) > 0:
		text = "decided by " + g.named(deciding)
	}
	if rules := g.rules(c); len(rules) > 0 {
		text += "; rule " + enumerate(rules)
	}
	return text
}

// rules names the rules that rows on a way say in a column called rule.
func (g *Graph) rules(c Column) (rules []string) {
	for _, s := range g.Up(c, 0) {
		for _, p := range s.Into {
			if p.Column == "rule" && !slices.Contains(rules, p.Value) {
				rules = append(rules, p.Value)
			}
		}
	}
	return rules
}

// quoted is what the source's file calls a column, where that is not its name.
func (g *Graph) quoted(c Column) string {
	if text := g.Written(c); text != c.Name {
		return fmt.Sprintf(" in %q", text)
	}
	return ""
}

// named lists columns of sources as people know them: by what the source's file calls
// them, those of one name together.
func (g *Graph) named(columns []Column) string {
	tables := map[string][]string{}
	var order []string
	for _, c := range columns {
		text := g.Written(c)
		if text != c.Name {
			text = fmt.Sprintf("%q", text)
		}
		if tables[text] == nil {
			order = append(order, text)
		}
		name := c.Relation.String()
		if m, ok := g.Model(c.Relation); ok {
			name = m.Name
		}
		tables[text] = append(tables[text], name)
	}
	for i, text := range order {
		order[i] = text + " of " + enumerate(tables[text])
	}
	return enumerate(order)
}

// by tells the rule, where rows say it in a column called rule, the values that rows
// are chosen by, and the models on the way.
func (g *Graph) by(c Column) string {
	var pairs []string
	for _, s := range g.Up(c, 0) {
		if s.Only != nil {
			if text := s.Only.Column + " = " + s.Only.Value; !slices.Contains(pairs, text) {
				pairs = append(pairs, text)
			}
		}
	}
	text := ""
	if rules := g.rules(c); len(rules) > 0 {
		text = " by rule " + enumerate(rules)
	}
	if len(pairs) > 0 {
		text += " where " + strings.Join(pairs, " or ")
	}
	if models := g.passed(c); len(models) > 0 {
		text += " by way of " + enumerate(models)
	}
	return text
}

// passed names the models that a column passes, from its sources on; several of one
// distance by the first and the last of them.
func (g *Graph) passed(c Column) []string {
	depth := map[string]int{}
	for _, s := range g.Up(c, 0) {
		if m, ok := g.Model(s.To.Relation); ok && s.To.Relation != c.Relation {
			depth[m.Name] = max(depth[m.Name], s.Depth)
		}
	}
	level := map[int][]string{}
	for name, n := range depth {
		level[n] = append(level[n], name)
	}
	var levels []int
	for n := range level {
		slices.Sort(level[n])
		levels = append(levels, n)
	}
	slices.SortFunc(levels, func(a, b int) int { return cmp.Compare(b, a) })
	var words []string
	for _, n := range levels {
		if names := level[n]; len(names) > 3 {
			words = append(words, fmt.Sprintf("%d models from %s to %s", len(names), names[0], names[len(names)-1]))
		} else {
			words = append(words, names...)
		}
	}
	return words
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
