package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity"
	"scv/internal/serve/answer"
	"scv/internal/term"
)

// customerView is the golden record beside the records it was made of.
type customerView struct {
	ID, Type, Name string
	Chosen         string // why this one
	Columns        []recordColumn
	Attributes     []attributeView
	Differ         int // attributes on which the records disagree
	Records        int
	More           int // records beyond those that the table has room for
	Why            *whyView
}

// recordColumn heads the column of one source record.
type recordColumn struct {
	Letter string // A, B, C: how the page calls the record
	Source string
	Place  string
	ID     string
	Since  string // when the source last changed it
}

type attributeView struct {
	Name   string
	Golden string
	Rule   string
	Cells  []valueCell
}

// valueCell is what one record says about an attribute.
type valueCell struct {
	Letter string
	Value  string
	Note   string // why it has no canonical form, or how it was repaired
	State  string // won, differs, missing or ""
}

func newCustomerView(c *Customer) *customerView {
	v := &customerView{ID: c.CustomerID, Type: c.Type, Name: displayName(c.Customer)}
	shown := c.Records[:min(len(c.Records), mostRecords)]
	v.Records, v.More = len(c.Records), len(c.Records)-len(shown)
	for i, r := range shown {
		v.Columns = append(v.Columns, recordColumn{answer.Letter(i), r.Source + "/" + r.Entity, recordPlace(r), r.RecordID, said(r, changed)})
	}
	for _, w := range scv.Vocabulary() {
		if w.Name == changed {
			continue
		}
		if a, ok := attribute(c.Customer, w.Name); ok {
			v.Attributes = append(v.Attributes, a)
			if slices.ContainsFunc(a.Cells, func(x valueCell) bool { return x.State == "differs" }) {
				v.Differ++
			}
		}
	}
	if c.Telling {
		v.Chosen = "chosen by this page because it shows most"
	}
	v.Why = newWhyView(c)
	return v
}

// mostRecords is how many records the table has room for.
const mostRecords = 6

// changed is the word that says when a record changed; it is no attribute of the
// customer.
const changed = "updated_at"

// said is a record's value of a word, "" where it has none.
func said(r answer.Record, word string) string {
	for _, v := range r.Values {
		if v.Word == word {
			return v.Value
		}
	}
	return ""
}

func recordPlace(r answer.Record) string {
	switch {
	case r.File == "":
		return "left its source"
	case r.Sheet != "":
		return fmt.Sprintf("%s, %s, row %d", base(r.File), r.Sheet, r.Row)
	case r.Row > 0:
		return fmt.Sprintf("%s, row %d", base(r.File), r.Row)
	}
	return base(r.File)
}

func base(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func displayName(c *answer.Customer) string {
	golden := map[string]string{}
	for _, g := range c.Golden {
		golden[g.Attribute] = g.Value
	}
	person := strings.TrimSpace(golden["given_name"] + " " + golden["family_name"])
	if c.Type == "organisation" {
		person = golden["organisation_name"]
	}
	for _, name := range []string{person, golden["full_name"], golden["organisation_name"]} {
		if name != "" {
			return name
		}
	}
	return c.CustomerID
}

// attribute lays what the records say beside the golden value; false when nobody
// says anything.
func attribute(c *answer.Customer, name string) (attributeView, bool) {
	a := attributeView{Name: capital(plain(name))}
	winner := ""
	for _, g := range c.Golden {
		if g.Attribute == name {
			a.Golden, a.Rule, winner = g.Value, ruleName(g.Rule), g.RecordID
		}
	}
	canonical := map[string]string{}
	known := a.Golden != ""
	for i, r := range c.Records {
		cell := valueCell{Letter: answer.Letter(i), State: "missing"}
		for _, v := range r.Values {
			if v.Word == name {
				cell.Value, cell.Note, cell.State, known = v.Value, plain(v.Reason), "", true
				canonical[r.RecordID] = v.Canonical
			}
		}
		a.Cells = append(a.Cells, cell)
	}
	for i, r := range c.Records {
		cell := &a.Cells[i]
		switch {
		case cell.State == "missing" || winner == "":
		case r.RecordID == winner:
			cell.State = "won"
		case canonical[r.RecordID] != canonical[winner]:
			cell.State = "differs"
		}
	}
	a.Cells = a.Cells[:min(len(a.Cells), mostRecords)]
	return a, known
}

// ruleName says in words by which rule a value won.
func ruleName(rule string) string {
	names := map[string]string{
		"most_frequent": "what most records say", "newest_valid": "newest valid one",
		"best_address": "most complete address", "source_priority": "source that is believed first",
	}
	if name, ok := names[rule]; ok {
		return name
	}
	return plain(rule)
}

// whyView tells why the customer's records are one customer.
type whyView struct {
	Title       string
	Left, Right string // letters
	Together    string // the certainty in words
	Same        bool
	Steps       []stepView
	Links       []linkView
}

// stepView is one line of the waterfall. X and W lay its bar on 100 units; Zero is
// where neither side is favoured; From is where the line before ended, To where
// this one does.
type stepView struct {
	Name, Left, Right, Found string
	Bits                     string
	Rare                     string // of the bits, those that are there because the value is rare or common; "" = none
	State                    state
	Bar                      bool
	X, W, Zero, From, To     float64
	RareX, RareW             float64 // where Rare lies on the bar
	First, Total             bool
}

// linkView is one of the links that hold the customer together.
type linkView struct {
	Left, Right, Bits, Chance, Levels string
	Weakest                           bool
}

func newWhyView(c *Customer) *whyView {
	if c.Why == nil {
		return nil
	}
	of := map[scv.RecordID]string{}
	for i, r := range c.Records {
		of[scv.RecordID(r.RecordID)] = answer.Letter(i)
	}
	e := c.Why
	v := &whyView{Left: of[e.Left], Right: of[e.Right], Together: term.Chance(e.Probability), Same: e.SameCustomer}
	v.Title = fmt.Sprintf("Records %s and %s are one customer with %s certainty", v.Left, v.Right, v.Together)
	v.Steps = waterfall(e)
	for _, l := range c.Links {
		v.Links = append(v.Links, linkView{
			of[l.Left], of[l.Right], signed(l.Weight), term.Chance(l.Probability), plain(l.Levels), l.Left == e.Left && l.Right == e.Right,
		})
	}
	return v
}

// leastTold is what shows of bits with one place.
const leastTold = .05

// waterfall lays the comparisons one after another, each beginning where the one
// before ended.
func waterfall(e *identity.Explanation) []stepView {
	low, high, at := math.Min(0, e.Prior), math.Max(0, e.Prior), e.Prior
	for _, s := range e.Steps {
		low, high = math.Min(low, at+s.Weight-s.Frequency), math.Max(high, at+s.Weight-s.Frequency)
		at += s.Weight
		low, high = math.Min(low, at), math.Max(high, at)
	}
	if high == low {
		high = low + 1
	}
	scale := func(bits float64) float64 { return round(100 * (bits - low) / (high - low)) }
	line := func(from, to float64) stepView {
		v := stepView{Bits: signed(to - from), Bar: true, Zero: scale(0), From: scale(from), To: scale(to), State: good}
		v.X, v.W = math.Min(scale(from), scale(to)), math.Abs(scale(to)-scale(from))
		if to < from {
			v.State = bad
		}
		return v
	}
	first := line(0, e.Prior)
	first.Name, first.Found, first.First = "Before comparing", "two records taken at random", true
	steps, at := []stepView{first}, e.Prior
	var silent []string
	for _, s := range e.Steps {
		if s.Level == "" {
			silent = append(silent, plain(s.Comparison))
			continue
		}
		v := line(at, at+s.Weight)
		if math.Abs(s.Frequency) >= leastTold {
			part := line(at+s.Weight-s.Frequency, at+s.Weight)
			v.Rare, v.RareX, v.RareW = signed(s.Frequency), part.X, round(part.W)
		}
		at += s.Weight
		v.Name, v.Left, v.Right, v.Found = capital(plain(s.Comparison)), s.LeftValue, s.RightValue, found(s)
		steps = append(steps, v)
	}
	if len(silent) > 0 {
		steps = append(steps, stepView{
			Name: capital(strings.Join(silent, ", ")), Found: "nothing to compare", Bits: signed(0), State: none, Zero: scale(0), From: scale(at), To: scale(at),
		})
	}
	last := line(0, e.Weight)
	last.Name, last.Found, last.Total = "Together", term.Chance(e.Probability), true
	return append(steps, last)
}

// found is what a comparison saw, and how many records share the value.
func found(s identity.Step) string {
	if s.Records > 2 {
		return fmt.Sprintf("%s, %s have it", s.Level, many(int64(s.Records), "record", "records"))
	}
	return s.Level
}
