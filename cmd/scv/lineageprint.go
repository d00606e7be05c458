package main

import (
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/lineage"
	"scv/internal/term"
)

// coverage is what `scv lineage` prints without arguments.
type coverage struct {
	Layers  []layerCoverage `json:"layers"`
	Gaps    []lineage.Gap   `json:"gaps"`
	Unbound []lineage.Gap   `json:"unbound"` // models followed by their text
}

type layerCoverage struct {
	Layer   scv.Layer `json:"layer"`
	Columns int       `json:"columns"`
	Traced  int       `json:"traced"`
}

func (c *command) lineageCoverage(g *lineage.Graph) error {
	found := coverage{Gaps: g.Gaps(), Unbound: g.Unbound()}
	for _, layer := range []scv.Layer{scv.Silver, scv.Identity, scv.Gold} {
		traced, all := g.Coverage(string(layer))
		found.Layers = append(found.Layers, layerCoverage{layer, all, traced})
	}
	if c.json {
		return c.printJSON(found)
	}
	t := term.Table{Header: []string{"layer", "columns", "traced to their sources"}}
	for _, l := range found.Layers {
		t.Add(string(l.Layer), term.Count(int64(l.Columns)), term.Count(int64(l.Traced)))
	}
	c.table(&t)
	for _, gap := range found.Gaps {
		c.say("%s %s: %s", c.outStyle().Mark(term.Watch), gap.Column, gap.Why)
	}
	for _, m := range found.Unbound {
		c.say("%s %s is followed by its text, since it cannot be bound: %s", c.outStyle().Mark(term.Watch), m.Column.Relation, m.Why)
	}
	return nil
}

// modelLineage is what `scv lineage MODEL` prints.
type modelLineage struct {
	Model      string              `json:"model"`
	Relation   string              `json:"relation"`
	Columns    []columnLineage     `json:"columns"`
	Conditions []lineage.Condition `json:"conditions"` // decide which rows there are
}

// columnLineage is what `scv lineage MODEL.COLUMN` prints.
type columnLineage struct {
	Column   lineage.Column   `json:"column"`
	Words    string           `json:"words"`
	Sources  []lineage.Source `json:"sources"`
	Complete bool             `json:"complete"` // the whole way is known
	Steps    []lineage.Step   `json:"steps"`
	Impact   *lineage.Impact  `json:"impact,omitempty"` // with --down
}

func columnOf(g *lineage.Graph, at lineage.Column, f lineageFlags) columnLineage {
	l := columnLineage{Column: at, Words: g.Words(at)}
	l.Sources, l.Complete = g.Sources(at)
	if f.down {
		l.Steps = g.Down(at, f.depth)
		impact := g.Impact(at)
		l.Impact = &impact
	}
	if f.up || !f.down {
		l.Steps = append(l.Steps, g.Up(at, f.depth)...)
	}
	return l
}

func (c *command) lineageOfColumn(g *lineage.Graph, at lineage.Column, f lineageFlags) error {
	l := columnOf(g, at, f)
	if c.json {
		return c.printJSON(l)
	}
	c.say("%s", l.Words)
	if f.up || !f.down {
		c.printSteps(g, at, g.Up(at, f.depth))
	}
	if f.down {
		c.printImpact(g, at, f.depth, *l.Impact)
	}
	return nil
}

func (c *command) printSteps(g *lineage.Graph, at lineage.Column, steps []lineage.Step) {
	if len(steps) == 0 {
		return
	}
	c.say("")
	t := term.Table{Header: []string{"hop", "column", "how", "from"}}
	for _, s := range steps {
		t.Add(fmt.Sprint(s.Depth), s.To.String(), s.How.String(), fromWords(g, s.Input))
	}
	c.table(&t)
	if rows := conditionWords(g.Conditions(at.Relation)); rows != "" {
		c.say("")
		c.say("which rows there are: %s", rows)
	}
}

// fromWords names an input, as its file calls it, with the rows that it is of.
func fromWords(g *lineage.Graph, in lineage.Input) string {
	text := in.From.String()
	if written := g.Written(in.From); written != in.From.Name {
		text += fmt.Sprintf(" (%q)", written)
	}
	if in.Only != nil {
		text += fmt.Sprintf(" where %s is %s", in.Only.Column, in.Only.Value)
	}
	return text
}

// conditionWords lists what decides about rows: "join by a.x, b.y; filter by a.z".
func conditionWords(list []lineage.Condition) string {
	var words []string
	for _, by := range []lineage.By{lineage.ByJoin, lineage.ByFilter, lineage.ByGroup, lineage.BySort} {
		var columns []string
		for _, d := range list {
			if d.By == by {
				columns = append(columns, d.Column.Relation.Name+"."+d.Column.Name)
			}
		}
		if len(columns) > 0 {
			words = append(words, string(by)+" by "+shorten(columns, 6))
		}
	}
	return strings.Join(words, "; ")
}

// printImpact tells what a change of a column reaches.
func (c *command) printImpact(g *lineage.Graph, at lineage.Column, depth int, i lineage.Impact) {
	hops := map[lineage.Column]int{}
	for _, s := range g.Down(at, depth) {
		if hops[s.To] == 0 {
			hops[s.To] = s.Depth
		}
	}
	c.say("")
	t := term.Table{Header: []string{"hop", "reaches", "how"}}
	order := slices.Clone(i.Columns)
	slices.SortStableFunc(order, func(a, b lineage.Source) int { return hops[a.Column] - hops[b.Column] })
	gold := 0
	for _, s := range order {
		if hops[s.Column] > 0 {
			t.Add(fmt.Sprint(hops[s.Column]), s.Column.String(), s.How.String())
		}
		if s.Column.Relation.Schema == string(scv.Gold) {
			gold++
		}
	}
	if len(order) > 0 {
		c.table(&t)
		c.say("")
	}
	c.say("%d columns are made of it or decided by it, %d of gold", len(order), gold)
	if len(i.Rows) > 0 {
		c.say("it has a say in which rows there are in %s", shorten(i.Rows, 6))
	}
	c.printUses(i.Uses)
}

func (c *command) printUses(uses []lineage.Touch) {
	var checks []string
	exposures := 0
	for _, u := range uses {
		if u.Kind != "exposure" {
			checks = append(checks, u.Name)
			continue
		}
		exposures++
		name, what := u.Name, "its values"
		if u.Label != "" {
			name = u.Label
		}
		if u.Owner != "" {
			name += " (" + u.Owner + ")"
		}
		if !u.Values {
			what = "which rows there are"
		}
		c.say("exposure %s reads %s", name, what)
	}
	if exposures == 0 {
		c.say("no exposure reads it")
	}
	if len(checks) > 0 {
		c.say("%d checks look at it: %s", len(checks), shorten(checks, 5))
	}
}

func (c *command) lineageOfModel(g *lineage.Graph, m lineage.Model, f lineageFlags) error {
	all := modelLineage{Model: m.Name, Relation: m.Relation.String(), Conditions: g.Conditions(m.Relation)}
	for _, field := range m.Columns {
		all.Columns = append(all.Columns, columnOf(g, lineage.Column{Relation: m.Relation, Name: field.Name}, f))
	}
	if c.json {
		return c.printJSON(all)
	}
	if f.down {
		c.modelDown(g, m, all.Columns)
		return nil
	}
	t := term.Table{Header: []string{"column", "how", "from"}}
	for _, l := range all.Columns {
		c.addHop(&t, g, m, l)
	}
	if m.Made {
		c.say("%s is built as %s; one hop up, `scv lineage %s.COLUMN` goes on to the sources", m.Name, m.Relation, m.Name)
	} else {
		c.say("%s is the %s %s; `scv lineage %s.COLUMN --down` tells what is made of a column", m.Name, m.Kind, m.Relation, m.Name)
	}
	c.say("")
	c.table(&t)
	if rows := conditionWords(all.Conditions); rows != "" {
		c.say("")
		c.say("which rows there are: %s", rows)
	}
	return nil
}

func (c *command) addHop(t *term.Table, g *lineage.Graph, m lineage.Model, l columnLineage) {
	var from []string
	how := lineage.Frames
	for _, s := range g.Up(l.Column, 1) {
		from, how = append(from, fromWords(g, s.Input)), max(how, s.How)
	}
	switch {
	case !m.Made:
		t.Add(l.Column.Name, "as it comes", g.Written(l.Column))
	case !l.Complete:
		t.Add(l.Column.Name, "?", "the way is not known whole: scv lineage "+m.Name+"."+l.Column.Name)
	case len(from) == 0:
		t.Add(l.Column.Name, "constant or count", "")
	default:
		t.Add(l.Column.Name, how.String(), shorten(from, 3))
	}
}

// modelDown tells what each column of a model reaches.
func (c *command) modelDown(g *lineage.Graph, m lineage.Model, columns []columnLineage) {
	t := term.Table{Header: []string{"column", "columns made of it", "gold", "exposures", "checks"}}
	for _, l := range columns {
		gold, exposures, checks := 0, 0, 0
		for _, s := range l.Impact.Columns {
			if s.Column.Relation.Schema == string(scv.Gold) {
				gold++
			}
		}
		for _, u := range l.Impact.Uses {
			if u.Kind == "exposure" {
				exposures++
			} else {
				checks++
			}
		}
		t.Add(g.Written(l.Column), fmt.Sprint(len(l.Impact.Columns)), fmt.Sprint(gold), fmt.Sprint(exposures), fmt.Sprint(checks))
	}
	c.say("what a change of a column of %s reaches; `scv lineage %s.COLUMN --down` names it", m.Name, m.Name)
	c.say("")
	c.table(&t)
}

func shorten(words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
}
