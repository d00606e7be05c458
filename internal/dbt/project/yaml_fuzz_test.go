package project

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"scv"
	"scv/jinja"
)

// FuzzProperties holds that no properties file panics or hangs: it is read, or
// refused with a code and a line that the file has.
func FuzzProperties(f *testing.F) {
	for _, s := range []string{
		"", "version: 2\n", "models:\n  - name: a\n    columns:\n      - name: b\n        tests: [unique, not_null]\n",
		"models:\n  - {name: a, config: {tags: [x], meta: {a: 010}}}\n", "sources:\n  - name: s\n    tables:\n      - name: t\n        loaded_at_field: x\n",
		"models: 1\n", "models:\n  - 1\n", "models:\n  - nam: a\n", "a: &a [1]\nb: *a\n", "a: &a {x: 1}\nb:\n  <<: *a\n  y: 2\n",
		"a: *nothing\n", "a: |\n  text\n   more\n", "\tmodels:\n", "a: 'x\n", "{{ x }}: 1\n", "models:\n  - name: \"{{ 1 + 1 }}\"\n",
		"? [a]\n: b\n", "--- 1\n--- 2\n", "a: !!str 1\n", "a: 1:30\nb: .inf\nc: 0x1F\nd: 1_000\n", strings.Repeat("- ", 500), strings.Repeat("[", 500),
		"a: &a [*a]\n", "exposures:\n  - name: e\n    owner: {name: x}\n", "\ufeffmodels: []\n", "models:\n  - name: a\n    versions:\n      - v: 1\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := fstest.MapFS{
			"dbt_project.yml":   {Data: []byte("name: fuzzed\n")},
			"models/schema.yml": {Data: []byte(text)},
		}
		p, err := Load(files, func(_ *Project, text string) (jinja.Value, error) { return text, nil })
		if err == nil {
			for _, q := range p.Properties {
				_ = q.Doc.Any()
			}
			return
		}
		e, ok := errors.AsType[*scv.Error](err)
		if !ok {
			t.Fatalf("no code in %v:\n%q", err, text)
		}
		if !strings.HasPrefix(e.Subject, "models/schema.yml:") {
			t.Errorf("no place in %v:\n%q", err, text)
		}
	})
}
