package jinja

import (
	"errors"
	"fmt"
	"strings"
)

// Kinds of Error, named as Python names the exceptions.
const (
	kindSyntax    = "TemplateSyntaxError"
	kindAssertion = "TemplateAssertionError"
	kindNotFound  = "TemplateNotFound"
	kindRuntime   = "TemplateRuntimeError"
	kindUndefined = "UndefinedError"
	kindSecurity  = "SecurityError"
	kindArgument  = "FilterArgumentError"
	kindType      = "TypeError"
	kindValue     = "ValueError"
	kindKey       = "KeyError"
	kindIndex     = "IndexError"
	kindAttribute = "AttributeError"
	kindOverflow  = "OverflowError"
	kindZeroDiv   = "ZeroDivisionError"
	kindRecursion = "RecursionError"
	kindMemory    = "MemoryError"
	kindLimit     = "LimitError"
)

// Frame is one macro on the stack at the moment of an error.
type Frame struct {
	Macro    string
	Template string // template that holds the call
	Line     int    // line of the call
}

// Error is a fault of a template: where it is, what happened, and which macros
// were running, innermost first. Kind is the name of Python's exception. A host
// function may give an Error without a place; the engine fills the place in.
// Error.Err is the host's error when one was the cause, and nil otherwise.
type Error struct {
	Template string
	Line     int // from 1
	Col      int // from 1, in characters
	Source   string
	Message  string
	Kind     string
	Stack    []Frame
	Err      error
}

// Error gives "template:line:col: Kind: message".
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "%s:%d:%d: ", e.Template, e.Line, e.Col)
	}
	if e.Kind != "" {
		b.WriteString(e.Kind + ": ")
	}
	b.WriteString(e.Message)
	return b.String()
}

// Unwrap gives the host's error.
func (e *Error) Unwrap() error { return e.Err }

// Detail gives the message with the source line, a caret and the macro stack.
func (e *Error) Detail() string {
	var b strings.Builder
	b.WriteString(e.Error())
	if e.Source != "" {
		b.WriteString("\n  " + strings.ReplaceAll(e.Source, "\t", " ") + "\n  ")
		b.WriteString(strings.Repeat(" ", max(e.Col-1, 0)) + "^")
	}
	for _, f := range e.Stack {
		fmt.Fprintf(&b, "\n  in macro %s, called at %s:%d", f.Macro, f.Template, f.Line)
	}
	return b.String()
}

// ReturnSignal is the error by which a host's return function ends the macro
// that called it. It crosses any number of frames up to a callable that was bound
// with CatchReturn, or up to the caller of Render.
type ReturnSignal struct{ Value Value }

// Error says that no macro caught the signal.
func (r *ReturnSignal) Error() string { return "return outside of a macro" }

// Raise gives an Error of the given kind and without a place.
func Raise(kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

func isReturn(err error) bool {
	if r, ok := err.(*ReturnSignal); ok {
		return r != nil
	}
	var r *ReturnSignal
	return errors.As(err, &r)
}
