package compile

import (
	"errors"
	"fmt"
	"path"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// jinjaFault makes a user's error of what Jinja says: file and line in Subject,
// the line itself and the macros that were running in the text. Errors of ours
// that a host function gave come through with their code.
func jinjaFault(err error, op, root, file string) error {
	var own *scv.Error
	var e *jinja.Error
	if errors.As(err, &own) && own.Code != "" {
		if !errors.As(err, &e) || strings.Contains(own.Subject, ":") {
			return own
		}
		at, line := userPlace(e)
		if at == "" || line == 0 {
			return placed(own, path.Join(root, file))
		}
		cp := *own
		cp.Subject = fmt.Sprintf("%s:%d", path.Join(root, at), line)
		return &cp
	}
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", op, err)
	}
	at, line := userPlace(e)
	if at == "" || !strings.Contains(at, ".") {
		at = file
	}
	subject := path.Join(root, at)
	if line > 0 {
		subject = fmt.Sprintf("%s:%d", subject, line)
	}
	return &scv.Error{Code: codeOf(e), Op: op, Subject: subject, Hint: hintOf(e), Err: &templateError{e}}
}

// placed gives an error without a subject one.
func placed(e *scv.Error, subject string) error {
	if e.Subject != "" {
		return e
	}
	cp := *e
	cp.Subject = subject
	return &cp
}

// nodeFault is jinjaFault for what a node renders: without another place it is the
// node's own, with the line where it begins.
func nodeFault(err error, op string, n *graph.Node) error {
	err = jinjaFault(err, op, n.Root, n.File)
	var e *scv.Error
	if errors.As(err, &e) && e.Subject == graph.File(n) {
		cp := *e
		cp.Subject = graph.Place(n, max(n.First, n.Line, 1))
		return &cp
	}
	return err
}

// templateError prints what happened, the line and the macros, without the place
// that Subject holds already.
type templateError struct{ e *jinja.Error }

// Error gives message, line with caret, and the macro stack.
func (t *templateError) Error() string {
	var b strings.Builder
	b.WriteString(t.e.Message)
	if t.e.Source != "" && !strings.HasPrefix(t.e.Template, libraryMark) {
		b.WriteString("\n  " + strings.ReplaceAll(t.e.Source, "\t", " ") + "\n  " + strings.Repeat(" ", max(t.e.Col-1, 0)) + "^")
	}
	b.WriteString(stackText(t.e))
	return b.String()
}

// Unwrap gives Jinja's error.
func (t *templateError) Unwrap() error { return t.e }

// raised is the kind of error of exceptions.raise_compiler_error.
const raised = "CompilationError"

func codeOf(e *jinja.Error) scv.Code {
	if e.Kind == raised {
		return scv.CodeDBTRaised
	}
	return scv.CodeDBTJinja
}

func hintOf(e *jinja.Error) string {
	switch {
	case e.Kind == raised:
		return "The project's own macro says so."
	case strings.HasSuffix(e.Message, " is undefined"):
		return "Correct the name of the variable or macro, or install the package it comes from."
	}
	return "Correct the template at the line named here."
}

// nameFault is the error for a name that nothing answers, with a near name.
func (c *Compiler) undefinedFault(err error, n *graph.Node) error {
	var e *jinja.Error
	if !errors.As(err, &e) || e.Kind != "UndefinedError" {
		return err
	}
	name, _, found := strings.Cut(strings.TrimPrefix(e.Message, "'"), "' is undefined")
	if !found {
		return err
	}
	near := scv.Nearest(name, append(c.macros.names(), contextNames()...))
	if near == "" || near == name {
		return err
	}
	var own *scv.Error
	if errors.As(err, &own) {
		cp := *own
		cp.Code, cp.Hint = scv.CodeDBTMacro, "Did you mean "+strings.TrimPrefix(near, "test_")+"?"
		return &cp
	}
	return &scv.Error{Code: scv.CodeDBTMacro, Op: "render", Subject: graph.Place(n, e.Line), Hint: "Did you mean " + near + "?", Err: err}
}

// propertyFault is an error about an entry of a properties file.
func propertyFault(q *project.Properties, code scv.Code, at *project.Node, text, hint string) error {
	return q.Fault(code, at, text, hint)
}
