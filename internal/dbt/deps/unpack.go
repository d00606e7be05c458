package deps

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// limits of an archive: what a package of SQL and YAML never needs.
const (
	maxFiles = 20000
	maxBytes = 512 << 20
)

// unpack writes a .tar.gz into a folder. Links are passed over; a name that leads
// out of the folder is an error.
func unpack(data []byte, to string) error {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("it is no gzip: %w", err)
	}
	r := tar.NewReader(z)
	left := int64(maxBytes)
	for n := 0; ; n++ {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("it is no tar: %w", err)
		}
		if n == maxFiles || h.Size > left {
			return errors.New("it is larger than any package")
		}
		left -= h.Size
		if err := unpackOne(r, h, to); err != nil {
			return err
		}
	}
}

func unpackOne(r io.Reader, h *tar.Header, to string) error {
	name := filepath.FromSlash(h.Name)
	if h.Typeflag != tar.TypeDir && h.Typeflag != tar.TypeReg {
		return nil
	}
	if !filepath.IsLocal(name) {
		return fmt.Errorf("it holds %q, which leads out of its folder", h.Name)
	}
	path := filepath.Join(to, name)
	if h.Typeflag == tar.TypeDir {
		return os.MkdirAll(path, 0o755)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = io.CopyN(f, r, h.Size)
	return errors.Join(err, f.Close())
}
