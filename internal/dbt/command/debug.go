package command

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"scv"
	"scv/internal/dbt"
	"scv/internal/warehouse"
	"scv/jinja"
)

// debug says whether everything is there that a command needs.
func (v *invocation) debug(ctx context.Context) error {
	v.info("dbt version: " + dbt.Version)
	v.info("adapter type: duckdb")
	v.info("Configuration:")
	loadErr := v.load(ctx)
	faults := v.profileFaults(ctx, loadErr)
	v.info("  profiles.yml file [" + v.profileState(loadErr, len(faults)) + "]")
	for _, f := range faults {
		v.info("    " + f)
	}
	v.info("  dbt_project.yml file [" + v.projectState(loadErr) + "]")
	v.info("Required dependencies:")
	git := "OK found"
	if _, err := exec.LookPath("git"); err != nil {
		git = "not found: packages from git cannot be installed"
	}
	v.info(" - git [" + git + "]")
	if loadErr != nil {
		v.encountered(loadErr)
		return errFailed
	}
	return v.debugConnection(ctx)
}

// profileFaults is what the schema of its adapter says of every target of the profile,
// with file and line. A run may go well all the same.
func (v *invocation) profileFaults(ctx context.Context, loadErr error) []string {
	if loadErr != nil || !exists(filepath.Join(v.profilesDir(), "profiles.yml")) {
		return nil
	}
	name := cmp.Or(v.project.Target().Profile, v.project.Config().Profile)
	profile, err := v.project.ProfileIn(ctx, os.DirFS(v.profilesDir()), name)
	if err != nil {
		return []string{err.Error()}
	}
	var faults []string
	for _, o := range profile.Outputs {
		faults = append(faults, o.Faults...)
	}
	return faults
}

func (v *invocation) profileState(loadErr error, faults int) string {
	said := ""
	if faults > 0 {
		said = "; WARNING the schema of its adapter finds " + number(faults, "fault", "faults") + ":"
	}
	switch {
	case v.w.Home != nil:
		return "not needed: the home's scv.yml says where the warehouse is" + said
	case !exists(filepath.Join(v.profilesDir(), "profiles.yml")):
		return "ERROR not found in " + v.profilesDir()
	case scv.CodeOf(loadErr) == scv.CodeDBTProfile:
		return "ERROR invalid"
	case faults > 0:
		return "OK found" + said
	}
	return "OK found and valid"
}

func (v *invocation) projectState(loadErr error) string {
	switch {
	case !exists(filepath.Join(v.w.Dir, "dbt_project.yml")):
		return "ERROR not found in " + v.w.Dir
	case loadErr != nil && scv.CodeOf(loadErr) != scv.CodeDBTProfile:
		return "ERROR invalid"
	}
	return "OK found and valid"
}

func (v *invocation) debugConnection(ctx context.Context) error {
	t := v.project.Target()
	v.info("Connection:")
	v.info("  database: " + t.Database)
	v.info("  schema: " + t.Schema)
	if t.Fields != nil {
		for k, value := range t.Fields.All() {
			if name := fmt.Sprint(k); name != "database" && name != "schema" && name != "type" {
				v.info("  " + name + ": " + shownField(value))
			}
		}
	}
	err := v.open(ctx)
	if err == nil {
		var t *warehouse.Table
		if t, err = v.warehouse.Table(ctx, "select version()"); err == nil {
			v.info(fmt.Sprintf("  engine: DuckDB %v", t.Rows[0][0]))
		}
	}
	if err != nil {
		v.info("  Connection test: [ERROR]")
		return v.nodeFault("connection", err)
	}
	v.info("  Connection test: [OK connection ok]")
	v.info("All checks passed!")
	return nil
}

// shownField is a field of a profile as debug shows it: what is nested may hold
// keys and passwords, and is only counted.
func shownField(v jinja.Value) string {
	switch v := v.(type) {
	case *jinja.Dict:
		return number(v.Len(), "entry", "entries")
	case *jinja.List:
		return number(len(v.Items), "entry", "entries")
	}
	return jinja.Str(v)
}
