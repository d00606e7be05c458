package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/bronze"
	"scv/internal/control"
	"scv/internal/race"
)

// fixFirst repairs the first row of the quarantine: a line that breaks off.
func fixFirst(ctx context.Context, a *app.App) error {
	rows, err := a.Quarantine(ctx, bronze.Filter{Code: string(scv.CodeRowTooShort), State: bronze.AnyState})
	if err != nil || len(rows) == 0 {
		return fmt.Errorf("%d rows in quarantine: %w", len(rows), err)
	}
	set := map[string]string{"Id": "11111111-2222-3333-4444-555555555555", "firstname": "Mario", "lastname": "Moretti", "IsDelete": "False"}
	_, err = a.FixHeld(ctx, rows[0].ID, set, app.Act{By: "kim", Reason: "asked"})
	return err
}

// broken makes a home whose newest run held a line aside that breaks off.
func broken(t *testing.T) string {
	t.Helper()
	prepared(t)
	home := filepath.Join(t.TempDir(), "broken")
	copyTree(t, filepath.Join(shared.dir, "quiet"), home)
	file, err := os.OpenFile(filepath.Join(home, "crm", "contact", "2026.csv"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = file.WriteString("it breaks,off\n")
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := work(t.Context(), "run", home, scv.NoProgress{}); err != nil {
		t.Fatal(err)
	}
	return home
}

// TestAKilledRepairIsCompletedByTheNextRun kills a repair with SIGKILL at every step
// it has, again and again. What the person said is kept from before the first step:
// the next run takes the row once, as the newest entry says.
func TestAKilledRepairIsCompletedByTheNextRun(t *testing.T) {
	race.Skip(t, "a process that is killed tells of no race; a repair starts no goroutine")
	k := &killed{do: "fix", home: broken(t)}
	undisturbed := filepath.Join(t.TempDir(), "h")
	copyTree(t, k.home, undisturbed)
	var names []string
	if _, err := work(t.Context(), "fix", undisturbed, &steps{reached: func(step string) { names = append(names, step) }}); err != nil {
		t.Fatal(err)
	}
	if len(names) == 0 {
		t.Fatal("a repair has no steps")
	}
	for _, step := range names {
		if !k.kill(t, step) {
			return
		}
	}
	if report, err := work(t.Context(), "run", k.home, scv.NoProgress{}); err != nil || !report.Published {
		t.Fatalf("the next run: %v", err)
	}
	repairedOnce(t, k.home, len(names))
}

func repairedOnce(t *testing.T, home string, entries int) {
	t.Helper()
	a, err := app.Open(t.Context(), home, app.Options{Now: func() time.Time { return nextDay }, Env: os.LookupEnv})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	rows, err := a.Quarantine(t.Context(), bronze.Filter{State: bronze.Repaired})
	if err != nil || len(rows) != 1 {
		t.Fatalf("%d rows are repaired, %v", len(rows), err)
	}
	h, err := a.HeldRow(t.Context(), rows[0].ID)
	if err != nil || len(h.Repairs) != entries {
		t.Fatalf("%d entries, want %d: %v", len(h.Repairs), entries, err)
	}
	for i, r := range h.Repairs {
		last := i == entries-1
		if r.By != "kim" || last != (r.State == control.RepairApplied) || last != (r.ID == h.Repair) {
			t.Errorf("entry %d: %+v; the row has repair %s", i, r, h.Repair)
		}
	}
	got, err := a.Warehouse.Table(t.Context(), "select count(*) from "+bronze.Relation(h.Source, h.Entity).String()+" where _scv_repair is not null")
	if err != nil || got.Rows[0][0] != int64(1) {
		t.Errorf("%v repaired rows in bronze, %v", got, err)
	}
}
