package control_test

import (
	"path/filepath"
	"testing"
	"time"

	"scv/internal/control"

	"github.com/google/go-cmp/cmp"
)

func TestOfAPairTheNewestDecisionStands(t *testing.T) {
	path := filepath.Join(t.TempDir(), "control.db")
	d, err := control.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 3, 1, 9, 0, 0, 123, time.UTC)
	say := func(batch, left, right, verdict string) {
		t.Helper()
		x := control.Decision{Batch: batch, Kind: "review", At: at, Who: "eva", Reason: "seen", Left: left, Right: right, Verdict: verdict}
		if err := d.AddDecisions(t.Context(), []control.Decision{x}); err != nil {
			t.Fatal(err)
		}
	}
	say("1", "a", "b", control.Same)
	say("2", "a", "c", control.Different)
	say("3", "a", "b", control.Different)
	say("4", "a", "c", control.TakenBack)
	bad := []control.Decision{{Batch: "5", Left: "d", Right: "e", Verdict: control.Same}, {Batch: "5", Left: "z", Right: "a", Verdict: control.Same}}
	if err := d.AddDecisions(t.Context(), bad); err == nil {
		t.Error("a pair the wrong way round was taken")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if d, err = control.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	standing, err := d.Standing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []control.Decision{{Seq: 3, Batch: "3", Kind: "review", At: at, Who: "eva", Reason: "seen", Left: "a", Right: "b", Verdict: control.Different}}
	if diff := cmp.Diff(want, standing); diff != "" {
		t.Error(diff)
	}
	if all, err := d.Decisions(t.Context()); err != nil || len(all) != 4 {
		t.Errorf("%d decisions are kept, %v", len(all), err)
	}
}
