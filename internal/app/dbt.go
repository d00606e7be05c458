package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/command"
	"scv/internal/dbt/project"
	"scv/internal/warehouse/duckdb"
	"scv/internal/warehouse/remote"
)

// DBTOptions are what a process gives a dbt command.
type DBTOptions struct {
	Options
	Home           string // --dir; "" = the nearest folder with an scv.yml
	Stdout, Stderr io.Writer
	Document       io.Writer // where --json puts its one document; nil = not wanted
	Colour         bool
	Args           []string // the command line
}

// DBT runs a dbt verb and gives dbt's exit code. It works on the project that the
// flags name, or that lies in the current folder, with the warehouse of its
// profiles.yml; else on the project of the home, with the home's warehouse.
func DBT(ctx context.Context, verb string, f *command.Flags, o DBTOptions) (int, error) {
	w := command.World{
		Stdout: o.Stdout, Stderr: o.Stderr, Document: o.Document, Colour: o.Colour, Now: o.Now, Env: o.Env, NewID: newUUID,
		Invocation: "scv " + strings.Join(o.Args, " "), Fetch: fetch, Git: git(),
	}
	if err := absolute(f); err != nil {
		return 0, err
	}
	dir, err := dbtProject(f, o.Home)
	if err != nil {
		return 0, err
	}
	if dir == "" {
		return dbtHome(ctx, verb, f, o, w)
	}
	if f.Publish {
		return 0, &scv.Error{
			Code: scv.CodeDBTFlag, Op: "read flag", Subject: "--publish", Err: errors.New("versions are kept in a home, and this project is not a home's"),
			Hint: "Leave the flag away, or name a home by --dir.",
		}
	}
	w.Dir, w.Open = dir, openProfile
	// As dbt does: relative paths in profiles and SQL are relative to the project.
	if err := os.Chdir(dir); err != nil {
		return 0, &scv.Error{Code: scv.CodeDBTNoProject, Op: "open project", Subject: dir, Err: err, Hint: "Name the folder that holds dbt_project.yml by --project-dir."}
	}
	return command.Run(ctx, verb, f, w), nil
}

// absolute makes the paths of the command line independent of the folder.
func absolute(f *command.Flags) error {
	for _, p := range []*string{&f.State, &f.DeferState, &f.LogPath, &f.ProfilesDir, &f.ProjectDir} {
		if *p == "" {
			continue
		}
		full, err := filepath.Abs(*p)
		if err != nil {
			return fmt.Errorf("resolve %s: %w", *p, err)
		}
		*p = full
	}
	return nil
}

// dbtProject gives the folder of a project that is not a home's, "" for the home.
func dbtProject(f *command.Flags, home string) (string, error) {
	if f.ProjectDir != "" {
		return f.ProjectDir, nil
	}
	if home != "" {
		return "", exists(home)
	}
	here, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find current folder: %w", err)
	}
	found := homeAbove()
	at := projectAbove(here, found)
	switch {
	case at != "" && (found == "" || !ofHome(found, at)):
		return at, nil
	case found == "":
		return "", &scv.Error{
			Code: scv.CodeDBTNoProject, Op: "find project", Subject: here, Err: errors.New("neither a dbt_project.yml nor an scv.yml is here or above"),
			Hint: "Name the project by --project-dir, or a home by --dir.",
		}
	}
	return "", nil
}

// homeAbove gives the home that the current folder is in, "" for none.
func homeAbove() string {
	home, err := Find("")
	if err != nil {
		return ""
	}
	return home
}

// projectAbove gives the nearest folder with a dbt_project.yml from here upwards,
// not beyond the home; "" when there is none.
func projectAbove(here, home string) string {
	for at := here; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "dbt_project.yml")); err == nil {
			return at
		}
		if at == home || at == filepath.Dir(at) {
			return ""
		}
	}
}

// ofHome says whether a folder is the project of a home.
func ofHome(home, dir string) bool {
	c, err := readConfig(home)
	if err != nil {
		return false
	}
	own, err := filepath.Abs(filepath.Join(home, filepath.FromSlash(c.Project)))
	return err == nil && own == dir
}

// dbtHome runs a verb on a home: what it builds goes into schemas of its own, so
// that readers never see it before `scv run` has checked and published it.
func dbtHome(ctx context.Context, verb string, f *command.Flags, o DBTOptions, w command.World) (int, error) {
	home, err := Find(o.Home)
	if err != nil {
		return 0, err
	}
	c, err := readConfig(home)
	if err != nil {
		return 0, err
	}
	a := &App{Home: home, Config: c, options: o.Options.withDefaults()}
	if _, _, err := syncProject(home, c); err != nil {
		return 0, err
	}
	if w.Dir, err = filepath.Abs(a.projectDir()); err != nil {
		return 0, fmt.Errorf("resolve %s: %w", a.projectDir(), err)
	}
	w.Home = &command.Home{
		Target: dbt.Target{Name: "scv", Type: "duckdb", Schema: string(scv.Silver), Threads: a.threads()},
		Vars:   a.vars(), Materializations: a.materializations, Work: workSchemas(), Program: engineDigest,
	}
	if f.Publish {
		return a.publishDBT(ctx, verb, f, w)
	}
	w.Open = func(ctx context.Context, _ project.Target) (command.Warehouse, error) {
		if err := a.openStores(ctx, remote.OpenToWrite); err != nil { // matching asks what people have decided
			return nil, errors.Join(err, a.Close())
		}
		return a.Warehouse, nil
	}
	code := command.Run(ctx, verb, f, w) // it closes the warehouse
	if a.Control == nil {
		return code, nil
	}
	return code, a.Control.Close()
}

// workSchemas are where a command in a home builds instead of in the published
// layers.
func workSchemas() map[string]string {
	work := map[string]string{}
	for _, layer := range []scv.Layer{scv.Silver, scv.Identity, scv.Gold} {
		work[string(layer)] = string(layer) + "__work"
	}
	return work
}

// openProfile opens the DuckDB file of a profile.
func openProfile(ctx context.Context, t project.Target) (command.Warehouse, error) {
	if t.Type != "duckdb" {
		return nil, &scv.Error{
			Code: scv.CodeDBTProfile, Op: "open", Subject: "target " + t.Name, Err: fmt.Errorf("there is no connection to %s", t.Type),
			Hint: "parse, ls and compile --no-introspect need none; build with a target of type duckdb.",
		}
	}
	path := t.Text("path")
	if path == ":memory:" {
		path = ""
	}
	if dir := filepath.Dir(path); path != "" && dir != "." {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return nil, unwritable(path, err)
		}
	}
	w, err := duckdb.Open(ctx, duckdb.Options{Path: path, Open: true})
	if err != nil {
		return nil, err
	}
	for _, sql := range t.DuckDBSetup() {
		if _, err := w.Exec(ctx, sql); err != nil {
			return nil, errors.Join(&scv.Error{Code: scv.CodeDBTProfile, Op: "set up target " + t.Name, Subject: "profiles.yml", Err: err, Hint: "Correct settings, extensions or attach of the target."}, w.Close())
		}
	}
	return w, nil
}

// newUUID gives a random id of version 4.
func newUUID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the process instead
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
