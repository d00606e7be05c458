package project

import (
	"io/fs"
	"path"
	"strings"

	"scv"
	"scv/internal/dbt/memo"
	"scv/jinja"
)

// Renderer renders a text of dbt_project.yml or of a properties file in native
// mode: `{{ 1 + 1 }}` gives a number. p is the project whose file it is, nil
// while its dbt_project.yml is being read.
type Renderer func(p *Project, text string) (jinja.Value, error)

// Project is what the files of one dbt project say.
type Project struct {
	Name    string
	Version string
	Profile string
	FS      fs.FS
	Root    string // where it lies relative to the root project, "" for that one

	Paths      Paths
	Quoting    *jinja.Dict
	Vars       *jinja.Dict
	Dispatch   []Dispatch
	OnRunStart []Hook
	OnRunEnd   []Hook
	Comment    QueryComment
	Flags      *jinja.Dict
	Requires   []string // require-dbt-version
	Restrict   bool     // restrict-access: other packages may ref its public models only

	trees map[string]*Node // configs by section: models, seeds, tests ...
	doc   *Node            // dbt_project.yml, rendered
	memo  *memo.Store      // of parsed properties files; may be nil

	SQL        []File // models, tests, analyses, snapshots: in path order
	Macros     []File
	Seeds      []File
	Properties []*Properties
	Docs       []Doc
	Selectors  *Node // selectors.yml, nil without
	Packages   []*Project
	Clean      []string // clean-targets, as written
	Warnings   []Warning
}

// Paths are the folders of a project, relative to it, with forward slashes.
type Paths struct {
	Models, Seeds, Snapshots, Macros, Tests, Analyses, Functions, Docs []string
	Target, Packages                                                   string
}

// Dispatch says where macros of a namespace are looked for.
type Dispatch struct {
	Namespace string
	Order     []string
}

// Hook is one entry of on-run-start or on-run-end.
type Hook struct{ SQL string }

// QueryComment is what is written before or after each statement.
type QueryComment struct {
	Text   string // Jinja; "" when switched off
	Append bool
	Set    bool // the project says something about it
}

// FileKind says what a SQL file holds, by the folder it lies in.
type FileKind uint8

// The kinds of SQL files.
const (
	ModelFile FileKind = iota + 1
	TestFile           // a singular test
	AnalysisFile
	SnapshotFile
	MacroFile // macros and generic tests
	SeedFile
	FunctionFile
)

// File is one file of the project.
type File struct {
	Kind FileKind
	Path string // relative to the project
	Base string // the folder of Paths it was found under
	Text string // of a seed: "" (use FS)
	Size int64
}

// Rel is the path below the folder it was found in.
func (f File) Rel() string { return strings.TrimPrefix(strings.TrimPrefix(f.Path, f.Base), "/") }

// Name is the file's name without folder and extension.
func (f File) Name() string {
	base := path.Base(f.Path)
	return strings.TrimSuffix(base, path.Ext(base))
}

// Warning is something that dbt takes in silence, or with a note, and that is
// most often a mistake.
type Warning struct {
	Code scv.Code
	File string // relative to the root project
	Line int
	Text string
	Hint string
}

// String gives file:line: text.
func (w Warning) String() string {
	at := w.File
	if w.Line > 0 {
		at += ":" + itoa(w.Line)
	}
	s := at + ": " + w.Text
	if w.Hint != "" {
		s += " (" + w.Hint + ")"
	}
	return strings.TrimPrefix(s, ": ")
}

// Warn adds a warning about a file of the project.
func (p *Project) Warn(code scv.Code, file string, line int, text, hint string) {
	p.Warnings = append(p.Warnings, Warning{code, p.Shown(file), line, text, hint})
}

// Shown is a file's path relative to the root project: what people are shown.
func (p *Project) Shown(file string) string { return path.Join(p.Root, file) }

// Settings is what dbt_project.yml says, rendered: all that follows from the file
// follows from it.
func (p *Project) Settings() *Node { return p.doc }

// All lists the project and its packages, the project first.
func (p *Project) All() []*Project {
	all := []*Project{p}
	for _, dep := range p.Packages {
		all = append(all, dep.All()...)
	}
	return all
}

// Configs gives the configs that dbt_project.yml sets for a section ("models",
// "data_tests" ...) and fqn, from the most general to the most specific.
func (p *Project) Configs(section string, fqn []string) []*Node {
	tree := p.trees[section]
	var out []*Node
	for i := -1; i < len(fqn) && tree.IsMap(); i++ {
		if i >= 0 {
			tree = tree.Get(fqn[i])
			if !tree.IsMap() {
				break
			}
		}
		if level := treeLevel(tree); len(level.Keys) > 0 {
			out = append(out, level)
		}
	}
	return out
}

// treeLevel takes the configs of one level: `+key`, and any key whose value is
// no map; the others are the next level's names.
func treeLevel(n *Node) *Node {
	out := &Node{Kind: Map, Line: n.Line, Column: n.Column}
	n.Pairs(func(key string, k, v *Node) {
		if plus := strings.HasPrefix(key, "+"); plus || !v.IsMap() {
			name := *k
			name.Value = strings.TrimPrefix(key, "+")
			out.set(&name, v)
		}
	})
	return out
}
