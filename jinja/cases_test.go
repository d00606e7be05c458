package jinja_test

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"scv/jinja"
)

// testCase is a template with what Python's Jinja2 made of it.
type testCase struct {
	ID, Group, Tpl string
	Exp, Err       *string
}

// TestCasesPrintAsJinja2 holds every case against the output, or the exception,
// of Python Jinja2 3.1.6.
func TestCasesPrintAsJinja2(t *testing.T) {
	raw, err := os.ReadFile("testdata/cases.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		PkgMacros string `json:"pkg_macros"`
		Cases     []testCase
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 164 {
		t.Fatalf("%d cases, want 164", len(file.Cases))
	}
	for _, c := range file.Cases {
		t.Run(c.ID, func(t *testing.T) {
			got, err := render(t, file.PkgMacros, c.Tpl)
			checkCase(t, c, got, err)
		})
	}
}

func render(t *testing.T, macros, tpl string) (string, error) {
	t.Helper()
	host := newHost(t, macros)
	tmpl, err := host.env.Parse("case.sql", tpl)
	if err != nil {
		return "", err
	}
	return tmpl.Render(t.Context(), host.vars)
}

func checkCase(t *testing.T, c testCase, got string, err error) {
	t.Helper()
	if c.Err == nil {
		if err != nil {
			t.Fatalf("%s\n%v", c.Tpl, err)
		}
		if got != *c.Exp {
			t.Errorf("%s\n got %q\nwant %q", c.Tpl, got, *c.Exp)
		}
		return
	}
	e, ok := errors.AsType[*jinja.Error](err)
	if !ok {
		t.Fatalf("%s\n got %q, %v\nwant %s", c.Tpl, got, err, *c.Err)
	}
	if msg := e.Kind + ": " + e.Message; msg != *c.Err {
		t.Errorf("%s\n got %s\nwant %s", c.Tpl, msg, *c.Err)
	}
	if e.Line == 0 || e.Col == 0 {
		t.Errorf("%s: no place in %v", c.Tpl, e)
	}
}
