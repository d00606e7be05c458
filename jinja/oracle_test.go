package jinja_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
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

// job is one template with its context (a Python literal) and settings.
type job struct {
	Src    string            `json:"src"`
	Vars   string            `json:"vars"`
	Libs   map[string]string `json:"libs,omitempty"`
	Trim   bool              `json:"trim,omitempty"`
	Lstrip bool              `json:"lstrip,omitempty"`
	Keep   bool              `json:"keep,omitempty"`
	Native bool              `json:"native,omitempty"`
}

// ask renders with Python's Jinja2, or skips the test without it.
func ask(t *testing.T, jobs []job) []answer {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed: nothing to compare with")
	}
	in, err := json.Marshal(jobs)
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

// ours renders with this package.
func ours(t *testing.T, j job) answer {
	t.Helper()
	vars, err := jinja.LiteralEval(j.Vars)
	if err != nil {
		t.Fatalf("%s: %v", j.Vars, err)
	}
	env := jinja.New(jinja.WithTrim(j.Trim, j.Lstrip, j.Keep), jinja.WithLoader(func(name string) (string, error) {
		if text, ok := j.Libs[name]; ok {
			return text, nil
		}
		return "", &jinja.Error{Kind: "TemplateNotFound", Message: name}
	}))
	out, err := renderJob(t, env, j, vars.(*jinja.Dict))
	if err == nil {
		return answer{Out: &out}
	}
	e, ok := errors.AsType[*jinja.Error](err)
	if !ok {
		t.Fatalf("%s: %v is no *jinja.Error", j.Src, err)
	}
	return answer{Kind: e.Kind, Msg: e.Message}
}

func renderJob(t *testing.T, env *jinja.Env, j job, vars *jinja.Dict) (string, error) {
	t.Helper()
	tmpl, err := env.Parse("<template>", j.Src)
	if err != nil {
		return "", err
	}
	if !j.Native {
		return tmpl.Render(t.Context(), vars)
	}
	v, err := tmpl.RenderNative(t.Context(), vars)
	return jinja.Repr(v), err
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

// TestPythonRendersTemplates renders each line of testdata/templates.txt with
// both engines: the output must be the same, or the kind of the error.
func TestPythonRendersTemplates(t *testing.T) {
	raw, err := os.ReadFile("testdata/templates.txt")
	if err != nil {
		t.Fatal(err)
	}
	var jobs []job
	for line := range strings.Lines(string(raw)) {
		jobs = append(jobs, job{Src: strings.ReplaceAll(strings.TrimSuffix(line, "\n"), "⏎", "\n"), Vars: jinja.Repr(oracleVars())})
	}
	compareWithPython(t, jobs)
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

func compareWithPython(t *testing.T, jobs []job) {
	t.Helper()
	differ := 0
	for i, want := range ask(t, jobs) {
		got := ours(t, jobs[i])
		if why := difference(got, want); why != "" {
			differ++
			t.Errorf("%s\n%s\nwith %s", why, jobs[i].Src, jobs[i].Vars)
		}
	}
	t.Logf("%d of %d templates differ from Python's Jinja2", differ, len(jobs))
}

func difference(got, want answer) string {
	switch {
	case want.Out != nil && strings.Contains(*want.Out, " at 0x"):
		return "" // a memory address
	case want.Out != nil && got.Out != nil:
		if *got.Out != *want.Out {
			return fmt.Sprintf(" got %q\nwant %q", *got.Out, *want.Out)
		}
	case want.Out != nil:
		return fmt.Sprintf(" got %s: %s\nwant %q", got.Kind, got.Msg, *want.Out)
	case got.Out != nil:
		return fmt.Sprintf(" got %q\nwant %s: %s", *got.Out, want.Kind, want.Msg)
	case got.Kind != want.Kind, got.Msg != want.Msg && jinjaKind(got.Kind):
		return fmt.Sprintf(" got %s: %s\nwant %s: %s", got.Kind, got.Msg, want.Kind, want.Msg)
	}
	return ""
}
