package deps

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"scv/internal/dbt/project"
)

// resolve finds the package of a spec and puts it into a folder.
func (i *installer) resolve(ctx context.Context, s spec) (*pin, error) {
	if p := i.installed(s); p != nil {
		return p, nil
	}
	var p *pin
	var err error
	switch s.kind {
	case "local":
		p, err = i.local(s)
	case "git":
		p, err = i.git(ctx, s)
	case "tarball":
		p, err = i.tarball(ctx, s, s.where)
	case "package":
		p, err = i.hub(ctx, s)
	}
	if err == nil {
		return p, nil
	}
	if p := i.vendored(s); p != nil && s.kind != "local" {
		i.o.Say(fmt.Sprintf("%s could not be fetched (%v); the installed one is kept", s.written, cause(err)))
		return p, nil
	}
	return nil, err
}

func cause(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}

// vendored finds an installed package that nothing but its folder tells of: named
// as the last part of the spec, in a version that it asks for.
func (i *installer) vendored(s spec) *pin {
	name := s.name
	if name == "" {
		name = strings.TrimSuffix(filepath.Base(filepath.FromSlash(strings.TrimSuffix(s.where, "/"))), ".git")
	}
	dir := filepath.Join(i.o.Dir, filepath.FromSlash(i.o.Packages), name)
	got, err := nameOf(dir)
	if err != nil {
		return nil
	}
	p := &pin{Kind: s.kind, Where: s.written, Name: got, Revision: s.revision, Subdirectory: s.subdirectory, from: dir, kept: true}
	if s.kind == "package" {
		p.Version = versionOf(dir)
		if !fits(p.Version, s.versions) {
			return nil
		}
	}
	return p
}

func (i *installer) local(s spec) (*pin, error) {
	dir := s.where
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(s.base, filepath.FromSlash(dir))
	}
	name, err := nameOf(dir)
	if err != nil {
		return nil, fault("read package", s.at, err, "Name a folder with a dbt_project.yml.")
	}
	return &pin{Kind: "local", Where: s.written, Name: name, from: dir}, nil
}

// git clones a repository and takes one revision of it.
func (i *installer) git(ctx context.Context, s spec) (*pin, error) {
	hint := "Check the address and the revision, and that git may read it."
	if i.o.Git == nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: there is no git", s.written), "Install git, or put the package into "+i.o.Packages+".")
	}
	to, err := os.MkdirTemp(i.scratch, "git-")
	if err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: %w", s.written, err), "Free space on the disk.")
	}
	if strings.HasPrefix(s.where, "-") || strings.HasPrefix(s.revision, "-") {
		return nil, fault("fetch package", s.at, errors.New("an address or revision may not begin with a dash"), hint)
	}
	if _, err := i.o.Git(ctx, to, "clone", "--quiet", s.where, "."); err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: %w", s.written, err), hint)
	}
	revision := s.revision
	if revision == "" {
		revision = "HEAD"
		i.o.Say("Warning: " + s.written + " has no revision: what it holds may change at any time")
	}
	if _, err := i.o.Git(ctx, to, "checkout", "--quiet", "--detach", orOrigin(ctx, i.o, to, revision)); err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: %w", s.written, err), hint)
	}
	sha, err := i.o.Git(ctx, to, "rev-parse", "HEAD")
	if err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: %w", s.written, err), hint)
	}
	if err := os.RemoveAll(filepath.Join(to, ".git")); err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: %w", s.written, err), hint)
	}
	return found(s, to, &pin{Kind: "git", Where: s.written, Revision: strings.TrimSpace(sha), Subdirectory: s.subdirectory})
}

// orOrigin gives a branch as the clone knows it.
func orOrigin(ctx context.Context, o Options, dir, revision string) string {
	if _, err := o.Git(ctx, dir, "rev-parse", "--verify", "--quiet", revision+"^{commit}"); err == nil {
		return revision
	}
	return "origin/" + revision
}

func (i *installer) tarball(ctx context.Context, s spec, url string) (*pin, error) {
	hint := "Check the address, or put the package into " + i.o.Packages + " by hand."
	if i.o.Fetch == nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: there is no network", s.written), hint)
	}
	data, err := i.o.Fetch(ctx, url)
	if err != nil {
		return nil, fault("fetch package", s.at, fmt.Errorf("%s: %w", s.written, err), hint)
	}
	to, err := os.MkdirTemp(i.scratch, "tar-")
	if err == nil {
		err = unpack(data, to)
	}
	if err != nil {
		return nil, fault("unpack package", s.at, fmt.Errorf("%s: %w", s.written, err), "The archive must be a .tar.gz with one folder.")
	}
	return found(s, to, &pin{Kind: s.kind, Where: s.written, Subdirectory: s.subdirectory})
}

// found completes a pin by what was fetched into a folder.
func found(s spec, dir string, p *pin) (*pin, error) {
	dir, err := inside(dir, s.subdirectory)
	if err != nil {
		return nil, fault("read package", s.at, err, "Correct `subdirectory:`.")
	}
	if entries, err := os.ReadDir(dir); err == nil && len(entries) == 1 && entries[0].IsDir() {
		if _, err := nameOf(dir); err != nil {
			dir = filepath.Join(dir, entries[0].Name())
		}
	}
	p.from = dir
	if p.Name, err = nameOf(dir); err != nil {
		return nil, fault("read package", s.at, err, "Name the folder of dbt_project.yml by `subdirectory:`.")
	}
	return p, nil
}

func inside(dir, sub string) (string, error) {
	if sub == "" {
		return dir, nil
	}
	if !filepath.IsLocal(filepath.FromSlash(sub)) {
		return "", fmt.Errorf("%s is not inside the package", sub)
	}
	return filepath.Join(dir, filepath.FromSlash(sub)), nil
}

// nameOf reads the name of the project in a folder.
func nameOf(dir string) (string, error) {
	doc, err := readProject(dir)
	if err != nil {
		return "", err
	}
	name := doc.Get("name").Text()
	if name == "" || strings.ContainsAny(name, `/\.`) {
		return "", errors.New("dbt_project.yml has no usable name")
	}
	return name, nil
}

func versionOf(dir string) string {
	doc, err := readProject(dir)
	if err != nil {
		return ""
	}
	return doc.Get("version").Text()
}

func readProject(dir string) (*project.Node, error) {
	data, err := os.ReadFile(filepath.Join(dir, "dbt_project.yml"))
	if err != nil {
		return nil, errors.New("there is no dbt_project.yml")
	}
	return project.ParseYAML(data)
}
