package main

import (
	"time"

	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) versionsCompact() *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give back the disk space that removed versions left in the warehouse",
		Long: `compact writes the warehouse file anew without the space that removed versions left in it,
holds the copy against it, and puts it in its place in one step. Killed at any moment, or
without room on the disk, the old file stays. scv run does the same by itself when half of
the file, and 64 MB at least, is free. Others may read meanwhile.
` + exitHelp,
		Example: `  scv versions compact
  scv versions compact --json
  scv versions                 what is kept; keep_versions: in scv.yml says how many`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.change(cmd, func(a *app.App) error {
				start := time.Now()
				done, err := a.Compact(cmd.Context())
				if err != nil {
					return err
				}
				switch {
				case c.json:
					return c.printJSON(done)
				case done.Before == done.After:
					c.say("Nothing to give back: %s, all of it used.", megabytes(done.Before.Bytes))
				default:
					c.say("%s %s, was %s (%s)", c.outStyle().Mark(term.Good), megabytes(done.After.Bytes), megabytes(done.Before.Bytes), term.Took(time.Since(start)))
				}
				return nil
			})
		},
	}
}
