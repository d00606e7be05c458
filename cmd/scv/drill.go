package main

import (
	"scv"
	"scv/internal/app"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) drill() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "drill",
		Short: "Provoke a fault on a copy and prove that it is met",
		Long: `drill injects a fault into a copy of the home, expects what should follow, cleans
up, and records what it saw as evidence for the production checklist.
` + exitHelp,
		Example: `  scv drill weather`,
		Args:    usageArgs(cobra.NoArgs),
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.drillWeather())
	return cmd
}

func (c *command) drillWeather() *cobra.Command {
	return &cobra.Command{
		Use:   "weather",
		Short: "Prove that the weather falls back, says so, and comes back",
		Long: `weather runs a copy of the home four times (its sources are read where they are, its
warehouse is a new one): with nothing blocked, with the first weather provider blocked,
with every provider blocked, and with nothing blocked again. It wants the next provider,
then values received earlier, to serve; every row to say so; one message when it began
and one when it was over, to a receiver of the copy; and the same weather in the end as
in the beginning. What it saw is evidence for box 1.1.3 for thirty days.

Nobody is told of the drill, and readers of the home see nothing of it. It takes as long
as four runs. A drill that does not pass is exit 3.
` + exitHelp,
		Example: `  scv drill weather
  scv drill weather --json | jq '.steps[] | select(.passed | not)'
  scv readiness show 1.1.3           what was seen last, and until when it counts`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			progress := c.progress()
			defer progress.Close()
			a, err := c.open(cmd.Context(), progress)
			if err != nil {
				return err
			}
			defer a.Close()
			d, err := a.DrillWeather(cmd.Context())
			progress.Close()
			if d == nil {
				return err
			}
			if c.json {
				return joinPrint(c.printJSON(d), err)
			}
			c.printDrill(d)
			return err
		},
	}
}

func (c *command) printDrill(d *app.Drill) {
	s := c.outStyle()
	t := term.Table{Header: []string{"", "step", "found"}, Widest: 120}
	for _, step := range d.Steps {
		mark := term.Good
		if !step.Passed {
			mark = term.Bad
		}
		t.Add(s.Mark(mark), step.Name, step.Found)
	}
	c.table(&t)
	if d.Verdict == scv.Pass {
		c.say("")
		c.say("%s box %s of the production checklist: pass, until %s", s.Mark(term.Good), d.Item, d.Expires.Format("2006-01-02"))
	}
}
