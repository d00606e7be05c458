package main

import (
	"errors"
	"fmt"

	"scv/internal/app"
	"scv/internal/identity/evaluate"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) identityEvaluate() *cobra.Command {
	var o app.EvaluateOptions
	cmd := &cobra.Command{
		Use:   "evaluate CLUSTERS --truth FILE --id COLUMN --entity COLUMN",
		Short: "How well clusters agree with a known truth",
		Long: `evaluate compares clusters, as dedupe and link write them, with a table that knows who
every record is: precision, recall and F1 of all pairs of records, and B³ (of a
record: how much of its cluster is right, and how much of its entity is there).

Behind each figure stand the bounds between which it lies in 95 of 100 samples drawn
again from the same records: entities, with all that hangs together with them, are
drawn, not pairs. A record without a cluster is a cluster of its own; records that
the truth does not know are left out.
` + exitHelp,
		Example: `  scv identity evaluate clusters.csv --truth people.csv --id id --entity person
  scv identity evaluate linked.csv --truth a.csv --truth b.csv --id id --entity person
  scv identity evaluate clusters.csv --truth febrl3.csv --id rec_id --entity rec_id --entity-pattern 'rec-(\d+)'`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(o.Truth) == 0 || o.ID == "" || o.Entity == "" {
				return usage(errors.New("--truth, --id and --entity are needed"))
			}
			o.Clusters = args[0]
			m, err := app.Evaluate(cmd.Context(), o)
			if err != nil {
				return err
			}
			if c.json {
				return c.printJSON(m)
			}
			c.printEvaluation(m)
			return nil
		},
	}
	cmd.Flags().StringArrayVar(&o.Truth, "truth", nil, "the file that knows who is who; of a link, one per source (required)")
	cmd.Flags().StringVar(&o.ID, "id", "", "the column that names a record, in all files (required)")
	cmd.Flags().StringVar(&o.Entity, "entity", "", "the column of the truth that names who a record is (required)")
	cmd.Flags().StringVar(&o.Pattern, "entity-pattern", "", "the part of that value which does: a pattern, its first group")
	return cmd
}

func (c *command) printEvaluation(m *app.Evaluation) {
	out := term.Table{Header: []string{"", "precision", "recall", "F1"}}
	for _, line := range []struct {
		name string
		evaluate.Rates
	}{{"pairwise", m.Pairwise}, {"B³", m.B3}} {
		out.Add(line.name, figure(line.Precision), figure(line.Recall), figure(line.F1))
	}
	c.table(&out)
	c.say("")
	c.say("%s, %s of the truth, %s found; %s true, %s found, %s of them right", counted(m.Records, "record"), entities(m.Entities), counted(m.Clusters, "cluster"),
		counted(int(m.TruePairs), "pair"), term.Count(m.FoundPairs), term.Count(m.RightPairs))
	if m.Missing > 0 {
		c.say("%s %s of the truth without a cluster", c.outStyle().Mark(term.Watch), counted(m.Missing, "record"))
	}
	if m.Unknown > 0 {
		c.say("%s %s with a cluster that the truth does not know", c.outStyle().Mark(term.Watch), counted(m.Unknown, "record"))
	}
}

func entities(n int) string {
	if n == 1 {
		return "1 entity"
	}
	return term.Count(int64(n)) + " entities"
}

// figure is a measure with its bounds.
func figure(f evaluate.Figure) string {
	return fmt.Sprintf("%.4f (%.4f–%.4f)", f.Value, f.Low, f.High)
}
