package project

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"scv"
	"scv/jinja"
)

func itoa(n int) string { return strconv.Itoa(n) }

const projectFile = "dbt_project.yml"

var projectName = regexp.MustCompile(`^[^\d\W]\w*$`)

// configSections maps the section of dbt_project.yml to the one it is kept under.
var configSections = map[string]string{
	"models": "models", "seeds": "seeds", "snapshots": "snapshots", "sources": "sources",
	"tests": "data_tests", "data_tests": "data_tests", "unit_tests": "unit_tests",
	"exposures": "exposures", "metrics": "metrics", "semantic-models": "semantic-models",
	"saved-queries": "saved-queries", "analyses": "analyses", "functions": "functions", "groups": "groups",
}

// projectKeys are the keys of dbt_project.yml that are no config section.
var projectKeys = []string{
	"name", "version", "config-version", "profile", "model-paths", "seed-paths", "snapshot-paths", "macro-paths",
	"test-paths", "analysis-paths", "docs-paths", "asset-paths", "function-paths", "target-path", "log-path",
	"packages-install-path", "clean-targets", "vars", "dispatch", "on-run-start", "on-run-end", "query-comment",
	"quoting", "flags", "require-dbt-version", "packages", "restrict-access", "dbt-cloud", "project-root",
}

var legacyKeys = map[string]string{"source-paths": "model-paths", "data-paths": "seed-paths"}

// ReadConfig reads dbt_project.yml of the project in fsys, and nothing else of it.
func ReadConfig(fsys fs.FS, render Renderer) (*Project, error) { return readConfig(fsys, "", render) }

// readConfig reads dbt_project.yml of the project that lies in fsys.
func readConfig(fsys fs.FS, root string, render Renderer) (*Project, error) {
	p := &Project{FS: fsys, Root: root, trees: map[string]*Node{}}
	data, err := fs.ReadFile(fsys, projectFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, &scv.Error{
			Code: scv.CodeDBTNoProject, Op: "read project", Subject: p.Shown(projectFile),
			Hint: "Name the folder that holds dbt_project.yml.", Err: errors.New("the file does not exist"),
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", p.Shown(projectFile), err)
	}
	doc, err := p.parse(projectFile, data)
	if err != nil {
		return nil, err
	}
	if !doc.IsMap() {
		return nil, p.faultAt(projectFile, data, doc, "a map with `name:` is expected here", "Write at least `name: my_project`.")
	}
	doc, err = doc.Render(func(text string, at *Node) (jinja.Value, error) {
		v, err := render(nil, text)
		if err != nil {
			return nil, p.renderFault(projectFile, at, err)
		}
		return v, nil
	}, keptRaw)
	if err != nil {
		return nil, err
	}
	p.doc = doc
	return p, p.take(doc, data)
}

// keptRaw says which values of dbt_project.yml are rendered later, or never.
func keptRaw(keys []string) bool {
	switch keys[0] {
	case "on-run-start", "on-run-end", "query-comment", "vars":
		return true
	}
	last := strings.TrimPrefix(keys[len(keys)-1], "+")
	return last == "pre-hook" || last == "post-hook" || last == "pre_hook" || last == "post_hook"
}

func (p *Project) take(doc *Node, data []byte) error {
	p.Name = doc.Get("name").Text()
	if !projectName.MatchString(p.Name) {
		return p.faultAt(projectFile, data, doc.Get("name"), fmt.Sprintf("project name %q may hold only letters, digits and underscores, and not begin with a digit", p.Name), "Change `name:`.")
	}
	if err := p.checkVersions(doc, data); err != nil {
		return err
	}
	p.Version = doc.Get("version").Text()
	p.Profile = doc.Get("profile").Text()
	p.Requires = doc.Get("require-dbt-version").Strings()
	p.Restrict = doc.Get("restrict-access").Bool(false)
	p.Vars, p.Quoting, p.Flags = doc.Get("vars").Dict(), doc.Get("quoting").Dict(), doc.Get("flags").Dict()
	p.takePaths(doc)
	if p.Clean = doc.Get("clean-targets").Strings(); !doc.Has("clean-targets") {
		p.Clean = []string{p.Paths.Target}
	}
	p.takeHooks(doc)
	for _, d := range listOf(doc.Get("dispatch")) {
		p.Dispatch = append(p.Dispatch, Dispatch{d.Get("macro_namespace").Text(), d.Get("search_order").Strings()})
	}
	var fault error
	doc.Pairs(func(key string, k, v *Node) {
		section, ok := configSections[key]
		switch {
		case ok && !v.IsNull() && !v.IsMap():
			fault = p.faultAt(projectFile, data, v, key+": must be a map", "Write `"+key+":` and below it `+materialized: table` or a folder's name.")
		case ok && v.IsMap():
			p.trees[section] = mergeTrees(p.trees[section], v)
		case !ok:
			p.checkProjectKey(key, k)
		}
	})
	return fault
}

// versionOf is what dbt takes as a project's version, where it is a text: semantic,
// or its first two numbers.
var versionOf = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)(\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?)?$`)

// checkVersions refuses what dbt refuses in version: and config-version:.
func (p *Project) checkVersions(doc *Node, data []byte) error {
	if v := doc.Get("version"); !v.IsNull() {
		_, number := v.Any().(float64)
		text, isText := v.Any().(string)
		if !number && (!isText || !versionOf.MatchString(text)) {
			return p.faultAt(projectFile, data, v, "version: "+jinja.Repr(v.Any())+" is no version of a project", "Write it with two or three numbers, such as '1.0.0', or leave it out.")
		}
	}
	v := doc.Get("config-version")
	if v == nil {
		return nil
	}
	if n, ok := v.Any().(int64); ok && n == 2 {
		return nil
	}
	if f, ok := v.Any().(float64); ok && f == 2 {
		return nil
	}
	return p.faultAt(projectFile, data, v, "config-version: "+jinja.Repr(v.Any())+" is not known", "Write `config-version: 2`, or leave it out.")
}

func mergeTrees(a, b *Node) *Node {
	if a == nil {
		return b
	}
	out := &Node{Kind: Map, Line: a.Line, Column: a.Column}
	for i, k := range a.Keys {
		out.set(k, a.Items[i])
	}
	for i, k := range b.Keys {
		out.set(k, b.Items[i])
	}
	return out
}

func (p *Project) checkProjectKey(key string, k *Node) {
	if now, ok := legacyKeys[key]; ok {
		p.Warn(scv.CodeDBTUnknownKey, projectFile, k.Line, "`"+key+"` is the old name of `"+now+"`", "rename it: dbt v2 refuses the old one")
		return
	}
	if !slices.Contains(projectKeys, key) {
		p.warnUnknown(projectFile, k.Line, key, "dbt_project.yml", slices.Concat(projectKeys, sortedKeys(configSections)))
	}
}

func (p *Project) warnUnknown(file string, line int, key, where string, known []string) {
	hint := "dbt ignores it"
	if near := scv.Nearest(key, known); near != "" {
		hint = "did you mean `" + near + "`?"
	}
	p.Warn(scv.CodeDBTUnknownKey, file, line, "unknown key `"+key+"` in "+where, hint)
}

func (p *Project) takePaths(doc *Node) {
	list := func(key string, def ...string) []string {
		for old, now := range legacyKeys {
			if now == key && doc.Has(old) {
				return clean(doc.Get(old).Strings())
			}
		}
		if !doc.Has(key) {
			return def
		}
		return clean(doc.Get(key).Strings())
	}
	p.Paths = Paths{
		Models: list("model-paths", "models"), Seeds: list("seed-paths", "seeds"),
		Snapshots: list("snapshot-paths", "snapshots"), Macros: list("macro-paths", "macros"),
		Tests: list("test-paths", "tests"), Analyses: list("analysis-paths", "analyses"), Functions: list("function-paths", "functions"),
		Target: "target", Packages: "dbt_packages",
	}
	all := slices.Concat(p.Paths.Models, p.Paths.Seeds, p.Paths.Snapshots, p.Paths.Analyses, p.Paths.Macros, p.Paths.Functions)
	p.Paths.Docs = list("docs-paths", all...)
	if s := doc.Get("target-path").Text(); s != "" {
		p.Paths.Target = path.Clean(s)
	}
	if s := doc.Get("packages-install-path").Text(); s != "" {
		p.Paths.Packages = path.Clean(s)
	}
}

func clean(paths []string) []string {
	out := []string{}
	for _, s := range paths {
		if s = path.Clean(strings.ReplaceAll(s, `\`, "/")); fs.ValidPath(s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (p *Project) takeHooks(doc *Node) {
	hooks := func(key string) (out []Hook) {
		for _, s := range doc.Get(key).Strings() {
			if s != "" {
				out = append(out, Hook{SQL: s})
			}
		}
		return out
	}
	p.OnRunStart, p.OnRunEnd = hooks("on-run-start"), hooks("on-run-end")
	c := doc.Get("query-comment")
	p.Comment.Set = doc.Has("query-comment")
	if c.IsMap() {
		p.Comment.Text, p.Comment.Append = c.Get("comment").Text(), c.Get("append").Bool(false)
		return
	}
	p.Comment.Text = c.Text()
}

func listOf(n *Node) []*Node {
	if n.IsList() {
		return n.Items
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
