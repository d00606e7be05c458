package main

import (
	"errors"
	"fmt"

	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) identitySpec() *cobra.Command {
	var o app.MatchOptions
	var propose, check bool
	cmd := &cobra.Command{
		Use:   "spec --propose|--check [FILE...]",
		Short: "The spec that a table or this home asks for, with the reasons; whether one goes",
		Long: `spec --propose looks at a table, or at the tables of a link, and prints how they would be
matched: what each column says and why it is thought so, which pairs would be looked at
and how many each rule gives, how they would be compared, and where the lines are drawn.
It compares nothing. Without a file it does so for the home: what it does on its own, and
what the columns say that the identity model selects besides.

dedupe and link do the same on their own. Change what is printed and give it to them
with --spec. A home matches as project/identity/customer.yml says: change that.

spec --check reads the home's spec, or the one of --spec, and looks whether it goes: a key
that is not known, a column that is not there or thresholds the wrong way round are
refused with file and line, as they are by every run before it builds anything.
docs/reference/identity.md has every key.
` + exitHelp,
		Example: `  scv identity spec --propose people.csv --id customer_no > people.yml
  scv identity spec --check people.csv --id customer_no --spec people.yml
  scv identity dedupe people.csv --id customer_no --spec people.yml --out clusters.csv
  scv identity spec --propose                   # of this home
  scv identity spec --check`,
		Args: usageArgs(cobra.ArbitraryArgs),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Files = args
			switch {
			case propose == check:
				return usage(errors.New("--propose is missing, or --check; one of the two"))
			case propose && o.Spec != "":
				return usage(errors.New("--spec is for --check: a proposal follows from the records"))
			case check && o.Spec == "" && len(args) > 0:
				return usage(errors.New("--spec is missing: the file to check for the tables"))
			case check:
				return c.checkSpec(cmd, o)
			}
			return c.proposeSpec(cmd, o)
		},
	}
	cmd.Flags().BoolVar(&propose, "propose", false, "make a proposal from the records")
	cmd.Flags().BoolVar(&check, "check", false, "say whether a spec goes")
	cmd.Flags().StringVar(&o.Spec, "spec", "", "with --check: the spec to look at (default: the home's)")
	cmd.Flags().StringVar(&o.ID, "id", "", "the column that names a record (default: the first)")
	return cmd
}

func (c *command) proposeSpec(cmd *cobra.Command, o app.MatchOptions) error {
	progress := c.progress()
	defer progress.Close()
	o.Progress = progress
	propose := func() (string, error) { return app.ProposeSpec(cmd.Context(), o) }
	if len(o.Files) == 0 {
		dir, err := app.Find(c.dir)
		if err != nil {
			return err
		}
		propose = func() (string, error) { return app.ProposeHomeSpec(cmd.Context(), dir, c.options(progress)) }
	}
	text, err := propose()
	progress.Close()
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]string{"yaml": text})
	}
	fmt.Fprint(c.stdout, text)
	return nil
}

func (c *command) checkSpec(cmd *cobra.Command, o app.MatchOptions) error {
	dir := ""
	if len(o.Files) == 0 {
		var err error
		if dir, err = app.Find(c.dir); err != nil {
			return err
		}
	}
	found, err := app.CheckSpec(cmd.Context(), dir, o, c.options(nil))
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(found)
	}
	c.say("%s %s goes:", c.outStyle().Mark(term.Good), found.File)
	c.say("  %s", found.Says)
	if !found.Columns {
		c.say("%s its columns are looked at once there is something to read: type `scv run`", c.outStyle().Mark(term.Watch))
	}
	return nil
}
