package dbt

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"scv/internal/race"

	"pgregory.net/rapid"
)

// edited is a project on disk with what surrounds it, as it is edited step by step.
type edited struct {
	dir   string
	files map[string]string
	env   map[string]string
	vars  map[string]any
	full  bool

	now     time.Time
	written map[string]string // the files as they are on disk
	seen    string            // variables that the last run read
}

func startOfEdits() *edited {
	return &edited{
		env: map[string]string{"COLOUR": "red"}, vars: map[string]any{},
		files: map[string]string{
			"dbt_project.yml":      "name: small\nprofile: small\nvars: {size: 3}\nmodels: {small: {+tags: [all]}}\n",
			"profiles.yml":         "small: {target: dev, outputs: {dev: {type: duckdb, path: 'a.duckdb', schema: \"{{ env_var('WHERE', 'main') }}\"}}}\n",
			"packages.yml":         "packages: [{local: lib}]\n",
			"lib/dbt_project.yml":  "name: lib\n",
			"lib/macros/l.sql":     "{% macro twice(x) %}{{ x }}, {{ x }}{% endmacro %}",
			"lib/models/inlib.sql": "select {{ twice(1) }}",
			"macros/m.sql":         "{% macro colour() %}{{ env_var('COLOUR', 'none') }}{% endmacro %}{% test odd(model, column_name, by=2) %}select * from {{ model }} where n % {{ by }} = 0{% endtest %}",
			"models/a.sql":         "{{ config(tags=[colour()], meta={'size': var('size')}) }} select 1 as n",
			"models/b.sql":         "select * from {{ ref('a') }} where {{ flags.FULL_REFRESH }} or {{ lib.twice('n') }}",
			"models/c.sql":         "{{ config(materialized='table', alias='c_' ~ var('size'), enabled=(env_var('ON', '1') == '1')) }} select * from {{ ref('b') }} join {{ source('raw', 't') }} using (n)",
			"models/d.sql":         "{{ config(meta={'at': run_started_at | string, 'full': flags.FULL_REFRESH}) }} select 1 as n {% if builtins.ref is defined %}, 2 as m{% endif %}",
			"models/s.yml": "models:\n  - {name: a, description: \"{{ doc('story') }}\", columns: [{name: n, data_tests: [unique, not_null, odd: {by: 3}]}]}\n" +
				"  - {name: b, columns: [{name: n, description: 'b', data_tests: [odd: {by: \"{{ var('size') }}\"}, relationships: {to: ref('a'), field: n}, nowhere]}]}\n" +
				"sources: [{name: raw, tables: [{name: t, columns: [{name: n, data_tests: [unique]}]}]}]\n" +
				"exposures: [{name: page, type: dashboard, owner: {name: o}, depends_on: [ref('c')]}]\n",
			"models/docs.md":  "{% docs story %}The first model.{% enddocs %}",
			"seeds/e.csv":     "n\n1\n",
			"tests/one.sql":   "select * from {{ ref('a') }} where n > {{ var('size') }}",
			"snapshots/z.sql": "{% snapshot z %}{{ config(unique_key='n', strategy='check', check_cols='all', target_schema='snap') }} select * from {{ ref('a') }}{% endsnapshot %}",
		},
	}
}

// step changes one thing, as people do.
func (e *edited) step(t *rapid.T) {
	text := []string{"models/a.sql", "models/b.sql", "models/c.sql", "models/d.sql", "macros/m.sql", "lib/macros/l.sql", "lib/models/inlib.sql", "tests/one.sql", "seeds/e.csv", "snapshots/z.sql"}
	n := rapid.IntRange(0, 99).Draw(t, "n")
	switch op := rapid.SampledFrom([]string{
		"text", "text", "text", "properties", "docs", "project", "env", "var", "flag", "add", "remove", "move", "package", "break", "column", "lines", "profile",
	}).Draw(t, "op"); op {
	case "text":
		e.append(rapid.SampledFrom(text).Draw(t, "file"), fmt.Sprintf("\n-- %d", n))
	case "lines":
		e.files["models/s.yml"] = strings.Repeat("\n", n%3) + strings.TrimLeft(e.files["models/s.yml"], "\n")
	case "properties":
		e.replace("models/s.yml", "description: 'b'", fmt.Sprintf("description: 'b%d'", n%3), "by: 3", fmt.Sprintf("by: %d", 3+n%2))
	case "column":
		e.replace("models/s.yml", "{name: n, description", fmt.Sprintf("{name: n%d, description", n%2))
	case "docs":
		e.replace("models/docs.md", "first", fmt.Sprintf("first %d", n))
	case "project":
		e.replace("dbt_project.yml", "[all]", fmt.Sprintf("[all, t%d]", n%3), "size: 3", fmt.Sprintf("size: %d", n%4))
	case "package":
		e.replace("lib/macros/l.sql", "{{ x }},", fmt.Sprintf("{{ x }} + %d,", n))
	case "profile":
		e.env["WHERE"] = fmt.Sprintf("main%d", n%2)
	case "env":
		name := rapid.SampledFrom([]string{"COLOUR", "ON", "OTHER"}).Draw(t, "name")
		e.env[name] = fmt.Sprint(n % 2)
		if n%5 == 0 {
			delete(e.env, name)
		}
	case "var":
		e.vars = map[string]any{"size": n % 3}
	case "flag":
		e.full = !e.full
	case "add":
		e.files[fmt.Sprintf("models/more%d.sql", n%3)] = fmt.Sprintf("select %d as n from {{ ref('a') }}", n)
		e.files[fmt.Sprintf("models/more%d.yml", n%3)] = fmt.Sprintf("models: [{name: more%d, columns: [{name: n, tests: [unique]}]}]", n%3)
	case "remove":
		delete(e.files, fmt.Sprintf("models/more%d.%s", n%3, []string{"sql", "yml"}[n%2]))
	case "move":
		e.files["models/deep/c.sql"] = e.files["models/c.sql"]
		if n%2 == 0 {
			delete(e.files, "models/c.sql")
		} else {
			delete(e.files, "models/deep/c.sql")
		}
	case "break":
		e.files["models/broken.sql"] = []string{"select {{ nope", "select 1", "{{ ref('nowhere') }}"}[n%3]
		if n%2 == 0 {
			delete(e.files, "models/broken.sql")
		}
	}
}

func (e *edited) append(file, more string) {
	if text, ok := e.files[file]; ok {
		e.files[file] = text + more
	}
}

func (e *edited) replace(file string, pairs ...string) {
	e.files[file] = strings.NewReplacer(pairs...).Replace(e.files[file])
}

// write makes the folder hold the files. Those that are the same are left alone.
func (e *edited) write(t rapid.TB) {
	for name := range e.written {
		if _, ok := e.files[name]; !ok {
			if err := os.Remove(filepath.Join(e.dir, filepath.FromSlash(name))); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range e.files {
		if old, ok := e.written[name]; ok && old == text {
			continue
		}
		path := filepath.Join(e.dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	e.written = maps.Clone(e.files)
}

func (e *edited) options() Options {
	return Options{
		Dir: e.dir, Vars: e.vars, FullRefresh: e.full, Now: func() time.Time { return e.now },
		Env: func(name string) (string, bool) { v, ok := e.env[name]; return v, ok },
	}
}

// cold gives what reading all of the project gives: the manifest, the warnings and
// counts, or the error, as one text.
func (e *edited) cold(t rapid.TB) string {
	o := e.options()
	o.NoPartialParse, o.TargetPath = true, "cold"
	return e.loaded(t, o)
}

// warm gives the same with what is known of earlier runs, and says whether no file
// was parsed.
func (e *edited) warm(t rapid.TB) (string, bool) {
	if s, ok := Unchanged(context.Background(), e.options()); ok {
		return e.told(t, "target", s.Warnings, s.Counts), true
	}
	return e.loaded(t, e.options()), false
}

func (e *edited) loaded(t rapid.TB, o Options) string {
	p, err := Load(context.Background(), o)
	if err != nil {
		return "error: " + err.Error()
	}
	if err := p.WriteManifest(); err != nil {
		t.Fatal(err)
	}
	text := e.told(t, p.targetPath(), p.Warnings(), p.Counts())
	env := p.compiler.SeenEnv()
	e.seen = ""
	for _, name := range slices.Sorted(maps.Keys(env)) {
		e.seen += "\n" + name + "=" + env[name]
	}
	return text
}

func (e *edited) told(t rapid.TB, target string, warnings []Warning, counts Counts) string {
	manifest, err := os.ReadFile(filepath.Join(e.dir, target, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.Write(manifest)
	for _, w := range warnings {
		b.WriteString("\n" + w.String())
	}
	fmt.Fprintf(&b, "\n%+v", counts)
	return b.String()
}

// TestWarmIsCold edits a project at random and holds that reading it with what is
// known of the run before gives what reading all of it gives, and that nothing is
// parsed when nothing changed. Half of the time stamps of files are believed though
// they are young: the steps take longer than a tick of the clock.
func TestWarmIsCold(t *testing.T) {
	tries(t, race.Tries(30, 6)) // each step writes a project and reads it three times
	base, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		e := startOfEdits()
		n++
		e.dir = filepath.Join(base, strconv.Itoa(n))
		if e.now = time.Now(); rapid.Bool().Draw(t, "stamps are believed") {
			e.now = e.now.Add(time.Hour)
		}
		if rapid.Bool().Draw(t, "nothing reads the clock") {
			delete(e.files, "models/d.sql")
		}
		for range rapid.IntRange(1, 6).Draw(t, "steps") {
			e.write(t)
			cold := e.cold(t)
			coldEnv := e.seen
			warm, _ := e.warm(t)
			if warm != cold || e.seen != coldEnv {
				t.Fatalf("warm and cold differ:\n%s", firstDifference(warm+e.seen, cold+coldEnv))
			}
			again, known := e.warm(t)
			if again != cold {
				t.Fatalf("a third run differs:\n%s", firstDifference(again, cold))
			}
			if _, clock := e.files["models/d.sql"]; known == (clock || strings.HasPrefix(cold, "error")) {
				t.Fatalf("a third run parsed nothing: %t", known)
			}
			e.step(t)
		}
	})
}

func firstDifference(a, b string) string {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			from := max(0, i-200)
			return "warm " + a[from:min(len(a), i+200)] + "\ncold " + b[from:min(len(b), i+200)]
		}
	}
	return fmt.Sprintf("one of %d and one of %d bytes", len(a), len(b))
}

// TestWarmReadsOnlyWhatChanged counts what is parsed again after one edit.
func TestWarmReadsOnlyWhatChanged(t *testing.T) {
	e := startOfEdits()
	e.dir = t.TempDir()
	delete(e.files, "models/d.sql") // it reads the clock: it is parsed each time
	parsed := func() int {
		e.write(t)
		p, err := Load(t.Context(), Options{Dir: e.dir, FullRefresh: e.full, Env: func(name string) (string, bool) { v, ok := e.env[name]; return v, ok }})
		if err != nil {
			t.Fatal(err)
		}
		return p.parsed
	}
	if first := parsed(); first < 10 {
		t.Fatalf("the first run parsed %d", first)
	}
	for _, each := range []struct {
		what string
		edit func()
		want int
	}{
		{"nothing", func() {}, 0},
		{"a model", func() { e.append("models/b.sql", "\n-- more") }, 1},
		{"a docs block", func() { e.replace("models/docs.md", "first", "1st") }, 1},
		{"a variable that two nodes read", func() { e.env["COLOUR"] = "blue" }, 1},
		{"a flag that one node reads", func() { e.full = true }, 1},
		{"a test's argument: the file, and all under its model", func() { e.replace("models/s.yml", "by: 3", "by: 5") }, 3},
		{"a variable that nobody reads", func() { e.env["OTHER"] = "x" }, 0},
	} {
		each.edit()
		if got := parsed(); got != each.want {
			t.Errorf("after %s %d were parsed again, want %d", each.what, got, each.want)
		}
	}
}
