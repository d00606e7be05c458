package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"scv/internal/app"
	"scv/internal/identity"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) identityTrain() *cobra.Command {
	plan, drop, reason := false, false, ""
	cmd := &cobra.Command{
		Use:   "train --plan | --reason TEXT | --drop",
		Short: "Learn what agreement is worth anew, and see first which ids that changes",
		Long: `train learns a model of matching from the records of the published version. A run
does so by itself only where there is no model yet, or one of too few records: the
ids that readers know should not move because a model did.

With --plan it tells which customers the new model would change, and how the weight
of each level does, and writes nothing. With --reason the next run uses the model;
the change of each id is an event that names the reason. Of a party for which there
are too few pairs to learn from the published model stays in use.

With --drop the model that waits for the next run is taken away. One that a run has
taken does not wait: ` + "`scv rollback`" + ` leads back to the version before it, and the
model stays out from then on.
` + exitHelp,
		Example: `  scv identity train --plan
  scv identity train --plan --json | jq .merged
  scv identity train --reason "twice the records since spring"
  scv identity train --drop`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			said := 0
			for _, is := range []bool{plan, drop, reason != ""} {
				if is {
					said++
				}
			}
			switch {
			case said != 1:
				return usage(errors.New("say --plan to see what a new model changes, --reason TEXT to have the next run use it, or --drop to take it away: one of the three"))
			case drop:
				return c.dropTrained(cmd)
			}
			return c.train(cmd, reason)
		},
	}
	cmd.Flags().BoolVar(&plan, "plan", false, "tell what would change; write nothing")
	cmd.Flags().StringVar(&reason, "reason", "", "why there is a new model; the next run uses it")
	cmd.Flags().BoolVar(&drop, "drop", false, "take the model away that waits for the next run")
	return cmd
}

func (c *command) dropTrained(cmd *cobra.Command) error {
	return c.change(cmd, func(a *app.App) error {
		dropped, err := a.DropTrained(cmd.Context())
		switch {
		case err != nil:
			return err
		case c.json:
			return c.printJSON(map[string]any{"dropped": append([]identity.Waiting{}, dropped...)})
		case len(dropped) == 0:
			c.say("No trained model waits for the next run.")
		}
		for _, d := range dropped {
			c.say("%s the next run goes on with the published model of %ss, not with the one that was trained: %s", c.outStyle().Mark(term.Good), d.Party, d.Reason)
		}
		return nil
	})
}

func (c *command) train(cmd *cobra.Command, reason string) error {
	var t *identity.Training
	do := func(a *app.App) (err error) {
		if reason == "" {
			t, err = a.PlanTraining(cmd.Context())
		} else {
			t, err = a.Train(cmd.Context(), reason)
		}
		return err
	}
	ask := c.with
	if reason != "" {
		ask = c.change
	}
	if err := ask(cmd, do); err != nil {
		return err
	}
	if c.json {
		return c.printJSON(t)
	}
	c.printTraining(t)
	for _, party := range slices.Sorted(maps.Keys(t.Next)) {
		c.sayNext(party, t.Next[party])
	}
	return nil
}

// sayNext says what the next run does with a model that was learned.
func (c *command) sayNext(party, next string) {
	switch next {
	case identity.NextUses:
		c.say("%s the next run uses the model of %ss", c.outStyle().Mark(term.Good), party)
	case identity.NextSame:
		c.say("%s the model of %ss came out as published: the next run notes the reason, nothing else", c.outStyle().Mark(term.Good), party)
	default:
		c.say("%s of %ss there are too few pairs to learn from: the published model stays in use", c.outStyle().Mark(term.Watch), party)
	}
}

// shownShifts and shownChanges is how much is shown of long lists; --json has all.
const (
	shownShifts  = 12
	shownChanges = 40
)

func (c *command) printTraining(t *identity.Training) {
	c.say("learned from %s records", term.Count(t.Records))
	levels := term.Table{Header: []string{"party", "comparison", "level", "bits before", "after"}}
	for _, l := range t.Levels[:min(len(t.Levels), shownShifts)] {
		levels.Add(l.Party, l.Comparison, l.Level, fmt.Sprintf("%+.1f", l.Before), fmt.Sprintf("%+.1f", l.After))
	}
	if len(t.Levels) > 0 {
		c.table(&levels)
	}
	c.more(len(t.Levels)-shownShifts, "levels")
	c.say("customers: %d kept as they are, %d merged, %d split, %d created, %d ended, %d with other records", t.Kept, t.Merged, t.Split, t.Created, t.Ended, t.Moved)
	changes := term.Table{Header: []string{"customer", "would be", "of / into", "records before", "after"}}
	for _, x := range t.Changes[:min(len(t.Changes), shownChanges)] {
		changes.Add(string(x.ID), x.Kind, string(x.Other), fmt.Sprint(x.Was), fmt.Sprint(x.Is))
	}
	if len(t.Changes) > 0 {
		c.table(&changes)
	}
	c.more(len(t.Changes)-shownChanges, "customers")
}

func (c *command) more(n int, what string) {
	if n > 0 {
		c.say("and %d more %s: --json lists all", n, what)
	}
}
