package main

import (
	"errors"
	"fmt"

	"scv/internal/app"

	"github.com/spf13/cobra"
)

func (c *command) identitySpec() *cobra.Command {
	var o app.MatchOptions
	propose := false
	cmd := &cobra.Command{
		Use:   "spec --propose FILE...",
		Short: "The spec that a table asks for, with the reasons",
		Long: `spec --propose looks at a table, or at the tables of a link, and prints how they would be
matched: what each column says and why it is thought so, which pairs would be looked at
and how many each rule gives, how they would be compared, and where the lines are drawn.
It compares nothing.

dedupe and link do the same on their own. Change what is printed and give it to them
with --spec: a key that is not known, a column that the table lacks or thresholds the
wrong way round are refused with file and line. docs/reference/identity.md has every key.
` + exitHelp,
		Example: `  scv identity spec --propose people.csv --id customer_no > people.yml
  scv identity dedupe people.csv --id customer_no --spec people.yml --out clusters.csv`,
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !propose {
				return usage(errors.New("--propose is missing"))
			}
			progress := c.progress()
			defer progress.Close()
			o.Files, o.Progress = args, progress
			text, err := app.ProposeSpec(cmd.Context(), o)
			progress.Close()
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(map[string]string{"yaml": text})
			}
			fmt.Fprint(c.stdout, text)
			return nil
		},
	}
	cmd.Flags().BoolVar(&propose, "propose", false, "make a proposal from the records")
	cmd.Flags().StringVar(&o.ID, "id", "", "the column that names a record (default: the first)")
	return cmd
}
