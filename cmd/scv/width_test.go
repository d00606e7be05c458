package main

import (
	"bytes"
	"strings"
	"testing"

	"scv/internal/identity"
	"scv/internal/identity/score"
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
