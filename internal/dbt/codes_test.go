package dbt

import (
	"errors"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/state"
)

// fault is a way to meet a code: files over a project of one line, and what is said.
type faulty struct {
	code  scv.Code
	files map[string]string
	set   func(*Options)
	place string // file:line
	line  string // that is shown, or a part of it
	said  string // in the text
	hint  string
}

// lineless are the codes, or their ways, that can have no line of a file, and why.
func lineless() map[scv.Code]string {
	return map[scv.Code]string{
		scv.CodeDBTNoProject: "the file that would hold the line is not there",
		scv.CodeDBTSelection: "a selection comes from the command line; one of selectors.yml has its line",
		scv.CodeDBTState:     "artifacts are one line of JSON that nobody wrote by hand",
		scv.CodeDBTFlag:      "flags come from the command line; internal/dbt/command holds them to their hints",
		scv.CodeDBTStrict:    "it repeats a warning with its place; internal/dbt/command makes it",
		scv.CodeDBTArtifact:  "a file that cannot be written has no line",
		scv.CodeDBTSeed:      "it has its line, which holds data and is not shown",
		scv.CodeDBTProfile:   "a profile that is not there has no line; what is wrong in one that is has",
	}
}

func faults() map[string]faulty {
	const two = "{{ config(materialized='table') }}\n"
	model := func(sql string) map[string]string { return map[string]string{"models/a.sql": sql} }
	with := func(sql, file, text string) map[string]string {
		return map[string]string{"models/a.sql": sql, file: text}
	}
	profile := func(text string) (map[string]string, func(*Options)) {
		return model("select 1 as id"), func(o *Options) {
			o.Profiles = fstest.MapFS{"profiles.yml": {Data: []byte(text)}}
			o.Target = Target{Profile: "tiny"}
		}
	}
	out := map[string]faulty{
		"no project":         {scv.CodeDBTNoProject, map[string]string{"dbt_project.yml": ""}, nil, "dbt_project.yml", "", "does not exist", "folder that holds"},
		"project name":       {scv.CodeDBTConfig, map[string]string{"dbt_project.yml": "version: '1.0'\nname: my-shop\n"}, nil, "dbt_project.yml:2", "name: my-shop", "only letters", "Change `name:`"},
		"project section":    {scv.CodeDBTConfig, map[string]string{"dbt_project.yml": "name: tiny\nmodels: [a]\n"}, nil, "dbt_project.yml:2", "models: [a]", "must be a map", "+materialized"},
		"project Jinja":      {scv.CodeDBTConfig, map[string]string{"dbt_project.yml": "name: tiny\nmodels:\n  +schema: \"{{ 1 / 0 }}\"\n"}, nil, "dbt_project.yml:3", "+schema", "division by zero", "Jinja in this value"},
		"dbt version":        {scv.CodeDBTConfig, map[string]string{"dbt_project.yml": "name: tiny\nrequire-dbt-version: '>=9.0.0'\n"}, nil, "dbt_project.yml:2", "require-dbt-version", "not supported", "Change require-dbt-version"},
		"snapshot config":    {scv.CodeDBTConfig, with("select 1 as id", "snapshots/s.sql", "\n{% snapshot s %}\nselect 1 as id\n{% endsnapshot %}"), nil, "snapshots/s.sql:2", "snapshot s", "strategy", "Add both"},
		"microbatch config":  {scv.CodeDBTConfig, model("{{ config(materialized='incremental', incremental_strategy='microbatch', begin='2025-01-01') }}\nselect 1 as id"), nil, "models/a.sql:1", "microbatch", "must provide", "Add it"},
		"strategy":           {scv.CodeDBTConfig, model("{{ config(materialized='incremental', incremental_strategy='mrge') }}\nselect 1 as id"), nil, "models/a.sql:1", "mrge", "mrge", "merge"},
		"YAML":               {scv.CodeDBTYAML, with("select 1 as id", "models/a.yml", "models:\n  - name: a\n\tdescription: x\n"), nil, "models/a.yml:3", "description", "", "one line above"},
		"properties":         {scv.CodeDBTProperties, with("select 1 as id", "models/a.yml", "models:\n  - description: x\n"), nil, "models/a.yml:2", "description: x", "", ""},
		"group":              {scv.CodeDBTProperties, with("select 1 as id", "models/a.yml", "models:\n  - name: a\n    config:\n      group: nobody\n"), nil, "models/a.yml:4", "group: nobody", "", "Declare it"},
		"access":             {scv.CodeDBTProperties, with("select 1 as id", "models/a.yml", "models:\n  - name: a\n    config:\n      access: secret\n"), nil, "models/a.yml:4", "access: secret", "", "private, protected or public"},
		"Jinja":              {scv.CodeDBTJinja, model("select 1\n{% if x %}"), nil, "models/a.sql:2", "{% if x %}", "", "template"},
		"Jinja at run time":  {scv.CodeDBTJinja, model("select 1\n{% if execute %}{{ 1 / 0 }}{% endif %}"), nil, "models/a.sql:2", "1 / 0", "division by zero", "template"},
		"docs block":         {scv.CodeDBTJinja, with("select 1 as id", "models/a.md", "# words\n{% docs a %}\nx\n"), nil, "models/a.md:2", "docs a", "", "enddocs"},
		"ref":                {scv.CodeDBTRef, with("select 1 as id", "models/b.sql", "\nselect * from {{ ref('aa') }}"), nil, "models/b.sql:2", "ref('aa')", "aa", "Did you mean"},
		"source":             {scv.CodeDBTSource, model("select 1,\n* from {{ source('raw', 'x') }}"), nil, "models/a.sql:2", "source('raw'", "raw", "Declare it"},
		"macro":              {scv.CodeDBTMacro, with("select\n{{ twise(1) }}", "macros/m.sql", "{% macro twice(n) %}{{ n * 2 }}{% endmacro %}"), nil, "models/a.sql:2", "twise(1)", "undefined", "twice"},
		"duplicate model":    {scv.CodeDBTDuplicate, map[string]string{"models/a.sql": "select 1 as id", "models/x/a.sql": "select 2 as id"}, nil, "models/x/a.sql:1", "select 2", "models/a.sql", "Rename"},
		"duplicate relation": {scv.CodeDBTDuplicate, map[string]string{"models/a.sql": "select 1 as id", "models/b.sql": "{{ config(alias='a') }} select 2 as id"}, nil, "models/b.sql:1", "alias='a'", "", "another alias"},
		"duplicate docs":     {scv.CodeDBTDuplicate, with("select 1 as id", "models/a.md", "{% docs a %}x{% enddocs %}\n{% docs a %}y{% enddocs %}\n"), nil, "models/a.md:2", "docs a", "", "Rename"},
		"duplicate macro":    {scv.CodeDBTDuplicate, with("select 1 as id", "macros/m.sql", "{% macro m() %}{% endmacro %}\n{% macro m() %}{% endmacro %}"), nil, "macros/m.sql:2", "macro m()", "", "Rename"},
		"cycle":              {scv.CodeDBTCycle, map[string]string{"models/a.sql": "select * from {{ ref('b') }}", "models/b.sql": "select *\nfrom {{ ref('a') }}"}, nil, "models/b.sql:2", "ref('a')", "model.tiny.a", "Take one"},
		"docs":               {scv.CodeDBTDoc, with("select 1 as id", "models/a.yml", "models:\n  - name: a\n    description: \"{{ doc('gone') }}\"\n"), nil, "models/a.yml:3", "doc('gone')", "gone", "docs"},
		"selection":          {scv.CodeDBTSelection, model("select 1 as id"), func(o *Options) { o.Select = []string{"tagg:x"} }, "tagg:x", "", "", "tag"},
		"selectors.yml":      {scv.CodeDBTSelection, with("select 1 as id", "selectors.yml", "selectors:\n  - name: s\n    definition:\n      method: tagg\n      value: x\n"), nil, "selectors.yml:4", "method: tagg", "tagg", "tag"},
		"env in a model":     {scv.CodeDBTEnv, model("select 1,\n'{{ env_var('GONE') }}' as x"), nil, "models/a.sql:2", "env_var('GONE')", "GONE", "default"},
		"env in the project": {scv.CodeDBTEnv, map[string]string{"dbt_project.yml": "name: tiny\nmodels:\n  +schema: \"{{ env_var('GONE') }}\"\n"}, nil, "dbt_project.yml:3", "env_var('GONE')", "GONE", "default"},
		"env in properties":  {scv.CodeDBTEnv, with("select 1 as id", "models/a.yml", "models:\n  - name: a\n    config:\n      schema: \"{{ env_var('GONE') }}\"\n"), nil, "models/a.yml:4", "env_var('GONE')", "GONE", "default"},
		"var":                {scv.CodeDBTVar, model("select 1,\n'{{ var('gone') }}' as x"), nil, "models/a.sql:2", "var('gone')", "gone", "vars:"},
		"var in the project": {scv.CodeDBTVar, map[string]string{"dbt_project.yml": "name: tiny\nmodels:\n  +schema: \"{{ var('gone') }}\"\n"}, nil, "dbt_project.yml:3", "var('gone')", "gone", "vars:"},
		"package":            {scv.CodeDBTPackage, with("select 1 as id", "packages.yml", "packages:\n  - local: nowhere\n"), nil, "packages.yml:2", "nowhere", "nowhere", "dbt deps"},
		"unknown key":        {scv.CodeDBTUnknownKey, with("select 1 as id", "models/a.yml", "models:\n  - name: a\n    tagss: x\n"), func(o *Options) { o.Strict = true }, "models/a.yml:3", "tagss", "tagss", "tags"},
		"raised":             {scv.CodeDBTRaised, with("select 1 as id,\n{{ stop() }}", "macros/m.sql", "{% macro stop() %}\n{{ exceptions.raise_compiler_error('not today') }}{% endmacro %}"), nil, "macros/m.sql:2", "not today", "not today", "own macro"},
		"materialization":    {scv.CodeDBTMaterialization, model("{{ config(materialized='tabel') }}\nselect 1 as id"), nil, "models/a.sql:1", "tabel", "tabel", "table"},
		"model":              {scv.CodeDBTModel, model(two + "select 1 as id\nfrm x"), nil, "models/a.sql:3", "frm x", "", "target/compiled"},
		"test":               {scv.CodeDBTTest, with("select 1 as id", "tests/t.sql", "select 1\nfrm x"), nil, "tests/t.sql:2", "frm x", "", "target/compiled"},
		"seed":               {scv.CodeDBTSeed, with("select 1 as id", "seeds/s.csv", "id,name\n1,x\n2\n"), nil, "seeds/s.csv:3", "", "", ""},
		"hook":               {scv.CodeDBTHook, model("{{ config(post_hook='frm x') }}\nselect 1 as id"), nil, "models/a.sql:1", "frm x", "", ""},
	}
	for name, c := range map[string]struct{ text, place, line, said, hint string }{
		"no profile":        {"other: {outputs: {}}\n", "profiles.yml", "", "no profile named", "other"},
		"no output":         {"tiny:\n  target: prod\n  outputs:\n    prd: {type: duckdb}\n", "profiles.yml:2", "target: prod", "no output", "prd"},
		"adapter":           {"tiny:\n  target: dev\n  outputs:\n    dev:\n      type: duckbd\n", "profiles.yml:5", "duckbd", "adapter", "duckdb"},
		"threads":           {"tiny:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n      threads: none\n", "profiles.yml:6", "threads", "number", "threads: 4"},
		"Jinja in profiles": {"tiny:\n  target: dev\n  outputs:\n    dev:\n      type: \"{{ 1 / 0 }}\"\n", "profiles.yml:5", "1 / 0", "division", "Jinja in this value"},
	} {
		files, set := profile(c.text)
		out[name] = faulty{scv.CodeDBTProfile, files, set, c.place, c.line, c.said, c.hint}
	}
	files, set := profile("tiny:\n  target: dev\n  outputs:\n    dev:\n      type: \"{{ env_var('GONE') }}\"\n")
	out["env in profiles"] = faulty{scv.CodeDBTEnv, files, set, "profiles.yml:5", "env_var('GONE')", "GONE", "default"}
	return out
}

// meet gives the first error of loading and building a project.
func (c *faulty) meet(t *testing.T) error {
	t.Helper()
	p := newTiny(t, c.files)
	p.set = c.set
	loaded, err := p.load()
	if err != nil {
		return err
	}
	res, err := loaded.Build(t.Context(), BuildOptions{})
	if err != nil {
		return err
	}
	for _, n := range res.Nodes {
		if n.Err != nil {
			return n.Err
		}
	}
	return nil
}

// TestEveryErrorHasItsPlace meets every code of the engine at least once: its place is
// a file and a line, the line is shown, the cause is said, and the hint tells what to
// type. Codes that can have no line are listed with the reason.
func TestEveryErrorHasItsPlace(t *testing.T) {
	met := map[scv.Code]bool{}
	line := regexp.MustCompile(`:\d+$`)
	for name, c := range faults() {
		met[c.code] = true
		t.Run(name, func(t *testing.T) {
			err := c.meet(t)
			e, ok := errors.AsType[*scv.Error](err)
			if !ok {
				t.Fatalf("%v is no error of ours", err)
			}
			if e.Code != c.code || e.Subject != c.place {
				t.Errorf("%s at %s, want %s at %s", e.Code, e.Subject, c.code, c.place)
			}
			if !strings.Contains(e.Error(), c.line) || !strings.Contains(e.Error(), c.said) {
				t.Errorf("%q or %q is not in\n%v", c.line, c.said, e)
			}
			if e.Hint == "" || !strings.Contains(e.Hint, c.hint) {
				t.Errorf("hint %q, want %q", e.Hint, c.hint)
			}
			if _, none := lineless()[c.code]; !none && (!line.MatchString(c.place) || c.line == "") {
				t.Errorf("%s has no line, and no reason", c.place)
			}
		})
	}
	t.Run("state", func(t *testing.T) {
		met[scv.CodeDBTState] = true
		_, err := state.Open(t.TempDir())
		e, ok := errors.AsType[*scv.Error](err)
		if !ok || e.Code != scv.CodeDBTState || e.Subject == "" || e.Hint == "" {
			t.Error(err)
		}
	})
	elsewhere := map[scv.Code]string{
		scv.CodeDBTFlag: "internal/dbt/command", scv.CodeDBTStrict: "internal/dbt/command and the scripts",
		scv.CodeDBTArtifact: "internal/dbt/artifact", scv.CodeDBTFreshness: "the next test",
	}
	for _, info := range scv.Catalogue() {
		if strings.HasPrefix(string(info.Code), "SCV-D") && !met[info.Code] && elsewhere[info.Code] == "" {
			t.Errorf("%s (%s) is met nowhere", info.Code, info.Title)
		}
	}
}

func TestAFreshnessFaultHasItsPlace(t *testing.T) {
	p := newTiny(t, map[string]string{
		"models/a.yml": "sources:\n  - name: raw\n    tables:\n      - name: gone\n        config:\n          loaded_at_field: ts\n          freshness: {warn_after: {count: 1, period: day}}\n",
	})
	loaded, err := p.load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := loaded.Freshness(t.Context(), func(*graph.Node) {}, func(NodeResult) {}, func(Freshness) {})
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	e, ok := errors.AsType[*scv.Error](all[0].Err)
	if !ok || e.Code != scv.CodeDBTFreshness || e.Subject != "models/a.yml:4" || e.Hint == "" {
		t.Error(all[0].Err)
	}
}
