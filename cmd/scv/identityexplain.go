package main

import (
	"errors"

	"scv/internal/app"

	"github.com/spf13/cobra"
)

func (c *command) identityExplain() *cobra.Command {
	var o app.MatchOptions
	svg := ""
	cmd := &cobra.Command{
		Use:   "explain FILE... --id COLUMN --of ID [--of ID]",
		Short: "Why two records of a table are one and the same, or not",
		Long: `explain matches a table, or the tables of a link, as dedupe and link do, and tells of
two records what each comparison adds or takes away, in bits, which part of that is how
rare the value is, and what it comes to; where the two are not in one cluster, what
holds them apart and by how much. With one --of it tells what holds a record in its
cluster: the strongest links, the weakest of them, what would come apart without it.

With a model of Splink (--spec model.json) the bits are its own: log2 of each level's
Bayes factor and of its term frequencies. Clusters are components there: pairs at
--threshold hold them together, and two are apart where no such pair links them.

Of a link a record is called SOURCE-__-ID, or by its id where one table alone has it.
It needs no home and writes no clusters.
` + exitHelp,
		Example: `  scv identity explain people.csv --id customer_no --of 10042 --of 20017
  scv identity explain people.csv --id customer_no --of 10042 --of 20017 --svg why.svg
  scv identity explain people.csv --id customer_no --of 10042
  scv identity explain crm.csv billing.csv --id id --of crm-__-7 --of billing-__-9 --json
  scv identity explain people.csv --id unique_id --spec model.json --of 12 --of 40 --svg why.svg`,
		Args: usageArgs(cobra.MinimumNArgs(1)),
	}
	var of []string
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		switch {
		case o.ID == "":
			return usage(errors.New("--id is missing: the column that names a record"))
		case len(of) == 0 || len(of) > 2:
			return usage(errors.New("--of names a record: give one or two"))
		}
		o.Files = args
		return c.explainTable(cmd, o, of, svg)
	}
	f := cmd.Flags()
	f.StringVar(&o.ID, "id", "", "the column that names a record (required)")
	f.StringArrayVar(&of, "of", nil, "the record to tell of; two to compare them (required)")
	f.StringVar(&o.Spec, "spec", "", "how to match: a spec, or a model of Splink")
	splinkRunFlags(cmd, &o.Splink)
	f.StringVar(&o.Labels, "labels", "", "pairs that somebody has judged, as CSV: left_record_id, right_record_id, same")
	f.StringVar(&svg, "svg", "", "draw it into this file, - for stdout")
	return cmd
}

func (c *command) explainTable(cmd *cobra.Command, o app.MatchOptions, of []string, svg string) error {
	progress := c.progress()
	defer progress.Close()
	o.Progress = progress
	if len(of) == 1 {
		m, err := app.MemberOfTable(cmd.Context(), o, of[0])
		progress.Close()
		if err != nil {
			return err
		}
		return c.showMembership(m, svg)
	}
	e, err := app.ExplainTable(cmd.Context(), o, of[0], of[1])
	progress.Close()
	if err != nil {
		return err
	}
	return c.showExplanation(e, svg)
}
