// Package jinja is a Jinja2 engine for Go that prints, scopes and fails as
// Python's Jinja2 3.1.6 does, with the extensions do and loopcontrols and in
// the manner of its sandbox. It knows nothing of dbt and imports only the
// standard library.
//
// # Words
//
// An [Env] holds filters, tests, globals, limits and a loader; it parses a
// source into a [Template], which is immutable and may be rendered by any number
// of goroutines at once. A render works on a [Value]: lists and dicts are
// references and keep the order of insertion, integers have any size, and
// printing is Python's str and repr. A host gives objects ([Object]) and
// functions ([Func]). A function may end the macro that called it by giving a
// [ReturnSignal] as its error.
//
// # Where it differs
//
// Complex numbers and bytes do not exist. A set keeps the order of insertion. A
// power with a fraction as its exponent may differ in the last digit. What prints
// a memory address in Python prints none. Two rare messages of Python's join, for
// a filter block or a recursive loop whose result is no text, come at the block.
// TestPython… compares both engines on thousands of random templates.
//
// # What it never does
//
// It never panics on a template, reads no file and no clock, and stops at its
// [Limits]: templates are untrusted. Names that start with an underscore are out
// of a template's reach unless the host object gives them.
package jinja
