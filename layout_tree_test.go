package scv_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "scv"

// room is a folder with its sub-packages.
type room struct {
	row   int
	dir   string
	order string // "a < b c < .": ranks of packages, relative to dir
}

// place is where a package stands: its room and its rank there.
type place struct {
	room room
	rank int
}

type goFile struct {
	path  string
	test  bool
	lines int
	ast   *ast.File
}

type pkg struct {
	dir   string // "." for the root
	place *place // nil when no room lists it
	files []goFile
}

// house is the tree of Go packages as it is written, read without the go
// command: the test cache sees the files that the test itself opens, not those of
// a child process.
type house struct {
	rooms    []room
	packages map[string]*pkg // by folder
	fset     *token.FileSet
}

func readHouse(tree fs.FS, rooms []room) (*house, error) {
	h := &house{rooms: rooms, packages: map[string]*pkg{}, fset: token.NewFileSet()}
	err := fs.WalkDir(tree, ".", func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && foreign(tree, p):
			return fs.SkipDir
		case strings.HasSuffix(p, ".go"):
			return h.add(tree, p)
		}
		return nil
	})
	return h, err
}

// foreign says whether a folder is no part of the module.
func foreign(tree fs.FS, dir string) bool {
	if dir == "." {
		return false
	}
	if base := path.Base(dir); base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := fs.Stat(tree, path.Join(dir, "go.mod"))
	return err == nil
}

func (h *house) add(tree fs.FS, p string) error {
	text, err := fs.ReadFile(tree, p)
	if err != nil {
		return err
	}
	parsed, err := parser.ParseFile(h.fset, p, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	dir := path.Dir(p)
	if h.packages[dir] == nil {
		h.packages[dir] = &pkg{dir: dir, place: h.placeOf(dir)}
	}
	h.packages[dir].files = append(h.packages[dir].files, goFile{
		path: p, test: strings.HasSuffix(p, "_test.go"), lines: bytes.Count(text, []byte("\n")), ast: parsed,
	})
	return nil
}

func (h *house) placeOf(dir string) *place {
	for _, r := range h.rooms {
		for rank, packages := range strings.Split(r.order, "<") {
			for _, name := range strings.Fields(packages) {
				if path.Join(r.dir, name) == dir {
					return &place{r, rank}
				}
			}
		}
	}
	return nil
}

// sorted gives the packages by folder.
func (h *house) sorted() []*pkg {
	var all []*pkg
	for _, p := range h.packages {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *pkg) int { return strings.Compare(a.dir, b.dir) })
	return all
}

// rule looks at a house and says, line by line, what breaks it.
type rule func(h *house) []string

func (h *house) report(t *testing.T, r rule) {
	t.Helper()
	for _, line := range r(h) {
		t.Error(line)
	}
}

// at gives file:line of a node.
func (h *house) at(n ast.Node) string {
	p := h.fset.Position(n.Pos())
	return p.Filename + ":" + strconv.Itoa(p.Line)
}

// imported lists the import paths of a file.
func (f goFile) imported() []string {
	var all []string
	for _, s := range f.ast.Imports {
		name, _ := strconv.Unquote(s.Path.Value) // the parser has read it
		all = append(all, name)
	}
	return all
}

// ours gives the folder of an import path of this module.
func ours(importPath string) (dir string, ok bool) {
	if importPath == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module+"/")
}

// standard says whether an import path is the standard library's.
func standard(importPath string) bool {
	first, _, _ := strings.Cut(importPath, "/")
	_, own := ours(importPath)
	return !own && !strings.Contains(first, ".")
}

func within(dir string, rooms []string) bool {
	return slices.ContainsFunc(rooms, func(r string) bool { return dir == r || strings.HasPrefix(dir, r+"/") })
}

func words(s string) []string { return strings.Fields(s) }
