package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"

	"scv/internal/dbt/memo"
)

// walk takes the files below one folder, in path order. Names that begin with a
// dot are passed over, as are symbolic links that lead nowhere.
func (p *Project) walk(dir string, kind FileKind, render Renderer) error {
	if !exists(p.FS, dir) {
		return nil
	}
	var found []*content
	err := fs.WalkDir(p.FS, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("list %s: %w", name, err)
		case strings.HasPrefix(d.Name(), ".") && name != dir && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		found = append(found, &content{name: name, entry: d})
		return nil
	})
	if err != nil {
		return err
	}
	p.readAll(found, kind)
	for _, c := range found {
		if err := p.takeFile(c, dir, kind, render); err != nil {
			return err
		}
	}
	return nil
}

// content is a file of a folder with what is in it, as it is taken later.
type content struct {
	name  string
	entry fs.DirEntry
	data  []byte
	doc   *Node // of YAML
	err   error
}

// readAll reads the files that are taken by their text, several at a time.
func (p *Project) readAll(found []*content, kind FileKind) {
	var group sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), 8, len(found))
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(found); i += workers {
				p.readOne(found[i], kind)
			}
		})
	}
	group.Wait()
}

func (p *Project) readOne(c *content, kind FileKind) {
	properties := isYAML(c.name)
	if !properties && !hasCode(c.name, kind) {
		return
	}
	if c.data, c.err = readFile(p.FS, c.name); c.err == nil && properties {
		c.doc, c.err = p.parseKnown(c.name, c.data)
	}
}

func isYAML(name string) bool { return path.Ext(name) == ".yml" || path.Ext(name) == ".yaml" }

// hasCode says whether a file of a kind is a node, or holds macros.
func hasCode(name string, kind FileKind) bool {
	switch ext := path.Ext(name); {
	case kind == SeedFile:
		return false
	case kind == FunctionFile && (ext == ".py" || ext == ".js"), kind == ModelFile && ext == ".py":
		return true
	default:
		return ext == ".sql"
	}
}

func (p *Project) takeFile(c *content, dir string, kind FileKind, render Renderer) error {
	name := c.name
	switch {
	case isYAML(name):
		return p.addProperties(c, render)
	case kind == SeedFile && path.Ext(name) == ".csv":
		return p.addSeed(name, dir, c.entry)
	case !hasCode(name, kind):
		return nil
	case c.err != nil:
		return c.err
	}
	data := c.data
	f := File{Kind: kind, Path: name, Base: dir, Text: string(data), Size: int64(len(data))}
	switch {
	case kind == MacroFile:
		p.Macros = append(p.Macros, f)
	case kind == TestFile && strings.HasPrefix(f.Rel(), "generic/"):
		f.Kind = MacroFile
		p.Macros = append(p.Macros, f)
	case kind == TestFile && strings.HasPrefix(f.Rel(), "fixtures/"):
	default:
		p.SQL = append(p.SQL, f)
	}
	return nil
}

func (p *Project) addSeed(name, dir string, d fs.DirEntry) error {
	info, err := d.Info()
	if err != nil {
		return fmt.Errorf("look at %s: %w", name, err)
	}
	p.Seeds = append(p.Seeds, File{Kind: SeedFile, Path: name, Base: dir, Size: info.Size()})
	return nil
}

func (p *Project) addProperties(c *content, render Renderer) error {
	if slices.ContainsFunc(p.Properties, func(q *Properties) bool { return q.Path == c.name }) {
		return nil
	}
	if c.err != nil {
		return c.err
	}
	name, data, doc := c.name, c.data, c.doc
	if doc == nil {
		return nil
	}
	if !doc.IsMap() {
		return p.faultAt(name, data, doc, "a map such as `models:` is expected here", "Begin the file with `version: 2` and `models:`.")
	}
	doc, err := p.rendered(name, doc, render, renderedLater)
	if err != nil {
		return err
	}
	q := &Properties{Path: name, Text: string(data), Doc: doc, Project: p}
	p.Properties = append(p.Properties, q)
	return q.check(data)
}

// parseKnown is parse with the memo: what a text says follows from nothing else.
func (p *Project) parseKnown(name string, data []byte) (*Node, error) {
	key, err := memo.KeyOf("yaml", string(data))
	if err != nil {
		return nil, err
	}
	var doc *Node
	if p.memo.Get(key, &doc) {
		return doc, nil
	}
	if doc, err = p.parse(name, data); err == nil {
		p.memo.Put(key, doc)
	}
	return doc, err
}

// renderedLater says which properties are not rendered when they are read:
// descriptions need the docs blocks, tests and unit tests their own context,
// hooks the moment they run.
func renderedLater(keys []string) bool {
	switch keys[len(keys)-1] {
	case "description", "tests", "data_tests", "loaded_at_query", "filter":
		return true
	case "pre_hook", "post_hook", "pre-hook", "post-hook":
		return true
	}
	return keys[0] == "unit_tests" || keys[0] == "macros"
}

// readFile reads a file as text: a byte order mark is dropped, line ends stay.
func readFile(fsys fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read %s: the file is gone", name)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return []byte(strings.TrimPrefix(string(data), "\ufeff")), nil
}

// ReadSeed reads a seed's bytes, without a byte order mark.
func (p *Project) ReadSeed(f File) ([]byte, error) { return readFile(p.FS, f.Path) }

// ProjectText is dbt_project.yml as it is written.
func (p *Project) ProjectText() (string, error) {
	data, err := readFile(p.FS, projectFile)
	return string(data), err
}
