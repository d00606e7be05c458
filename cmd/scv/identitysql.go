package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"scv/internal/app"
	"scv/internal/identity/splink/pushdown"

	"github.com/spf13/cobra"
)

const sqlHelp = `sql writes what a model of Splink says as statements for DuckDB or Snowflake: records
readied once, pairs by the rules, levels with each similarity computed once, weights,
edges above --threshold, and how often each pattern of levels is met. All tables are
temporary. With --database the statements run in a DuckDB file, which is only read, and
the clusters are written; --train learns λ, m and u there first, from counts of patterns
and without term frequencies.

On DuckDB the pairs, levels and weights are those of ` + "`scv identity dedupe --spec MODEL`" + `.
Another engine gives the same where a model asks for nothing but exact, Levenshtein,
one-slip and prefix levels, on folded text (--fold: lower case, letters without marks, ASCII).
What else the model asks for is named above the statements: Snowflake's Jaro-Winkler
is a whole number of hundredths and takes small letters for large ones.
docs/coming-from-splink.md has the details.

Without a model of Splink it is our own: of the home's published version, or what is
learned from files, under a spec or without one. TABLE then is as it is written by
` + "`scv identity model --save-table`" + `. Pairs, levels and weights of three classes
(one customer, one household, strangers) are those that matching gives; what SQL says
otherwise, or cannot say, is named above the statements.

With --database, and without FILE, our own model is learned and run on TABLE of a DuckDB
file, as ` + "`scv identity dedupe`" + ` does on a file, under a spec or without one: the
canonical forms of the values are made here and handed over as a temporary table, pairs
are found, compared, counted by their pattern and weighed there, and what agreement is
worth and the clusters are made here of the counts and of the pairs that weigh enough.
`

func (c *command) identitySQL() *cobra.Command {
	var o app.SQLOptions
	step, party := "", ""
	cmd := &cobra.Command{
		Use:   "sql [FILE...] [--spec MODEL] --table TABLE --id COLUMN",
		Short: "A model as SQL, to match where the records are",
		Long:  sqlHelp + exitHelp,
		Example: `  scv identity sql --spec model.json --table people --id unique_id
  scv identity sql --spec model.json --table crm.public.people --id id --dialect snowflake --fold > match.sql
  scv identity sql --spec model.json --table people --id unique_id --database people.duckdb --out clusters.csv
  scv identity sql --table people --id customer_no --database people.duckdb --out clusters.csv
  scv identity sql people.csv --id customer_no --spec people.yml --table forms
  scv identity sql --table forms --party person                              # of this home`,
		RunE: func(cmd *cobra.Command, files []string) error {
			own, err := isOwn(o, files)
			if err != nil {
				return err
			}
			if own {
				return c.ownSQL(cmd, o, files, step, party)
			}
			if err := sqlUsage(o, step); err != nil {
				return err
			}
			if o.Database != "" {
				return c.matchSQL(cmd, o, app.MatchSQL)
			}
			script, err := app.WriteSQL(o)
			if err != nil {
				return err
			}
			return c.printSQL(script, step)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.Spec, "spec", "", "a model of Splink; with FILE or --database a spec")
	f.StringVar(&party, "party", "", "of our own: person or organisation, where there are both")
	f.StringVar(&o.Table.Name, "table", "", "the table with the records, as the engine reads its name (required)")
	f.StringVar(&o.Table.ID, "id", "", "the column that names a record (required; of a home: record_id)")
	f.StringVar(&o.Table.Source, "source", "", "in a link: the column that names a record's source")
	f.StringVar(&o.Dialect, "dialect", "", strings.Join(pushdown.Dialects(), " or ")+" (default duckdb)")
	f.BoolVar(&o.Table.Fold, "fold", false, "compare in lower case, Latin letters without their marks")
	f.Float64Var(&o.Threshold, "threshold", 0, "probability from which a pair links (default 0.95; of our own: the spec's line)")
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
		fmt.Fprintf(c.stdout, "-- Engines answer differently, or not at all: %s.\n", strings.Join(s.Differ, ", "))
	}
	for _, o := range s.Otherwise {
		fmt.Fprintf(c.stdout, "-- comparison %s, level %q: %s\n", o.Comparison, o.Level, o.Why)
	}
	if len(s.Differ)+len(s.Otherwise) > 0 {
		fmt.Fprintln(c.stdout)
	}
	for k, st := range s.Statements {
		if k > 0 {
			fmt.Fprintln(c.stdout)
		}
		fmt.Fprintf(c.stdout, "-- %s: %s\n%s;\n", st.Name, st.Does, st.SQL)
	}
	return nil
}

// isOwn says whether a model of ours is asked for.
func isOwn(o app.SQLOptions, files []string) (bool, error) {
	if o.Spec == "" {
		return true, nil
	}
	splink, err := app.IsSplinkSpec(o.Spec)
	switch {
	case err != nil:
		return false, err
	case splink && len(files) > 0:
		return false, usage(errors.New("a model of Splink is written as it is: leave FILE out"))
	case !splink && len(files) == 0 && o.Database == "":
		return false, usage(errors.New("name the FILE whose records the spec is learned from"))
	}
	return !splink, nil
}

// ownSQL writes a model of ours as SQL.
func (c *command) ownSQL(cmd *cobra.Command, o app.SQLOptions, files []string, step, party string) error {
	if o.Table.ID == "" && len(files) == 0 && o.Database == "" {
		o.Table.ID = "record_id"
	}
	switch err := sqlUsage(o, step); {
	case err != nil:
		return err
	case o.Train || o.Table.Fold:
		return usage(errors.New("--train and --fold are for a model of Splink: name one with --spec"))
	case o.Database != "" && len(files) > 0:
		return usage(errors.New("--database has the records in --table: leave FILE out"))
	case o.Database != "" && (o.Table.Source != "" || o.Threshold != 0 || o.Dialect != "" || party != ""):
		return usage(errors.New("--source, --threshold, --dialect and --party do not go with --database of our own: it is one table, and the line is the spec's"))
	case o.Database != "":
		return c.matchSQL(cmd, o, app.MatchOwnSQL)
	}
	out, err := c.writeOwnSQL(cmd, o, files, party)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(out)
	}
	if step == "" {
		for _, n := range out.Notes {
			fmt.Fprintf(c.stdout, "-- %s: %s\n", n.Part, n.Why)
		}
	}
	return c.printSQL(out.Script, step)
}

func (c *command) writeOwnSQL(cmd *cobra.Command, o app.SQLOptions, files []string, party string) (out *app.OwnSQL, err error) {
	if len(files) == 0 {
		err = c.with(cmd, func(a *app.App) error {
			out, err = a.WriteSQL(cmd.Context(), o, party)
			return err
		})
		return out, err
	}
	progress := c.progress()
	defer progress.Close()
	return app.WriteOwnSQL(cmd.Context(), app.MatchOptions{Files: files, ID: o.Table.ID, Spec: o.Spec, Progress: progress}, o, party)
}

func (c *command) matchSQL(cmd *cobra.Command, o app.SQLOptions, match func(context.Context, app.SQLOptions) (*app.Matched, error)) error {
	if o.Out == "-" && c.json {
		return usage(errors.New("--json and --out - both want stdout: take one of the two"))
	}
	progress := c.progress()
	defer progress.Close()
	o.Stdout, o.Progress = c.stdout, progress
	found, err := match(cmd.Context(), o)
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
