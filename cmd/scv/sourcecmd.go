package main

import (
	"errors"
	"fmt"

	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) source() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "source",
		Short: "Propose, list and check the sources of scv.yml",
		Args:  usageArgs(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.sourceInfer(), c.sourceList(), c.sourceCheck())
	return cmd
}

func (c *command) sourceInfer() *cobra.Command {
	var o app.InferOptions
	cmd := &cobra.Command{
		Use:   "infer FILE...",
		Short: "Propose what scv.yml should say of workbooks and exports",
		Long: `infer looks at workbooks (.xlsx, .xlsm), folders with the model.json of a Dynamics 365
export, weather files, or folders that hold any of these, and prints the sources that
scv.yml should declare: sheets, header rows, what each column holds (by its header and
by its content), types and date formats, the key, test records to leave out. Comments
say why, how sure, what is unsure, and how many rows a load would hold aside.

It writes nothing, unless you add --append (to the scv.yml that is there) or --write
(a new home). It never changes a source that scv.yml has.

Comments tell counts and shapes of values, never a value, unless you add --show-values.
` + exitHelp,
		Example: `  scv source infer customers.xlsx                        look, and print the proposal
  scv source infer files --dir my-home --append          add it to my-home/scv.yml
  scv source infer members.xlsx --dir my-home --write    make a home of it
  scv source infer export/ --json | jq .sources          one JSON document`,
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.Write && o.Append {
				return usage(errors.New("--write makes a new home, --append adds to one: take one of the two"))
			}
			if o.ShowValues && (o.Write || o.Append) {
				return usage(errors.New("--show-values is for looking: customers' values do not belong in scv.yml"))
			}
			if o.Rows < 0 {
				return usage(errors.New("--rows must be 0 (all) or more"))
			}
			o.Dir, o.Files = c.dir, args
			found, err := app.Infer(cmd.Context(), o)
			if err != nil {
				return err
			}
			return c.printInferred(found, o)
		},
	}
	cmd.Flags().BoolVar(&o.Append, "append", false, "add the proposal to the home's scv.yml")
	cmd.Flags().BoolVar(&o.Write, "write", false, "make a home with the proposal (refused where there is an scv.yml)")
	cmd.Flags().BoolVar(&o.ShowValues, "show-values", false, "show some values of each column in the comments")
	cmd.Flags().IntVar(&o.Rows, "rows", 100_000, "rows to read of each sheet or table; 0 reads all")
	return cmd
}

// printInferred prints the proposal first, then what was done with it.
func (c *command) printInferred(found *app.Inferred, o app.InferOptions) error {
	if c.json {
		return c.printJSON(found)
	}
	fmt.Fprint(c.stdout, found.YAML)
	switch {
	case found.Written != "":
		fmt.Fprintf(c.stderr, "%s %s written to %s\n  Look at what is marked unsure, then type: scv run --dir %s\n", c.style().Mark(term.Good), counted(len(found.Sources), "source"), found.Written, homeArgument(o.Dir))
	case o.Append:
		fmt.Fprintf(c.stderr, "%s nothing to add\n", c.style().Mark(term.Watch))
	}
	return nil
}

func homeArgument(dir string) string {
	if dir == "" {
		return "."
	}
	return dir
}
