package main

import (
	"errors"
	"fmt"
	"path/filepath"

	"scv/internal/app"
	"scv/internal/identity"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

// exportModel writes a model of ours for Splink, and tells what is lost.
func (c *command) exportModel(cmd *cobra.Command, o app.MatchOptions, to app.ExportOptions, svg string) error {
	switch {
	case to.Model == "" || to.Table == "":
		return usage(errors.New("--save-model and --save-table go together: the model reads the columns of that table"))
	case filepath.Clean(to.Model) == filepath.Clean(to.Table):
		return usage(errors.New("--save-model and --save-table name one file: take two"))
	case svg != "":
		return usage(errors.New("--svg draws, --save-model writes: take one of the two"))
	}
	list, err := c.export(cmd, o, to)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(list)
	}
	for k, e := range list {
		if k > 0 {
			c.say("")
		}
		c.printExported(e)
	}
	return nil
}

func (c *command) export(cmd *cobra.Command, o app.MatchOptions, to app.ExportOptions) ([]*identity.Exported, error) {
	return ofHomeOrFiles(c, cmd, o, func(a *app.App) ([]*identity.Exported, error) { return a.Export(cmd.Context(), to) },
		func(o app.MatchOptions) ([]*identity.Exported, error) { return app.ExportTable(cmd.Context(), o, to) })
}

func (c *command) printExported(e *identity.Exported) {
	c.sayAll([]string{fmt.Sprintf("%s %ss; of %s pairs %s are on the other side of the line there (--threshold %.4g).",
		term.Count(int64(e.Records)), e.Party, term.Count(e.Pairs), term.Count(e.OtherSide), e.Threshold)})
	c.say("")
	judged := term.Table{Header: []string{"comparison", "pairs", "judged otherwise"}}
	for _, j := range e.Judged {
		judged.Add(j.Comparison, term.Count(j.Pairs), term.Count(j.Otherwise))
	}
	c.table(&judged)
	c.say("")
	for _, n := range e.Notes {
		c.sayWatch(n.Part + ": " + n.Why)
	}
	c.say("%s written to %s, the table that it reads to %s", c.outStyle().Mark(term.Good), e.Files[0], e.Files[1])
}
