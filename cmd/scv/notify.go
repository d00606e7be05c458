package main

import (
	"context"
	"errors"
	"time"

	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) notify() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "notify",
		Short: "Who is told when something is wrong",
		Long: `notify tells people of problems: a run that failed or was refused, a source that is
stale or unusable, weather that comes from a fallback. Each receiver under notify: in
scv.yml (a file, a command, a webhook, an e-mail address) gets one message per
problem and one when it is over. The same problem again sends nothing.
` + exitHelp,
		Example: `  scv notify list                what is wrong now, and what each receiver was told
  scv notify test                a test message to every receiver`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.notifyTest(), c.notifyList())
	return cmd
}

func (c *command) notifyTest() *cobra.Command {
	return &cobra.Command{
		Use:   "test [RECEIVER...]",
		Short: "Send a test message and say what happened",
		Long: `test sends a test message to the named receivers, or to all, and says what each
answered: a receipt, or why it could not be reached and after how many attempts. It
works beside a run and without a warehouse. One that cannot be reached is exit 6.
` + exitHelp,
		Example: `  scv notify test
  scv notify test operations     one receiver
  scv notify test --json | jq '.[] | select(.sent | not)'`,
		RunE: func(cmd *cobra.Command, names []string) error {
			return c.withControl(cmd.Context(), func(a *app.App) error {
				sent, err := a.NotifyTest(cmd.Context(), names)
				if len(sent) == 0 {
					return err
				}
				if c.json {
					return joinPrint(c.printJSON(sent), err)
				}
				c.printDeliveries(sent)
				return err
			})
		},
	}
}

func (c *command) notifyList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "What is wrong now, what was lately, who was told",
		Long: `list shows the open problems, the last ones that are over, and what each receiver
was last told. It only reads, and works beside a run and without a warehouse.
` + exitHelp,
		Example: `  scv notify list
  scv notify list --json | jq -r '.open[].title'`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withControl(cmd.Context(), func(a *app.App) error {
				n, err := a.Notices(cmd.Context())
				if err != nil {
					return err
				}
				if c.json {
					return c.printJSON(n)
				}
				c.printNotices(n)
				return nil
			})
		},
	}
}

// withControl opens the home without its warehouse for one question.
func (c *command) withControl(ctx context.Context, ask func(*app.App) error) error {
	dir, err := app.Find(c.dir)
	if err != nil {
		return err
	}
	a, err := app.OpenControl(ctx, dir, c.options(nil))
	if err != nil {
		return err
	}
	return errors.Join(ask(a), a.Close())
}

func (c *command) printDeliveries(sent []app.Delivery) {
	s := c.outStyle()
	t := term.Table{Header: []string{"", "receiver", "kind", "attempts", "answer"}, Widest: 100}
	for _, d := range sent {
		mark, answer := term.Good, d.Receipt
		if !d.Sent {
			mark, answer = term.Bad, d.Error
		}
		t.Add(s.Mark(mark), d.Receiver, string(d.Kind), term.Count(int64(d.Attempts)), answer)
	}
	c.table(&t)
}

func (c *command) printNotices(n *app.Notices) {
	if len(n.Open) == 0 {
		c.say("%s nothing is wrong that a run has seen", c.outStyle().Mark(term.Good))
	}
	c.printProblems(n.Open)
	if len(n.Resolved) > 0 {
		c.say("")
		t := term.Table{Header: []string{"over since", "after", "problem"}, Widest: 100}
		for _, p := range n.Resolved {
			t.Add(minute(*p.Resolved), term.Took(p.Resolved.Sub(p.Opened)), p.Title)
		}
		c.table(&t)
	}
	c.say("")
	if len(n.Receivers) == 0 {
		c.say("%s nobody is told: scv.yml names no receiver under notify:", c.outStyle().Mark(term.Watch))
		return
	}
	t := term.Table{Header: []string{"receiver", "kind", "last told", "of", "answer"}, Widest: 80}
	for _, r := range n.Receivers {
		if r.Last == nil {
			t.Add(r.Name, string(r.Kind), "never", "", "")
			continue
		}
		t.Add(r.Name, string(r.Kind), minute(r.Last.At), r.Last.Event, r.Last.Receipt+r.Last.Error)
	}
	c.table(&t)
}

// printProblems shows what is wrong now, with where to read what to do.
func (c *command) printProblems(open []app.Problem) {
	s := c.outStyle()
	for _, p := range open {
		mark := term.Watch
		if p.Severity == "error" {
			mark = term.Bad
		}
		c.say("%s %s", s.Mark(mark), s.Strong(p.Title))
		c.say("  since %s; %s", minute(p.Opened), p.Detail)
		c.say("  docs/runbooks/%s.md", p.Kind)
	}
}

func minute(t time.Time) string { return t.Format("2006-01-02 15:04") }
