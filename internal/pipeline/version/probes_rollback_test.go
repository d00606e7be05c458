package version

import (
	"path/filepath"
	"testing"
	"time"

	"scv"
	"scv/internal/control"
)

// ready gives a store with versions whose runs counted what is in them, and what the
// probes of going back see.
func ready(t *testing.T, versions int) (*Store, map[string]scv.Probe) {
	t.Helper()
	v := openVersions(t)
	prepare(t, v)
	c, err := control.Open(t.Context(), filepath.Join(t.TempDir(), "control.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	for range versions {
		n := buildVersion(t, v)
		publish(t, v, n)
		at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
		id := numbered(n).RunID
		report := scv.RunReport{RunID: id, Layers: map[string]int64{"bronze.loads": 9, "identity.customer_identity": 1, "gold.dim_customer": 1}}
		if err := c.StartRun(t.Context(), control.Run{ID: id, Kind: "run", Started: at, AsOf: at}); err != nil {
			t.Fatal(err)
		}
		if err := c.FinishRun(t.Context(), id, control.Finish{At: at, Verdict: control.Published, Version: n, Report: report}); err != nil {
			t.Fatal(err)
		}
	}
	probes := map[string]scv.Probe{}
	for _, p := range (Stores{Versions: func() *Store { return v }, Control: func() *control.DB { return c }}).rollbackProbes() {
		probes[p.Name] = p
	}
	return v, probes
}

func TestGoingBackIsRehearsedAndNobodySeesIt(t *testing.T) {
	v, probes := ready(t, 3)
	for name, p := range probes {
		if f := p.Run(t.Context()); f.Verdict != scv.Pass {
			t.Errorf("%s: %+v", name, f)
		}
	}
	if live := prepare(t, v); live != 3 {
		t.Errorf("version %d is live after a rehearsal", live)
	}
	if i, g := seen(t, v); i != 3 || g != 3 {
		t.Errorf("readers see %d and %d after a rehearsal", i, g)
	}
}

func TestWithoutAnEarlierVersionNobodyKnows(t *testing.T) {
	_, probes := ready(t, 1)
	for name, p := range probes {
		if f := p.Run(t.Context()); f.Verdict != scv.Unknown || f.Remedy == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// What is not as its run left it is no version to go back to.
func TestAVersionThatIsNotWholeIsNoneToGoBackTo(t *testing.T) {
	for violation, undo := range map[string]string{
		"alter table gold__v1.dim_customer rename to away": "alter table gold__v1.away rename to dim_customer",
		"insert into gold__v1.dim_customer values (7)":     "delete from gold__v1.dim_customer where n = 7",
	} {
		v, probes := ready(t, 2)
		p := probes["change.rollback"]
		run(t, v.w, violation)
		if f := p.Run(t.Context()); f.Verdict != scv.Fail || f.Remedy == "" {
			t.Errorf("%s: %+v", violation, f)
		}
		run(t, v.w, undo)
		if f := p.Run(t.Context()); f.Verdict != scv.Pass {
			t.Errorf("undone: %+v", f)
		}
	}
}

// The drill turns red when a table of the version cannot be read.
func TestARehearsalSeesATableThatCannotBeRead(t *testing.T) {
	v, probes := ready(t, 2)
	run(t, v.w, "create table silver.t as select 1 as n; create view gold__v1.broken as select n from silver.t; drop table silver.t")
	if f := probes["drill.rollback"].Run(t.Context()); f.Verdict != scv.Fail || f.Remedy == "" {
		t.Errorf("%+v", f)
	}
	run(t, v.w, "drop view gold__v1.broken")
	if f := probes["drill.rollback"].Run(t.Context()); f.Verdict != scv.Pass {
		t.Errorf("undone: %+v", f)
	}
}
