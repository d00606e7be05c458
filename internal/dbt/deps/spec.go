package deps

import (
	"crypto/sha1" //nolint:gosec // the lock's hash tells specs apart, it protects nothing
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scv/internal/dbt/project"
	"scv/jinja"
)

// spec is one entry of packages.yml.
type spec struct {
	kind         string // local, git, tarball, package
	where        string // path, address, "namespace/name": rendered
	written      string // the same as it is written: what is shown and locked
	name         string // of a tarball
	revision     string
	subdirectory string
	versions     []string // conditions of a hub package
	prerelease   bool
	at           string // file:line
	base         string // folder that a local path is relative to
}

// readSpecs reads packages.yml and dependencies.yml of a folder.
func readSpecs(dir string, render project.Renderer) ([]spec, error) {
	var out []spec
	for _, file := range []string{"packages.yml", "dependencies.yml"} {
		data, err := os.ReadFile(filepath.Join(dir, file))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fault("read", file, err, "Correct the file's permissions.")
		}
		doc, err := project.ParseYAML(data)
		if err != nil {
			return nil, fault("read", placeOf(err, file), err, "Correct the YAML.")
		}
		list := doc.Get("packages")
		if !list.IsList() {
			continue
		}
		for _, n := range list.Items {
			s, err := readSpec(n, render, file)
			if err != nil {
				return nil, err
			}
			s.base = dir
			out = append(out, s)
		}
	}
	return out, nil
}

// placeOf is where in a file its YAML ends to make sense.
func placeOf(err error, file string) string {
	if e, ok := errors.AsType[*project.SyntaxError](err); ok {
		return fmt.Sprintf("%s:%d", file, e.Line)
	}
	return file
}

func readSpec(n *project.Node, render project.Renderer, file string) (spec, error) {
	s := spec{at: fmt.Sprintf("%s:%d", file, n.Line)}
	for _, kind := range []string{"local", "git", "tarball", "package"} {
		if n.Has(kind) {
			s.kind, s.written = kind, n.Get(kind).Text()
		}
	}
	if s.kind == "" {
		return s, fault("read", s.at, errors.New("an entry names no package"), "Write `local:`, `git:`, `tarball:` or `package:`.")
	}
	text := func(key string) (string, error) {
		v, err := render(nil, n.Get(key).Text())
		if err != nil {
			return "", fault("read", s.at, err, "Correct the Jinja of `"+key+":`.")
		}
		if v == nil {
			return "", nil
		}
		return jinja.Str(v), nil
	}
	var err error
	for key, to := range map[string]*string{s.kind: &s.where, "revision": &s.revision, "subdirectory": &s.subdirectory, "name": &s.name} {
		if *to, err = text(key); err != nil {
			return s, err
		}
	}
	v := n.Get("version")
	if v.IsList() {
		s.versions = v.Strings()
	} else if v.Text() != "" {
		s.versions = []string{v.Text()}
	}
	s.prerelease = n.Get("install_prerelease").Bool(false) || n.Get("install-prerelease").Bool(false)
	return s, s.check()
}

func (s spec) check() error {
	switch {
	case s.kind == "package" && strings.Count(s.where, "/") != 1:
		return fault("read", s.at, fmt.Errorf("%q is no name of a hub package", s.where), "Write it as namespace/name, such as dbt-labs/dbt_utils.")
	case s.kind == "package" && len(s.versions) == 0:
		return fault("read", s.at, fmt.Errorf("package %s has no version", s.where), "Add `version:`.")
	case s.kind == "tarball" && s.name == "":
		return fault("read", s.at, errors.New("a tarball has no name"), "Add `name:`.")
	}
	return nil
}

// hashOf tells whether a lock is of these specs.
func hashOf(specs []spec) string {
	var lines []string
	for _, s := range specs {
		lines = append(lines, strings.Join([]string{s.kind, s.written, s.revision, s.subdirectory, strings.Join(s.versions, ","), fmt.Sprint(s.prerelease)}, "|"))
	}
	slices.Sort(lines)
	sum := sha1.Sum([]byte(strings.Join(lines, "\n"))) //nolint:gosec // as above
	return hex.EncodeToString(sum[:])
}
