package source

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"scv"
)

// Factory makes the driver of a source that scv.yml declares; home is the folder
// its paths are relative to. It opens nothing yet.
type Factory func(c scv.SourceConfig, home string) (Driver, error)

// Source is one declared source: a driver behind the checks that every source
// needs. It is used by one goroutine at a time.
type Source struct {
	name   string
	driver Driver
}

// New makes a source with the driver that drivers holds for its kind.
func New(c scv.SourceConfig, home string, drivers map[scv.SourceKind]Factory) (*Source, error) {
	factory, ok := drivers[c.Kind]
	if !ok {
		return nil, &scv.Error{Code: scv.CodeSourceKind, Op: "open source", Subject: c.Name, Err: fmt.Errorf("kind %q has no reader", c.Kind), Hint: "Correct kind: in scv.yml."}
	}
	d, err := factory(c, home)
	if err != nil {
		return nil, err
	}
	return &Source{c.Name, d}, nil
}

// Name is the source's key in scv.yml.
func (s *Source) Name() string { return s.name }

// Tables is Driver.Tables; what comes out has unique entities and columns.
func (s *Source) Tables(ctx context.Context) ([]Table, error) {
	tables, err := s.driver.Tables(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, t := range tables {
		if seen[t.Entity] {
			return nil, fmt.Errorf("source %s: entity %s twice", s.name, t.Entity)
		}
		seen[t.Entity] = true
		if err := uniqueColumns(t); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

func uniqueColumns(t Table) error {
	seen := map[string]bool{}
	for _, f := range t.Fields {
		if seen[f.Name] {
			return &scv.Error{
				Code: scv.CodeSourceColumn, Op: "read columns", Subject: t.Source + "/" + t.Entity,
				Err: fmt.Errorf("column %s twice", f.Name), Hint: "Rename one of the two in the source.",
			}
		}
		seen[f.Name] = true
	}
	return nil
}

// Read is Driver.Read; it stops when ctx ends.
func (s *Source) Read(ctx context.Context, t *Table, f File, emit func(*Row) error) ([]Ignored, error) {
	rows := 0
	return s.driver.Read(ctx, t, f, func(r *Row) error {
		if rows++; rows%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		return emit(r)
	})
}

// Stat describes a file of the home for Table.Files: its path as people are
// shown it, its size and the digest of its content.
func Stat(home, path string) (File, error) {
	f, err := os.Open(filepath.Join(home, filepath.FromSlash(path)))
	if err != nil {
		return File{}, CannotOpen(path, err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return File{}, CannotOpen(path, err)
	}
	return File{Path: path, Size: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// CannotOpen says that a file is missing or cannot be read.
func CannotOpen(path string, err error) error {
	hint := "Check the permissions of the file and of its folder."
	if errors.Is(err, fs.ErrNotExist) {
		err = errors.New("there is no such file")
		hint = "Put the file there, or correct path: in scv.yml."
	}
	return &scv.Error{Code: scv.CodeSourceMissing, Op: "open", Subject: path, Err: err, Hint: hint}
}

// DigestOf is the digest of what decides how files are read, for Table.Digest.
func DigestOf(parts ...any) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%#v\n", p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Glob finds the files that a path of scv.yml means: one file, every file of a
// folder with one of the endings, or a glob. Sorted; hidden and temporary files
// (.x, ~$x) are left out. Nothing found is an error that names the path.
func Glob(home, pattern string, endings ...string) ([]string, error) {
	full := filepath.Join(home, filepath.FromSlash(pattern))
	switch info, err := os.Stat(full); {
	case err == nil && info.IsDir():
		return globAll(home, pattern, endings, literally(full), endings)
	case err == nil: // as it is called, whatever is in its name
		return globAll(home, pattern, endings, literally(full), []string{""})
	}
	return globAll(home, pattern, endings, filepath.Join(literally(home), filepath.FromSlash(pattern)), []string{""})
}

// literally is the glob that means one path and no other, on every system.
func literally(path string) string {
	var b strings.Builder
	for _, c := range []byte(path) { // a name need not be UTF-8
		switch {
		case c == '*', c == '?', c == '[':
			b.WriteString("[" + string(rune(c)) + "]")
		case c == '\\' && filepath.Separator != '\\':
			b.WriteString(`[\\]`)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func globAll(home, pattern string, endings []string, full string, suffixes []string) ([]string, error) {
	var found []string
	for _, s := range suffixes {
		glob := full
		if s != "" {
			glob = filepath.Join(full, "*"+s)
		}
		matches, err := filepath.Glob(glob)
		if err != nil {
			return nil, &scv.Error{Code: scv.CodeSourceMissing, Op: "find files", Subject: pattern, Err: err, Hint: "Write a glob such as sources/*.xlsx."}
		}
		found = append(found, matches...)
	}
	var files []string
	for _, m := range found {
		base := filepath.Base(m)
		if strings.HasPrefix(base, ".") || strings.HasPrefix(base, "~$") {
			continue
		}
		rel, err := filepath.Rel(home, m)
		if err != nil {
			return nil, CannotOpen(pattern, err)
		}
		files = append(files, filepath.ToSlash(rel))
	}
	if len(files) == 0 {
		return nil, &scv.Error{
			Code: scv.CodeSourceMissing, Op: "find files", Subject: pattern, Err: errors.New("no file is found there"),
			Hint: "Put the files there" + endingHint(endings) + ", or correct path: in scv.yml.",
		}
	}
	return files, nil
}

func endingHint(endings []string) string {
	if len(endings) == 0 {
		return ""
	}
	return " (" + strings.Join(endings, ", ") + ")"
}
