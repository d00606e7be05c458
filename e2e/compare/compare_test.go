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

// TestInnerNodes reads which files are of nodes that are never run by themselves.
func TestInnerNodes(t *testing.T) {
	inner, err := parseInner([]byte(`{
		"nodes": {
			"model.a.e": {"package_name": "a", "original_file_path": "models/x/e.sql", "config": {"materialized": "ephemeral"}},
			"model.a.t": {"package_name": "a", "original_file_path": "models/t.sql", "config": {"materialized": "table"}}
		},
		"unit_tests": {"unit_test.a.t.u": {"package_name": "a", "original_file_path": "models/u.yml", "model": "t", "given": [
			{"input": "ref('lib', 'one')"}, {"input": "source('raw', 'two')"}, {"input": "this"}
		]}}
	}`))
	if err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string][2]bool{
		"a/models/x/e.sql": {true, false}, "a/models/t.sql": {}, "lib/models/u.yml/one.sql": {false, true}, "a/models/u.yml/two.sql": {false, true},
		"a/models/u.yml/t.sql": {false, true}, "a/models/u.yml/u.sql": {},
	} {
		if got := [2]bool{inner.Ephemeral(file), inner.Input(file)}; got != want {
			t.Errorf("%s: %v, want %v", file, got, want)
		}
	}
}
