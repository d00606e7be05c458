package main

import (
	"errors"
	"io"
	"syscall"

	"scv"
)

// output is stdout with a memory: the first write that did not work is told once,
// at the end. Text is written in many places, none of which could do anything
// about it.
type output struct {
	io.Writer
	failed error
}

// Write never fails; what is behind a failed write is dropped.
func (o *output) Write(b []byte) (int, error) {
	if o.failed == nil {
		_, o.failed = o.Writer.Write(b)
	}
	return len(b), nil
}

// err is nil when everything was written, and when the reader did not want the
// rest: a closed pipe is no fault.
func (o *output) err() error {
	if o.failed == nil || errors.Is(o.failed, syscall.EPIPE) || errors.Is(o.failed, io.ErrClosedPipe) {
		return nil
	}
	info, _ := scv.Lookup(scv.CodeOutput)
	return &scv.Error{Code: scv.CodeOutput, Op: "write output", Hint: info.Fix, Err: o.failed}
}
