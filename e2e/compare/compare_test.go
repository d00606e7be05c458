package compare

import (
	"strings"
	"testing"
)

// TestDifferencesAreSeen shows each comparison two sides that differ, and two that
// do not.
func TestDifferencesAreSeen(t *testing.T) {
	pass, fail := Verdict{Status: "pass"}, Verdict{Status: "fail", Failures: 2}
	theirs := map[string]Verdict{"test.a": pass, "test.b": fail, "model.c": {Status: "error", Failures: -1}}
	ours := map[string]Verdict{"test.a": pass, "test.b": {Status: "fail", Failures: 3}, "model.d": {Status: "success", Failures: -1}}
	diff := Verdicts(ours, theirs, map[string]string{"model.c": "on purpose"})
	if strings.Count(diff, "\n") != 2 || !strings.Contains(diff, "test.b") || !strings.Contains(diff, "model.d") {
		t.Errorf("verdicts: %q", diff)
	}
	if diff := Verdicts(theirs, theirs, nil); diff != "" {
		t.Errorf("equal verdicts differ: %q", diff)
	}
	a := map[string][]string{"main.t": {"n:INTEGER", "1", "2"}}
	b := map[string][]string{"main.t": {"n:INTEGER", "1", "3"}, "main.u": {"n:INTEGER"}}
	_, err := Tables(a, b)
	for _, want := range []string{"only ours: 2", "only dbt's: 3", "only dbt's: main.u"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("tables: %v lacks %q", err, want)
		}
	}
	if note, err := Tables(b, b); err != nil || note != "2 relations, 2 rows" {
		t.Error(note, err)
	}
}

// TestWhatChangesWithEveryRunIsMasked folds white space, times, ids and folders.
func TestWhatChangesWithEveryRunIsMasked(t *testing.T) {
	a := Folded([]byte("select  '2026-11-26 01:02:03.5' as at,\n '/tmp/x/fixture/ours/ext' as f"))
	b := Folded([]byte("select '2027-01-01 00:00:00' as at, '/home/y/z/theirs/ext' as f"))
	if a != b {
		t.Errorf("%s\n%s", a, b)
	}
	if Folded([]byte("select 1")) == Folded([]byte("select 2")) {
		t.Error("two statements are one")
	}
}

// TestInnerNodes reads which files are of inputs of unit tests.
func TestInnerNodes(t *testing.T) {
	inner, err := parseInner([]byte(`{
		"unit_tests": {"unit_test.a.t.u": {"original_file_path": "models/u.yml", "model": "t", "given": [
			{"input": "ref('lib', 'one')"}, {"input": "source('raw', 'two')"}, {"input": "this"}
		]}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]bool{
		"a/models/t.sql": false, "lib/models/u.yml/one.sql": true, "a/models/u.yml/two.sql": true, "a/models/u.yml/t.sql": true, "a/models/u.yml/u.sql": false,
	} {
		if got := inner.Input(file); got != want {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}

// TestFilesThatDifferAreSeen compares which files there are, and their text where no
// two nodes share them.
func TestFilesThatDifferAreSeen(t *testing.T) {
	shared := func(name string) bool { return name == "s.sql" }
	a := map[string]string{"a.sql": "1", "b.sql": "2", "s.sql": "3", "mine.sql": ""}
	b := map[string]string{"a.sql": "1", "b.sql": "0", "s.sql": "4", "theirs.sql": ""}
	_, err := Files(a, b, shared)
	for _, want := range []string{"3 of 4", "only ours: mine.sql", "only dbt's: theirs.sql", "b.sql:\n"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v lacks %q", err, want)
		}
	}
	if note, err := Files(a, a, shared); err != nil || note != "4 files" {
		t.Error(note, err)
	}
	if files, err := ReadFiles("nowhere", shared); err != nil || len(files) != 0 {
		t.Error(files, err)
	}
}
