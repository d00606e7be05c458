package main

import (
	"fmt"
	"strings"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/identity"
	"scv/internal/serve/answer"
	"scv/internal/term"
)

func (c *command) printHits(hits []answer.Hit) {
	if len(hits) == 0 {
		c.say("Nobody like that. Fewer words, or only the beginning of one, find more.")
		return
	}
	t := term.Table{Header: []string{"customer", "name", "born", "e-mail", "place", "records", "fit"}, Widest: 26}
	for _, h := range hits {
		t.Add(h.CustomerID, h.Name, h.BirthDate, h.Email, h.Place, term.Count(h.Records), fmt.Sprintf("%.2f", h.Score))
	}
	if width := c.outStyle().Width; width > 0 && t.Width() > width {
		c.printNarrowHits(hits)
		return
	}
	c.table(&t)
}

// printNarrowHits puts what identifies a customer into a table, and the rest under the
// name.
func (c *command) printNarrowHits(hits []answer.Hit) {
	t := term.Table{Header: []string{"customer", "records", "fit", "name"}, Widest: 42}
	for _, h := range hits {
		t.Add(h.CustomerID, term.Count(h.Records), fmt.Sprintf("%.2f", h.Score), h.Name)
		for _, more := range []string{h.BirthDate, h.Email, h.Place} {
			if more != "" {
				t.Add("", "", "", more)
			}
		}
	}
	c.table(&t)
}

func (c *command) printCustomer(k *answer.Customer) {
	s := c.outStyle()
	if k.AskedFor != "" {
		c.sayRedirected([]identity.Redirect{{From: scv.CustomerID(k.AskedFor), To: scv.CustomerID(k.CustomerID), Because: k.Because}})
	}
	c.say("%s  %s, %d source records", s.Strong(k.CustomerID), k.Type, len(k.Records))
	c.say("")
	letters := map[string]string{}
	for i, r := range k.Records {
		letters[r.RecordID] = answer.Letter(i)
	}
	golden := term.Table{Header: []string{"golden record", "value", "from", "rule", "offers"}}
	for _, g := range k.Golden {
		golden.Add(g.Attribute, g.Value, letters[g.RecordID], g.Rule, term.Count(g.Candidates))
	}
	c.table(&golden)
	for i, r := range k.Records {
		c.say("")
		c.say("%s  %s", s.Strong(answer.Letter(i)), s.Strong(r.RecordID))
		if r.File != "" {
			c.say("   %s", s.Dim(recordPlace(r)))
		}
		t := term.Table{Indent: 3}
		for _, v := range r.Values {
			t.Add(v.Word, v.Value, strings.ReplaceAll(v.Reason, "_", " "))
		}
		c.table(&t)
	}
	c.printWeather(k.Weather)
}

// recordPlace says where a record stands: "legacy/customers.xlsx, sheet Members, row 12".
func recordPlace(r answer.Record) string {
	at := r.File
	if r.Sheet != "" {
		at += ", sheet " + r.Sheet
	}
	if r.Row > 0 {
		at += fmt.Sprintf(", row %d", r.Row)
	}
	return at
}

func (c *command) printWeather(days []answer.Day) {
	c.say("")
	if len(days) == 0 {
		c.say("No weather: the golden record has no country and postal code.")
		return
	}
	t := term.Table{Header: []string{"weather", "min °C", "avg °C", "max °C", "rain mm", "provider", "issued (UTC)"}}
	for _, d := range days {
		t.Add(d.Date, degrees(d.MinC), degrees(d.AvgC), degrees(d.MaxC), degrees(d.PrecipMM), provider(d), strings.NewReplacer("T", " ", "Z", "").Replace(d.IssuedAtUTC))
	}
	c.table(&t)
}

// provider names who a day's weather is from, and how, unless it is the first choice.
func provider(d answer.Day) string {
	switch scv.ProvidedAs(d.ProvidedAs) {
	case scv.Fallback:
		return d.Provider + " (stands in)"
	case scv.LastGood:
		return fmt.Sprintf("%s (received %d days ago)", d.Provider, *d.AgeDays)
	}
	return d.Provider
}

func degrees(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.1f", *v)
}

func (c *command) printStatus(st *app.Status) {
	s := c.outStyle()
	if st.Live == nil {
		c.say("%s %s: nothing is published yet; type `scv run`", s.Mark(term.Watch), st.Company)
	} else {
		c.say("%s %s: version %d is live with %s customers", s.Mark(term.Good), st.Company, st.Live.Version, term.Count(st.Live.Customers))
		c.say("  published %s UTC, looks at the world as of %s", st.Live.PublishedAt.Format("2006-01-02 15:04"), st.Live.AsOf.Format(time.DateOnly))
	}
	c.printProblems(st.Open)
	c.say("")
	t := term.Table{Header: []string{"run", "started", "took", "verdict", "version"}}
	for _, r := range st.Runs {
		t.Add(r.ID, r.Started.Format("2006-01-02 15:04:05"), term.Took(time.Duration(r.Seconds*float64(time.Second))), r.Verdict, fmt.Sprint(r.Version))
	}
	c.table(&t)
	if r := st.Report; r != nil {
		c.say("")
		c.printHeld(r)
		c.printChecks(r)
	}
}

// bar draws bits to the right of a middle line for evidence, to the left against.
func bar(bits float64) string {
	const half = 12
	n := min(int(bits+0.5), half)
	if bits < 0 {
		n = min(int(-bits+0.5), half)
		return strings.Repeat(" ", half-n) + strings.Repeat("▒", n) + "│" + strings.Repeat(" ", half)
	}
	return strings.Repeat(" ", half) + "│" + strings.Repeat("█", n) + strings.Repeat(" ", half-n)
}
