package source

import (
	"context"
	"errors"

	"scv"
)

// Blocked is a Factory for drills: the source cannot be reached, as if its files
// were gone.
func Blocked(c scv.SourceConfig, _ string) (Driver, error) { return blocked{c.Path}, nil }

type blocked struct{ path string }

func (b blocked) Tables(context.Context) ([]Table, error) { return nil, b.fault() }

func (b blocked) Read(context.Context, *Table, File, func(*Row) error) ([]Ignored, error) {
	return nil, b.fault()
}

func (b blocked) fault() error {
	return &scv.Error{
		Code: scv.CodeSourceMissing, Op: "open", Subject: b.path, Err: errors.New("it is blocked by a drill"),
		Hint: "This is a drill: nothing needs to be done.",
	}
}
