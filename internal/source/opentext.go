package source

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"

	"scv"
)

// OpenText opens a file of the home, unpacked where its content is gzip, whatever
// its name.
func OpenText(home, path string) (io.ReadCloser, error) {
	f, err := os.Open(filepath.Join(home, filepath.FromSlash(path)))
	if err != nil {
		return nil, CannotOpen(path, err)
	}
	in := bufio.NewReaderSize(f, 1<<16)
	magic, _ := in.Peek(2) // a shorter file is no gzip
	if string(magic) != "\x1f\x8b" {
		return stream{in, f}, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		return nil, errors.Join(Damaged(path, err), f.Close())
	}
	return stream{z, f}, nil
}

// stream reads from one and closes the other.
type stream struct {
	io.Reader
	io.Closer
}

// Damaged says that a file of the right kind cannot be read to its end.
func Damaged(path string, err error) error {
	return &scv.Error{Code: scv.CodeSourceBroken, Op: "read", Subject: path, Err: err, Hint: "Deliver the file again."}
}
