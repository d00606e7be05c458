package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"scv/e2e/compare"
)

// home builds the example company with scv, then its dbt project with dbt and the
// profile it comes with on a copy: it must be green, and gold must hold the same rows.
func (s *suite) home() {
	const name = "home"
	if s.dbt == "" {
		s.skip(name, "everything", s.why)
		return
	}
	dir, other := filepath.Join(s.work, "home"), filepath.Join(s.work, "homecopy")
	if !s.check(name, "scv demo", func() (string, error) {
		out, err := command(s.ctx, s.work, nil, s.scv, "demo", "--dir", dir)
		if err != nil {
			return "", fmt.Errorf("%w\n%s", err, tail(out))
		}
		return "", os.CopyFS(other, os.DirFS(dir))
	}) {
		return
	}
	project := filepath.Join(other, "project")
	if !s.check(name, "dbt build", func() (string, error) {
		warehouse := "SCV_WAREHOUSE=" + filepath.Join(other, "data", "warehouse.duckdb")
		out, err := command(s.ctx, project, quiet([]string{warehouse}), s.dbt, "build", "--target", "prod")
		if err != nil {
			return "", fmt.Errorf("%w\n%s", err, tail(out))
		}
		return lastLine(out), nil
	}) {
		return
	}
	s.check(name, "gold", func() (string, error) { return s.sameGold(dir, other) })
}

func (s *suite) sameGold(dir, other string) (string, error) {
	file := filepath.Join("data", "warehouse.duckdb")
	ours, err := dump(s.ctx, filepath.Join(dir, file), []string{"gold"})
	if err != nil {
		return "", err
	}
	theirs, err := dump(s.ctx, filepath.Join(other, file), []string{"gold"})
	if err != nil {
		return "", err
	}
	for _, tables := range []map[string][]string{ours, theirs} {
		for _, lines := range tables { // scv publishes views, dbt leaves tables
			_, lines[0], _ = strings.Cut(lines[0], " ")
			lines[0] = strings.TrimPrefix(lines[0], "TABLE ")
		}
	}
	return compare.Tables(ours, theirs)
}
