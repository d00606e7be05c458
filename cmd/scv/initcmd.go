package main

import (
	"fmt"

	"scv/internal/app"

	"github.com/spf13/cobra"
)

func (c *command) init() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Make a home: a commented scv.yml and the dbt project",
		Long: `init writes a commented scv.yml and the dbt project into DIR (default: this folder).
Name your sources in scv.yml, map their columns, and type scv run.

It never writes over a file: a folder that has an scv.yml already keeps it and gets
what is missing.
` + exitHelp,
		Example: `  scv init my-home
  scv init --dir my-home         the same`,
		Args: usageArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := c.dir
			if len(args) == 1 {
				dir = args[0]
			}
			if dir == "" {
				dir = "."
			}
			written, err := app.Init(dir)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(map[string]any{"dir": dir, "written": written})
			}
			fmt.Fprintf(c.stdout, "%d files written to %s\n\nNext:\n  scv source infer FILES --dir %s --append    propose the sources of your files, or\n  edit %s/scv.yml                             name them and map their columns yourself\n  scv run --dir %s                            build and publish the customer view\n", len(written), dir, dir, dir, dir)
			return nil
		},
	}
}
