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

// ReadProfile reads one output of profiles.yml: of the profile the project names,
// the one called target, or the profile's own choice when target is "".
func ReadProfile(fsys fs.FS, name, target string, render Renderer) (Target, error) {
	const file = "profiles.yml"
	p := &Project{FS: fsys}
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		return Target{}, profileFault(file, "the file is not there", "Make a profiles.yml, or name the target.")
	}
	doc, err := p.parse(file, data)
	if err != nil {
		return Target{}, err
	}
	profile := doc.Get(name)
	if !profile.IsMap() {
		return Target{}, profileFault(file, fmt.Sprintf("no profile named %q", name), nearHint(name, doc))
	}
	if profile, err = p.rendered(file, profile, render, func([]string) bool { return false }); err != nil {
		return Target{}, err
	}
	if target == "" {
		target = profile.Get("target").Text()
	}
	if target == "" {
		target = "default"
	}
	out := profile.Get("outputs").Get(target)
	if !out.IsMap() {
		return Target{}, profileFault(file, fmt.Sprintf("profile %q has no output %q", name, target), nearHint(target, profile.Get("outputs")))
	}
	return targetOf(name, target, out)
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

func targetOf(profile, name string, out *Node) (Target, error) {
	t := Target{
		Profile: profile, Name: name, Type: out.Get("type").Text(), Schema: out.Get("schema").Text(),
		Database: out.Get("database").Text(), Threads: 1, Fields: out.Dict(),
	}
	switch t.Type {
	case "duckdb":
		t.duckdbDefaults(out.Get("path").Text())
	case "snowflake":
	default:
		return t, profileFault(fmt.Sprintf("profiles.yml:%d", out.Line), fmt.Sprintf("could not find adapter type %q", t.Type), "Use duckdb or snowflake.")
	}
	if s := out.Get("threads").Text(); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return t, profileFault(fmt.Sprintf("profiles.yml:%d", out.Get("threads").Line), "threads must be a number from 1", "Write `threads: 4`.")
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
