package control_test

import (
	"path/filepath"
	"testing"
	"time"

	"scv/internal/control"

	"github.com/google/go-cmp/cmp"
)

func TestRepairsAreKeptWithWhoAndWhy(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "control.db"))
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	entry := func(id, action, hash string) control.Repair {
		return control.Repair{
			ID: id, Action: action, HeldID: "Q-" + hash, Source: "crm", Entity: "contact", RecordID: "crm/contact/1", RowHash: hash,
			By: "kim", Reason: "asked", At: at, Before: map[string]string{"n": "x"}, After: map[string]string{"n": "1"}, State: control.RepairRecorded,
		}
	}
	for _, r := range []control.Repair{entry("R-1", "fix", "a"), entry("R-2", "release", "b"), entry("R-3", "replay", "a"), entry("R-4", "fix", "a")} {
		if err := d.AddRepair(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := d.Repairs(t.Context(), "crm", "contact")
	if diff := cmp.Diff([]control.Repair{entry("R-2", "release", "b"), entry("R-4", "fix", "a")}, got); diff != "" || err != nil {
		t.Errorf("the newest of each row (-want +got): %v\n%s", err, diff)
	}
	if err := d.SettleRepair(t.Context(), "R-4", control.RepairApplied, "taken"); err != nil {
		t.Fatal(err)
	}
	waiting, err := d.OpenRepairs(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].ID != "R-2" {
		t.Errorf("open: %+v, %v", waiting, err)
	}
	of, err := d.RepairsOf(t.Context(), "Q-a")
	if err != nil || len(of) != 3 || of[0].State != control.RepairWithdrawn || of[0].Outcome != "replaced by R-4" || of[2].State != control.RepairApplied {
		t.Errorf("entries of a row: %+v, %v", of, err)
	}
	if none, err := d.Repairs(t.Context(), "crm", "lead"); none != nil || err != nil {
		t.Errorf("another entity: %+v, %v", none, err)
	}
	if err := d.AddRepair(t.Context(), entry("R-4", "fix", "a")); err == nil {
		t.Error("an id was used twice")
	}
}
