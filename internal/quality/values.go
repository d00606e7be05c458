package quality

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/identity/standardise"
)

// Labelled values: what was written, in which country, and its canonical form, or
// "-" where there must be none.
//
//go:embed corpus_email.tsv
var emailCorpus string

//go:embed corpus_postal.tsv
var postalCorpus string

func (f Facts) valueProbes() []scv.Probe {
	email := func(v, _ string) standardise.Result { return standardise.Email(v) }
	postal := func(v, country string) standardise.Result { return standardise.PostalCode(v, country, "") }
	return []scv.Probe{
		{
			Name: "dq.email", Items: []string{"3.2.1"},
			Proves: "The validator judges a labelled list of addresses without a mistake; the newest run checked the form of every e-mail column and passed; every address without a valid form is flagged with its reason.",
			Run:    f.format("email_format", "email_formats", emailCorpus, email),
		},
		{
			Name: "dq.postal", Items: []string{"3.2.2"},
			Proves: "The validator judges a labelled list of postal codes of many countries without a mistake; the newest run checked the form of every postal code column by country and passed; every code without a valid form is flagged with its reason.",
			Run:    f.format("postal_code_format", "postal_formats", postalCorpus, postal),
		},
		{
			Name: "dq.duplicates", Items: []string{"3.2.4"},
			Proves: "The checks for customers that are there twice passed in the newest run. How many are left, from labelled pairs, is judged by a person.",
			Run:    f.clean("no_duplicate_customers"),
		},
		{
			Name: "dq.weather_grid", Items: []string{"3.2.5"},
			Proves: "Every customer with a place has a row for every day that is wanted; the share of days without weather is within the limit of the check weather_complete, and is listed by country.",
			Run:    f.weatherGrid,
		},
	}
}

// clean wants checks of some kinds executed and passed, without a warning.
func (f Facts) clean(kinds ...string) func(context.Context) scv.Finding {
	return func(ctx context.Context) scv.Finding {
		g, run, err := f.look(ctx)
		if err != nil {
			return scv.Cannot(err)
		}
		c := tally(checks(g, ofKind(kinds...)), run)
		return c.finding(run, c.clean())
	}
}

func ofKind(kinds ...string) func(*graph.Node) bool {
	return func(n *graph.Node) bool {
		for _, kind := range kinds {
			if n.Test != nil && n.Test.Name == kind {
				return true
			}
		}
		return false
	}
}

// format wants a validator without a mistake on labelled values, a check of its
// kind that passed, and a reason on every value that has no valid form.
func (f Facts) format(check, sql, corpus string, validate func(v, country string) standardise.Result) func(context.Context) scv.Finding {
	return func(ctx context.Context) scv.Finding {
		found := f.clean(check)(ctx)
		if found.Verdict != scv.Pass {
			return found
		}
		labelled, wrong := judgeCorpus(corpus, validate)
		if labelled == 0 || len(wrong) > 0 {
			return scv.Failed(fmt.Sprintf("the validator is wrong on %d of %d labelled values: lines%s", len(wrong), labelled, named(wrong)), "Report this: the program is broken.")
		}
		t, err := f.Ask(ctx, statement(sql))
		if err != nil {
			return scv.Cannot(err)
		}
		var parts []string
		var silent int64
		for _, row := range t.Rows {
			filled, bad, unflagged := row[1].(int64), row[2].(int64), row[3].(int64)
			silent += unflagged
			parts = append(parts, fmt.Sprintf("%v %s", row[0], share(filled-bad, filled)))
		}
		evidence := fmt.Sprintf("%s; %d of %d labelled values judged right; valid: %s", found.Evidence, labelled, labelled, firstOf(parts, 6))
		if silent > 0 {
			return scv.Failed(fmt.Sprintf("%d values have no valid form and no reason", silent), "Type `scv run --full`: it standardises every value again.")
		}
		return scv.Passed(evidence)
	}
}

// judgeCorpus gives the number of labelled values and the lines that the
// validator gets wrong.
func judgeCorpus(corpus string, validate func(v, country string) standardise.Result) (labelled int, wrong []string) {
	for i, line := range strings.Split(strings.TrimSuffix(corpus, "\n"), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) != 3 {
			continue // a comment
		}
		labelled++
		want := cells[2]
		if want == "-" {
			want = ""
		}
		if validate(cells[0], cells[1]).Value != want {
			wrong = append(wrong, fmt.Sprint(i+1))
		}
	}
	return labelled, wrong
}

func share(part, whole int64) string {
	if whole == 0 {
		return "none filled"
	}
	return fmt.Sprintf("%.1f %% of %d", 100*float64(part)/float64(whole), whole)
}

func firstOf(parts []string, n int) string {
	if len(parts) <= n {
		return strings.Join(parts, ", ")
	}
	return strings.Join(parts[:n], ", ") + fmt.Sprintf(" and %d more", len(parts)-n)
}

func (f Facts) weatherGrid(ctx context.Context) scv.Finding {
	complete, grid := f.clean("weather_complete")(ctx), f.clean("every_day_is_there")(ctx)
	for _, found := range []scv.Finding{complete, grid} {
		if found.Verdict != scv.Pass {
			return found
		}
	}
	_, run, err := f.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	t, err := f.Ask(ctx, statement("weather_gaps"))
	if err != nil {
		return scv.Cannot(err)
	}
	w := run.Report.Weather
	evidence := fmt.Sprintf("%s customer days have weather; every customer with a place has every day", share(w.Found, w.Wanted))
	var gaps []string
	for _, row := range t.Rows {
		gaps = append(gaps, fmt.Sprintf("%v %v of %v places", row[0], row[1], row[2]))
	}
	if len(gaps) > 0 {
		evidence += "; gaps by country: " + firstOf(gaps, 4)
	}
	if w.Wanted == 0 {
		return scv.Failed("no customer has a place that weather is wanted for", "Map postal_code and country in scv.yml, and declare a source of kind weather.")
	}
	return scv.Passed(evidence)
}
