package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"scv/e2e/compare"
)

// outcome gives what a program wrote and its exit code, -1 when it did not run.
func outcome(out string, err error) (string, int) {
	if err == nil {
		return out, 0
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return out, exit.ExitCode()
	}
	return out + err.Error(), -1
}

// project runs all checks of one project.
func (s *suite) project(p project) {
	if s.dbt == "" {
		s.skip(p.name, "everything", s.why)
		return
	}
	pair, err := s.newPair(p)
	if err != nil {
		s.check(p.name, "copies", func() (string, error) { return "", err })
		return
	}
	if p.deps && !s.check(p.name, "deps", func() (string, error) { return pair.deps(pair.theirs) }) {
		return
	}
	var ours, theirs int
	if !s.check(p.name, "build", func() (string, error) {
		var a, b string
		b, theirs = pair.realDBT(pair.theirs, append([]string{"build"}, p.build...)...)
		a, ours = pair.scvDBT(append([]string{"build"}, p.build...)...)
		if ours != theirs {
			return "", fmt.Errorf("exit code %d, dbt's is %d\n%s\n--- dbt:\n%s", ours, theirs, tail(a), tail(b))
		}
		return fmt.Sprintf("exit code %d by both", ours), nil
	}) {
		return
	}
	s.check(p.name, "verdicts", pair.verdicts)
	s.check(p.name, "compiled SQL", pair.compiled)
	s.check(p.name, "tables", pair.tables)
	s.check(p.name, "node lists", pair.lists)
	s.check(p.name, "state", pair.state)
	s.check(p.name, "our parser", pair.parser)
	s.docs(pair)
	s.check(p.name, "build again", pair.again)
	s.check(p.name, "test", pair.test)
	if p.random > 0 {
		s.check(p.name, "random selections", func() (string, error) { return pair.selections(s.seed, p.random) })
	}
}

// test runs the tests alone, unit tests among them, on what was built.
func (p *pair) test() (string, error) {
	_, theirs := p.realDBT(p.theirs, "test")
	out, ours := p.scvDBT("test")
	if ours != theirs {
		return "", fmt.Errorf("exit code %d, dbt's is %d\n%s", ours, theirs, tail(out))
	}
	note, err := p.verdicts()
	return fmt.Sprintf("exit code %d by both, %s", ours, note), err
}

// again builds a second time: incremental models and snapshots do other work then.
func (p *pair) again() (string, error) {
	_, theirs := p.realDBT(p.theirs, append([]string{"build"}, p.p.build...)...)
	out, ours := p.scvDBT(append([]string{"build"}, p.p.build...)...)
	if ours != theirs {
		return "", fmt.Errorf("exit code %d, dbt's is %d\n%s", ours, theirs, tail(out))
	}
	nodes, err := p.verdicts()
	if err != nil {
		return "", err
	}
	tables, err := p.tables()
	return nodes + "; " + tables, err
}

func (p *pair) verdicts() (string, error) {
	ours, err := compare.ReadResults(p.ours)
	if err != nil {
		return "", err
	}
	theirs, err := compare.ReadResults(p.theirs)
	if err != nil {
		return "", err
	}
	if diff := compare.Verdicts(ours, theirs, p.p.better); diff != "" {
		return "", fmt.Errorf("verdicts differ\n%s", diff)
	}
	note := fmt.Sprintf("%d nodes", len(ours))
	for _, id := range slices.Sorted(maps.Keys(p.p.better)) {
		note += "; on purpose " + id + ": " + p.p.better[id]
	}
	return note, nil
}

func tail(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-8):], "\n")
}

func (p *pair) deps(dir string) (string, error) {
	if out, code := p.realDBT(dir, "deps"); code != 0 {
		return "", fmt.Errorf("dbt deps: exit code %d\n%s", code, tail(out))
	}
	out, code := p.scvDBT("deps")
	if code != 0 {
		return "", fmt.Errorf("scv dbt deps: exit code %d\n%s", code, tail(out))
	}
	return "by both", nil
}

// selections are what `ls` is asked for.
var selections = [][]string{
	{},
	{"--resource-type", "model"},
	{"--select", "config.materialized:table"},
	{"--select", "+test_type:generic", "--exclude", "resource_type:seed"},
	{"--select", "@path:models"},
	{"--select", "1+tag:base+1"},
	{"--output", "name", "--select", "resource_type:test"},
}

func (p *pair) lists() (string, error) {
	lines, faults, err := p.compareLists(selections)
	if err != nil {
		return "", err
	}
	if len(faults) > 0 {
		return "", errors.New(strings.Join(faults, "\n"))
	}
	return fmt.Sprintf("%d selections, %d lines", len(selections), lines), nil
}

func sortedLines(s string) []string {
	lines := strings.Fields(s)
	slices.Sort(lines)
	return lines
}

// state asks dbt what differs between the project and our manifest: nothing, but
// for what depends on macros of dbt's own library, whose text is not ours.
func (p *pair) state() (string, error) {
	parts := []string{"body", "configs", "relation", "persisted_descriptions", "contract"}
	out, code := p.modified(parts...)
	if code != 0 || len(out) > 0 {
		return "", fmt.Errorf("exit code %d; dbt takes as modified:\n%s", code, strings.Join(out, "\n"))
	}
	library, _ := p.modified("macros")
	return fmt.Sprintf("dbt ls --state: nothing is modified; %d depend on dbt's own library, whose text differs", len(library)), nil
}

func (p *pair) modified(parts ...string) ([]string, int) {
	args := []string{"ls", "--quiet", "--state", filepath.Join(p.ours, "target"), "--indirect-selection", "empty", "--select"}
	for _, part := range parts {
		args = append(args, "state:modified."+part)
	}
	out, code := p.realDBT(p.theirs, args...)
	return sortedLines(out), code
}

// parser lets dbt build from the manifest that `scv dbt parse` writes.
func (p *pair) parser() (string, error) {
	dir := filepath.Join(p.work, p.p.name, "parsed")
	if err := p.p.write(dir); err != nil {
		return "", err
	}
	if p.p.deps {
		if _, err := p.deps(dir); err != nil {
			return "", err
		}
	}
	args := append([]string{"build", "--use-v2-parser", "--v2-parser", p.scv + " dbt parse"}, p.p.build...)
	out, code := p.realDBT(dir, args...)
	want, err := compare.ReadResults(p.theirs)
	if err != nil {
		return "", err
	}
	got, err := compare.ReadResults(dir)
	if err != nil {
		return "", fmt.Errorf("exit code %d: %w\n%s", code, err, tail(out))
	}
	if diff := compare.Verdicts(got, want, nil); diff != "" {
		return "", errors.New("dbt on our manifest\n" + diff)
	}
	return fmt.Sprintf("dbt build --use-v2-parser ran %d nodes", len(got)), nil
}

// compiled compares the SQL of all nodes that dbt compiled, white space folded. A
// file that only dbt wrote must be of an ephemeral model or of an input of a unit
// test: those are never run by themselves, and we write none.
func (p *pair) compiled() (string, error) {
	inner, err := compare.ReadInner(p.theirs)
	if err != nil {
		return "", err
	}
	root := filepath.Join(p.theirs, "target", "compiled")
	same, ephemeral, inputs := 0, 0, 0
	var faults []string
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".sql" || slices.Contains(p.p.otherwise, filepath.Base(path)) {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		theirs, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		ours, err := os.ReadFile(filepath.Join(p.ours, "target", "compiled", rel))
		switch {
		case err == nil && compare.Folded(ours) == compare.Folded(theirs):
			same++
		case err == nil:
			faults = append(faults, fmt.Sprintf("%s:\n  ours %s\n  dbt  %s", rel, compare.Folded(ours), compare.Folded(theirs)))
		case inner.Ephemeral(filepath.ToSlash(rel)):
			ephemeral++
		case inner.Input(filepath.ToSlash(rel)):
			inputs++
		default:
			faults = append(faults, rel+": only dbt wrote it")
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if len(faults) > 0 {
		return "", fmt.Errorf("%d of %d files differ\n%s", len(faults), same+len(faults), strings.Join(faults, "\n"))
	}
	return fmt.Sprintf("%d files; dbt alone writes %d of ephemeral models and %d of inputs of unit tests", same, ephemeral, inputs), nil
}
