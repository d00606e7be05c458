package main

import (
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) sourceList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "The sources that scv.yml declares",
		Long: `list shows the sources of the home's scv.yml in order of trust, with their tables. It
reads nothing but scv.yml.
` + exitHelp,
		Example: `  scv source list --dir my-home
  scv source list --json`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(_ *cobra.Command, _ []string) error {
			home, err := app.Find(c.dir)
			if err != nil {
				return err
			}
			lines, err := app.ListSources(home)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(lines)
			}
			out := term.Table{Header: []string{"source", "kind", "entity", "path"}}
			for _, l := range lines {
				out.Add(l.Source, string(l.Kind), l.Entity, l.Path)
			}
			c.table(&out)
			return nil
		},
	}
}

func (c *command) sourceCheck() *cobra.Command {
	rows := 1000
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Whether every source can be read as scv.yml says",
		Long: `check reads the head of every source and compares it with scv.yml: that the files are
there and of their kind, that they have the columns that are mapped, and how many of
the first rows a load would hold aside. Columns that nothing maps are named: a new one
shows up there first. It loads nothing and opens no warehouse.

It goes on after a source that cannot be used, and then ends with exit code 6.
` + exitHelp,
		Example: `  scv source check --dir my-home
  scv source check --rows 0             read everything
  scv source check --json | jq '.[] | select(.problem)'`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			home, err := app.Find(c.dir)
			if err != nil {
				return err
			}
			lines, err := app.CheckSources(cmd.Context(), home, rows)
			if lines == nil {
				return err
			}
			if c.json {
				return joinPrint(c.printJSON(lines), err)
			}
			c.printChecked(lines)
			return err
		},
	}
	cmd.Flags().IntVar(&rows, "rows", rows, "rows to read of each table; 0 reads all")
	return cmd
}

func (c *command) printChecked(lines []app.SourceLine) {
	for _, l := range lines {
		name := l.Source
		if l.Entity != "" {
			name += "/" + l.Entity
		}
		if l.Problem != "" {
			c.say("%s %s: %s (%s)\n  %s", c.outStyle().Mark(term.Bad), name, l.Problem, l.Code, l.Hint)
			continue
		}
		mark, held := term.Good, ""
		if n := heldText(l.Held); n != "" {
			mark, held = term.Watch, ", of them held aside: "+n
		}
		c.say("%s %s: %s, %s%s", c.outStyle().Mark(mark), name, counted(l.Files, "file"), counted(l.Rows, "row"), held)
		if len(l.Unmapped) > 0 {
			c.say("  not mapped: %s", strings.Join(l.Unmapped, ", "))
		}
	}
}

func heldText(held map[string]int) string {
	var parts []string
	for code, n := range held {
		title := code
		if info, ok := scv.Lookup(scv.Code(code)); ok {
			title = info.Title + " (" + code + ")"
		}
		parts = append(parts, fmt.Sprintf("%d %s", n, title))
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return term.Count(int64(n)) + " " + what + "s"
}
