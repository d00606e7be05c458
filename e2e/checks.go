package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
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
	s.check(p.name, "files of target/run", pair.ran)
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
	// Last: they leave artifacts of their own in target.
	s.check(p.name, "compile", pair.compile)
	s.check(p.name, "show and --inline", pair.show)
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

// compiled compares what lies below target/compiled: the same files with the same
// text, white space folded. Nodes that come out another way on purpose are left out,
// and of inputs of unit tests, which may share a file, only that they are there.
func (p *pair) compiled() (string, error) {
	inner, err := compare.ReadInner(p.theirs)
	if err != nil {
		return "", err
	}
	ours, theirs, err := p.files("compiled")
	if err != nil {
		return "", err
	}
	return compare.Files(ours, theirs, inner.Input)
}

// ran compares which files lie below target/run; relations are built by other
// statements than dbt's.
func (p *pair) ran() (string, error) {
	ours, theirs, err := p.files("run")
	if err != nil {
		return "", err
	}
	return compare.Files(ours, theirs, func(string) bool { return true })
}

// files reads what both wrote below a folder of target, without what comes out another
// way on purpose.
func (p *pair) files(below string) (ours, theirs map[string]string, err error) {
	skip := map[string]bool{}
	for id := range p.p.better {
		skip[id[strings.LastIndex(id, ".")+1:]+".sql"] = true
	}
	for _, name := range p.p.otherwise {
		skip[name] = true
	}
	read := func(dir string) (map[string]string, error) {
		return compare.ReadFiles(filepath.Join(dir, "target", below), func(rel string) bool {
			return skip[path.Base(rel)] || skip[path.Join(path.Base(path.Dir(rel)), path.Base(rel))]
		})
	}
	if ours, err = read(p.ours); err != nil {
		return nil, nil, err
	}
	theirs, err = read(p.theirs)
	return ours, theirs, err
}

// compile compiles the project and one model of it, and compares the files of each.
func (p *pair) compile() (string, error) {
	var notes []string
	for _, args := range [][]string{{"compile"}, {"compile", "--select", p.p.model}} {
		for _, dir := range []string{p.ours, p.theirs} {
			if err := os.RemoveAll(filepath.Join(dir, "target", "compiled")); err != nil {
				return "", err
			}
		}
		_, theirs := p.realDBT(p.theirs, args...)
		out, ours := p.scvDBT(args...)
		if ours != theirs {
			return "", fmt.Errorf("%s: exit code %d, dbt's is %d\n%s", strings.Join(args, " "), ours, theirs, tail(out))
		}
		note, err := p.compiled()
		if err != nil {
			return "", fmt.Errorf("%s: %w", strings.Join(args, " "), err)
		}
		notes = append(notes, note)
	}
	return strings.Join(notes, "; "), nil
}

// previews are the commands that print rows or SQL; MODEL is one of the project.
func previews() [][]string {
	const rows = "select * from {{ ref('MODEL') }} order by all"
	return [][]string{
		{"show", "--inline", rows},
		{"show", "--inline", rows, "--output", "json", "--limit", "2"},
		{"show", "--inline", rows, "--output", "json", "--limit", "-1"},
		{"show", "--inline", "select 1 as n, 'a' as word, null as nothing, true as yes, 1.5 as half, date '2025-01-02' as day, 2.00 as price", "--output", "json"},
		{"show", "--inline", "select 1 as n, 'a' as word, null as nothing, true as yes, 1.5 as half, date '2025-01-02' as day, 2.00 as price"},
		{"show", "--inline", "frm nothing"},
		{"show", "--inline", "select * from {{ ref('nowhere') }}"},
		{"show", "--select", "MODEL", "--limit", "1", "--output", "json"},
		{"show", "--select", "nothing_of_this_name"},
		{"compile", "--inline", rows},
		{"compile", "--inline", rows, "--output", "json"},
		{"compile", "--inline", "select * from {{ ref('nowhere') }}"},
		{"compile", "--select", "MODEL", "--output", "json"},
	}
}

// show compares exit codes, and what is printed by those that are well.
func (p *pair) show() (string, error) {
	var faults []string
	for _, args := range previews() {
		args = append([]string{"--quiet"}, args...)
		for i := range args {
			args[i] = strings.ReplaceAll(args[i], "MODEL", p.p.model)
		}
		want, theirs := p.realDBT(p.theirs, args...)
		got, ours := p.scvDBT(append(args[1:], args[0])...)
		line := strings.Join(args, " ")
		switch {
		case ours != theirs:
			faults = append(faults, fmt.Sprintf("%s: exit code %d, dbt's is %d\n%s\n--- dbt:\n%s", line, ours, theirs, tail(got), tail(want)))
		case ours == 0 && compare.Folded([]byte(got)) != compare.Folded([]byte(want)):
			faults = append(faults, fmt.Sprintf("%s:\n  ours %s\n  dbt  %s", line, compare.Folded([]byte(got)), compare.Folded([]byte(want))))
		}
	}
	if len(faults) > 0 {
		return "", errors.New(strings.Join(faults, "\n"))
	}
	return fmt.Sprintf("%d commands", len(previews())), nil
}
