package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"scv"
	"scv/jinja"
)

// Target is the output of a profile: where the project is built.
type Target struct {
	Profile  string
	Name     string // dev, prod
	Type     string // duckdb, snowflake
	Database string // "" leaves the database out of relations
	Schema   string
	Threads  int
	Fields   *jinja.Dict // everything the profile says of it, without passwords
}

// secretFields are keys of an output that `target` never shows.
var secretFields = []string{"password", "pass", "token", "private_key", "private_key_passphrase", "secret", "secrets", "client_secret", "keyfile_json"}

const profilesFile = "profiles.yml"

// ReadProfile reads one output of profiles.yml: of the profile the project names,
// the one called target, or the profile's own choice when target is "". Only that
// output is rendered: others may need variables that are not set here.
func ReadProfile(fsys fs.FS, name, target string, render Renderer) (Target, error) {
	p := &Project{FS: fsys}
	profile, err := p.profile(name)
	if err != nil {
		return Target{}, err
	}
	at := profile.Get("outputs")
	if target == "" {
		if at = profile.Get("target"); at == nil {
			at = profile
		}
		if target, err = p.choice(profile, render); err != nil {
			return Target{}, err
		}
	}
	out := profile.Get("outputs").Get(target)
	if !out.IsMap() {
		if at == nil { // no outputs
			at = profile
		}
		return Target{}, p.Fault(profilesFile, at.Line, at.Column, fmt.Sprintf("profile %q has no output %q", name, target), nearHint(target, profile.Get("outputs")))
	}
	if out, err = p.rendered(profilesFile, out, render, func([]string) bool { return false }); err != nil {
		return Target{}, err
	}
	return p.targetOf(name, target, out)
}

// profile gives one profile as the file has it.
func (p *Project) profile(name string) (*Node, error) {
	data, err := fs.ReadFile(p.FS, profilesFile)
	if err != nil {
		return nil, profileFault(profilesFile, "the file is not there", "Make a profiles.yml, or name the target.")
	}
	doc, err := p.parse(profilesFile, data)
	if err != nil {
		return nil, err
	}
	profile := doc.Get(name)
	switch {
	case profile == nil:
		return nil, profileFault(profilesFile, fmt.Sprintf("no profile named %q", name), nearHint(name, doc))
	case !profile.IsMap():
		return nil, p.faultAt(profilesFile, data, profile, fmt.Sprintf("profile %q must be a map", name), "Write `target:` and `outputs:` below it.")
	}
	return profile, nil
}

// choice is the target of who names none.
func (p *Project) choice(profile *Node, render Renderer) (string, error) {
	said, err := p.rendered(profilesFile, profile.Get("target"), render, func([]string) bool { return false })
	return cmp.Or(said.Text(), "default"), err
}

func profileFault(file, text, hint string) error {
	return &scv.Error{Code: scv.CodeDBTProfile, Op: "read profile", Subject: file, Hint: hint, Err: errors.New(text)}
}

func nearHint(wrong string, n *Node) string {
	names := []string{}
	n.Pairs(func(key string, _, _ *Node) { names = append(names, key) })
	if near := scv.Nearest(wrong, names); near != "" {
		return "Did you mean " + near + "?"
	}
	return "There is: " + strings.Join(names, ", ") + "."
}

func (p *Project) targetOf(profile, name string, out *Node) (Target, error) {
	t := Target{
		Profile: profile, Name: name, Type: out.Get("type").Text(), Schema: out.Get("schema").Text(),
		Database: out.Get("database").Text(), Threads: 1, Fields: out.Dict(),
	}
	switch t.Type {
	case "duckdb":
		t.duckdbDefaults(out.Get("path").Text())
	case "snowflake":
	default:
		at := out.Get("type")
		if at == nil {
			at = out
		}
		return t, p.Fault(profilesFile, at.Line, at.Column, fmt.Sprintf("could not find adapter type %q", t.Type), "Use duckdb or snowflake.")
	}
	if s := out.Get("threads").Text(); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			at := out.Get("threads")
			return t, p.Fault(profilesFile, at.Line, at.Column, "threads must be a number from 1", "Write `threads: 4`.")
		}
		t.Threads = n
	}
	for _, key := range secretFields {
		t.Fields.Delete(key)
	}
	return t, nil
}

// duckdbDefaults takes the database's name from its file, as DuckDB does.
func (t *Target) duckdbDefaults(file string) {
	t.Schema = cmp.Or(t.Schema, "main")
	if file == "" || file == ":memory:" {
		file = "memory"
	}
	stem, _, _ := strings.Cut(file[strings.LastIndexAny(file, `/\`)+1:], ".")
	t.Database = cmp.Or(t.Database, stem)
}
