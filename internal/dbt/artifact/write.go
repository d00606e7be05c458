package artifact

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/internal/dbt/run"
	"scv/jinja"
)

// Writer writes the artifacts of one project.
type Writer struct {
	Dir          string // the project's folder
	Target       string // target-path: relative to Dir, or absolute
	Graph        *graph.Graph
	Config       *project.Project
	Adapter      string
	Invocation   string
	At           time.Time                // generated_at
	Env          map[string]string        // environment variables that the project read
	MacroDepends func(id string) []string // macros that a macro calls
}

func (w *Writer) fault(op, path string, err error) error {
	return &scv.Error{
		Code: scv.CodeDBTArtifact, Op: op, Subject: filepath.ToSlash(path),
		Hint: "Free space on the disk, or correct the folder's permissions.", Err: err,
	}
}

// put writes a file below the target folder, whole or not at all. A file that
// holds the same already is left alone.
func (w *Writer) put(name string, data []byte) error {
	return w.putAt(w.below(name), data)
}

// putAt writes a file as Dir sees it.
func (w *Writer) putAt(rel string, data []byte) error {
	if old, err := os.ReadFile(w.at(rel)); err == nil && bytes.Equal(old, data) {
		return nil
	}
	return w.putPieces(rel, [][]byte{data}, nil)
}

// below is a file of the target folder, as Dir sees it.
func (w *Writer) below(name string) string {
	return filepath.Join(filepath.FromSlash(w.Target), filepath.FromSlash(name))
}

// at is where a file is that Dir sees under a path, which may be absolute.
func (w *Writer) at(rel string) string {
	if filepath.IsAbs(rel) {
		return rel
	}
	return filepath.Join(w.Dir, rel)
}

// putPieces writes a file from the pieces of its content and what a file has more,
// whole or not at all. The file may be nil.
func (w *Writer) putPieces(rel string, pieces [][]byte, more *os.File) error {
	path := w.at(rel)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return w.fault("make folder for", rel, err)
	}
	if err := writePieces(path+".new", pieces, more); err != nil {
		return w.fault("write", rel, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return w.fault("write", rel, err)
	}
	return nil
}

func writePieces(path string, pieces [][]byte, more *os.File) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	for _, piece := range pieces {
		if _, err = f.Write(piece); err != nil {
			break
		}
	}
	if err == nil && more != nil {
		_, err = f.ReadFrom(more) // the kernel copies it
	}
	return errors.Join(err, f.Close())
}

func (w *Writer) putJSON(name string, d *jinja.Dict) error {
	return w.putJSONAt(w.below(name), d)
}

func (w *Writer) putJSONAt(name string, d *jinja.Dict) error {
	var b bytes.Buffer
	if err := project.WriteJSON(&b, d, project.JSONOptions{}); err != nil {
		return w.fault("write", name, err)
	}
	return w.putAt(name, b.Bytes())
}

// Compiled writes the SQL of every node that was compiled.
func (w *Writer) Compiled(g *graph.Graph) error {
	for _, id := range g.IDs() {
		n := g.Nodes[id]
		if n.Compiled == nil {
			continue
		}
		if err := w.put("compiled/"+n.Compiled.Path, []byte(n.Compiled.SQL)); err != nil {
			return err
		}
		for name, sql := range n.Compiled.Beside {
			if err := w.put("compiled/"+name, []byte(sql)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Batches writes the SQL of each batch of the microbatch models.
func (w *Writer) Batches(results []run.Result) error {
	for _, r := range results {
		for _, b := range r.Batches {
			if b.Compiled == nil {
				continue
			}
			if err := w.put("compiled/"+b.Compiled.Path, []byte(b.Compiled.SQL)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Ran writes the statements that built each node and each batch, and those that asked
// for what a test finds. A seed that was not loaded has no file.
func (w *Writer) Ran(results []run.Result) error {
	for _, r := range results {
		for _, b := range r.Batches {
			if err := w.ran(b.Compiled, b.Ran); err != nil {
				return err
			}
		}
		made := r.Compiled
		if r.Kind == graph.Seed && r.Status == run.Success {
			made = &graph.Compiled{Path: compile.Path(w.Graph.Nodes[r.UniqueID])}
		}
		if err := w.ran(made, r.Ran); err != nil {
			return err
		}
	}
	return nil
}

func (w *Writer) ran(made *graph.Compiled, statements []string) error {
	if len(statements) == 0 || made == nil {
		return nil
	}
	return w.put("run/"+made.Path, []byte(strings.Join(statements, ";\n\n")+"\n"))
}

func (w *Writer) stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z") }

// customEnv is the prefix of environment variables that dbt puts into artifacts.
const customEnv = "DBT_ENV_CUSTOM_ENV_"

func (w *Writer) env() *jinja.Dict {
	d := jinja.NewDict()
	for _, name := range slices.Sorted(maps.Keys(w.Env)) {
		if short, ok := strings.CutPrefix(name, customEnv); ok {
			d.Put(short, w.Env[name])
		}
	}
	return d
}

func (w *Writer) metadata(schema string) *jinja.Dict {
	return jinja.NewDict(
		"dbt_schema_version", "https://schemas.getdbt.com/dbt/"+schema+".json", "dbt_version", compile.Version,
		"generated_at", w.stamp(w.At), "invocation_id", w.Invocation, "invocation_started_at", w.stamp(w.At),
		"env", w.env(),
	)
}
