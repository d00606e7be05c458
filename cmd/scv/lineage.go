package main

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"scv"
	"scv/internal/app"
	"scv/internal/dbt/lineage"
	"scv/internal/dbt/lineage/picture"

	"github.com/spf13/cobra"
)

// lineageFlags say of which version, which way to follow, how far, and in what form.
type lineageFlags struct {
	up, down bool
	depth    int
	version  int64
	svg      string
}

func (c *command) lineage() *cobra.Command {
	f := lineageFlags{}
	cmd := &cobra.Command{
		Use:   "lineage [MODEL[.COLUMN]]",
		Short: "Where a column comes from, and what is made of it",
		Long: `lineage follows columns from a source's file to gold and to the exposures that read
it: through CTEs, joins, unions, windows and stars by the plans that the warehouse
binds, through the two models built in Go by what they say. What is in a value and
what only decides (CASE, filters, windows, joins) are told apart. MODEL is a model's
name or schema.relation, a source as source.table. Without arguments it counts what
is traced and lists, with the reason, every column that is not: nothing is guessed.

--down tells what a change of a column would reach: columns, rows, exposures, checks.

Every run keeps its lineage: --version N tells that of an earlier version, and as
long as the project is what the newest run built, the warehouse is not opened.
` + exitHelp,
		Example: `  scv lineage
  scv lineage dim_customer                  every column, one hop up
  scv lineage dim_customer.email            up to the sources
  scv lineage crm.contact.emailaddress1 --down
  scv lineage dim_customer.email --svg email.svg
  scv lineage dim_customer --svg tables.svg     tables, two hops around
  scv lineage --svg all.svg                     the whole project
  scv lineage dim_customer.email --version 3
  scv lineage dim_customer.email --json | jq .sources`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir, err := app.Find(c.dir)
			if err != nil {
				return err
			}
			view, err := app.FindLineage(cmd.Context(), dir, f.version, c.options(nil))
			if err != nil {
				return err
			}
			return c.answerLineage(view.Graph, args, f, cmd.Flags().Changed("depth"))
		},
	}
	cmd.Flags().BoolVar(&f.up, "up", false, "what it is made of (the default)")
	cmd.Flags().BoolVar(&f.down, "down", false, "what is made of it, and who reads that")
	cmd.Flags().IntVar(&f.depth, "depth", 0, "hops to follow (default: all; pictures of tables: 2)")
	cmd.Flags().Int64Var(&f.version, "version", 0, "of this published version (default: the project as it stands)")
	cmd.Flags().StringVar(&f.svg, "svg", "", "draw it into this file, - for stdout")
	return cmd
}

func (c *command) answerLineage(g *lineage.Graph, args []string, f lineageFlags, deep bool) error {
	var m lineage.Model
	column := ""
	if len(args) > 0 {
		var err error
		if m, column, err = findColumn(g, args[0]); err != nil {
			return err
		}
	}
	switch {
	case f.svg != "":
		return c.drawLineage(g, m, column, f, deep)
	case len(args) == 0:
		return c.lineageCoverage(g)
	case column == "":
		return c.lineageOfModel(g, m, f)
	}
	return c.lineageOfColumn(g, lineage.Column{Relation: m.Relation, Name: column}, f)
}

// drawLineage writes a picture: of a column its way, of a model the tables around.
func (c *command) drawLineage(g *lineage.Graph, m lineage.Model, column string, f lineageFlags, deep bool) error {
	way := picture.Way{Up: f.up, Down: f.down, Depth: f.depth}
	var svg []byte
	switch {
	case column != "":
		way.Up = f.up || !f.down
		svg = picture.Column(g, lineage.Column{Relation: m.Relation, Name: column}, way)
	case m.Name != "":
		if !f.up && !f.down {
			way.Up, way.Down = true, true
		}
		if !deep {
			way.Depth = 2
		}
		svg = picture.Tables(g, []scv.Relation{m.Relation}, way, "Tables around "+m.Name)
	default:
		svg = picture.Tables(g, nil, picture.Way{Up: true, Down: true}, "From sources to readers")
	}
	return c.writePicture(svg, f.svg)
}

// writePicture writes a picture to a file, or to stdout.
func (c *command) writePicture(svg []byte, to string) error {
	if to == "-" {
		_, err := c.stdout.Write(svg)
		return err
	}
	if err := os.WriteFile(to, svg, 0o644); err != nil {
		return &scv.Error{Code: scv.CodeUsage, Op: "write picture", Subject: to, Err: err, Hint: "Name a file in a folder that you may write to."}
	}
	if c.json {
		return c.printJSON(map[string]string{"svg": to})
	}
	c.say("%s is drawn: open it in a browser", to)
	return nil
}

// findColumn reads MODEL, MODEL.COLUMN, SCHEMA.RELATION and SCHEMA.RELATION.COLUMN; a
// source's column also by what its file calls it.
func findColumn(g *lineage.Graph, name string) (lineage.Model, string, error) {
	if m, ok := g.Find(name); ok {
		return m, "", nil
	}
	at := splitName(g, name)
	if at < 0 {
		return lineage.Model{}, "", unknownModel(g, name)
	}
	m, _ := g.Find(name[:at])
	var columns []string
	for _, f := range m.Columns {
		if strings.EqualFold(f.Name, name[at+1:]) || f.As != "" && strings.EqualFold(f.As, name[at+1:]) {
			return m, f.Name, nil
		}
		columns = append(columns, f.Name)
	}
	return m, "", unknownColumn(name, m.Name+" has no column "+name[at+1:], name[at+1:], columns)
}

// splitName finds the dot between a relation that there is and a column: the last
// one, or an earlier one when what a file calls its column has dots of its own.
func splitName(g *lineage.Graph, name string) int {
	for at := strings.LastIndex(name, "."); at >= 0; at = strings.LastIndex(name[:at], ".") {
		if _, ok := g.Find(name[:at]); ok {
			return at
		}
	}
	return -1
}

// unknownModel names what is near; a mistyped model before a column keeps the column.
func unknownModel(g *lineage.Graph, name string) error {
	var names []string
	for _, m := range g.Models() {
		names = append(names, m.Name, m.Relation.String())
	}
	err := unknownColumn(name, "no model has this name", name, names)
	at := strings.LastIndex(name, ".")
	if near := scv.Nearest(name, names); near != "" || at < 0 {
		return err
	}
	if near := scv.Nearest(name[:at], names); near != "" {
		return unknownColumn(name, "no model is called "+name[:at], name, []string{near + name[at:]})
	}
	return err
}

func unknownColumn(name, why, typed string, names []string) error {
	hint := "Type `scv lineage` to see what is traced, `scv lineage MODEL` for a model's columns."
	if near := scv.Nearest(typed, names); near != "" {
		hint = fmt.Sprintf("Did you mean %s?", near)
	}
	return &scv.Error{Code: scv.CodeUsage, Op: "find", Subject: name, Err: errors.New(why), Hint: hint}
}
