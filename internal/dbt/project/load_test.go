package project

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"scv"
	"scv/jinja"
)

// renderOnes renders every text with Jinja to 1.
func renderOnes(*Project, string) (jinja.Value, error) { return int64(1), nil }

func files(pairs ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

func TestFilesAreFoundByFolder(t *testing.T) {
	p, err := Load(files(
		"dbt_project.yml", "name: p\nmodel-paths: [sql]\n",
		"sql/b.sql", "select 2", "sql/a/a.sql", "select 1", "sql/.hidden.sql", "no", "sql/notes.txt", "no",
		"tests/one.sql", "select 1", "tests/generic/g.sql", "{% test g(model) %}{% endtest %}", "macros/m.sql", "{% macro m() %}{% endmacro %}",
		"seeds/s.csv", "\ufeffa\n1\n", "models/old.sql", "not in a model path",
		"sql/docs.md", "{% docs d %} text {% enddocs %}", "selectors.yml", "selectors: []\n",
	), renderOnes)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range p.SQL {
		got = append(got, f.Path+" "+f.Rel()+" "+f.Name())
	}
	if diff := cmp.Diff([]string{"sql/a/a.sql a/a.sql a", "sql/b.sql b.sql b", "tests/one.sql one.sql one"}, got); diff != "" {
		t.Errorf("SQL files (-want +got):\n%s", diff)
	}
	if len(p.Macros) != 2 || len(p.Seeds) != 1 || len(p.Docs) != 1 || p.Docs[0].Text != "text" || p.Selectors == nil {
		t.Errorf("%d macro files, %d seeds, docs %v", len(p.Macros), len(p.Seeds), p.Docs)
	}
	if seed, err := p.ReadSeed(p.Seeds[0]); err != nil || string(seed) != "a\n1\n" {
		t.Errorf("seed %q %v: the byte order mark is to go", seed, err)
	}
}

func TestTheTreeOfConfigsGoesFromGeneralToSpecific(t *testing.T) {
	p, err := Load(files("dbt_project.yml", `name: p
models:
  +materialized: view
  p:
    tags: outer
    marts:
      +materialized: table
      +meta: {a: 1}
      deep: {enabled: false}
`), renderOnes)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, level := range p.Configs("models", []string{"p", "marts", "deep", "m"}) {
		got = append(got, jinja.Repr(level.Dict()))
	}
	want := []string{"{'materialized': 'view'}", "{'tags': 'outer'}", "{'materialized': 'table', 'meta': {'a': 1}}", "{'enabled': False}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestLocalPackagesComeAfterTheProject(t *testing.T) {
	p, err := Load(files(
		"dbt_project.yml", "name: p\n", "packages.yml", "packages:\n  - local: local/q\n",
		"local/q/dbt_project.yml", "name: q\n", "local/q/models/x.sql", "select 1",
		"dbt_packages/r/dbt_project.yml", "name: r\n", "dbt_packages/empty/readme.md", "",
	), renderOnes)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, each := range p.All() {
		got = append(got, each.Name+"@"+each.Root)
	}
	if diff := cmp.Diff([]string{"p@", "q@local/q", "r@dbt_packages/r"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestUnknownKeysAreWarningsWithTheNearestName(t *testing.T) {
	p, err := Load(files(
		"dbt_project.yml", "name: p\nmodel-path: [m]\n",
		"models/a.yml", "models:\n  - name: a\n    descriptio: x\n    columns:\n      - name: b\n        test: [unique]\nmodles: []\n",
	), renderOnes)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range p.Warnings {
		got = append(got, w.String())
	}
	want := []string{
		"dbt_project.yml:2: unknown key `model-path` in dbt_project.yml (did you mean `model-paths`?)",
		"models/a.yml:3: unknown key `descriptio` in model \"a\" (did you mean `description`?)",
		"models/a.yml:6: unknown key `test` in column \"b\" (did you mean `tests`?)",
		"models/a.yml:7: unknown key `modles` in a properties file (did you mean `models`?)",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestErrorsNameFileAndLine(t *testing.T) {
	const head = "name: p\n"
	for name, c := range map[string]struct {
		files   fstest.MapFS
		code    scv.Code
		subject string
	}{
		"no project":     {files("models/a.sql", "select 1"), scv.CodeDBTNoProject, "dbt_project.yml"},
		"name":           {files("dbt_project.yml", "version: 1\nname: my-project\n"), scv.CodeDBTConfig, "dbt_project.yml:2"},
		"no map":         {files("dbt_project.yml", "- a\n"), scv.CodeDBTConfig, "dbt_project.yml:1"},
		"section":        {files("dbt_project.yml", head+"models: [a]\n"), scv.CodeDBTConfig, "dbt_project.yml:2"},
		"not YAML":       {files("dbt_project.yml", head, "models/a.yml", "models:\n  - name: 'a\n"), scv.CodeDBTYAML, "models/a.yml:2"},
		"no list":        {files("dbt_project.yml", head, "models/a.yml", "version: 2\nmodels: {a: 1}\n"), scv.CodeDBTProperties, "models/a.yml:2"},
		"no name":        {files("dbt_project.yml", head, "models/a.yml", "models:\n  - description: x\n"), scv.CodeDBTProperties, "models/a.yml:2"},
		"column":         {files("dbt_project.yml", head, "models/a.yml", "models:\n  - name: a\n    columns: [1]\n"), scv.CodeDBTProperties, "models/a.yml:3"},
		"table":          {files("dbt_project.yml", head, "models/a.yml", "sources:\n  - name: a\n    tables:\n      - x: 1\n"), scv.CodeDBTProperties, "models/a.yml:4"},
		"package":        {files("dbt_project.yml", head, "packages.yml", "packages:\n  - local: nowhere\n"), scv.CodeDBTPackage, "packages.yml:2"},
		"outside":        {files("dbt_project.yml", head, "packages.yml", "packages:\n  - local: ../x\n"), scv.CodeDBTPackage, "packages.yml:2"},
		"docs not ended": {files("dbt_project.yml", head, "models/a.md", "{% docs a %}\n"), scv.CodeDBTJinja, "models/a.md:1"},
		"docs twice":     {files("dbt_project.yml", head, "models/a.md", "{% docs a %}{% enddocs %}\n{% docs a %}{% enddocs %}"), scv.CodeDBTDuplicate, "models/a.md:2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(c.files, renderOnes)
			e, ok := errors.AsType[*scv.Error](err)
			if !ok {
				t.Fatalf("error %v", err)
			}
			if at, _, _ := strings.Cut(e.Subject, " "); e.Code != c.code || !strings.HasPrefix(at, c.subject) {
				t.Errorf("%s at %s, want %s at %s (%v)", e.Code, e.Subject, c.code, c.subject, err)
			}
			if e.Hint == "" {
				t.Error("no hint")
			}
		})
	}
}

func TestJinjaInYAMLIsRenderedButWhereItWaits(t *testing.T) {
	p, err := Load(files(
		"dbt_project.yml", "name: p\nvars: {a: \"{{ x }}\"}\non-run-end: [\"{{ y }}\"]\nmodels: {+enabled: \"{{ z }}\"}\n",
		"models/a.yml", "models:\n  - name: a\n    description: \"{{ doc('d') }}\"\n    config: {alias: \"{{ x }}\", post_hook: \"{{ this }}\"}\n",
	), renderOnes)
	if err != nil {
		t.Fatal(err)
	}
	entry := p.Properties[0].Doc.Get("models").Items[0]
	got := map[string]any{
		"vars": jinja.Str(p.Vars), "hook": p.OnRunEnd[0].SQL, "enabled": p.Configs("models", nil)[0].Get("enabled").Any(),
		"description": entry.Get("description").Text(), "alias": entry.Get("config").Get("alias").Any(), "post": entry.Get("config").Get("post_hook").Text(),
	}
	want := map[string]any{
		"vars": "{'a': '{{ x }}'}", "hook": "{{ y }}", "enabled": int64(1), "description": "{{ doc('d') }}", "alias": int64(1), "post": "{{ this }}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestProfilesNameTheTarget(t *testing.T) {
	profiles := files("profiles.yml", "p:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: x/y.duckdb, schema: s, threads: 3}\n    prod: {type: duckdb, path: prod.duckdb}\n")
	dev, err := ReadProfile(profiles, "p", "", renderOnes)
	if err != nil {
		t.Fatal(err)
	}
	if dev.Name != "dev" || dev.Schema != "s" || dev.Threads != 3 || dev.Type != "duckdb" {
		t.Errorf("dev: %+v", dev)
	}
	if prod, err := ReadProfile(profiles, "p", "prod", renderOnes); err != nil || prod.Name != "prod" || prod.Schema != "main" {
		t.Errorf("prod: %+v %v", prod, err)
	}
	for _, wrong := range [][2]string{{"q", ""}, {"p", "staging"}} {
		if _, err := ReadProfile(profiles, wrong[0], wrong[1], renderOnes); scv.CodeOf(err) != scv.CodeDBTProfile {
			t.Errorf("%v: %v", wrong, err)
		}
	}
}

// As in dbt, a target that is not asked for need not be renderable.
func TestOnlyTheTargetThatIsAskedForIsRendered(t *testing.T) {
	profiles := files("profiles.yml", "p:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: x.duckdb}\n    prod: {type: duckdb, path: \"{{ env_var('NOT_SET') }}\"}\n")
	render := func(*Project, string) (jinja.Value, error) { return nil, errors.New("not set") }
	if dev, err := ReadProfile(profiles, "p", "", render); err != nil || dev.Name != "dev" {
		t.Errorf("dev: %+v %v", dev, err)
	}
	if _, err := ReadProfile(profiles, "p", "prod", render); err == nil {
		t.Error("prod is read without its variable")
	}
}

func TestTheVersionOfDBTMustFit(t *testing.T) {
	for requires, fits := range map[string]bool{
		"'>=1.0.0'": true, "'>=1.0.0,<2.0.0'": true, "['>=1.12.0', '<1.13']": true, "'=1.12.6'": true, "1.12.6": true,
		"'>1.12.6'": false, "'<1.12.6'": false, "['>=1.0.0', '!=1.12.6']": false, "'>=9.0.0'": false, "'what'": true,
	} {
		p, err := Load(files("dbt_project.yml", "name: p\nrequire-dbt-version: "+requires+"\n"), renderOnes)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.CheckVersion("1.12.6"); (err == nil) != fits || err != nil && scv.CodeOf(err) != scv.CodeDBTConfig {
			t.Errorf("%s: %v", requires, err)
		}
	}
}

func TestJSONIsPythons(t *testing.T) {
	v := jinja.NewDict("b", jinja.NewList(int64(1), 1.0, 1e16, nil, true), "a", "é\"\n\u2028")
	for _, c := range []struct {
		o    JSONOptions
		want string
	}{
		{JSONOptions{}, "{\"b\":[1,1.0,1e+16,null,true],\"a\":\"é\\\"\\n\u2028\"}"},
		{JSONOptions{Spaced: true, Sorted: true, ASCII: true}, `{"a": "\u00e9\"\n\u2028", "b": [1, 1.0, 1e+16, null, true]}`},
	} {
		var b strings.Builder
		if err := WriteJSON(&b, v, c.o); err != nil {
			t.Fatal(err)
		}
		if b.String() != c.want {
			t.Errorf("%+v\n got %s\nwant %s", c.o, b.String(), c.want)
		}
	}
	if err := WriteJSON(&strings.Builder{}, jinja.NewDict("f", jinja.Func(nil)), JSONOptions{}); err == nil {
		t.Error("a function was written")
	}
}
