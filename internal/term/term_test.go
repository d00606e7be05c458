package term

import (
	"slices"
	"strings"
	"testing"
	"time"

	"scv"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestTableAlignsByWhatIsSeen(t *testing.T) {
	table := Table{Header: []string{"source", "read", "place"}, Indent: 2}
	table.Add("crm", "20,123", "東京")
	table.Add("Müller", "7", "a\nb")
	table.Add("e\u0301t\u0301e", "–", strings.Repeat("x", 70))
	var b strings.Builder
	if err := table.Print(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	want := "  source    read  place\n" +
		"  crm     20,123  東京\n" +
		"  Müller       7  a b\n" +
		"  e\u0301t\u0301e          –  " + strings.Repeat("x", 59) + "…\n"
	want = strings.Replace(want, "  source    read", "  source    read", 1)
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNumbersReadAsPeopleWriteThem(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 20123: "20,123", -1234567: "-1,234,567"} {
		if got := Count(n); got != want {
			t.Errorf("Count(%d) = %s", n, got)
		}
	}
	for p, want := range map[float64]string{.99999: "more than 99.99 %", .00001: "less than 0.01 %", .9986: "99.86 %"} {
		if got := Chance(p); got != want {
			t.Errorf("Chance(%v) = %s", p, got)
		}
	}
	for d, want := range map[time.Duration]string{
		800 * time.Millisecond: "0.8 s", 12 * time.Second: "12 s",
		200 * time.Second: "3 min 20 s", 125 * time.Minute: "2 h 5 min",
	} {
		if got := Took(d); got != want {
			t.Errorf("Took(%s) = %s", d, got)
		}
	}
}

// clock is a clock that stands until it is moved.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func TestProgressOffATerminalSpeaksSeldom(t *testing.T) {
	var b strings.Builder
	c := &clock{time.Unix(0, 0)}
	p := NewProgress(&b, Style{}, c.now)
	for i := range 100 {
		p.Report(scv.Event{Stage: "load crm", Unit: "rows", Done: int64(i)})
		c.at = c.at.Add(50 * time.Millisecond)
	}
	p.Report(scv.Event{Stage: "load crm", Unit: "rows", Done: 100, End: true})
	p.Close()
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if len(lines) != 3 {
		t.Errorf("%d lines in 5 s:\n%s", len(lines), b.String())
	}
	if want := `stage="load crm" done=100 total=0 unit="rows" seconds=5.0 end=true note=""`; lines[len(lines)-1] != want {
		t.Errorf("last line %s", lines[len(lines)-1])
	}
}

func TestProgressOnATerminalKeepsFinishedStagesAndDrawsTheRest(t *testing.T) {
	var b strings.Builder
	c := &clock{time.Unix(0, 0)}
	p := NewProgress(&b, Style{Live: true}, c.now)
	p.Report(scv.Event{Stage: "score", Unit: "pairs", Total: 1000})
	c.at = c.at.Add(4 * time.Second)
	p.Report(scv.Event{Stage: "score", Unit: "pairs", Total: 1000, Done: 250})
	p.Report(scv.Event{Stage: "score", Unit: "pairs", Total: 1000, Done: 1000, End: true})
	p.Close()
	p.Report(scv.Event{Stage: "late", Unit: "pairs"})
	out := b.String()
	for _, want := range []string{"250 of 1,000 pairs  62/s  about 12 s left", "\x1b[1A\x1b[J", "✓ score", "1,000 pairs"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %q", want, out)
		}
	}
	if strings.Contains(out, "late") {
		t.Error("a closed display still speaks")
	}
}

func TestStyleKeepsOffWhatIsNoTerminal(t *testing.T) {
	if s := StyleFor(&strings.Builder{}, false); s.Colour || s.Live {
		t.Errorf("%+v for a buffer", s)
	}
	if got := (Style{Colour: true}).Mark(Bad); got != "\x1b[31m✗\x1b[0m" {
		t.Errorf("%q", got)
	}
	if got := (Style{}).Mark(Good); got != "✓" {
		t.Errorf("%q", got)
	}
}

func TestJSONIsOneDocument(t *testing.T) {
	var b strings.Builder
	if err := JSON(&b, map[string]string{"a": "<b> & c"}); err != nil {
		t.Fatal(err)
	}
	if want := "{\n  \"a\": \"<b> & c\"\n}\n"; b.String() != want {
		t.Errorf("%q", b.String())
	}
	if err := JSON(&b, func() {}); err == nil {
		t.Error("a function became JSON")
	}
}

// Whatever stands in it: a table is as wide as the terminal where its columns can be,
// and nothing of a cell is lost.
func TestATableFitsTheTerminal(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(r, "columns")
		table := Table{Indent: rapid.IntRange(0, 4).Draw(r, "indent")}
		all := ""
		for range rapid.IntRange(1, 4).Draw(r, "rows") {
			var cells []string
			for range n {
				cell := rapid.StringMatching("[a-z東é/@ -]{0,50}").Draw(r, "cell")
				cells, all = append(cells, cell), all+cell
			}
			table.Add(cells...)
		}
		width := rapid.IntRange(70, 120).Draw(r, "width")
		var b strings.Builder
		if err := table.Print(&b, Style{Width: width}); err != nil {
			r.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if w := Width(strings.TrimRight(line, "\n")); w > width {
				r.Fatalf("%d columns of %d: %q", w, width, line)
			}
		}
		if letters(b.String()) != letters(all) {
			r.Fatalf("%q became\n%s", all, b.String())
		}
	})
}

func TestANarrowTerminalGoesWithoutSpareColumns(t *testing.T) {
	table := Table{Header: []string{"name", "run", "size"}, Spare: []string{"run", "size"}}
	table.Add("anna", "20261126T144531-92237d", "32.5 MB")
	table.Add("bert")
	for width, want := range map[int]string{
		0:  "name  run                     size\nanna  20261126T144531-92237d  32.5 MB\nbert\n",
		37: "name  run                     size\nanna  20261126T144531-92237d  32.5 MB\nbert\n",
		36: "name  size\nanna  32.5 MB\nbert\nleft out of a narrow terminal: run;\n--json has all\n",
		12: "name\nanna\nbert\nleft out of\na narrow\nterminal:\nrun, size;\n--json has\nall\n",
	} {
		var b strings.Builder
		if err := table.Print(&b, Style{Width: width}); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("on %d columns:\n%q, want\n%q", width, b.String(), want)
		}
	}
}

// letters are those of a text, sorted.
func letters(s string) string {
	list := []rune(strings.NewReplacer(" ", "", "\n", "").Replace(s))
	slices.Sort(list)
	return string(list)
}

func TestACellBreaksWherePeopleWould(t *testing.T) {
	for cell, want := range map[string]string{
		"Anna Berger":                 "Anna Berger",
		"80653 Weldona, US":           "80653 Weldona,|US",
		"crm/contact/8e1f4353-2dec-4": "crm/contact/|8e1f4353-2dec-4",
		"donaudampfschifffahrt":       "donaudampfschif|ffahrt",
		"an extraordinarily-long one": "an|extraordinarily|-long one",
	} {
		if got := strings.Join(breakCell(cell, 15), "|"); got != want {
			t.Errorf("%q breaks into %q, want %q", cell, got, want)
		}
	}
}
