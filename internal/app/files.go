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

// streamFile is writeFile for content that is made while it is written.
func streamFile(path string, mode fs.FileMode, write func(io.Writer) error) error {
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
		err = errors.Join(err, os.Remove(tmp.Name()))
		if _, ours := errors.AsType[*scv.Error](err); ours || errors.Is(err, context.Canceled) {
			return err
		}
		return unwritable(path, err)
	}
	return nil
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
