package main

import (
	"context"
	"errors"

	"scv/internal/app"
	"scv/internal/readiness"

	"github.com/spf13/cobra"
)

func (c *command) readiness() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "readiness",
		Short: "The production checklist: what is proven, what is not",
		Long: `readiness keeps the production checklist: 192 items in 42 groups. An item is pass
because a probe saw it, fail because a probe saw that it does not hold, and unknown
because nobody looked, not lately, or a person's word is missing. Every run ends by
looking again; an item about data judges the newest run, published or not.
` + exitHelp,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.readinessStatus(), c.readinessRun(), c.readinessShow())
	return cmd
}

func (c *command) readinessStatus() *cobra.Command {
	return &cobra.Command{
		Use:   "status [ID...]",
		Short: "How the checklist stands; only reads",
		Long: `status shows what keeps the home from going live, and the whole checklist with each
item's verdict, age and evidence. With ids it shows those sections, groups or items.
It only reads, and works beside a run. --json gives the whole checklist.
` + exitHelp,
		Example: `  scv readiness status               the whole checklist
  scv readiness status 1.2 3         a group and a section of it
  scv readiness status --json | jq -r '.items[] | select(.verdict=="fail").id'`,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.withChecklist(cmd.Context(), func(check *readiness.Checker) error {
				wanted, err := check.Checklist.Select(ids)
				if err != nil {
					return err
				}
				status, err := check.Status(cmd.Context())
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(status)
				}
				c.printChecklist(check, status, wanted)
				return nil
			})
		},
	}
}

func (c *command) readinessRun() *cobra.Command {
	return &cobra.Command{
		Use:   "run [ID...]",
		Short: "Look again: run probes and keep what they see",
		Long: `run runs the probes of the given sections, groups or items, or of all, and keeps
what they see as evidence. Drills inject a fault and take longer: they run only when
their item is named. What is proven or not does not change the exit code.
` + exitHelp,
		Example: `  scv readiness run                  every probe, no drill
  scv readiness run 3.2 1.1.3        the probes of a group, the drill of an item`,
		RunE: func(cmd *cobra.Command, ids []string) error {
			return c.change(cmd, func(a *app.App) error {
				seen, status, err := a.RunProbes(cmd.Context(), ids)
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(status)
				}
				c.printSeen(seen, status)
				return nil
			})
		},
	}
}

func (c *command) readinessShow() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: "What proves an item, what was seen last, what to do",
		Long: `show tells everything about one item of the checklist: which probes or drills prove
it and how, what they saw last and on which release, how long that is good, and what
to do when it does not pass. It only reads.
` + exitHelp,
		Example: `  scv readiness show 3.2.1
  scv readiness show 1.1.3 --json | jq .probes`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withChecklist(cmd.Context(), func(check *readiness.Checker) error {
				d, err := check.Show(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(d)
				}
				c.printItem(check, d)
				return nil
			})
		},
	}
}

// withChecklist opens the checklist to read, without the warehouse.
func (c *command) withChecklist(ctx context.Context, fn func(*readiness.Checker) error) error {
	dir, err := app.Find(c.dir)
	if err != nil {
		return err
	}
	check, done, err := app.Readiness(ctx, dir, c.options(nil))
	if err != nil {
		return err
	}
	return errors.Join(fn(check), done())
}
