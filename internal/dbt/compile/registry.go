package compile

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// builtinPackage is the namespace of the built-in library.
const builtinPackage = "dbt"

// definition is one macro: its text, parsed when it is first called.
type definition struct {
	info  *graph.Macro
	head  string // the macro's text, its tag made {% macro %}
	parse [2]func() (*jinja.Macro, error)
}

// registry holds all macros by package.
type registry struct {
	packages map[string]map[string]*definition
	order    []*definition
}

var macroTags = []string{"macro", "test", "data_test", "materialization"}

// newRegistry takes the macros of the library and of all packages. A name twice
// in one package is an error.
func newRegistry(envs [2]*jinja.Env, p *project.Project) (*registry, error) {
	r := &registry{packages: map[string]map[string]*definition{}}
	library, err := libraryFiles()
	if err != nil {
		return nil, err
	}
	for _, f := range library {
		if err := r.addFile(envs, builtinPackage, "", f); err != nil {
			return nil, err
		}
	}
	for _, each := range p.All() {
		if r.packages[each.Name] == nil {
			r.packages[each.Name] = map[string]*definition{}
		}
		for _, f := range each.Macros {
			if err := r.addFile(envs, each.Name, each.Root, f); err != nil {
				return nil, err
			}
		}
	}
	return r, nil
}

func (r *registry) addFile(envs [2]*jinja.Env, pkg, root string, f project.File) error {
	blocks, err := jinja.Blocks(f.Path, f.Text, macroTags...)
	if err != nil {
		return jinjaFault(err, "parse macros", root, f.Path)
	}
	for _, b := range blocks {
		d, err := newDefinition(envs, pkg, root, f.Path, b)
		if err != nil {
			return err
		}
		if err := r.add(d); err != nil {
			return err
		}
	}
	return nil
}

func (r *registry) add(d *definition) error {
	pkg := d.info.Package
	if r.packages[pkg] == nil {
		r.packages[pkg] = map[string]*definition{}
	}
	if old, ok := r.packages[pkg][d.info.Name]; ok {
		return &scv.Error{
			Code: scv.CodeDBTDuplicate, Op: "read macro", Subject: fmt.Sprintf("%s:%d", d.info.Path, d.info.Line),
			Hint: "Rename or remove one of the two.",
			Err:  fmt.Errorf("macro %q of %s is also in %s:%d", d.info.Name, pkg, old.info.Path, old.info.Line),
		}
	}
	r.packages[pkg][d.info.Name] = d
	r.order = append(r.order, d)
	return nil
}

var (
	headForm = regexp.MustCompile(`^(\{%[-+]?\s*)(test|data_test|materialization)(\s+)(\w+)`)
	tailForm = regexp.MustCompile(`(\{%[-+]?\s*)end(test|data_test|materialization)(\s*[-+]?%\})\s*$`)
	argsForm = regexp.MustCompile(`^\s*,(?s:.*?)([-+]?%\})`)
	adapterA = regexp.MustCompile(`adapter\s*=\s*['"](\w+)['"]`)
	langsArg = regexp.MustCompile(`supported_languages\s*=\s*\[([^\]]*)\]`)
)

func newDefinition(envs [2]*jinja.Env, pkg, root, file string, b jinja.Block) (*definition, error) {
	name, text := b.Name, b.Full
	info := &graph.Macro{Package: pkg, Path: file, Root: root, Line: b.Line, SQL: b.Full}
	switch b.Tag {
	case "test", "data_test":
		name = "test_" + name
		text = headForm.ReplaceAllString(text, "${1}macro${3}test_${4}")
	case "materialization":
		adapter := "default"
		if m := adapterA.FindStringSubmatch(b.Args); m != nil {
			adapter = m[1]
		}
		info.Languages = []string{"sql"}
		if m := langsArg.FindStringSubmatch(b.Args); m != nil {
			info.Languages = strings.FieldsFunc(m[1], func(r rune) bool { return strings.ContainsRune(`'", `, r) })
		}
		name = "materialization_" + name + "_" + adapter
		loc := headForm.FindStringSubmatchIndex(text)
		if loc == nil {
			return nil, fmt.Errorf("read %s:%d: materialization without a name", file, b.Line)
		}
		rest := argsForm.ReplaceAllString(text[loc[1]:], "() $1")
		text = text[:loc[3]] + "macro " + name + rest
	}
	text = tailForm.ReplaceAllString(text, "${1}endmacro${3}")
	info.Name, info.ID = name, "macro."+pkg+"."+name
	d := &definition{info: info, head: text}
	for i, env := range envs {
		d.parse[i] = sync.OnceValues(func() (*jinja.Macro, error) { return d.compile(env) })
	}
	return d, nil
}

func (d *definition) compile(env *jinja.Env) (*jinja.Macro, error) {
	t, err := env.ParseAt(d.templateName(), d.head, d.info.Line)
	if err != nil {
		return nil, jinjaFault(err, "parse macro "+d.info.Name, d.info.Root, d.info.Path)
	}
	macros := t.Macros()
	if len(macros) != 1 {
		return nil, fmt.Errorf("parse macro %s in %s:%d: the block holds %d macros", d.info.Name, d.info.Path, d.info.Line, len(macros))
	}
	return macros[0], nil
}

// find looks a macro up as templates of a package do: in the package, the root
// project, then the library.
func (r *registry) find(name, pkg, root string) *definition {
	for _, p := range []string{pkg, root, builtinPackage} {
		if d, ok := r.packages[p][name]; ok {
			return d
		}
	}
	return nil
}

// in looks a macro up in one package; "" is find's order without a package.
func (r *registry) in(pkg, name, root string) *definition {
	if pkg == "" {
		return r.find(name, root, root)
	}
	return r.packages[pkg][name]
}

// isPackage says whether a name is the namespace of a package.
func (r *registry) isPackage(name string) bool {
	_, ok := r.packages[name]
	return ok
}

// names lists every macro name once, sorted: for near names.
func (r *registry) names() []string {
	var out []string
	for _, d := range r.order {
		out = append(out, d.info.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
