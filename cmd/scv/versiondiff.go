package main

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"scv/internal/app"
	"scv/internal/pipeline/version"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) versionsDiff() *cobra.Command {
	return &cobra.Command{
		Use:   "diff [FROM] [TO]",
		Short: "What changed between two versions: rows, columns, customers",
		Long: `diff compares two published versions, table by table: rows that came, went and changed,
the columns in which they changed, and which customers were merged or split. Without
TO it is the live version, without FROM the one before it.
` + exitHelp,
		Example: `  scv versions diff
  scv versions diff 4 7
  scv versions diff --json | jq .customers`,
		Args: usageArgs(cobra.MaximumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := versionNumbers(args)
			if err != nil {
				return err
			}
			return c.with(cmd, func(a *app.App) error {
				d, err := a.CompareVersions(cmd.Context(), n[0], n[1])
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(d)
				}
				c.printDiff(d)
				return nil
			})
		},
	}
}

func (c *command) printDiff(d *version.Diff) {
	t := term.Table{Header: []string{"table", "came", "went", "changed", "same", "columns that changed"}}
	for _, table := range d.Tables {
		t.Add(table.Table, term.Count(table.Added), term.Count(table.Removed), term.Count(table.Changed), term.Count(table.Same), changedColumns(table))
	}
	c.say("from version %d to version %d", d.From, d.To)
	c.say("")
	c.table(&t)
	c.say("")
	c.say("customers    %s came, %s went, %s merged, %s split", term.Count(d.Customers.Added), term.Count(d.Customers.Removed),
		term.Count(d.Customers.MergedCount), term.Count(d.Customers.SplitCount))
	c.printMoves("merged", d.Customers.Merged, d.Customers.MergedCount)
	c.printMoves("split", d.Customers.Split, d.Customers.SplitCount)
}

const movesShown = 10

func (c *command) printMoves(what string, moves []version.Move, all int64) {
	for i, m := range moves {
		if i == movesShown {
			c.say("  and %s more: --json has the first thousand", term.Count(all-movesShown))
			return
		}
		c.say("  %-7s %s → %s", what, strings.Join(m.From, ", "), strings.Join(m.To, ", "))
	}
}

// changedColumns names columns with their changed rows, most first, after those
// that came, went or have another type.
func changedColumns(t version.TableDiff) string {
	names := slices.SortedFunc(maps.Keys(t.Columns), func(a, b string) int {
		return cmp.Or(cmp.Compare(t.Columns[b], t.Columns[a]), cmp.Compare(a, b))
	})
	words := slices.Clone(t.Schema)
	for i, name := range names {
		if i == 5 {
			words = append(words, "…")
			break
		}
		words = append(words, name+" "+term.Count(t.Columns[name]))
	}
	return strings.Join(words, ", ")
}
