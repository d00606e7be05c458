package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"scv/internal/dbt/memo"
)

// walk takes the files below one folder, in path order. Names that begin with a
// dot are passed over, as are symbolic links that lead nowhere.
func (p *Project) walk(dir string, kind FileKind, render Renderer) error {
	if !exists(p.FS, dir) {
		return nil
	}
	return fs.WalkDir(p.FS, dir, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("list %s: %w", name, err)
		case strings.HasPrefix(d.Name(), ".") && name != dir && d.IsDir():
			return fs.SkipDir
		case d.IsDir() || strings.HasPrefix(d.Name(), "."):
			return nil
		}
		return p.takeFile(name, dir, kind, d, render)
	})
}

func (p *Project) takeFile(name, dir string, kind FileKind, d fs.DirEntry, render Renderer) error {
	ext := path.Ext(name)
	switch {
	case ext == ".yml" || ext == ".yaml":
		return p.addProperties(name, render)
	case kind == SeedFile && ext == ".csv":
		return p.addSeed(name, dir, d)
	case kind == FunctionFile && (ext == ".py" || ext == ".js"), kind == ModelFile && ext == ".py":
	case ext != ".sql" || kind == SeedFile:
		return nil
	}
	data, err := readFile(p.FS, name)
	if err != nil {
		return err
	}
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

func (p *Project) addProperties(name string, render Renderer) error {
	if slices.ContainsFunc(p.Properties, func(q *Properties) bool { return q.Path == name }) {
		return nil
	}
	data, err := readFile(p.FS, name)
	if err != nil {
		return err
	}
	doc, err := p.parseKnown(name, data)
	if err != nil {
		return err
	}
	if doc == nil {
		return nil
	}
	if !doc.IsMap() {
		return p.faultAt(name, data, doc, "a map such as `models:` is expected here", "Begin the file with `version: 2` and `models:`.")
	}
	if doc, err = p.rendered(name, doc, render, renderedLater); err != nil {
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
