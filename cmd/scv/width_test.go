package main

import (
	"bytes"
	"strings"
	"testing"

	"scv"
	"scv/internal/app"
	"scv/internal/identity"
	inmemory "scv/internal/identity/live"
	"scv/internal/identity/score"
	"scv/internal/identity/standardise"
	"scv/internal/pipeline/version"
	"scv/internal/serve/answer"
	"scv/internal/term"
)

// What people read most stands on a plain terminal, with the longest ids that
// sources have and values of any length.
func TestCustomersAreReadableOn80Columns(t *testing.T) {
	record := "crm/opportunity/8e1f4353-2dec-4a85-98f5-dc923578cb89"
	long := strings.Repeat("Long Street ", 12)
	var b bytes.Buffer
	c := &command{stdout: &b}
	c.printExplanation(&identity.Explanation{
		Left: "crm/contact/8e1f4353-2dec-4a85-98f5-dc923578cb89", Right: "loyalty/member/LC-4165563940",
		LeftCustomer: "C-24G5PIJMWSRBGWS7", RightCustomer: "C-24G5PIJMWSRBGWS7", SameCustomer: true, Party: "person", Prior: -14, Weight: 31.5, Probability: 1,
		Steps: []identity.Step{
			{Step: score.Step{Comparison: "organisation_name", Level: "same place and number", Weight: 22.5, Records: 12000}, LeftValue: long, RightValue: long + "x"},
			{Step: score.Step{Comparison: "family_name", Level: "exact", Weight: -9.4, Records: 29}, LeftValue: "stålin", RightValue: "stålin"},
			{Step: score.Step{Comparison: "tax_id"}},
		},
	})
	c.printCustomer(&answer.Customer{
		CustomerID: "C-24G5PIJMWSRBGWS7", Type: "person",
		Golden:  []answer.Golden{{Attribute: "organisation_name", Value: "erik.stalin@inbox.example", RecordID: record, Rule: "source_priority", Candidates: 2}},
		Records: []answer.Record{{RecordID: record, File: "legacy/customers.xlsx", Sheet: "Members", Row: 12000, Values: []answer.Value{{Word: "email", Value: "x@inbox.example", Reason: "leading_zero_restored"}}}},
		Weather: []answer.Day{{Date: "2026-11-24", Found: true, Provider: "weather", IssuedAtUTC: "2026-11-24T06:00Z"}},
	})
	far := identity.Link{Left: scv.RecordID(record), Right: "crm/contact/8e1f4353-2dec-4a85-98f5-dc923578cb89", Weight: -12.3, Decided: true, Rule: "surname as it sounds, city and year of birth", Levels: "given_name: exact; address: nearly the same door"}
	c.printMembership(&identity.Membership{
		Customer: "C-24G5PIJMWSRBGWS7", Record: far.Left, Heart: far.Right, Records: []scv.RecordID{far.Left, far.Right}, Links: []identity.Link{far}, Path: []identity.Link{far},
		Weakest: &far, Without: [][]scv.RecordID{{far.Left}, {far.Right}},
	})
	c.printExplanation(&identity.Explanation{
		Left: far.Left, Right: far.Right, LeftCustomer: "C-24G5PIJMWSRBGWS7", RightCustomer: "C-24G5PIJMWSRBGWS8", Party: "person",
		Rules: []string{"surname as it sounds, city and year of birth", "birth date and city"}, Apart: &identity.Apart{Reason: identity.ApartAverage, Short: 3, Closest: far, Pairs: 12, Average: -3},
	})
	c.printCandidates(&identity.Answer{
		Refused:    map[string]standardise.Reason{"organisation_name": standardise.TooLong},
		Candidates: []inmemory.Candidate{{Customer: "C-24G5PIJMWSRBGWS7", Record: far.Left, Rule: far.Rule, Weight: 31.5, Probability: .5, Same: true}},
	})
	c.printDiagnosis(identity.Diagnosis{
		Party: "organisation", Records: 12_345_678, Learned: 12_345_678, Likely: 1_234_567, Unmade: 123_456, Missed: 123_456,
		Levels:    []identity.LevelFound{{Comparison: "organisation_name", Level: score.Level{Name: "same place and number", M: .1, U: 1e-9, Pairs: 12_345_678}, Bits: -12.3}},
		Histogram: []identity.Bin{{From: -8, Same: 1_234_567, Apart: 1}, {From: 1, Same: 3, Apart: 4}},
		Rules:     []identity.RuleFound{{Rule: far.Rule, Makes: 1_234_567, Alone: 123_456, Missed: 1_234_567}},
		Warnings:  []string{long},
	})
	for line := range strings.Lines(b.String()) {
		if w := term.Width(strings.TrimRight(line, "\n")); w > 80 {
			t.Errorf("%d columns: %s", w, line)
		}
	}
	for _, want := range []string{"stålin (29 records have it)\n", "A     source_priority", "sheet Members, row 12000", "leading zero restored", "Nothing to compare: tax_id."} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

// What lists more than a narrow terminal has room for, fits it, and nothing is lost.
func TestListsFitTheTerminal(t *testing.T) {
	left, right := scv.RecordID("crm/opportunity/8e1f4353-2dec-4a85-98f5-dc923578cb89"), scv.RecordID("legacy/customer/LC-4165563940")
	hits := []answer.Hit{{CustomerID: "C-24G5PIJMWSRBGWS7", Name: "Maximiliane Featherstonehaugh", BirthDate: "1980-03-14", Email: "m.featherstonehaugh@inbox.example", Place: "80653 Weldona, US", Records: 12, Score: .98}}
	queue := []identity.Question{{Left: left, Right: right, Value: 12.5, Probability: .4321, LeftRecords: 11, RightRecords: 12}}
	sides := &identity.Explanation{Left: left, Right: right, Prior: -14, Weight: -3, Probability: .1, Steps: []identity.Step{
		{Step: score.Step{Comparison: "organisation_name", Level: "same place and number", Weight: 22.5}, LeftValue: strings.Repeat("Long Street ", 4), RightValue: "donaudampfschifffahrtsgesellschaft"},
	}}
	versions := &app.VersionList{Versions: []app.VersionLine{{
		Published: version.Published{Version: 12, Live: true, RunID: "20261126T144531-92237d"},
		Size:      version.Size{Rows: map[string]int64{"gold.dim_customer": 297_181_123}, Bytes: 3_250_000_000},
		Verdict:   "published", Customers: 11_506_123, Checks: scv.Checks{Passed: 2470, Warned: 12},
	}}}
	for _, width := range []int{60, 80, 200} {
		var b bytes.Buffer
		c := &command{stdout: &b, columns: width}
		c.printHits(hits)
		c.printQueue(queue)
		c.printVersions(versions)
		(&review{command: c}).printSides(sides)
		for line := range strings.Lines(b.String()) {
			if w := term.Width(strings.TrimRight(line, "\n")); w > width {
				t.Errorf("%d columns of %d: %s", w, width, line)
			}
		}
		want := []string{"C-24G5PIJMWSRBGWS7", "1980-03-14", "0.98", "43.21 %", "8e1f4353-", "80653 Weldona, US", "found"}
		if width == 200 {
			want = append(want, string(left), string(right), "dc923578cb89")
		}
		for _, w := range want {
			if !strings.Contains(b.String(), w) {
				t.Errorf("on %d columns no %q in\n%s", width, w, b.String())
			}
		}
	}
}
