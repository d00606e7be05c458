package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// secret resolves a reference of scv.yml: env:NAME, or file:PATH relative to the
// home, whose last line break does not count. Errors name the reference only.
func secret(home string, env func(string) (string, bool), reference string) (string, error) {
	if name, ok := strings.CutPrefix(reference, "env:"); ok {
		value, set := env(name)
		if !set || value == "" {
			return "", fmt.Errorf("the environment variable %s is not set", name)
		}
		return value, nil
	}
	path, ok := strings.CutPrefix(reference, "file:")
	if !ok {
		return "", errors.New("a secret is not a reference")
	}
	full := filepath.FromSlash(path)
	if !filepath.IsAbs(full) {
		full = filepath.Join(home, full)
	}
	text, err := os.ReadFile(full)
	if err != nil {
		return "", fmt.Errorf("the secret of file:%s cannot be read", path)
	}
	value := strings.TrimRight(string(text), "\r\n")
	if value == "" {
		return "", fmt.Errorf("the secret of file:%s is empty", path)
	}
	return value, nil
}
