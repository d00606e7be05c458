package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"

	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) identityLabels() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "labels",
		Short: "Take decisions from a file, or write what stands to one",
		Long: `A file of labels is CSV with the columns left_record_id, right_record_id and same (true
or false); who, at and reason may be there too. Import takes all of it or nothing.
`,
		Example: `  scv identity labels export labels.csv
  scv identity labels import labels.csv --reason "checked by the call centre"`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.labelsExport(), c.labelsImport())
	return cmd
}

func (c *command) labelsExport() *cobra.Command {
	return &cobra.Command{
		Use:   "export FILE",
		Short: "Write the decisions that stand; - is stdout",
		Long:  "export writes the decisions that stand, one row per pair of records.\n" + exitHelp,
		Example: `  scv identity labels export labels.csv
  scv identity labels export - | head`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.with(cmd, func(a *app.App) error {
				if args[0] == "-" {
					_, err := a.WriteLabels(cmd.Context(), c.stdout)
					return err
				}
				return c.exportLabels(cmd, a, args[0])
			})
		},
	}
}

func (c *command) exportLabels(cmd *cobra.Command, a *app.App, path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	n, err := a.WriteLabels(cmd.Context(), f)
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if c.json {
		return c.printJSON(map[string]any{"file": path, "labels": n})
	}
	c.say("%s %s labels in %s", c.outStyle().Mark(term.Good), term.Count(int64(n)), path)
	return nil
}

func (c *command) labelsImport() *cobra.Command {
	var s saying
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Take the rows of a file as decisions; - is stdin",
		Long: `import takes every row as a decision, or none: a row that names an unknown record, or
that contradicts another or what stands, is refused with its place.
` + exitHelp,
		Example: `  scv identity labels import labels.csv --reason "checked by the call centre"`,
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.decide(cmd, s, func(a *app.App) (string, error) {
				from, name := cmd.InOrStdin(), "stdin"
				if args[0] != "-" {
					f, err := os.Open(args[0])
					if err != nil {
						return "", err
					}
					defer f.Close()
					from, name = io.Reader(f), filepath.Base(args[0])
				}
				decision, _, err := a.ReadLabels(cmd.Context(), from, name, person(s.by), s.reason)
				return decision, err
			})
		},
	}
	s.flags(cmd)
	return cmd
}
