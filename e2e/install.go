package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// The dbt that the comparison is made with; DuckDB is the version that scv holds.
var requirements = []string{"dbt-core==1.12.*", "dbt-duckdb>=1.10,<2", "duckdb==1.5.6"}

func defaultVenv() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "scv-e2e", "dbt-1.12")
}

// placeholder is the package that dbt-core asks for and that downloads a program
// while it is built. Nothing here uses it: an empty one of the same name will do.
const placeholder = `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "dbt-core-experimental-parser"
version = "2.0.8"

[tool.setuptools]
packages = ["dbt_core_experimental_parser"]
`

// install gives the dbt of a virtual environment, which is made where it is not
// there, or else says why there is none.
func install(ctx context.Context, venv string, progress io.Writer) (dbt, why string) {
	dbt = filepath.Join(venv, "bin", "dbt")
	if _, err := os.Stat(dbt); err == nil {
		return dbt, ""
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		return "", "python3 is not installed"
	}
	fmt.Fprintln(progress, "installing", strings.Join(requirements, " and "), "into", venv)
	empty := filepath.Join(venv, "placeholder")
	if err := writeAll(empty, map[string]string{"pyproject.toml": placeholder, "dbt_core_experimental_parser/__init__.py": ""}); err != nil {
		return "", err.Error()
	}
	pip := filepath.Join(venv, "bin", "pip")
	for _, step := range [][]string{
		{python, "-m", "venv", venv},
		{pip, "install", "--quiet", empty},
		append([]string{pip, "install", "--quiet"}, requirements...),
	} {
		if out, err := command(ctx, ".", nil, step[0], step[1:]...); err != nil {
			_ = os.Remove(dbt)
			return "", fmt.Sprintf("dbt cannot be installed here: %v: %s", err, lastLine(out))
		}
	}
	return dbt, ""
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

func writeAll(dir string, files map[string]string) error {
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// command runs a program and gives what it wrote.
func command(ctx context.Context, dir string, env []string, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	return out.String(), err
}
