package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"scv"
	"scv/internal/app/config"
)

// Find gives the home that dir names or, for "", the nearest folder with an
// scv.yml from the current one upwards. No home is an error with code SCV-C002.
func Find(dir string) (string, error) {
	if dir != "" {
		return dir, exists(dir)
	}
	here, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find current folder: %w", err)
	}
	for at := here; ; at = filepath.Dir(at) {
		if exists(at) == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", noHome(here, errors.New("neither here nor above is an scv.yml"))
		}
	}
}

func exists(dir string) error {
	_, err := os.Stat(filepath.Join(dir, config.Name))
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return noHome(dir, errors.New("there is no scv.yml"))
	default:
		return &scv.Error{Code: scv.CodeUnreadable, Op: "open home", Subject: dir, Err: err, Hint: "Check the folder's permissions."}
	}
}

func noHome(dir string, err error) error {
	return &scv.Error{
		Code: scv.CodeNoHome, Op: "open home", Subject: dir, Err: err,
		Hint: "Type `scv demo` for an example, `scv init` to make a home here, or name one with --dir.",
	}
}

// readConfig reads the home's scv.yml.
func readConfig(home string) (config.Config, error) {
	path := filepath.Join(home, config.Name)
	text, err := os.ReadFile(path)
	if err != nil {
		return config.Config{}, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err, Hint: "Check the file's permissions."}
	}
	return config.Parse(path, text)
}
