package dbt

import (
	"errors"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"scv"
	"scv/internal/dbt/project"
)

// shown adds to errors that name a line of a file of the project the line itself,
// where their text does not hold it already. Seeds are left out: their lines are data.
func shown(fsys fs.FS, err error) error {
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		var out []error
		for _, each := range all.Unwrap() {
			out = append(out, shown(fsys, each))
		}
		return errors.Join(out...)
	}
	e, ok := err.(*scv.Error) //nolint:errorlint // the outermost, which is copied
	if !ok {
		return err
	}
	number, line := lineOf(fsys, e.Subject)
	if line == "" || strings.Contains(e.Error(), strings.TrimSpace(line)) {
		return err
	}
	cp := *e
	cp.Err = &shownError{err: e.Err, line: number + " | " + line}
	return &cp
}

// lineOf gives the line that a place such as "models/a.sql:3" names; "" where there
// is none to show.
func lineOf(fsys fs.FS, place string) (number, line string) {
	file, number, ok := strings.Cut(place, ":")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || fsys == nil || path.Ext(file) == ".csv" {
		return "", ""
	}
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return "", ""
	}
	return number, strings.ReplaceAll(project.ShownLine(file, string(data), n), "\t", " ")
}

// shownError is an error with the line that it is about below it.
type shownError struct {
	err  error
	line string
}

// Error gives the text and the line.
func (e *shownError) Error() string {
	if e.err == nil {
		return "\n  " + e.line
	}
	return e.err.Error() + "\n  " + e.line
}

// Unwrap gives the cause.
func (e *shownError) Unwrap() error { return e.err }

// notSQL says whether a node failed before the warehouse was asked: what that says
// of a statement shows the statement's own line.
func notSQL(err error) bool {
	switch scv.CodeOf(err) {
	case scv.CodeDBTModel, scv.CodeDBTTest, scv.CodeDBTSeed, scv.CodeDBTHook, scv.CodeDBTFreshness:
		return false
	}
	return err != nil
}
