package readiness

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/control"
)

func checker(t *testing.T, probes ...scv.Probe) *Checker {
	t.Helper()
	db, err := control.Open(t.Context(), filepath.Join(t.TempDir(), "control.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return &Checker{
		Checklist: load(t), Probes: probes, Store: db, Now: func() time.Time { return now },
		Place: Place{Release: "r1", Environment: "demo", Profile: "duckdb"},
	}
}

func says(name string, f scv.Finding, items ...string) scv.Probe {
	return scv.Probe{Name: name, Items: items, Proves: "that it says so", Run: func(context.Context) scv.Finding { return f }}
}

func drill(p scv.Probe) scv.Probe { p.Drill = true; return p }

func TestRunRecordsWhatProbesSaw(t *testing.T) {
	c := checker(t,
		says("keys", scv.Passed("3 of 3 keys"), "3.1.1"),
		says("mails", scv.Failed("9 of 9 broken", "Repair them."), "3.2.1"),
		drill(says("drill.failover", scv.Passed("42 rows by the fallback"), "1.1.3")),
		scv.Probe{Name: "falls", Items: []string{"3.1.2"}, Proves: "nothing", Run: func(context.Context) scv.Finding { panic("no such column") }},
	)
	if _, err := c.Run(t.Context(), nil, "run-1"); err != nil {
		t.Fatal(err)
	}
	s, err := c.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]scv.Verdict{"3.1.1": scv.Pass, "3.2.1": scv.Fail, "1.1.3": scv.Unknown, "3.1.2": scv.Unknown, "3.1": scv.Unknown, "3.2": scv.Fail} {
		if got := verdict(s, id); got != want {
			t.Errorf("%s is %s, want %s", id, got, want)
		}
	}
	d, err := c.Show(t.Context(), "3.2.1")
	if err != nil {
		t.Fatal(err)
	}
	if d.Remedy != "Repair them." || len(d.Probes) != 1 || d.Probes[0].RunID != "run-1" || *d.Probes[0].Place != c.Place {
		t.Errorf("%+v", d)
	}
}

func TestDrillsRunOnlyWhenNamed(t *testing.T) {
	ran := 0
	p := drill(says("drill.failover", scv.Passed("done"), "1.1.3"))
	p.Run = func(context.Context) scv.Finding { ran++; return scv.Passed("done") }
	c := checker(t, p)
	for _, ids := range [][]string{nil, {"1.1.2"}, {"1.1.3"}} {
		if _, err := c.Run(t.Context(), ids, ""); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Status(t.Context())
	if err != nil || ran != 1 || verdict(s, "1.1.3") != scv.Pass {
		t.Errorf("ran %d times, %v", ran, err)
	}
}

func TestAStoppedProbeLeavesNoEvidence(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p := says("keys", scv.Finding{}, "3.1.1")
	p.Run = func(context.Context) scv.Finding { cancel(); return scv.Failed("stopped", "") }
	c := checker(t, p)
	if _, err := c.Run(ctx, nil, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	s, err := c.Status(t.Context())
	if err != nil || verdict(s, "3.1.1") != scv.Unknown {
		t.Errorf("%s, %v", verdict(s, "3.1.1"), err)
	}
}

func TestSelectKnowsSectionsGroupsAndItems(t *testing.T) {
	c := load(t)
	for id, want := range map[string]int{"3.1.1": 1, "3.1": 4, "1": 24, "10.1": 7} {
		got, err := c.Select([]string{id})
		n := 0
		for _, in := range got {
			if in {
				n++
			}
		}
		if err != nil || n != want {
			t.Errorf("%s selects %d items, want %d: %v", id, n, want, err)
		}
	}
	if _, err := c.Select([]string{"3.1.9"}); scv.CodeOf(err) != scv.CodeBoxUnknown {
		t.Errorf("%v", err)
	}
}

func TestAWrongRegistryIsRefused(t *testing.T) {
	good := says("keys", scv.Passed(""), "3.1.1")
	for want, probes := range map[string][]scv.Probe{
		"there twice":  {good, good},
		"not whole":    {says("", scv.Passed(""), "3.1.1")},
		"cannot":       {says("x", scv.Passed(""), "10.2.1")},
		"box 9.9.9":    {says("x", scv.Passed(""), "9.9.9")},
		"box 3.1.2":    {drill(says("x", scv.Passed(""), "3.1.2"))},
		"box 11.1.1 d": {says("x", scv.Passed(""), "11.1.1")},
	} {
		if err := checker(t, probes...).Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	if err := checker(t, good).Validate(); err != nil {
		t.Error(err)
	}
}
