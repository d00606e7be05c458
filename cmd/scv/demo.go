package main

import (
	"context"
	"errors"

	"scv"
	"scv/internal/app"

	"github.com/spf13/cobra"
)

func (c *command) demo() *cobra.Command {
	o := app.DemoOptions{}
	var day string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Write an example company and run everything on it",
		Long: `demo writes an example company into ./demo (or --dir): a Dynamics 365 lake export,
two legacy workbooks, weather for twelve countries, and the truth about who is
whom. Then it runs the whole pipeline, as scv run would, measures the matching
against the truth, which the pipeline never reads, and writes report.html, one page
to show around.

A folder that holds an earlier demo of the same size and seed is run again as it is.
` + exitHelp,
		Example: `  scv demo                       about 20,000 records into ./demo
  scv demo --rows 2000           a small one
  scv demo --noise high          worse typing, scanning and missing values
  scv demo --dir /tmp/d --json   one JSON document on stdout`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if o.AsOf, err = asOf(day).time(); err != nil {
				return err
			}
			return c.runDemo(cmd, o)
		},
	}
	cmd.Flags().IntVar(&o.Rows, "rows", 20000, "source records of customers, about")
	cmd.Flags().Uint64Var(&o.Seed, "seed", 1, "another seed, another company")
	cmd.Flags().StringVar(&o.Noise, "noise", "normal", "how bad the data is: low, normal or high")
	cmd.Flags().StringVar(&day, "as-of", "", "the day the company's dates are relative to (default: today)")
	return cmd
}

func (c *command) runDemo(cmd *cobra.Command, o app.DemoOptions) (err error) {
	o.Dir = c.dir
	if o.Dir == "" {
		o.Dir = "demo"
	}
	progress := c.progress()
	defer progress.Close()
	a, report, err := app.Demo(cmd.Context(), o, c.options(progress))
	progress.Close()
	if a != nil {
		defer func() { err = errors.Join(err, a.Close()) }()
	}
	err = c.finish(a, report, err)
	if a == nil || err != nil && scv.CodeOf(err) != scv.CodeVerdict {
		return err
	}
	return errors.Join(err, c.demoPage(cmd.Context(), a))
}

// demoPage writes the page to show around beside the example company, whose people
// are invented.
func (c *command) demoPage(ctx context.Context, a *app.App) error {
	page, err := a.Report(ctx, app.ReportOptions{})
	if err == nil && !c.json {
		c.say("report       %s    one page to show around: open it in a browser", page.Path)
	}
	return err
}
