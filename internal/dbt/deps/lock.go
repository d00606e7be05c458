package deps

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"scv/internal/dbt/project"
)

const lockFile = "package-lock.yml"

// pin is a package as it was resolved.
type pin struct {
	Kind, Where, Name string
	Version, Revision string
	Subdirectory      string
	from              string // the folder it lies in
	kept              bool   // it is installed already
}

func (p *pin) where() string { return p.Kind + ":" + p.Where }

// version is what people are told.
func (p *pin) version() string {
	switch {
	case p.Kind == "local":
		return "from " + p.Where
	case p.Revision != "":
		return "revision " + p.Revision
	case p.Version != "":
		return p.Version
	}
	return p.Kind
}

// readLock reads package-lock.yml. One of other specs counts for nothing.
func (i *installer) readLock() error {
	data, err := os.ReadFile(filepath.Join(i.o.Dir, lockFile))
	if errors.Is(err, fs.ErrNotExist) || i.o.Upgrade {
		return nil
	}
	if err != nil {
		return fault("read", lockFile, err, "Correct the file's permissions.")
	}
	doc, err := project.ParseYAML(data)
	if err != nil {
		return fault("read", lockFile, err, "Remove it: it is made again.")
	}
	if doc.Get("sha1_hash").Text() != i.hash || !doc.Get("packages").IsList() {
		return nil
	}
	for _, n := range doc.Get("packages").Items {
		p := pin{Name: n.Get("name").Text(), Version: n.Get("version").Text(), Revision: n.Get("revision").Text(), Subdirectory: n.Get("subdirectory").Text()}
		for _, kind := range []string{"local", "git", "tarball", "package"} {
			if n.Has(kind) {
				p.Kind, p.Where = kind, n.Get(kind).Text()
			}
		}
		i.locked = append(i.locked, p)
	}
	return nil
}

// writeLock writes package-lock.yml in dbt's form.
func (i *installer) writeLock() error {
	var b strings.Builder
	b.WriteString("packages:\n")
	for _, p := range i.pins {
		fmt.Fprintf(&b, "  - name: %s\n    %s: %s\n", p.Name, p.Kind, yamlText(p.Where))
		for _, pair := range [][2]string{{"version", p.Version}, {"revision", p.Revision}, {"subdirectory", p.Subdirectory}} {
			if pair[1] != "" && p.Kind != "local" {
				fmt.Fprintf(&b, "    %s: %s\n", pair[0], yamlText(pair[1]))
			}
		}
	}
	fmt.Fprintf(&b, "sha1_hash: %s\n", i.hash)
	path := filepath.Join(i.o.Dir, lockFile)
	if old, err := os.ReadFile(path); err == nil && string(old) == b.String() {
		return nil
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		return fault("write", lockFile, err, "Correct the folder's permissions.")
	}
	return nil
}

// yamlText quotes what YAML could read otherwise.
func yamlText(s string) string {
	if strings.ContainsAny(s, ":{}[],&*#?|<>=!%@\\\"'") || s != strings.TrimSpace(s) || strings.Count(s, ".") < 2 && strings.Trim(s, "0123456789.e") == "" {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return s
}

// installed gives the folder of a package that the lock names for a spec and that
// is in the install folder.
func (i *installer) installed(s spec) *pin {
	for _, p := range i.locked {
		if p.Kind != s.kind || p.Where != s.written || p.Subdirectory != s.subdirectory || p.Kind == "local" {
			continue
		}
		dir := filepath.Join(i.o.Dir, filepath.FromSlash(i.o.Packages), p.Name)
		if name, err := nameOf(dir); err == nil && name == p.Name {
			p.from, p.kept = dir, true
			return &p
		}
	}
	return nil
}
