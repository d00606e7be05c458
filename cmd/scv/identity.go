package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"scv/internal/app"
	"scv/internal/identity/engine"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

func (c *command) identity() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "identity",
		Short: "Match any table; look at what is uncertain and decide",
		Args:  usageArgs(cobra.NoArgs),
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(c.identityDedupe(), c.identityLink(), c.identityExplain(), c.identityModel(), c.identityEvaluate(), c.identitySpec(), c.identityReview(), c.identityDecisions(), c.identityUndo(), c.identityLabels())
	cmd.AddCommand(c.identitySQL(), c.identityTrain())
	return cmd
}

const matchHelp = `
A table is a CSV file (any separator, UTF-8 or UTF-16, also packed with gzip), a
Parquet file or an Excel workbook. What it is, its content says. Blanks around a
value are dropped, an empty value is no value.

Nothing has to be configured or labelled: what the columns say is found out from
their values and headings, what agreement is worth is learned from the records, and
so is where the line is drawn. The column of --id is never looked at. The result is
the same whatever the order of the rows.

Where records that are one are merely alike, as the names that two shops give a product,
none that differ are joined, and a note says so: --review has the likely pairs.

--memory is for the records with their keys, the pairs that link or are in doubt
(--review), and the pairs that were compared, until they are weighed, decided and
written. What the others leave these have: beyond it they lie in temporary files, and
nothing else changes. A note tells where the others alone take more. A model of Splink
needs no files: it hands on what it has found as soon as its part is full, and is slower
for it.

It needs no home and opens no warehouse.
` + splinkHelp

func (c *command) identityDedupe() *cobra.Command {
	var o app.MatchOptions
	cmd := &cobra.Command{
		Use:   "dedupe FILE --id COLUMN --out FILE",
		Short: "Find the records of one table that are one and the same",
		Long: `dedupe writes for every record of a table the cluster it belongs to: cluster_id and
the record's id, in order of the two. A cluster is called as the smallest id in it.
` + matchHelp + exitHelp,
		Example: `  scv identity dedupe people.csv --id customer_no --out clusters.csv
  scv identity dedupe people.xlsx --id No --out clusters.csv --pairs pairs.csv
  scv identity dedupe people.csv.gz --id id --out - | head
  scv identity dedupe people.csv --id id --out clusters.csv --review doubt.csv
  scv identity dedupe people.csv --id id --out clusters.csv --labels doubt.csv
  scv identity dedupe people.csv --id unique_id --spec model.json --out clusters.csv`,
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Files, o.Command = args, "identity dedupe"
			return c.match(cmd, o)
		},
	}
	matchFlags(cmd, &o)
	return cmd
}

func (c *command) identityLink() *cobra.Command {
	var o app.MatchOptions
	cmd := &cobra.Command{
		Use:   "link FILE FILE... --id COLUMN --out FILE",
		Short: "Find the records of one table that are in another",
		Long: `link compares the records of tables with those of the others, never with those of
their own, and writes for every record the cluster it belongs to: cluster_id,
source_dataset (the file's name without its ending) and the record's id.
` + matchHelp + exitHelp,
		Example: `  scv identity link crm.csv billing.parquet --id id --out clusters.csv
  scv identity link a.csv b.csv --id rec_id --out clusters.csv --pairs pairs.csv`,
		Args: usageArgs(cobra.MinimumNArgs(2)),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Files, o.Command = args, "identity link"
			return c.match(cmd, o)
		},
	}
	matchFlags(cmd, &o)
	return cmd
}

func matchFlags(cmd *cobra.Command, o *app.MatchOptions) {
	cmd.Flags().StringVar(&o.ID, "id", "", "the column that names a record (required)")
	cmd.Flags().StringVar(&o.Spec, "spec", "", "how to match: a spec, or a model of Splink")
	cmd.Flags().StringVar(&o.Labels, "labels", "", "pairs that somebody has judged, as CSV: left_record_id, right_record_id, same")
	cmd.Flags().StringVar(&o.Out, "out", "", "where to write record ids and cluster ids, as CSV; - is stdout (required)")
	splinkFlags(cmd, &o.Splink)
	cmd.Flags().StringVar(&o.Memory, "memory", "", "for records, keys and pairs, as 2GB (default: a quarter of the machine's)")
	cmd.Flags().StringVar(&o.Review, "review", "", "where to write the pairs in doubt, as CSV: fill in the column same and give it to --labels")
	cmd.Flags().StringVar(&o.Pairs, "pairs", "", "where to write every pair that the rules make, as CSV, without a threshold")
}

// matchMemory is the heap from which on the collector works harder: what is in use
// at ten million records is less, what is left lying about between two collections
// is not.
const matchMemory = 12 << 30

func (c *command) match(cmd *cobra.Command, o app.MatchOptions) error {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(matchMemory)
	}
	switch {
	case o.ID == "":
		return usage(errors.New("--id is missing: the column that names a record"))
	case o.Out == "":
		return usage(errors.New("--out is missing: the file to write to, or - for stdout"))
	case o.Out == "-" && c.json:
		return usage(errors.New("--json and --out - both want stdout: take one of the two"))
	case o.Out == o.Pairs, o.Out == o.Review, o.Pairs != "" && o.Pairs == o.Review:
		return usage(errors.New("--out, --pairs and --review name one file twice"))
	}
	progress := c.progress()
	defer progress.Close()
	o.Stdout, o.Progress = c.stdout, progress
	found, err := app.Match(cmd.Context(), o)
	progress.Close()
	if err != nil {
		return err
	}
	switch {
	case c.json:
		return c.printJSON(found)
	case o.Out == "-":
		for _, note := range found.Notes {
			fmt.Fprintf(c.stderr, "%s %s\n", c.style().Mark(term.Watch), note)
		}
		return nil
	}
	c.printMatched(found, o)
	return nil
}

// printMatched tells what the columns were taken for, what was compared, and what
// came of it.
func (c *command) printMatched(m *app.Matched, o app.MatchOptions) {
	columns := term.Table{Header: []string{"column", "taken for", "because"}}
	for _, col := range m.Columns {
		columns.Add(col.Name, col.Role, col.Reason)
	}
	c.table(&columns)
	c.say("")
	c.printRules(m.Rules)
	c.say("")
	for _, note := range m.Notes {
		c.sayWatch(note)
	}
	from := ""
	if len(m.Sources) > 1 {
		from = " of " + strings.Join(m.Sources, ", ")
	}
	c.say("%s %s%s: %s, %s of one record, %s in the largest", c.outStyle().Mark(term.Good),
		counted(m.Records, "record"), from, counted(m.Clusters, "cluster"), term.Count(int64(m.Single)), term.Count(int64(m.Largest)))
	c.say("  written to %s%s", o.Out, pairsText(o.Pairs, m.Pairs))
	if o.Review != "" {
		c.say("  %s in doubt to %s: write true or false into the column same, and give it to --labels", counted(int(m.Doubts), "pair"), o.Review)
	}
}

func pairsText(path string, pairs int64) string {
	if path == "" {
		return ""
	}
	return fmt.Sprintf(", %s pairs to %s", term.Count(pairs), path)
}

// printRules leaves out rules that made no pair of their own.
func (c *command) printRules(rules []engine.Rule) {
	out := term.Table{Header: []string{"pairs that share", "new pairs", "all so far"}}
	var all int64
	for _, r := range rules {
		all += r.Pairs
		if r.Pairs > 0 {
			out.Add(r.Name, term.Count(r.Pairs), term.Count(all))
		}
	}
	if all > 0 {
		c.table(&out)
	} else {
		c.say("%s no two records were compared: none share what few others have", c.outStyle().Mark(term.Watch))
	}
	for _, r := range rules {
		if r.Skipped > 0 {
			c.say("%s %s: %s records share a key with too many others and give no pairs under it", c.outStyle().Mark(term.Watch), r.Name, term.Count(r.Skipped))
		}
	}
}
