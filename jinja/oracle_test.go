package jinja_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"scv/jinja"
)

// answer is what an engine made of a template.
type answer struct {
	Out  *string
	Kind string
	Msg  string
}

// ask renders sources with Python's Jinja2, or skips the test without it.
func ask(t *testing.T, sources []string) []answer {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: nothing to compare with")
	}
	in, err := json.Marshal(sources)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), python, "testdata/oracle.py")
	cmd.Stdin = bytes.NewReader(in)
	var fault bytes.Buffer
	cmd.Stderr = &fault
	raw, err := cmd.Output()
	if err != nil {
		t.Skipf("Jinja2 3.1.6 is not installed for python3: nothing to compare with (%v %s)", err, lastLine(fault.String()))
	}
	var out []answer
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// ours renders a source with this package and the oracle's variables.
func ours(t *testing.T, env *jinja.Env, source string) answer {
	t.Helper()
	tmpl, err := env.Parse("<template>", source)
	if err == nil {
		var out string
		if out, err = tmpl.Render(t.Context(), oracleVars()); err == nil {
			return answer{Out: &out}
		}
	}
	e, ok := errors.AsType[*jinja.Error](err)
	if !ok {
		t.Fatalf("%s: %v is no *jinja.Error", source, err)
	}
	return answer{Kind: e.Kind, Msg: e.Message}
}

func oracleVars() *jinja.Dict {
	user := func(name string, a int) jinja.Value { return jinja.NewDict("n", name, "a", a) }
	return jinja.NewDict(
		"s", "Hello World", "n", 42, "f", 2.5, "t", true, "z", nil,
		"l", jinja.NewList(int64(3), int64(1), int64(2)),
		"d", jinja.NewDict("b", 2, "a", 1, "c", jinja.NewDict("x", jinja.NewList(int64(1), int64(2)))),
		"users", jinja.NewList(user("ann", 3), user("Bob", 1), user("cid", 3)),
	)
}

// TestTemplatesPrintAsPython renders each line of testdata/templates.txt with
// both engines: the output must be the same, or the kind of the error.
func TestTemplatesPrintAsPython(t *testing.T) {
	raw, err := os.ReadFile("testdata/templates.txt")
	if err != nil {
		t.Fatal(err)
	}
	var sources []string
	for line := range strings.Lines(string(raw)) {
		sources = append(sources, strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "⏎", "\n"))
	}
	compareWithPython(t, sources)
}

// jinjaKind names the exceptions whose message is Jinja2's own; the others vary
// with the version of Python.
func jinjaKind(kind string) bool {
	switch kind {
	case "TemplateSyntaxError", "TemplateAssertionError", "TemplateRuntimeError", "UndefinedError", "SecurityError", "FilterArgumentError":
		return true
	}
	return false
}

func compareWithPython(t *testing.T, sources []string) {
	t.Helper()
	env := jinja.New()
	for i, want := range ask(t, sources) {
		got := ours(t, env, sources[i])
		switch {
		case want.Out != nil && got.Out != nil:
			if *got.Out != *want.Out {
				t.Errorf("%s\n got %q\nwant %q", sources[i], *got.Out, *want.Out)
			}
		case want.Out != nil:
			t.Errorf("%s\n got %s: %s\nwant %q", sources[i], got.Kind, got.Msg, *want.Out)
		case got.Out != nil:
			t.Errorf("%s\n got %q\nwant %s: %s", sources[i], *got.Out, want.Kind, want.Msg)
		case got.Kind != want.Kind:
			t.Errorf("%s\n got %s: %s\nwant %s: %s", sources[i], got.Kind, got.Msg, want.Kind, want.Msg)
		case got.Msg != want.Msg && jinjaKind(got.Kind):
			t.Errorf("%s\n got %s\nwant %s", sources[i], got.Msg, want.Msg)
		}
	}
}
