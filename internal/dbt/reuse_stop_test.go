package dbt

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse/duckdb"
)

// TestStoppedAnywhereTheNextBuildIsRight builds into a file and copies it, as it lies
// on the disk, at the moments in which a process might die: before and after each node
// is built, and before and after that is noted. A build that reuses, from any of them,
// gives what a build of everything gives.
func TestStoppedAnywhereTheNextBuildIsRight(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "w.duckdb")
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	exec(t, w, versionedSources)
	v := newVersioned(t, w)
	v.good()
	v.edit("models/silver/sales.sql", "cents from", "cents + 1 as cents from")
	v.edit("lib/macros/l.sql", "upper", "lower")
	v.env["TONE"] = "low"
	var moments []string
	v.newest++
	look := func() time.Time {
		moments = append(moments, filepath.Join(dir, "stopped", time.Duration(len(moments)).String()))
		if len(moments)%momentsStep == 0 {
			copyFiles(t, path, moments[len(moments)-1])
		}
		return v.at
	}
	o := v.options(gold(v.newest))
	o.Now, o.Target.Threads = look, 1
	p, err := Load(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Build(t.Context(), BuildOptions{AllChecks: true, Reuse: v.reuse(false)}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for i, at := range moments {
		if (i+1)%momentsStep == 0 {
			v.after(t, at)
		}
	}
}

// momentsStep is how many of the moments are looked at: every seventh meets each kind
// of them over the nodes.
const momentsStep = 7

// after opens what a stopped process left and holds the next build against a full one.
func (v *versioned) after(t *testing.T, path string) {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	next := *v
	next.t, next.w, next.newest, next.live = t, w, 1, 1
	next.exec("drop schema if exists gold__v2 cascade") // as a run does that finds a version nobody published
	next.good()
	got := next.contents("gold__v2")
	next.program = "full"
	next.build(true)
	if want := next.contents("gold__v3"); got != want {
		t.Errorf("stopped at %s, reused:\n%s\nfull:\n%s", filepath.Base(path), got, want)
	}
}

// copyFiles copies a warehouse with its log, as a process that dies leaves them.
func copyFiles(t *testing.T, from, to string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", ".wal"} {
		data, err := os.ReadFile(from + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = os.WriteFile(to+suffix, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

var _ scv.Repeatable = (*repeated)(nil)

// Notes of another file are of no use: an older warehouse beside newer notes would be.
func TestAnOlderWarehouseIsSeenForWhatItHolds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: path, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	exec(t, w, versionedSources)
	v := newVersioned(t, w)
	v.good()
	exec(t, w, "checkpoint")
	copyFiles(t, path, path+".backup")
	v.edit("models/gold/apart.sql", "1 as one", "2 as one")
	v.good()
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if v.w, err = duckdb.Open(t.Context(), duckdb.Options{Path: path + ".backup", Threads: 1}); err != nil {
		t.Fatal(err)
	}
	defer v.w.Close()
	v.live, v.newest = 1, 2
	if b := built(v.good()); len(b) != 1 || b["apart"] == "" {
		t.Errorf("built %v", b)
	}
	if got := rows(t, v.w, "from gold__v3.apart"); got[0][0] != int64(2) {
		t.Errorf("gold holds %v", got)
	}
}
