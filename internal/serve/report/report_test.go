package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/control"
	"scv/internal/identity"
	"scv/internal/identity/score"
	"scv/internal/readiness"
	"scv/internal/serve/answer"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden page again")

func at(hour int) time.Time { return time.Date(2026, 11, 24, hour, 0, 0, 0, time.UTC) }

func ptr(x float64) *float64 { return &x }

// example is a home with something of everything. Every text that a source or a
// person can choose is name.
func example(t testing.TB, name string) *Facts {
	t.Helper()
	list, err := readiness.Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := []control.Evidence{
		{Item: "1.2.1", Probe: "dq.run[generic]", At: at(8), Finding: scv.Finding{Verdict: scv.Pass, Evidence: "184 of 184 ran"}},
		{Item: "3.2.1", Probe: "dq.email", At: at(8), Finding: scv.Finding{Verdict: scv.Fail, Evidence: name, Remedy: name}},
	}
	probes := []scv.Probe{{Name: "dq.run[generic]", Items: []string{"1.2.1"}}, {Name: "dq.email", Items: []string{"3.2.1"}}}
	run := &scv.RunReport{
		RunID: "run-2", AsOf: at(7), Published: true, Version: 2, Customers: 3,
		Rows:   map[string]scv.Counts{"crm": {Read: 6, Loaded: 5, Quarantined: 1}, "club": {Read: 3, Unchanged: 3}},
		Checks: scv.Checks{Run: 4, Passed: 3, Warned: 1},
		Failures: []scv.CheckFailure{{
			Check: name, Severity: "warn", Failures: 1, Message: name, Columns: []string{"record_id"}, Rows: [][]string{{name}},
		}},
		Matching: &scv.Matching{Precision: .99, Recall: .98, F1: .985},
	}
	return &Facts{
		Company: name, Program: "dev", Written: at(9),
		Sources: []Source{{"crm", scv.Dynamics}, {"club", scv.Excel}, {"weather", scv.WeatherFiles}},
		Live:    &Live{Version: 2, RunID: "run-2", AsOf: at(7), PublishedAt: at(8), Customers: 3},
		Runs:    []Run{{"run-2", at(7), 5.4, "published", 2}, {"run-1", at(6), 1, "refused", 1}},
		Newest:  run, Report: run,
		Checks: []Check{
			{Name: "a", Relation: "gold.dim_customer", Column: "customer_id", Kind: "not_null", Severity: "error", Status: "pass"},
			{Name: name, Relation: "identity." + name, Kind: "zz" + name, Severity: "warn", Status: "warn", Failures: 1},
			{Name: "c", Kind: "query", Severity: "error", Status: "pass"},
		},
		Headings: list.Headings, Status: list.Judge(probes, seen, at(9), ""),
		Flow: []answer.Flow{
			{Source: "club", Entity: name, Received: 3, Prepared: 2, Published: 2},
			{Source: "crm", Entity: "contact", Received: 5, Held: 1, Excluded: 1, Prepared: 4, Published: 3},
		},
		Sizes:     []answer.Size{{Records: 1, Customers: 1}, {Records: 2, Customers: 2}},
		Held:      []answer.HeldAt{{Source: "crm", Entity: name, Codes: string(scv.CodeBadDate), File: name, Sheet: name, Rows: 7, Since: at(7), First: []int64{3, 9}}},
		Exposure:  []answer.Exposure{{Date: "2026-11-24", Customers: 3, Found: 2, Frost: 2}, {Date: "2026-11-25", Customers: 3, Found: 3, Storm: 1}},
		Providers: []answer.Provider{{Name: name, Days: 5, Issued: at(6)}, {Days: 1}},
		Customer:  exampleCustomer(name),
	}
}

func exampleCustomer(name string) *Customer {
	left, right := scv.RecordID("crm/contact/1"), scv.RecordID("club/member/2")
	return &Customer{
		Telling: true,
		Customer: &answer.Customer{
			CustomerID: "C-1", Type: "person",
			Golden: []answer.Golden{
				{Attribute: "given_name", Value: name, RecordID: string(left), Source: "crm", Rule: "most_frequent", Candidates: 2},
				{Attribute: "postal_code", Value: "YO21 3PU", RecordID: string(right), Source: "club", Rule: name, Candidates: 1},
			},
			Records: []answer.Record{
				{RecordID: string(left), Source: "crm", Entity: "contact", File: "x/" + name, Row: 4, Values: []answer.Value{{Word: "given_name", Value: name, Canonical: "a"}, {Word: "updated_at", Value: "2026-01-02"}}},
				{RecordID: string(right), Source: "club", Entity: "member", File: "b.xlsx", Sheet: name, Row: 5, Values: []answer.Value{
					{Word: "given_name", Value: "Peggy", Canonical: "b", Reason: name}, {Word: "postal_code", Value: "YO21 3PU", Canonical: "YO21 3PU"},
				}},
			},
			Weather: []answer.Day{
				{Date: "2026-11-23", Found: true, MinC: ptr(-3), AvgC: ptr(0), MaxC: ptr(2), PrecipMM: ptr(0), Kind: "history", Provider: name},
				{Date: "2026-11-24", Found: true, MinC: ptr(-1), AvgC: ptr(1), MaxC: ptr(4), PrecipMM: ptr(24), WindKMH: ptr(70), Kind: "forecast", Provider: name, IssuedAtUTC: "2026-11-24T06:00Z"},
				{Date: "2026-11-25"},
			},
		},
		Links: []answer.Link{{Left: left, Right: right, Weight: 9.5, Probability: .9986, Levels: name}},
		Why: &identity.Explanation{
			Left: left, Right: right, LeftCustomer: "C-1", RightCustomer: "C-1", SameCustomer: true, Party: "person", Prior: -13, Weight: 9.5, Probability: .9986,
			Steps: []identity.Step{
				{Step: score.Step{Comparison: "family_name", Level: "exact", Weight: 24, Frequency: 6.5, Records: 3}, LeftValue: name, RightValue: name},
				{Step: score.Step{Comparison: "postal_code", Level: "other", Weight: -1.5, Frequency: -.04}, LeftValue: "a", RightValue: "b"},
				{Step: score.Step{Comparison: "email"}},
			},
		},
	}
}

func render(t testing.TB, f *Facts) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestThePageIsAsItWas(t *testing.T) {
	got := render(t, example(t, "Ann & Co"))
	path := filepath.Join("testdata", "page.html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("go test ./internal/serve/report -update writes it again; (-want +got)\n%s", diff)
	}
}

func TestTheSameFactsGiveTheSameBytes(t *testing.T) {
	first := render(t, example(t, "a"))
	for range 5 {
		if render(t, example(t, "a")) != first {
			t.Fatal("the page differs from one writing to the next")
		}
	}
}

// Whatever a source, a file or a person is called, it stays text: the page has the
// elements and the attributes that it has for a harmless name.
func TestNoValueBecomesMarkup(t *testing.T) {
	plain := skeleton(t, render(t, example(t, "harmless")))
	for _, name := range []string{
		"<script>alert(1)</script>", `"><img src=http://x onerror=alert(1)>`, "</style><script>", "' onload='x", "</title>", "<!--", "]]>", "{{.}}", "javascript:alert(1)",
	} {
		got := render(t, example(t, name))
		if diff := cmp.Diff(plain, skeleton(t, got)); diff != "" {
			t.Errorf("%q changes the page:\n%s", name, diff)
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		name := "x" + rapid.StringMatching(`[<>"'&/=a-z!\-\x60{} ]{0,24}`).Draw(r, "name") + "x"
		if got := skeleton(t, render(t, example(t, name))); !slices.Equal(plain, got) {
			r.Fatalf("%q changes the page:\n%s", name, cmp.Diff(plain, got))
		}
	})
}

// skeleton lists the elements of a page with the names of their attributes.
func skeleton(t testing.TB, text string) []string {
	t.Helper()
	var all []string
	walk(parse(t, text), func(n *html.Node) {
		switch n.Type {
		case html.ElementNode:
			tag := n.Data
			for _, a := range n.Attr {
				tag += " " + a.Key
			}
			if n.Data != "span" || len(n.Attr) == 0 || n.Attr[0].Val != "nowrap" { // how a sentence breaks depends on its words
				all = append(all, tag)
			}
		case html.CommentNode:
			all = append(all, "comment")
		}
	})
	return all
}

func parse(t testing.TB, text string) *html.Node {
	t.Helper()
	n, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func walk(n *html.Node, visit func(*html.Node)) {
	visit(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		walk(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// pages are the states that a home can be in.
func pages(t testing.TB) map[string]*Facts {
	t.Helper()
	whole := example(t, "Ann")
	refused := example(t, "Ann")
	refused.Runs = append([]Run{{"run-3", at(8), 2, "refused", 2}}, refused.Runs...)
	refused.Newest = &scv.RunReport{RunID: "run-3", Checks: scv.Checks{Run: 4, Passed: 2, Failed: 2}, Failures: []scv.CheckFailure{{Check: "c", Severity: "error", Failures: 3}}}
	refused.Report = refused.Newest
	masked := example(t, "Ann")
	masked.Customer, masked.Masked = nil, true
	fresh := &Facts{Company: "New", Written: at(9), Headings: whole.Headings, Status: example(t, "").Status}
	single := example(t, "Ann")
	single.Customer.Records, single.Customer.Links, single.Customer.Why, single.Customer.Weather = single.Customer.Records[:1], nil, nil, nil
	return map[string]*Facts{"whole": whole, "refused": refused, "masked": masked, "fresh": fresh, "single": single}
}

// The page is one file: nothing is asked of the network, nothing runs.
func TestThePageAsksNothingOfAnybody(t *testing.T) {
	for name, f := range pages(t) {
		text := render(t, f)
		for _, never := range []string{"http:", "https:", "//", "<script", "@import", "url(", "<link", "<iframe", "<img", "javascript:"} {
			if strings.Contains(text, never) {
				t.Errorf("%s: the page holds %q", name, never)
			}
		}
		walk(parse(t, text), func(n *html.Node) {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "src" || a.Key == "href" && !strings.HasPrefix(a.Val, "#") {
					t.Errorf("%s: <%s %s=%q>", name, n.Data, a.Key, a.Val)
				}
			}
		})
	}
}

// What a screen reader needs: one h1, no level left out, a caption for each table,
// a name for each picture, ids that are there once and links that lead somewhere.
func TestThePageCanBeReadAloud(t *testing.T) {
	for name, f := range pages(t) {
		ids, links, level := map[string]int{}, []string{}, 0
		walk(parse(t, render(t, f)), func(n *html.Node) {
			if n.Type != html.ElementNode {
				return
			}
			if id := attr(n, "id"); id != "" {
				ids[id]++
			}
			switch n.Data {
			case "h1", "h2", "h3":
				if to := int(n.Data[1] - '0'); to > level+1 {
					t.Errorf("%s: %s follows h%d", name, n.Data, level)
				} else {
					level = to
				}
			case "a":
				links = append(links, strings.TrimPrefix(attr(n, "href"), "#"))
			case "table":
				if c := firstElement(n); c == nil || c.Data != "caption" {
					t.Errorf("%s: a table without a caption", name)
				}
			case "svg":
				if attr(n, "aria-hidden") != "true" && (attr(n, "role") != "img" || attr(n, "aria-label") == "") {
					t.Errorf("%s: a picture without a name", name)
				}
			case "html":
				if attr(n, "lang") == "" {
					t.Errorf("%s: the language is not said", name)
				}
			}
			if label := attr(n, "aria-labelledby"); label != "" {
				links = append(links, label)
			}
		})
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: id %s is there %d times", name, id, n)
			}
		}
		for _, to := range links {
			if ids[to] == 0 {
				t.Errorf("%s: a link to #%s, which is not there", name, to)
			}
		}
	}
}

func firstElement(n *html.Node) *html.Node {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode {
			return c
		}
	}
	return nil
}

// The page without a customer holds nothing of one.
func TestThePageWithoutCustomerHoldsNobody(t *testing.T) {
	f := pages(t)["masked"]
	whole := render(t, pages(t)["whole"])
	text := render(t, f)
	for _, value := range []string{"Peggy", "YO21 3PU", "C-1", "crm/contact/1"} {
		if !strings.Contains(whole, value) || strings.Contains(text, value) {
			t.Errorf("%q: in the whole page %v, in the masked one %v", value, strings.Contains(whole, value), strings.Contains(text, value))
		}
	}
	if !strings.Contains(whole, "This page shows one customer") || strings.Contains(text, "This page shows one customer") {
		t.Error("the note on personal data belongs on the page with a customer, and only there")
	}
}

func TestTitleIsTheAnswer(t *testing.T) {
	all := pages(t)
	for name, want := range map[string]string{
		"whole":   "3 customers are live; 4 boxes of the production checklist fail",
		"refused": "The newest run was refused: readers still see version 2",
		"fresh":   "Nothing is published yet",
	} {
		if got := newPage(all[name]).Title; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	f := all["whole"]
	for i := range f.Status.Items {
		f.Status.Items[i].Verdict = scv.Pass
	}
	f.Status.Totals = scv.Readiness{Items: 192, Pass: 192}
	if got := newPage(f).Title; got != "3 customers are live, and nothing blocks a go-live" {
		t.Errorf("all pass: %q", got)
	}
}

func TestTheWallHasOneCellPerItem(t *testing.T) {
	f := example(t, "Ann")
	v := newReadyView(f)
	cells, items, groups := 0, 0, 0
	for _, s := range v.Sections {
		cells += len(s.Cells)
		groups += len(s.Groups)
		for _, g := range s.Groups {
			items += len(g.Items)
		}
	}
	if cells != len(f.Status.Items) || items != cells || len(v.Sections) != 12 || groups != 48 {
		t.Errorf("%d cells and %d items of %d, %d sections, %d groups and headings", cells, items, len(f.Status.Items), len(v.Sections), groups)
	}
	blocked := len(v.Failing) + v.Gather + len(v.Critical) + v.Later
	if blocked != f.Status.Totals.Blocking || len(v.Failing) != 1 {
		t.Errorf("%d shown as blocking (%d fail), %d are", blocked, len(v.Failing), f.Status.Totals.Blocking)
	}
}
