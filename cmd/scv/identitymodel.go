package main

import (
	"errors"
	"fmt"
	"strings"

	"scv/internal/app"
	"scv/internal/identity"
	"scv/internal/term"

	"github.com/spf13/cobra"
)

const modelHelp = `model shows what was learned without labels: of each level of each comparison how often
records of one customer show it (m), how often strangers do (u), what that is worth in
bits, and how many pairs stand behind m; what the pairs weigh; how many records say too
little to be found at all; which of the likely pairs each rule finds alone, and how many
it misses; and what to be careful about. How many pairs no rule finds is estimated from
how many only one and only two find (Chao 1987): a lower bound.

Without a file it is the model of the home's published version; with files they are
matched as dedupe and link do, and no clusters are written. With a model of Splink
(--spec model.json) m and u are the model's; the pairs behind m are those of the rules'
pairs that it expects to be one.

--save-model writes what was learned as a model of Splink, --save-table the table that it
reads: the records in the forms that are compared. Both go to Splink as they are, and
to a later --spec. Splink knows two classes of pairs, not three, so that people who
live together come closer there; what else it says otherwise, or cannot say, is told,
with how many pairs each comparison judges otherwise. People and organisations
have a model each (model.person.json); of a link --save-table is a folder.
`

func (c *command) identityModel() *cobra.Command {
	var o app.MatchOptions
	var to app.ExportOptions
	svg := ""
	cmd := &cobra.Command{
		Use:   "model [FILE... --id COLUMN]",
		Short: "What matching has learned, and from how much",
		Long:  modelHelp + exitHelp,
		Example: `  scv identity model
  scv identity model --svg model.svg
  scv identity model people.csv --id customer_no
  scv identity model people.csv --id unique_id --spec model.json
  scv identity model people.csv --id customer_no --save-model model.json --save-table forms.csv
  scv identity dedupe forms.csv --id customer_no --spec model.json --threshold 0.5 --out clusters.csv
  scv identity model people.csv --id customer_no --json | jq '.[].warnings'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Files = args
			if to.Model != "" || to.Table != "" {
				return c.exportModel(cmd, o, to, svg)
			}
			list, err := c.diagnoses(cmd, o)
			if err != nil {
				return err
			}
			switch {
			case svg != "":
				return c.writePicture(identity.DiagnosisSVG(list), svg)
			case c.json:
				return c.printJSON(list)
			}
			for k, d := range list {
				if k > 0 {
					c.say("")
				}
				c.printDiagnosis(d)
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.ID, "id", "", "of files: the column that names a record")
	f.StringVar(&o.Spec, "spec", "", "of files: how to match: a spec, or a model of Splink")
	splinkRunFlags(cmd, &o.Splink)
	f.StringVar(&o.Labels, "labels", "", "of files: pairs that somebody has judged, as CSV: left_record_id, right_record_id, same")
	f.StringVar(&svg, "svg", "", "draw it into this file, - for stdout")
	f.StringVar(&to.Model, "save-model", "", "write it as a model of Splink into this file")
	f.StringVar(&to.Table, "save-table", "", "with --save-model: write the table that the model reads, as CSV")
	return cmd
}

func (c *command) diagnoses(cmd *cobra.Command, o app.MatchOptions) ([]identity.Diagnosis, error) {
	return ofHomeOrFiles(c, cmd, o, func(a *app.App) ([]identity.Diagnosis, error) { return a.Diagnose(cmd.Context()) },
		func(o app.MatchOptions) ([]identity.Diagnosis, error) { return app.DiagnoseTable(cmd.Context(), o) })
}

// ofHomeOrFiles asks of the files that are named, else of the home.
func ofHomeOrFiles[T any](c *command, cmd *cobra.Command, o app.MatchOptions, home func(*app.App) (T, error), files func(app.MatchOptions) (T, error)) (out T, err error) {
	if len(o.Files) == 0 {
		if err := homeOnly(o); err != nil {
			return out, err
		}
		err = c.with(cmd, func(a *app.App) error {
			out, err = home(a)
			return err
		})
		return out, err
	}
	if o.ID == "" {
		return out, errNoID()
	}
	progress := c.progress()
	defer progress.Close()
	o.Progress = progress
	return files(o)
}

func errNoID() error {
	return usage(errors.New("--id is missing: the column that names a record"))
}

// homeOnly refuses what is for files.
func homeOnly(o app.MatchOptions) error {
	if o.ID+o.Spec+o.Labels != "" {
		return usage(errors.New("--id, --spec and --labels are for files: name one"))
	}
	return nil
}

func (c *command) printDiagnosis(d identity.Diagnosis) {
	s := c.outStyle()
	c.say("%s", s.Strong(strings.ToUpper(d.Party[:1])+d.Party[1:]+"s"))
	c.sayAll([]string{d.Told()})
	c.say("")
	levels := term.Table{Header: []string{"comparison", "level", "m", "u", "bits", "pairs"}, Widest: 21}
	last := ""
	for _, l := range d.Levels {
		name := ""
		if l.Comparison != last {
			name, last = l.Comparison, l.Comparison
		}
		levels.Add(name, l.Name, chance(l.M), chance(l.U), fmt.Sprintf("%+.1f", l.Bits), term.Count(int64(l.Pairs+.5)))
	}
	c.table(&levels)
	c.say("")
	c.printWeights(d)
	c.say("")
	rules := term.Table{Header: []string{"likely pairs that share", "found", "it alone", "missed, about"}, Widest: 44}
	for _, r := range d.Rules {
		if r.Makes > 0 {
			rules.Add(r.Rule, term.Count(int64(r.Makes)), term.Count(int64(r.Alone)), term.Count(int64(r.Missed+.5)))
		}
	}
	c.table(&rules)
	c.say("")
	c.sayAll(d.Found())
	for _, text := range d.Warnings {
		c.sayWatch(text)
	}
}

// chance writes a part of 1 in few letters.
func chance(p float64) string {
	if p < .001 {
		return fmt.Sprintf("%.1e", p)
	}
	return fmt.Sprintf("%.4f", p)
}

// printWeights draws the histogram of the pairs, four bits a line.
func (c *command) printWeights(d identity.Diagnosis) {
	const step, longest = 4, 40
	counts := map[int][2]int{}
	low, high, most := 0, 0, 1
	for k, b := range d.Histogram {
		at := int(b.From+1024) / step // whole steps, also below 0
		if k == 0 || at < low {
			low = at
		}
		high = max(high, at)
		n := counts[at]
		counts[at] = [2]int{n[0] + b.Same, n[1] + b.Apart}
		most = max(most, counts[at][0]+counts[at][1])
	}
	t := term.Table{Header: []string{"bits", "one", "apart", "pairs"}}
	for at := low; at <= high && len(d.Histogram) > 0; at++ {
		n := counts[at]
		bar := strings.Repeat("█", (n[0]*longest+most-1)/most) + strings.Repeat("░", (n[1]*longest+most-1)/most)
		t.Add(fmt.Sprintf("%+d to %+d", at*step-1024, (at+1)*step-1024), term.Count(int64(n[0])), term.Count(int64(n[1])), bar)
	}
	c.table(&t)
}
