package memo

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"time"
)

// Trace is a file system that notes what is read of it, so that a later run can
// tell whether reading the same would give the same. It may be used by several
// goroutines.
type Trace struct {
	t   *tracer
	dir string // of a view, by Sub
}

type tracer struct {
	under fs.FS
	now   time.Time

	mu    sync.Mutex
	on    bool
	lost  bool // something was read that cannot be told again
	reads map[place]Read
	env   map[string]string // digests, "" when not set
}

type place struct {
	how  byte
	path string
}

// Read is one reading of files, or of a variable of the environment.
type Read struct {
	How   byte // one of the kinds
	Path  string
	Stamp Stamp
	Sum   string // digest of what was read
}

// The kinds of readings.
const (
	readFile byte = iota + 1 // a file's content
	readDir                  // the names in a folder
	readStat                 // whether something is there, and what
	readEnv                  // a variable of the environment
)

const absent = "absent"

// NewTrace begins a trace of a file system. It notes nothing until On. now is the
// time: of files that changed just before it, a stamp proves nothing.
func NewTrace(under fs.FS, now time.Time) *Trace {
	return &Trace{t: &tracer{under: under, now: now, reads: map[place]Read{}, env: map[string]string{}}}
}

// On notes what is read from here on, until Off.
func (t *Trace) On() { t.set(true) }

// Off notes nothing more.
func (t *Trace) Off() { t.set(false) }

func (t *Trace) set(on bool) {
	if t == nil {
		return
	}
	t.t.mu.Lock()
	defer t.t.mu.Unlock()
	t.t.on = on
}

// Reads gives what was read, sorted; false when some of it cannot be told again.
func (t *Trace) Reads() ([]Read, bool) {
	t.t.mu.Lock()
	defer t.t.mu.Unlock()
	out := slices.Collect(maps.Values(t.t.reads))
	for name, sum := range t.t.env {
		out = append(out, Read{How: readEnv, Path: name, Sum: sum})
	}
	slices.SortFunc(out, func(a, b Read) int {
		if a.How != b.How {
			return int(a.How) - int(b.How)
		}
		return strings.Compare(a.Path, b.Path)
	})
	return out, !t.t.lost
}

// Env gives the environment, traced as files are. No digest of a secret is kept:
// a trace that met one cannot be told again.
func (t *Trace) Env(under func(string) (string, bool)) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := under(name)
		t.t.mu.Lock()
		defer t.t.mu.Unlock()
		switch {
		case !t.t.on:
		case strings.HasPrefix(name, secretEnv):
			t.t.lost = true
		default:
			t.t.env[name] = envSum(v, ok)
		}
		return v, ok
	}
}

// secretEnv begins the names of variables that dbt keeps out of everything.
const secretEnv = "DBT_ENV_SECRET" //nolint:gosec // how names begin, no secret

func envSum(v string, ok bool) string {
	if !ok {
		return absent
	}
	return sum([]byte(v))
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return string(s[:])
}

func (t *tracer) note(r Read, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case !t.on:
	case err == nil:
		t.reads[place{r.How, r.Path}] = r
	case errors.Is(err, fs.ErrNotExist):
		t.reads[place{r.How, r.Path}] = Read{How: r.How, Path: r.Path, Sum: absent}
	default:
		t.lost = true
	}
}

// ReadFile reads a file whole.
func (t *Trace) ReadFile(name string) ([]byte, error) {
	name, err := t.at("open", name)
	if err != nil {
		return nil, err
	}
	data, r, err := t.t.file(name)
	t.t.note(r, err)
	return data, err
}

func (t *tracer) file(name string) (data []byte, r Read, err error) {
	r = Read{How: readFile, Path: name}
	f, err := t.under.Open(name)
	if err != nil {
		return nil, r, err
	}
	defer f.Close()
	info, err := f.Stat() // before it is read: a later change shows
	if err != nil {
		return nil, r, err
	}
	if data, err = content(f, info.Size()); err != nil {
		return nil, r, err
	}
	r.Stamp, r.Sum = settled(info, t.now), sum(data)
	return data, r, nil
}

// content reads a file that says it has a size, which it may not keep to.
func content(f io.Reader, size int64) ([]byte, error) {
	data := make([]byte, 0, min(max(size, 0), 1<<30)+1)
	for {
		n, err := f.Read(data[len(data):cap(data)])
		data = data[:len(data)+n]
		switch {
		case errors.Is(err, io.EOF):
			return data, nil
		case err != nil:
			return nil, err
		case len(data) == cap(data):
			data = append(data, 0)[:len(data)]
		}
	}
}

// ReadDir lists a folder.
func (t *Trace) ReadDir(name string) ([]fs.DirEntry, error) {
	name, err := t.at("readdir", name)
	if err != nil {
		return nil, err
	}
	entries, r, err := t.t.folder(name)
	t.t.note(r, err)
	return entries, err
}

func (t *tracer) folder(name string) (entries []fs.DirEntry, r Read, err error) {
	r = Read{How: readDir, Path: name}
	info, err := fs.Stat(t.under, name)
	if err != nil {
		return nil, r, err
	}
	if entries, err = fs.ReadDir(t.under, name); err != nil {
		return nil, r, err
	}
	var names []byte
	for _, e := range entries {
		names = fmt.Appendf(names, "%s\x00%o\x00", e.Name(), e.Type())
	}
	r.Stamp, r.Sum = settled(info, t.now), sum(names)
	return entries, r, nil
}

// Stat says what a name is.
func (t *Trace) Stat(name string) (fs.FileInfo, error) {
	name, err := t.at("stat", name)
	if err != nil {
		return nil, err
	}
	info, err := fs.Stat(t.t.under, name)
	r := Read{How: readStat, Path: name}
	if err == nil {
		r.Sum = kindOf(info)
	}
	t.t.note(r, err)
	return info, err
}

// kindOf is all that readers of a project ask Stat for: not the times.
func kindOf(info fs.FileInfo) string { return info.Mode().Type().String() }

// Sub gives a folder as a file system whose reads this trace notes.
func (t *Trace) Sub(dir string) (fs.FS, error) {
	dir, err := t.at("sub", dir)
	return &Trace{t: t.t, dir: dir}, err
}

// Open opens a file. What is read of it is not noted: the trace cannot be told again.
func (t *Trace) Open(name string) (fs.File, error) {
	t.t.note(Read{}, fs.ErrInvalid)
	name, err := t.at("open", name)
	if err != nil {
		return nil, err
	}
	return t.t.under.Open(name)
}

// at is where a name of this view is in the whole.
func (t *Trace) at(op, name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	return path.Join(t.dir, name), nil
}

// Same says whether all of earlier readings would give the same now. Files whose
// stamp is the same are not read. The readings come back with what is known of
// them now.
func (t *Trace) Same(earlier []Read, env func(string) (string, bool)) ([]Read, bool) {
	now := slices.Clone(earlier)
	for i := range now {
		if !t.t.same(&now[i], env) {
			return nil, false
		}
	}
	return now, true
}

func (t *tracer) same(r *Read, env func(string) (string, bool)) bool {
	if r.How == readEnv {
		return envSum(env(r.Path)) == r.Sum
	}
	info, err := fs.Stat(t.under, r.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return r.Sum == absent
	case err != nil:
		return false
	case r.How == readStat:
		return kindOf(info) == r.Sum
	case r.Stamp != (Stamp{}) && StampOf(info) == r.Stamp:
		return true
	}
	var again Read
	if r.How == readDir {
		_, again, err = t.folder(r.Path)
	} else {
		_, again, err = t.file(r.Path)
	}
	ok := err == nil && again.Sum == r.Sum
	*r = again
	return ok
}

// SameReads says whether two traces read the same and found the same.
func SameReads(a, b []Read) bool {
	return slices.EqualFunc(a, b, func(x, y Read) bool { return x.How == y.How && x.Path == y.Path && x.Sum == y.Sum })
}
