package main

import (
	"errors"
	"fmt"
	"strings"

	"scv/internal/app"
	"scv/internal/identity/splink/pushdown"

	"github.com/spf13/cobra"
)

func (c *command) identitySQL() *cobra.Command {
	var o app.SQLOptions
	step := ""
	cmd := &cobra.Command{
		Use:   "sql --spec MODEL --table TABLE --id COLUMN",
		Short: "A model of Splink as SQL, to match where the records are",
		Long: `sql writes what a model of Splink says as statements for DuckDB or Snowflake: records
readied once, pairs by the rules, levels with each similarity computed once, weights,
edges above --threshold, and how often each pattern of levels is met. All tables are
temporary. With --database the statements run in a DuckDB file, which is only read, and
the clusters are written; --train learns λ, m and u there first, from counts of patterns
and without term frequencies.

On DuckDB the pairs, levels and weights are those of ` + "`scv identity dedupe --spec MODEL`" + `.
Another engine gives the same where a model asks for nothing but exact, Levenshtein
and prefix levels, on folded text (--fold: lower case, letters without marks, ASCII).
What else the model asks for is named above the statements: Snowflake's Jaro-Winkler
is a whole number of hundredths and takes small letters for large ones.
docs/coming-from-splink.md has the details.
` + exitHelp,
		Example: `  scv identity sql --spec model.json --table people --id unique_id
  scv identity sql --spec model.json --table crm.public.people --id id --dialect snowflake --fold > match.sql
  scv identity sql --spec model.json --table people --id unique_id --database people.duckdb --out clusters.csv`,
		Args: usageArgs(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := sqlUsage(o, step); err != nil {
				return err
			}
			if o.Database != "" {
				return c.matchSQL(cmd, o)
			}
			script, err := app.WriteSQL(o)
			if err != nil {
				return err
			}
			return c.printSQL(script, step)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Spec, "spec", "", "a model of Splink (required)")
	f.StringVar(&o.Table.Name, "table", "", "the table with the records, as the engine reads its name (required)")
	f.StringVar(&o.Table.ID, "id", "", "the column that names a record (required)")
	f.StringVar(&o.Table.Source, "source", "", "in a link: the column that names a record's source")
	f.StringVar(&o.Dialect, "dialect", "", strings.Join(pushdown.Dialects(), " or ")+" (default duckdb)")
	f.BoolVar(&o.Table.Fold, "fold", false, "compare in lower case, Latin letters without their marks")
	f.Float64Var(&o.Threshold, "threshold", .95, "probability from which a pair links")
	f.Int64Var(&o.AllPairs, "all-pairs", 0, "pairs that a rule without an equality may look at (default 5,000,000)")
	f.StringVar(&step, "step", "", "only this statement: "+strings.Join(steps(), ", "))
	f.StringVar(&o.Database, "database", "", "a DuckDB file to run the statements in; it is only read")
	f.StringVar(&o.Out, "out", "", "with --database: where to write record ids and cluster ids, as CSV; - is stdout")
	f.BoolVar(&o.Train, "train", false, "with --database: learn λ, m and u from the table")
	f.StringArrayVar(&o.Training.Rules, "train-on", nil, "with --train: a rule whose pairs m is learned from; may be repeated (default: chosen of the model's)")
	f.Var((*pairCount)(&o.Training.Pairs), "random-pairs", "with --train: random pairs that u is learned from, or all (default 1,000,000)")
	f.Uint64Var(&o.Training.Seed, "seed", 0, "with --train: another number chooses other random pairs")
	f.StringVar(&o.SaveModel, "save-model", "", "with --train: where to write the trained model, for Splink or a later --spec")
	return cmd
}

// steps are the names of the statements.
func steps() []string {
	return []string{"records", "estimate", "pairs", "gammas", "patterns", "weights", "edges"}
}

func sqlUsage(o app.SQLOptions, step string) error {
	switch {
	case o.Spec == "":
		return usage(errors.New("--spec is missing: a model of Splink"))
	case o.Table.Name == "":
		return usage(errors.New("--table is missing: the table with the records"))
	case o.Table.ID == "":
		return usage(errors.New("--id is missing: the column that names a record"))
	case (o.Database == "") != (o.Out == ""):
		return usage(errors.New("--database and --out go together: where the statements run, and where the clusters go"))
	case o.Train && o.Database == "":
		return usage(errors.New("--train needs --database: the DuckDB file to learn from"))
	case !o.Train && (len(o.Training.Rules) > 0 || o.Training.Pairs != 0 || o.Training.Seed != 0 || o.SaveModel != ""):
		return usage(errors.New("--train-on, --random-pairs, --seed and --save-model say how to train: add --train"))
	case step != "" && o.Database != "":
		return usage(errors.New("--step prints one statement, --database runs them all: take one of the two"))
	case step != "" && !strings.Contains(" "+strings.Join(steps(), " ")+" ", " "+step+" "):
		return usage(fmt.Errorf("--step %s is none of %s", step, strings.Join(steps(), ", ")))
	}
	return nil
}

func (c *command) printSQL(s *pushdown.Script, step string) error {
	if c.json {
		return c.printJSON(s)
	}
	if step != "" {
		fmt.Fprintln(c.stdout, s.Get(step)+";")
		return nil
	}
	if len(s.Differ) > 0 {
		fmt.Fprintf(c.stdout, "-- Engines answer differently, or not at all: %s.\n\n", strings.Join(s.Differ, ", "))
	}
	for k, st := range s.Statements {
		if k > 0 {
			fmt.Fprintln(c.stdout)
		}
		fmt.Fprintf(c.stdout, "-- %s: %s\n%s;\n", st.Name, st.Does, st.SQL)
	}
	return nil
}

func (c *command) matchSQL(cmd *cobra.Command, o app.SQLOptions) error {
	if o.Out == "-" && c.json {
		return usage(errors.New("--json and --out - both want stdout: take one of the two"))
	}
	progress := c.progress()
	defer progress.Close()
	o.Stdout, o.Progress = c.stdout, progress
	found, err := app.MatchSQL(cmd.Context(), o)
	progress.Close()
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(found)
	}
	if o.Out != "-" {
		c.printMatched(found, app.MatchOptions{Out: o.Out})
	}
	return nil
}
