package dbt

import (
	"strings"
	"testing"
	"time"
)

// small is a project of one model that is past its date on a day, parsed once.
func small(t *testing.T, more map[string]string) *edited {
	t.Helper()
	e := &edited{
		dir: t.TempDir(), now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC), env: map[string]string{},
		files: map[string]string{
			"dbt_project.yml": "name: small\nprofile: small\nflags: {printer_width: 90}\n",
			"profiles.yml":    "small: {target: dev, outputs: {dev: {type: duckdb, path: 'a.duckdb', schema: main}}}\n",
			"models/a.sql":    "select 1 as n",
			"models/a.yml":    "models: [{name: a, deprecation_date: 2030-06-01, columns: [{name: n, data_tests: [unique]}]}]\n",
		},
	}
	for name, text := range more {
		e.files[name] = text
	}
	e.write(t)
	e.at(t, e.now)
	return e
}

// at reads the project at a time, and says what was told without parsing.
func (e *edited) at(t *testing.T, now time.Time) *Summary {
	t.Helper()
	o := e.options()
	o.AsOf = now
	if s, ok := Unchanged(t.Context(), o); ok {
		return s
	}
	p, err := Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.WriteManifest(); err != nil {
		t.Fatal(err)
	}
	return nil
}

// TestNothingChangedUntilADay reads a project on days before and after a model's
// deprecation_date, of which it warns from that day on.
func TestNothingChangedUntilADay(t *testing.T) {
	e := small(t, nil)
	day := func(month time.Month) time.Time { return time.Date(2030, month, 2, 0, 0, 0, 0, time.UTC) }
	s := e.at(t, day(3))
	if s == nil || len(s.Warnings) > 0 || s.Counts.Models != 1 || s.Counts.Tests != 1 || s.Config.Name != "small" {
		t.Fatalf("before the day: %+v", s)
	}
	if e.at(t, day(6)) != nil {
		t.Error("on the day nothing was parsed")
	}
	if s = e.at(t, day(7)); s == nil || len(s.Warnings) != 1 || !strings.Contains(s.Warnings[0].Text, "deprecation date") {
		t.Errorf("after the day: %+v", s)
	}
	if e.at(t, day(2)) != nil {
		t.Error("the clock went back and nothing was parsed")
	}
}

// TestManifestOfABuildIsNotTakenForParsed writes a manifest with compiled SQL, and
// another program's, over the one that is known.
func TestManifestOfABuildIsNotTakenForParsed(t *testing.T) {
	e := small(t, nil)
	if e.at(t, e.now) == nil {
		t.Fatal("nothing changed, and it was parsed")
	}
	o := e.options()
	p, err := Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Compile(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := p.WriteManifest(); err != nil {
		t.Fatal(err)
	}
	if e.at(t, e.now) != nil {
		t.Error("a manifest with compiled SQL was kept")
	}
	if e.at(t, e.now) == nil {
		t.Error("the manifest was not sealed again")
	}
}

// TestWarningsOfASelectionAreNotKept writes the manifest of a list of nothing: what
// is told of the selection is not told of the project.
func TestWarningsOfASelectionAreNotKept(t *testing.T) {
	e := small(t, nil)
	o := e.options()
	o.Select = []string{"tag:nowhere"}
	p, err := Load(t.Context(), o)
	if err != nil || len(p.Warnings()) != 1 {
		t.Fatal(err, p.Warnings())
	}
	if err := p.WriteManifest(); err != nil {
		t.Fatal(err)
	}
	if s := e.at(t, e.now); s == nil || len(s.Warnings) != 0 {
		t.Fatalf("%+v", s)
	}
}
