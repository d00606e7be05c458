package jinja_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"scv/jinja"
)

// fuzzLimits let a hostile template do little: what it may cost is the promise.
func fuzzLimits() jinja.Limits {
	return jinja.Limits{Depth: 60, Fuel: 20_000, Memory: 1 << 20, Range: 1000}
}

func addSeeds(f *testing.F) {
	f.Helper()
	raw, err := os.ReadFile("testdata/templates.txt")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		f.Add(strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "⏎", "\n"))
	}
	if raw, err = os.ReadFile("testdata/cases.json"); err != nil {
		f.Fatal(err)
	}
	var file struct{ Cases []testCase }
	if err := json.Unmarshal(raw, &file); err != nil {
		f.Fatal(err)
	}
	for _, c := range file.Cases {
		f.Add(c.Tpl)
	}
	for _, hostile := range []string{
		"{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
		"{% for a in range(999) %}{% for b in range(999) %}x{% endfor %}{% endfor %}",
		"{{ 'x' * 10000000 }}", "{{ 2 ** 2 ** 2 ** 2 ** 9 }}", "{{ '%9999999d' % 1 }}", "{{ 'x'.center(99999999) }}",
		"{% set l = [] %}{% do l.append(l) %}{{ l }}", "{% set d = {} %}{% do d.update(a=d) %}{{ d|tojson }}",
		strings.Repeat("{{ (", 200), strings.Repeat("{% if 1 %}", 300), "{{ " + strings.Repeat("[", 5000), "{{ 1" + strings.Repeat("+1", 5000) + " }}",
		"{{ [[]] * 9999 | tojson }}", "{{ 'a'|indent(9999999) }}", "{{ lipsum(9999) }}", "{{ 'aaaa'|replace('', 'b' * 99999) }}",
	} {
		f.Add(hostile)
	}
}

// FuzzRender holds that no template, however hostile, panics, hangs or outgrows
// the limits: it renders, or fails with an *Error that names a place in it.
func FuzzRender(f *testing.F) {
	addSeeds(f)
	env := jinja.New(jinja.WithLimits(fuzzLimits()))
	f.Fuzz(func(t *testing.T, source string) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		tmpl, err := env.Parse("fuzz.sql", source)
		out := ""
		if err == nil {
			out, err = tmpl.Render(ctx, oracleVars())
		}
		if ctx.Err() != nil {
			t.Fatalf("no end in 10 s:\n%s", source)
		}
		if len(out) > fuzzLimits().Memory+len(source) {
			t.Errorf("%d bytes of output:\n%s", len(out), source)
		}
		if err == nil {
			return
		}
		e, ok := errors.AsType[*jinja.Error](err)
		if !ok {
			t.Fatalf("%v is no *Error:\n%s", err, source)
		}
		if lines := strings.Count(strings.ReplaceAll(source, "\r", "\n"), "\n") + 1; e.Line < 1 || e.Line > lines {
			t.Errorf("line %d of %d:\n%s", e.Line, lines, source)
		}
	})
}
