package command

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWordsRepeatTheFlag(t *testing.T) {
	for line, want := range map[string]string{
		"ls -s a b --output name":              "ls -s a -s b --output name",
		"ls --select a --exclude b c":          "ls --select a --exclude b --exclude c",
		"run -s":                               "run -s",
		"ls -s +a @b 2+c+ -q":                  "ls -s +a -s @b -s 2+c+ -q",
		"run-operation m --args {a: b}":        "run-operation m --args {a: b}",
		"ls --output-keys name config.x -- -s": "ls --output-keys name --output-keys config.x -- -s",
	} {
		if got := strings.Join(Words(strings.Fields(line)), " "); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
}

// TestWordsLoseNothing holds for any command line: every word that is no flag of
// many words is there as often as before, in the same order.
func TestWordsLoseNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		args := rapid.SliceOf(rapid.SampledFrom([]string{"-s", "--select", "a", "b", "--exclude", "-q", "--vars", "{}", "--"})).Draw(t, "args")
		plain := func(list []string) (out []string) {
			for _, a := range list {
				if !manyWords[a] {
					out = append(out, a)
				}
			}
			return out
		}
		if diff := cmp.Diff(plain(args), plain(Words(args))); diff != "" {
			t.Fatal(diff)
		}
		if diff := cmp.Diff(Words(args), Words(Words(args))); diff != "" {
			t.Fatalf("a second time changes it: %s", diff)
		}
	})
}

func TestFlagsThatMakeNoSenseAreRefused(t *testing.T) {
	for name, set := range map[string]func(*Flags){
		"threads":    func(f *Flags) { f.Given["threads"] = true },
		"indirect":   func(f *Flags) { f.Indirect = "eagr" },
		"log format": func(f *Flags) { f.LogFormat = "jsn" },
		"time":       func(f *Flags) { f.EventTimeStart, f.EventTimeEnd = "yesterday", "2025-01-01" },
		"end alone":  func(f *Flags) { f.EventTimeEnd = "2025-01-01" },
	} {
		f := NewFlags()
		set(f)
		e, ok := errors.AsType[*scv.Error](f.check())
		if !ok || e.Code != scv.CodeDBTFlag || e.Hint == "" {
			t.Errorf("%s: %v", name, e)
		}
	}
	if err := NewFlags().check(); err != nil {
		t.Error(err)
	}
}

func TestASampleIsASpanOfTime(t *testing.T) {
	now := time.Date(2025, 3, 31, 12, 0, 0, 0, time.UTC)
	for text, want := range map[string]string{
		"3 days":                               "2025-03-28T12:00 2025-03-31T12:00",
		"1 hour":                               "2025-03-31T11:00 2025-03-31T12:00",
		"2 years":                              "2023-03-31T12:00 2025-03-31T12:00",
		"{start: 2025-01-01, end: 2025-02-01}": "2025-01-01T00:00 2025-02-01T00:00",
	} {
		f := &Flags{Sample: text}
		s, err := f.sample(now)
		if err != nil {
			t.Fatal(err)
		}
		const layout = "2006-01-02T15:04"
		if got := s.From.Format(layout) + " " + s.To.Format(layout); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	if _, err := (&Flags{Sample: "soon"}).sample(now); scv.CodeOf(err) != scv.CodeDBTFlag {
		t.Errorf("soon: %v", err)
	}
}

func TestRowsArePrintedAsByDbt(t *testing.T) {
	table := &warehouse.Table{
		Columns: []string{"id", "name", "at"}, Types: []string{"INTEGER", "VARCHAR", "DATE"},
		Rows: [][]any{{int64(7), "Ann", time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)}, {int64(12), nil, nil}},
	}
	want := "{\n  \"node\": \"a\",\n  \"show\": [\n    {\n      \"id\": 7,\n      \"name\": \"Ann\",\n      \"at\": \"2025-01-02\"\n    },\n    {\n      \"id\": 12,\n      \"name\": null,\n      \"at\": null\n    }\n  ]\n}"
	if diff := cmp.Diff(want, rowsJSON("a", table)); diff != "" {
		t.Error(diff)
	}
}

// TestTablesArePrintedAsByDbt holds two tables to what `dbt show` printed of them.
func TestTablesArePrintedAsByDbt(t *testing.T) {
	day := time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		columns, types []string
		rows           [][]any
		want           string
	}{
		{
			[]string{"n", "word", "nothing", "y", "d", "g", "h"},
			[]string{"INTEGER", "VARCHAR", "INTEGER", "BOOLEAN", "DATE", "INTEGER", "INTEGER"},
			[][]any{{int32(2), "b", nil, nil, nil, int32(2), int32(3)}, {int32(12345), "a text that is much longer than twenty", nil, true, day, int32(1), int32(2)}},
			`
|     n | word                 | nothing |    y |          d | g | ... |
| ----- | -------------------- | ------- | ---- | ---------- | - | --- |
|     2 | b                    |         |      |            | 2 | ... |
| 12345 | a text that is mu... |         | True | 2025-01-02 | 1 | ... |`,
		},
		{
			[]string{"price", "fine", "ts", "whole", "big", "a_name_that_is_longer_than_twenty"},
			[]string{"DECIMAL(5,1)", "DECIMAL(7,6)", "TIMESTAMP", "DECIMAL(12,2)", "DOUBLE", "VARCHAR"},
			[][]any{{2.0, 0.5, nil, 3.0, 0.1, "y"}, {1234.5, 0.123456, day, 2.0, 1e20, "x"}},
			`
|   price |   fine |                  ts | whole |                  big | a_name_that_is_lo... |
| ------- | ------ | ------------------- | ----- | -------------------- | -------------------- |
|     2.0 | 0.500… |                     |     3 |                  0.1 | y                    |
| 1,234.5 | 0.123… | 2025-01-02 03:04:05 |     2 | 100,000,000,000,0... | x                    |`,
		},
	} {
		got := "\n" + rowsText(&warehouse.Table{Columns: c.columns, Types: c.types, Rows: c.rows})
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestWarningsBecomeErrorsByTheRules(t *testing.T) {
	for _, c := range []struct {
		options string
		all     bool
		want    bool
	}{
		{"", false, false},
		{"", true, true},
		{"{error: all}", false, true},
		{"{error: [NoNodesForSelectionCriteria]}", false, true},
		{"{error: [SCV-D013]}", false, true},
		{"{error: [Other]}", false, false},
		{"{error: all, warn: [NoNodesForSelectionCriteria]}", false, false},
		{"{include: '*', exclude: [NoNodesForSelectionCriteria]}", false, false},
		{"{silence: [NoNodesForSelectionCriteria]}", true, false},
	} {
		r, err := readWarnRules(&Flags{WarnErrorOptions: c.options, WarnError: c.all})
		if err != nil {
			t.Fatal(err)
		}
		if got := r.isError("NoNodesForSelectionCriteria", "SCV-D013"); got != c.want {
			t.Errorf("%s, all %v: %v", c.options, c.all, got)
		}
	}
	if _, err := readWarnRules(&Flags{WarnErrorOptions: "[a"}); scv.CodeOf(err) != scv.CodeDBTFlag {
		t.Errorf("broken YAML: %v", err)
	}
}

// TestLogsHaveEveryForm holds each form of the log to its level.
func TestLogsHaveEveryForm(t *testing.T) {
	at := func() time.Time { return time.Date(2025, 1, 2, 3, 4, 5, 0, time.UTC) }
	for format, want := range map[string]string{
		"text": "03:04:05  hello\nprinted\n",
		"json": `"msg":"hello","name":"Note"`,
		"otel": `"body":"hello"`,
	} {
		var out bytes.Buffer
		l := newLogger(&Flags{LogFormat: format, LogLevelFile: "none"}, World{Stdout: &out, Now: at}, "the-id")
		l.emit(event{name: "Hidden", level: "debug", text: "hidden"})
		l.emit(event{name: "Note", level: "info", text: "\x1b[32mhello\x1b[0m"[5:10]})
		l.emit(event{name: "Print", level: "info", text: "printed", always: true})
		if got := out.String(); !strings.Contains(got, want) || strings.Contains(got, "hidden") {
			t.Errorf("%s: %s", format, got)
		}
	}
	var out bytes.Buffer
	l := newLogger(&Flags{Quiet: true, LogLevelFile: "none"}, World{Stdout: &out, Now: at}, "the-id")
	l.emit(event{level: "info", text: "hello"})
	l.emit(event{level: "error", text: "bad"})
	l.emit(event{level: "info", text: "asked for", always: true})
	if want := "03:04:05  bad\nasked for\n"; out.String() != want {
		t.Errorf("quiet: %q, want %q", out.String(), want)
	}
}
