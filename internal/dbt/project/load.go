package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/memo"
	"scv/jinja"
)

// Load reads the project that lies in fsys and the packages installed in it:
// those of its packages-install-path and the local ones of packages.yml. Errors
// are *scv.Error with file:line in Subject.
func Load(fsys fs.FS, render Renderer) (*Project, error) {
	p, err := Open(fsys, render)
	if err != nil {
		return nil, err
	}
	return p, p.LoadFiles(render, nil)
}

// Open reads dbt_project.yml of the project and of its packages, and no other file.
func Open(fsys fs.FS, render Renderer) (*Project, error) {
	p, err := readConfig(fsys, "", render)
	if err != nil {
		return nil, err
	}
	return p, p.loadPackages(map[string]bool{p.Name: true}, render)
}

// LoadFiles reads the files of an opened project and its packages. Properties
// files that the memo knows are not parsed again.
func (p *Project) LoadFiles(render Renderer, known *memo.Store) error {
	for _, each := range p.All() {
		each.memo = known
		if err := each.loadFiles(render); err != nil {
			return err
		}
	}
	return nil
}

// loadPackages finds packages in two places: local ones where packages.yml says,
// all others where `dbt deps` puts them.
func (p *Project) loadPackages(seen map[string]bool, render Renderer) error {
	dirs := []string{}
	for _, file := range []string{"packages.yml", "dependencies.yml"} {
		local, err := p.localPackages(file, render)
		if err != nil {
			return err
		}
		dirs = append(dirs, local...)
	}
	entries, err := fs.ReadDir(p.FS, p.Paths.Packages)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("list packages: %w", err)
	}
	for _, e := range entries {
		if dir := path.Join(p.Paths.Packages, e.Name()); e.Name()[0] != '.' && exists(p.FS, path.Join(dir, projectFile)) {
			dirs = append(dirs, dir)
		}
	}
	for _, dir := range dirs {
		sub, err := fs.Sub(p.FS, dir)
		if err != nil {
			return fmt.Errorf("open package %s: %w", dir, err)
		}
		dep, err := readConfig(sub, dir, render)
		if err != nil {
			return err
		}
		if !seen[dep.Name] {
			seen[dep.Name] = true
			p.Packages = append(p.Packages, dep)
		}
	}
	slices.SortStableFunc(p.Packages, func(a, b *Project) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

func exists(fsys fs.FS, name string) bool {
	_, err := fs.Stat(fsys, name)
	return err == nil
}

func (p *Project) localPackages(file string, render Renderer) ([]string, error) {
	data, err := fs.ReadFile(p.FS, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	doc, err := p.parse(file, data)
	if err != nil {
		return nil, err
	}
	if doc, err = p.rendered(file, doc, render, func([]string) bool { return false }); err != nil {
		return nil, err
	}
	dirs := []string{}
	for _, pkg := range listOf(doc.Get("packages")) {
		local := pkg.Get("local").Text()
		if local == "" {
			continue
		}
		dir := path.Clean(local)
		if !fs.ValidPath(dir) && exists(p.FS, p.Paths.Packages) {
			continue // `deps` puts it among the installed ones
		}
		if !fs.ValidPath(dir) || !exists(p.FS, path.Join(dir, projectFile)) {
			return nil, &scv.Error{
				Code: scv.CodeDBTPackage, Op: "read package", Subject: fmt.Sprintf("%s:%d", file, pkg.Line),
				Hint: "Put the package below the project's folder, or run `dbt deps`.",
				Err:  fmt.Errorf("no dbt_project.yml in %s", local),
			}
		}
		dirs = append(dirs, dir)
	}
	return dirs, nil
}

func (p *Project) rendered(file string, doc *Node, render Renderer, keep func([]string) bool) (*Node, error) {
	return doc.Render(func(text string, at *Node) (jinja.Value, error) {
		v, err := render(p, text)
		if err != nil {
			return nil, p.renderFault(file, at, err)
		}
		return v, nil
	}, keep)
}

func (p *Project) loadFiles(render Renderer) error {
	steps := []struct {
		dirs []string
		kind FileKind
	}{
		{p.Paths.Models, ModelFile},
		{p.Paths.Functions, FunctionFile},
		{p.Paths.Snapshots, SnapshotFile},
		{p.Paths.Analyses, AnalysisFile},
		{p.Paths.Tests, TestFile},
		{p.Paths.Macros, MacroFile},
		{p.Paths.Seeds, SeedFile},
	}
	for _, s := range steps {
		for _, dir := range s.dirs {
			if err := p.walk(dir, s.kind, render); err != nil {
				return err
			}
		}
	}
	if err := p.loadDocs(); err != nil {
		return err
	}
	return p.loadSelectors(render)
}

func (p *Project) loadSelectors(render Renderer) error {
	if !exists(p.FS, "selectors.yml") {
		return nil
	}
	data, err := readFile(p.FS, "selectors.yml")
	if err != nil {
		return err
	}
	doc, err := p.parse("selectors.yml", data)
	if err != nil {
		return err
	}
	p.Selectors, err = p.rendered("selectors.yml", doc, render, func([]string) bool { return false })
	return err
}
