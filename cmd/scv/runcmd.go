package main

import (
	"errors"
	"fmt"
	"time"

	"scv"
	"scv/internal/app"

	"github.com/spf13/cobra"
)

// asOf is the flag that sets what a run calls now.
type asOf string

func (a asOf) time() (time.Time, error) {
	if a == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, string(a)); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usage(fmt.Errorf("--as-of %q is no date: write 2026-11-24 or 2026-11-24T08:00:00Z", string(a)))
}

func (c *command) runCommand() *cobra.Command {
	var day, node string
	var full bool
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Take the records from the sources to a published version",
		Long: `run loads what is new in the sources, builds silver, identity and gold beside the
version that readers see, runs every check, and publishes only if no check of
severity error failed. With nothing new it says so and changes nothing.

A model is built only where its SQL, its configuration or the rows it reads are not what
they were; else its table is carried over from the live version, or stays in place. A check
that passed on the same rows is not run again. The summary tells what was built, and why.
--why explains one model or check and runs nothing; --full builds everything.

A run that was stopped (Ctrl-C, kill, power) is continued by the next one.
` + exitHelp,
		Example: `  scv run                        the home in this folder or above
  scv run --dir my-home          another home
  scv run --as-of 2026-11-24     look at the weather from that day
  scv run --full                 build everything, whatever changed
  scv run --why dim_customer     would it be built, and why? runs nothing
  scv run --json | jq .checks    one JSON document`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			at, err := asOf(day).time()
			if err != nil {
				return err
			}
			switch {
			case node != "" && full:
				return usage(errors.New("--full builds everything: there is nothing that --why could tell"))
			case node != "":
				return c.why(cmd, node, at)
			}
			progress := c.progress()
			defer progress.Close()
			dir, err := app.Find(c.dir)
			if err != nil {
				return err
			}
			a, err := app.OpenToRun(cmd.Context(), dir, c.options(progress))
			if err != nil {
				return err
			}
			report, err := a.Run(cmd.Context(), app.RunOptions{AsOf: at, Full: full})
			progress.Close()
			return c.finish(a, report, errors.Join(err, a.Close()))
		},
	}
	cmd.Flags().StringVar(&day, "as-of", "", "what the run calls now: a date or an RFC 3339 time (default: the clock)")
	cmd.Flags().BoolVar(&full, "full", false, "build and check everything, whatever changed")
	cmd.Flags().StringVar(&node, "why", "", "explain what would become of a model or check, and run nothing")
	return cmd
}

// why explains one node of the project.
func (c *command) why(cmd *cobra.Command, node string, at time.Time) error {
	return c.with(cmd, func(a *app.App) error {
		w, err := a.Why(cmd.Context(), node, at)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(w)
		}
		c.printWhy(w)
		return nil
	})
}

// finish prints the report, on an error too: what a stopped or refused run did
// is worth as much as what a good one did.
func (c *command) finish(a *app.App, report *scv.RunReport, err error) error {
	if report == nil {
		return err
	}
	if c.json {
		return joinPrint(c.printJSON(report), err)
	}
	if scv.CodeOf(err) == "" || scv.CodeOf(err) == scv.CodeVerdict {
		c.printSummary(a, report)
	}
	return err
}
