package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"scv"
)

// writeFile writes a file whole or not at all: beside it first, then renamed.
func writeFile(path string, content []byte) error { return writeMode(path, content, 0o644) }

// writePrivate is writeFile for what only its owner may read.
func writePrivate(path string, content []byte) error { return writeMode(path, content, 0o600) }

func writeMode(path string, content []byte, mode fs.FileMode) error {
	return streamFile(path, mode, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

// streamFile is writeFile for content that is made while it is written. What is no
// file, a device or a pipe, is written to: nothing may be renamed over it.
func streamFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
	if at, err := os.Stat(path); err == nil && !at.Mode().IsRegular() && !at.IsDir() {
		return streamInto(path, write)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return unwritable(path, err)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".scv-*")
	if err != nil {
		return unwritable(path, err)
	}
	err = write(tmp)
	err = errors.Join(err, tmp.Chmod(mode), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		return notWritten(path, errors.Join(err, os.Remove(tmp.Name())))
	}
	return nil
}

func streamInto(path string, write func(io.Writer) error) error {
	to, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return unwritable(path, err)
	}
	if err := errors.Join(write(to), to.Close()); err != nil {
		return notWritten(path, err)
	}
	return nil
}

// notWritten names the file, unless the error says more already.
func notWritten(path string, err error) error {
	if _, ours := errors.AsType[*scv.Error](err); ours || errors.Is(err, context.Canceled) {
		return err
	}
	return unwritable(path, err)
}

// writeMissing writes a file unless there is one, and says whether it did.
func writeMissing(path string, content []byte) (bool, error) {
	_, err := os.Stat(path)
	if err == nil {
		return false, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return false, unwritable(path, err)
	}
	return true, writeFile(path, content)
}

func unwritable(path string, err error) error {
	return &scv.Error{
		Code: scv.CodeUnwritable, Op: "write", Subject: path, Err: err,
		Hint: "Check that the folder can be written to and that the disk has room.",
	}
}
