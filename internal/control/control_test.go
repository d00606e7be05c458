package control_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/internal/control"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 123456789, time.UTC)

func open(t *testing.T, path string) *control.DB {
	t.Helper()
	d, err := control.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestRunIsKeptFromStartToEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a folder with ? and % in it", "control.db")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	d := open(t, path)
	ctx := t.Context()
	if err := d.StartRun(ctx, control.Run{ID: "r1", Kind: "run", Started: noon, AsOf: noon.Add(-time.Hour)}); err != nil {
		t.Fatal(err)
	}
	got, ok, err := d.LastRun(ctx, "run")
	if err != nil || !ok || got.Verdict != control.Running || !got.Finished.IsZero() {
		t.Errorf("running run: %+v %v %v", got, ok, err)
	}
	report := scv.RunReport{RunID: "r1", Customers: 7}
	end := control.Finish{At: noon.Add(time.Minute), Verdict: control.Published, Version: 3, InputDigest: "abc", Report: report}
	if err := d.FinishRun(ctx, "r1", end); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d = open(t, path)
	if found, ok, err := d.RunOfVersion(ctx, 3); err != nil || !ok || found.ID != "r1" {
		t.Errorf("run of version 3: %s %v %v", found.ID, ok, err)
	}
	if _, ok, err := d.RunOfVersion(ctx, 4); err != nil || ok {
		t.Errorf("run of no version: %v %v", ok, err)
	}
	got, ok, err = d.FindRun(ctx, "r1")
	if err != nil || !ok {
		t.Fatalf("after reopening: %v %v", ok, err)
	}
	var kept scv.RunReport
	if err := json.Unmarshal(got.Report, &kept); err != nil || kept.Customers != 7 {
		t.Errorf("report: %s %v", got.Report, err)
	}
	got.Report = nil
	want := control.Run{
		ID: "r1", Kind: "run", Started: noon, Finished: noon.Add(time.Minute), AsOf: noon.Add(-time.Hour),
		Verdict: control.Published, Version: 3, InputDigest: "abc",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("run (-want +got):\n%s", diff)
	}
}

func TestRunsAreListedNewestFirst(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "c.db"))
	ctx := t.Context()
	for i, kind := range []string{"run", "demo", "run", "run"} {
		id := fmt.Sprintf("r%d", i)
		if err := d.StartRun(ctx, control.Run{ID: id, Kind: kind, Started: noon}); err != nil {
			t.Fatal(err)
		}
		if i < 3 {
			verdict := []control.Verdict{control.Published, control.Published, control.Refused}[i]
			if err := d.FinishRun(ctx, id, control.Finish{At: noon, Verdict: verdict}); err != nil {
				t.Fatal(err)
			}
		}
	}
	list, err := d.Runs(ctx, 3)
	if err != nil || len(list) != 3 || list[0].ID != "r3" || list[2].ID != "r1" {
		t.Errorf("runs: %+v %v", list, err)
	}
	for want, ask := range map[string][]control.Verdict{"r3": nil, "r0": {control.Published}, "r2": {control.Refused, control.Published}} {
		if got, ok, err := d.LastRun(ctx, "run", ask...); err != nil || !ok || got.ID != want {
			t.Errorf("last run with %v: %s %v %v, want %s", ask, got.ID, ok, err, want)
		}
	}
	if _, ok, err := d.LastRun(ctx, "none"); ok || err != nil {
		t.Errorf("last run of no kind: %v %v", ok, err)
	}
	if n, err := d.CloseStale(ctx, noon); n != 1 || err != nil {
		t.Errorf("%d stale runs closed (%v), want 1", n, err)
	}
	if got, _, _ := d.FindRun(ctx, "r3"); got.Verdict != control.Interrupted {
		t.Errorf("stale run is %s", got.Verdict)
	}
}

func TestRunsAreNotConfused(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "c.db"))
	if err := d.FinishRun(t.Context(), "none", control.Finish{At: noon}); scv.CodeOf(err) != scv.CodeRunUnknown {
		t.Errorf("end of no run: %v", err)
	}
	r := control.Run{ID: "same", Kind: "run", Started: noon}
	if err := d.StartRun(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if err := d.StartRun(t.Context(), r); scv.CodeOf(err) != scv.CodeControlFailed {
		t.Errorf("second run of one id: %v", err)
	}
	if _, err := d.StartStep(t.Context(), "none", "load", noon); err == nil {
		t.Error("a step of no run was taken")
	}
}

func TestStepsKeepTheirOrder(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "c.db"))
	ctx := t.Context()
	if err := d.StartRun(ctx, control.Run{ID: "r", Kind: "run", Started: noon}); err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"load", "build", "publish"} {
		seq, err := d.StartStep(ctx, "r", name, noon)
		if err != nil || seq != i+1 {
			t.Fatalf("step %s: %d %v", name, seq, err)
		}
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if err := d.FinishStep(over, "r", 2, noon.Add(time.Second), control.StepFailed, "SCV-D001"); err != nil {
		t.Errorf("a step must be finished after ctx is over: %v", err)
	}
	got, err := d.Steps(ctx, "r")
	want := []control.Step{
		{Seq: 1, Name: "load", Started: noon, State: control.StepRunning},
		{Seq: 2, Name: "build", Started: noon, Finished: noon.Add(time.Second), State: control.StepFailed, Detail: "SCV-D001"},
		{Seq: 3, Name: "publish", Started: noon, State: control.StepRunning},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("steps: %v\n%s", err, diff)
	}
}

func TestStateIsKept(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "c.db"))
	ctx := t.Context()
	if v, ok, err := d.Get(ctx, "k"); v != "" || ok || err != nil {
		t.Errorf("unset: %q %v %v", v, ok, err)
	}
	for _, v := range []string{"one", ""} {
		if err := d.Set(ctx, "k", v, noon); err != nil {
			t.Fatal(err)
		}
		if got, ok, err := d.Get(ctx, "k"); got != v || !ok || err != nil {
			t.Errorf("got %q %v %v, want %q", got, ok, err, v)
		}
	}
	if err := d.Unset(ctx, "k"); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := d.Get(ctx, "k"); ok {
		t.Error("still there after Unset")
	}
}

func TestSeveralProcessesMayOpenANewFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.db")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			d, err := control.Open(t.Context(), path)
			if err != nil {
				t.Errorf("opening %d: %v", i, err)
				return
			}
			defer d.Close()
			for k := range 5 {
				if err := d.StartRun(t.Context(), control.Run{ID: fmt.Sprintf("%d-%d", i, k), Kind: "run", Started: noon}); err != nil {
					t.Errorf("opening %d: %v", i, err)
				}
			}
		})
	}
	wg.Wait()
	if list, err := open(t, path).Runs(t.Context(), 100); len(list) != 40 || err != nil {
		t.Errorf("%d runs (%v), want 40", len(list), err)
	}
}

func TestWhatCannotBeOpenedSaysWhy(t *testing.T) {
	dir := t.TempDir()
	garbage := filepath.Join(dir, "garbage.db")
	if err := os.WriteFile(garbage, []byte("no database, but long enough to be read as the header of one ..............................................."), 0o600); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(dir, "newer.db")
	_ = open(t, newer).Close()
	alter(t, newer, "pragma user_version = 99")
	for path, want := range map[string]scv.Code{
		garbage:                          scv.CodeControlDamaged,
		newer:                            scv.CodeControlNewer,
		filepath.Join(dir, "no", "c.db"): scv.CodeControlOpen,
		dir:                              scv.CodeControlOpen,
	} {
		_, err := control.Open(t.Context(), path)
		if scv.CodeOf(err) != want || scv.ExitOf(err) != scv.ExitUnusable || scv.HintOf(err) == "" {
			t.Errorf("%s: got %s %v, want %s", path, scv.CodeOf(err), err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := control.Open(ctx, filepath.Join(dir, "c.db")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func alter(t *testing.T, path, statement string) {
	t.Helper()
	d, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func TestWriterOfAnotherProcessIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.db")
	d := open(t, path)
	other, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := d.Get(t.Context(), "k"); err != nil {
		t.Errorf("a reader must not wait for the writer: %v", err)
	}
	released := time.AfterFunc(100*time.Millisecond, func() { _ = tx.Rollback() })
	defer released.Stop()
	if err := d.Set(t.Context(), "k", "v", noon); err != nil {
		t.Errorf("a writer must wait for the other one: %v", err)
	}
}

func TestLineageIsKeptWithItsRunAndVersion(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "control.db"))
	ctx := t.Context()
	if _, ok, err := d.LineageOf(ctx, 0); ok || err != nil {
		t.Errorf("an empty file has a lineage: %v", err)
	}
	for _, l := range []control.Lineage{
		{RunID: "r1", Version: 1, Key: "a", Document: []byte("one")},
		{RunID: "r2", Version: 2, Key: "a", Document: []byte("one")},
		{RunID: "r3", Key: "b", Document: []byte("refused")},
	} {
		if err := d.KeepLineage(ctx, l); err != nil {
			t.Fatal(err)
		}
	}
	for version, want := range map[int64]control.Lineage{
		0: {RunID: "r3", Key: "b", Document: []byte("refused")},
		1: {RunID: "r1", Version: 1, Key: "a", Document: []byte("one")},
		2: {RunID: "r2", Version: 2, Key: "a", Document: []byte("one")},
	} {
		if got, ok, err := d.LineageOf(ctx, version); err != nil || !ok || !cmp.Equal(got, want) {
			t.Errorf("version %d: %+v %v %v", version, got, ok, err)
		}
	}
	if _, ok, err := d.LineageOf(ctx, 3); ok || err != nil {
		t.Errorf("a version that nobody published has a lineage: %v", err)
	}
}
