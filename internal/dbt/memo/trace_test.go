package memo

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// folder is a place on disk with what is read of it.
type folder struct {
	dir string
	env map[string]string
}

func newFolder(t *testing.T) *folder {
	t.Helper()
	f := &folder{dir: t.TempDir(), env: map[string]string{"COLOUR": "red"}}
	f.put(t, "models/a.sql", "select 1")
	f.put(t, "models/b.sql", "select 2")
	f.put(t, "lib/models/c.sql", "select 3")
	return f
}

func (f *folder) put(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(f.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (f *folder) lookup(name string) (string, bool) { v, ok := f.env[name]; return v, ok }

// read reads the folder as a project is read, and gives the trace of it. Stamps of
// files are believed when the clock is an hour ahead.
func (f *folder) read(t *testing.T, ahead time.Duration) (*Trace, []Read) {
	t.Helper()
	trace := NewTrace(os.DirFS(f.dir), time.Now().Add(ahead))
	_, _ = trace.ReadFile("before.sql") // not noted
	trace.On()
	if _, err := fs.ReadFile(trace, "models/a.sql"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.ReadDir(trace, "models"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.Stat(trace, "selectors.yml"); err == nil {
		t.Fatal("selectors.yml is there")
	}
	sub, err := fs.Sub(trace, "lib")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fs.ReadFile(sub, "models/c.sql"); err != nil {
		t.Fatal(err)
	}
	if _, err := fs.ReadFile(sub, "../models/a.sql"); err == nil {
		t.Fatal("a view leads out of its folder")
	}
	env := trace.Env(f.lookup)
	env("COLOUR")
	env("SHAPE")
	trace.Off()
	reads, ok := trace.Reads()
	if !ok || len(reads) != 6 {
		t.Fatal(ok, reads)
	}
	return trace, reads
}

// TestChangesAreNoticed changes one thing after a reading, and holds that it is
// noticed, and that what was not read may change. Each is done with stamps that are
// believed and with stamps that are not.
func TestChangesAreNoticed(t *testing.T) {
	for _, each := range []struct {
		what   string
		change func(*testing.T, *folder)
		same   bool
	}{
		{"nothing", func(*testing.T, *folder) {}, true},
		{"a file of the same size", func(t *testing.T, f *folder) { f.put(t, "models/a.sql", "select 9") }, false},
		{"a file of the same size and time", func(t *testing.T, f *folder) {
			path := filepath.Join(f.dir, "models/a.sql")
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			f.put(t, "models/a.sql", "select 9")
			if err := os.Chtimes(path, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"a file that is written again as it was", func(t *testing.T, f *folder) { f.put(t, "models/a.sql", "select 1") }, true},
		{"a file that nobody read", func(t *testing.T, f *folder) { f.put(t, "models/b.sql", "select 9") }, true},
		{"a file of a view", func(t *testing.T, f *folder) { f.put(t, "lib/models/c.sql", "select 9") }, false},
		{"one file more", func(t *testing.T, f *folder) { f.put(t, "models/d.sql", "") }, false},
		{"a file that was not there", func(t *testing.T, f *folder) { f.put(t, "selectors.yml", "") }, false},
		{"a file less", func(t *testing.T, f *folder) {
			if err := os.Remove(filepath.Join(f.dir, "models/b.sql")); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"a variable", func(_ *testing.T, f *folder) { f.env["COLOUR"] = "blue" }, false},
		{"a variable that was not set", func(_ *testing.T, f *folder) { f.env["SHAPE"] = "" }, false},
		{"a variable that nobody read", func(_ *testing.T, f *folder) { f.env["SIZE"] = "1" }, true},
	} {
		for _, ahead := range []time.Duration{0, time.Hour} {
			f := newFolder(t)
			trace, reads := f.read(t, ahead)
			waitForTick(t, f.dir)
			each.change(t, f)
			if _, same := trace.Same(reads, f.lookup); same != each.same {
				t.Errorf("after %s, the clock %s ahead, the same is read: %t", each.what, ahead, same)
			}
		}
	}
}

// waitForTick passes one tick of the file system's clock.
func waitForTick(t *testing.T, dir string) {
	t.Helper()
	stamp := func() time.Time {
		path := filepath.Join(dir, "tick")
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.ModTime()
	}
	for first := stamp(); stamp().Equal(first); {
		continue
	}
}

// TestWhatCannotBeToldAgainIsLost opens a file, and asks for a secret.
func TestWhatCannotBeToldAgainIsLost(t *testing.T) {
	f := newFolder(t)
	for _, read := range []func(*Trace){
		func(trace *Trace) { _, _ = trace.Open("models/a.sql") },
		func(trace *Trace) { trace.Env(f.lookup)("DBT_ENV_SECRET_TOKEN") },
		func(trace *Trace) { _, _ = trace.ReadFile("models") },
	} {
		trace := NewTrace(os.DirFS(f.dir), time.Now())
		trace.On()
		read(trace)
		if _, ok := trace.Reads(); ok {
			t.Error("the trace can be told again")
		}
	}
}

// TestKeptIsWhatWasKept keeps a value in a file, and reads it as another program.
func TestKeptIsWhatWasKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "seal")
	if err := Keep(path, "one", outer{Text: "a", Items: []*inner{{"x", nil}}}); err != nil {
		t.Fatal(err)
	}
	var back outer
	if !Kept(path, "one", &back) || back.Text != "a" || back.Items[0].Name != "x" {
		t.Error(back)
	}
	if Kept(path, "two", &back) || Kept(path+"s", "one", &back) {
		t.Error("something else was read")
	}
}
