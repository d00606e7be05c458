package main

import (
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/app"
	"scv/internal/dbt/lineage"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

// lineageFlags say which way to follow, and how far.
type lineageFlags struct {
	up, down bool
	depth    int
}

func (c *command) lineage() *cobra.Command {
	f := lineageFlags{}
	cmd := &cobra.Command{
		Use:   "lineage [MODEL[.COLUMN]]",
		Short: "Where a column comes from, and what is made of it",
		Long: `lineage follows columns through the project by the plans that the warehouse binds:
through CTEs, joins, unions, windows and stars, through the two models built in Go,
from a source's column to gold. MODEL is a model's name or schema.relation, a source
as source.table. Without arguments it counts what is traced and lists, with the
reason, every column that is not: nothing is guessed.
` + exitHelp,
		Example: `  scv lineage
  scv lineage dim_customer
  scv lineage dim_customer.email            up to the sources
  scv lineage crm.contact.emailaddress1 --down
  scv lineage dim_customer.email --json | jq .sources`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd, func(a *app.App) error {
				g, err := a.Lineage(cmd.Context())
				if err != nil {
					return err
				}
				if len(args) == 0 {
					return c.lineageCoverage(g)
				}
				return c.lineageOf(g, args[0], f)
			})
		},
	}
	cmd.Flags().BoolVar(&f.up, "up", false, "what it is made of (the default)")
	cmd.Flags().BoolVar(&f.down, "down", false, "what is made of it")
	cmd.Flags().IntVar(&f.depth, "depth", 0, "hops to follow (default: all)")
	return cmd
}

// coverage is what `scv lineage` prints without arguments.
type coverage struct {
	Layers []layerCoverage `json:"layers"`
	Gaps   []lineage.Gap   `json:"gaps"`
}

type layerCoverage struct {
	Layer   scv.Layer `json:"layer"`
	Columns int       `json:"columns"`
	Traced  int       `json:"traced"`
}

func (c *command) lineageCoverage(g *lineage.Graph) error {
	found := coverage{Gaps: g.Gaps()}
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
	return nil
}

func (c *command) lineageOf(g *lineage.Graph, name string, f lineageFlags) error {
	m, column, err := findColumn(g, name)
	if err != nil {
		return err
	}
	if column == "" {
		return c.lineageOfModel(g, m, f)
	}
	return c.lineageOfColumn(g, lineage.Column{Relation: m.Relation, Name: column}, f)
}

// findColumn reads MODEL, MODEL.COLUMN, SCHEMA.RELATION and SCHEMA.RELATION.COLUMN.
func findColumn(g *lineage.Graph, name string) (lineage.Model, string, error) {
	if m, ok := g.Find(name); ok {
		return m, "", nil
	}
	at := strings.LastIndex(name, ".")
	if at < 0 {
		return lineage.Model{}, "", unknownColumn(name, "no model has this name", modelNames(g))
	}
	m, ok := g.Find(name[:at])
	if !ok {
		return m, "", unknownColumn(name, "no model is called "+name[:at], modelNames(g))
	}
	var columns []string
	for _, f := range m.Columns {
		if strings.EqualFold(f.Name, name[at+1:]) {
			return m, f.Name, nil
		}
		columns = append(columns, f.Name)
	}
	return m, "", unknownColumn(name, m.Name+" has no column "+name[at+1:], columns)
}

func modelNames(g *lineage.Graph) []string {
	var names []string
	for _, m := range g.Models() {
		names = append(names, m.Name)
	}
	return names
}

func unknownColumn(name, why string, names []string) error {
	hint := "Type `scv lineage` to see what is traced."
	if near := scv.Nearest(name[strings.LastIndex(name, ".")+1:], names); near != "" {
		hint = "Did you mean " + near + "?"
	}
	return &scv.Error{Code: scv.CodeUsage, Op: "find", Subject: name, Err: errors.New(why), Hint: hint}
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
}

func columnOf(g *lineage.Graph, at lineage.Column, f lineageFlags) columnLineage {
	l := columnLineage{Column: at, Words: g.Words(at)}
	l.Sources, l.Complete = g.Sources(at)
	if f.down {
		l.Steps = g.Down(at, f.depth)
	} else {
		l.Steps = g.Up(at, f.depth)
	}
	return l
}

func (c *command) lineageOfColumn(g *lineage.Graph, at lineage.Column, f lineageFlags) error {
	l := columnOf(g, at, f)
	if c.json {
		return c.printJSON(l)
	}
	c.say("%s", l.Words)
	c.say("")
	t := term.Table{Header: []string{"hop", "column", "how", "from"}}
	for _, s := range l.Steps {
		t.Add(fmt.Sprint(s.Depth), s.To.String(), s.How.String(), fromWords(s.Input))
	}
	c.table(&t)
	return nil
}

// fromWords names an input with the rows that it is of.
func fromWords(in lineage.Input) string {
	text := in.From.String()
	if in.Only != nil {
		text += fmt.Sprintf(" where %s is %s", in.Only.Column, in.Only.Value)
	}
	return text
}

func (c *command) lineageOfModel(g *lineage.Graph, m lineage.Model, f lineageFlags) error {
	all := modelLineage{Model: m.Name, Relation: m.Relation.String(), Conditions: g.Conditions(m.Relation)}
	for _, field := range m.Columns {
		all.Columns = append(all.Columns, columnOf(g, lineage.Column{Relation: m.Relation, Name: field.Name}, f))
	}
	if c.json {
		return c.printJSON(all)
	}
	t := term.Table{Header: []string{"column", "how", "from"}}
	for _, l := range all.Columns {
		var from []string
		how := lineage.Copied
		for _, s := range g.Up(l.Column, 1) {
			from, how = append(from, fromWords(s.Input)), max(how, s.How)
		}
		switch {
		case !l.Complete:
			t.Add(l.Column.Name, "?", "the way is not known whole: scv lineage "+m.Name+"."+l.Column.Name)
		case len(from) == 0:
			t.Add(l.Column.Name, "constant or count", "")
		default:
			t.Add(l.Column.Name, how.String(), shorten(from, 3))
		}
	}
	c.say("%s is built as %s; one hop up, `scv lineage %s.COLUMN` goes on to the sources", m.Name, m.Relation, m.Name)
	c.say("")
	c.table(&t)
	return nil
}

func shorten(words []string, most int) string {
	if len(words) <= most {
		return strings.Join(words, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
}
