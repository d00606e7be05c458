package main

import (
	"errors"

	"scv"
	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

// saying are the flags of a command that decides.
type saying struct{ by, reason string }

func (s *saying) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.by, "by", "", "who (default: the user of this machine)")
	cmd.Flags().StringVar(&s.reason, "reason", "", "why: kept with the decision (needed)")
}

func (c *command) identityDecisions() *cobra.Command {
	return &cobra.Command{
		Use:   "decisions",
		Short: "What people have decided about records, and who and why",
		Long: `decisions lists every decision on two records, oldest first: in review, from a file of
labels, by merging or unmerging customers, by taking one back. Of a pair the newest
one stands. They are kept beside the warehouse and outlive it.
` + exitHelp,
		Example: `  scv identity decisions
  scv identity decisions --json`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd, func(a *app.App) error {
				list, err := a.Decisions(cmd.Context())
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(list)
				}
				if len(list) == 0 {
					c.say("Nobody has decided anything: `scv identity review` asks.")
					return nil
				}
				t := term.Table{Header: []string{"decision", "at", "kind", "who", "says", "left", "right", "why"}}
				for _, d := range list {
					t.Add(d.Batch, d.At.Format("2006-01-02 15:04"), d.Kind, d.Who, d.Verdict, d.Left, d.Right, d.Reason)
				}
				c.table(&t)
				return nil
			})
		},
	}
}

func (c *command) identityUndo() *cobra.Command {
	var s saying
	cmd := &cobra.Command{
		Use:   "undo DECISION",
		Short: "Take a decision back",
		Long: `undo takes back what was decided in one step: each of its pairs is again what it was
said to be before, or open. The next run makes it so.
` + exitHelp,
		Example: `  scv identity undo 20261124T080000-3f2a9c --reason "they are father and son"`,
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.decide(cmd, s, func(a *app.App) (string, error) {
				return a.TakeBack(cmd.Context(), args[0], person(s.by), s.reason)
			})
		},
	}
	s.flags(cmd)
	return cmd
}

func (c *command) customerMerge() *cobra.Command {
	var s saying
	cmd := &cobra.Command{
		Use:   "merge ID ID...",
		Short: "Say that customers are one",
		Long: `merge says that all records of the customers are one customer. The next run makes it
so: the oldest id stays, the others lead to it. An id that was merged away before stands
for the customer that answers for it now, which is said.
` + exitHelp,
		Example: `  scv customer merge C-7Q2M4XK9RT3FA C-HW5T2N7QJ4KLA --reason "she called: both accounts are hers"`,
		Args:    usageArgs(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.take(cmd, s, func(a *app.App) (app.Merge, error) {
				return a.MergeCustomers(cmd.Context(), named[scv.CustomerID](args), person(s.by), s.reason)
			})
		},
	}
	s.flags(cmd)
	return cmd
}

func (c *command) customerUnmerge() *cobra.Command {
	var s saying
	cmd := &cobra.Command{
		Use:   "unmerge RECORD...",
		Short: "Say that records are not their customer's",
		Long: `unmerge says that the records, one customer among themselves, are none of the others
of the customer they are with now. The next run makes it so.
` + exitHelp,
		Example: `  scv customer unmerge crm/contact/5f0c... --reason "the father of the same name"`,
		Args:    usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.decide(cmd, s, func(a *app.App) (string, error) {
				return a.UnmergeRecords(cmd.Context(), named[scv.RecordID](args), person(s.by), s.reason)
			})
		},
	}
	s.flags(cmd)
	return cmd
}

func named[T ~string](args []string) []T {
	out := make([]T, len(args))
	for k, arg := range args {
		out[k] = T(arg)
	}
	return out
}

// decide takes a decision in the home, and says how to go on.
func (c *command) decide(cmd *cobra.Command, s saying, do func(*app.App) (string, error)) error {
	return c.take(cmd, s, func(a *app.App) (m app.Merge, err error) {
		m.Decision, err = do(a)
		return m, err
	})
}

func (c *command) take(cmd *cobra.Command, s saying, do func(*app.App) (app.Merge, error)) error {
	if s.reason == "" {
		return usage(errors.New("a decision needs --reason: who reads the list later must know why"))
	}
	return c.change(cmd, func(a *app.App) error {
		m, err := do(a)
		switch {
		case err != nil:
			return err
		case c.json:
			return c.printJSON(m)
		}
		name := m.Decision
		c.sayRedirected(m.Redirected)
		c.say("%s decided: %s", c.outStyle().Mark(term.Good), name)
		c.say("  scv run                            makes it so")
		c.say("  scv identity undo %s --reason …   takes it back", name)
		return nil
	})
}
