package deps

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/project"
)

// Options say what to install, and by what.
type Options struct {
	Dir      string // the project's folder
	Packages string // packages-install-path, relative to Dir
	Render   project.Renderer
	Fetch    func(ctx context.Context, url string) ([]byte, error)                 // nil = there is no network
	Git      func(ctx context.Context, dir string, args ...string) (string, error) // the git command
	Hub      string                                                                // address of the package hub; "" = there is none
	Upgrade  bool                                                                  // resolve anew, whatever the lock says
	LockOnly bool                                                                  // write the lock, install nothing
	Say      func(text string)
}

// Install resolves and installs all packages, and writes package-lock.yml. Errors
// are *scv.Error with code CodeDBTPackage.
func Install(ctx context.Context, o Options) error {
	specs, err := readSpecs(o.Dir, o.Render)
	if err != nil {
		return err
	}
	if len(specs) == 0 {
		o.Say("Warning: No packages were found in packages.yml")
		return nil
	}
	i := &installer{o: o, hash: hashOf(specs), byName: map[string]*pin{}}
	if err := i.readLock(); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "scv-deps-")
	if err != nil {
		return fault("make a folder for downloads", "", err, "Free space on the disk.")
	}
	i.scratch = scratch
	err = i.all(ctx, specs)
	return errors.Join(err, os.RemoveAll(scratch))
}

type installer struct {
	o       Options
	hash    string
	scratch string
	locked  []pin // of package-lock.yml, when it is of these specs
	pins    []*pin
	byName  map[string]*pin
	ranges  map[string][]spec // hub packages asked for, by "namespace/name"
}

// all resolves breadth first: a package brings the specs of its own.
func (i *installer) all(ctx context.Context, specs []spec) error {
	i.ranges = map[string][]spec{}
	for queue := specs; len(queue) > 0; {
		next := []spec{}
		for _, s := range queue {
			more, err := i.one(ctx, s)
			if err != nil {
				return err
			}
			next = append(next, more...)
		}
		queue = next
	}
	if err := i.writeLock(); err != nil {
		return err
	}
	if i.o.LockOnly {
		return nil
	}
	return i.place()
}

// one resolves and fetches a spec, and gives those of the package.
func (i *installer) one(ctx context.Context, s spec) ([]spec, error) {
	if s.kind == "package" {
		i.ranges[s.where] = append(i.ranges[s.where], s)
	}
	p, err := i.resolve(ctx, s)
	if err != nil || p == nil {
		return nil, err
	}
	if old := i.byName[p.Name]; old != nil {
		if old.where() == p.where() {
			old.from, old.Version = p.from, p.Version
			return nil, nil
		}
		return nil, fault("resolve packages", p.Name, fmt.Errorf("two packages are named %s: %s and %s", p.Name, old.where(), p.where()), "Remove one of the two.")
	}
	i.byName[p.Name] = p
	i.pins = append(i.pins, p)
	return readSpecs(p.from, i.o.Render)
}

// place puts what was fetched into the install folder.
func (i *installer) place() error {
	root := filepath.Join(i.o.Dir, filepath.FromSlash(i.o.Packages))
	if err := os.MkdirAll(root, 0o755); err != nil {
		return fault("make", i.o.Packages, err, "Correct the folder's permissions.")
	}
	slices.SortStableFunc(i.pins, func(a, b *pin) int { return strings.Compare(a.Name, b.Name) })
	for _, p := range i.pins {
		to := filepath.Join(root, p.Name)
		if p.kept {
			i.o.Say(fmt.Sprintf("Kept %s (%s)", p.Name, p.version()))
			continue
		}
		if err := replace(to, p); err != nil {
			return fault("install", p.Name, err, "Correct the folder's permissions.")
		}
		i.o.Say(fmt.Sprintf("Installed %s (%s)", p.Name, p.version()))
	}
	return nil
}

// replace puts a package in place: a local one as a link, so that edits are seen
// at once.
func replace(to string, p *pin) error {
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if p.Kind == "local" {
		if rel, err := filepath.Rel(filepath.Dir(to), p.from); err == nil && os.Symlink(rel, to) == nil {
			return nil
		}
	}
	return os.CopyFS(to, os.DirFS(p.from))
}

func fault(op, subject string, err error, hint string) error {
	return &scv.Error{Code: scv.CodeDBTPackage, Op: op, Subject: subject, Hint: hint, Err: err}
}
