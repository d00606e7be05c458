package app

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt"
	dbtproject "scv/internal/dbt/project"
)

// warehouseVariable is what the production target of a home's project is bound
// by: in the home it is the warehouse of scv.yml, elsewhere whoever runs the
// pipeline sets it.
const warehouseVariable = "SCV_WAREHOUSE"

// env is the environment as the home's project sees it.
func (a *App) env(name string) (string, bool) {
	if a.options.Env != nil {
		if v, ok := a.options.Env(name); ok {
			return v, true
		}
	}
	if name != warehouseVariable {
		return "", false
	}
	path, err := filepath.Abs(a.path(a.Config.Warehouse.Path))
	return path, err == nil
}

// targetProbe proves that only the pipeline reaches production.
func (a *App) targetProbe(parsed func(context.Context) (*dbt.Project, error)) scv.Probe {
	return scv.Probe{
		Name: "profile.target", Items: []string{"2.4.2"},
		Proves: "Who names no target does not get production; no other target leads to production's database, as its own or attached without read_only. A DuckDB file of production belongs to the user of the pipeline and nobody else may write to it or its folder; on Snowflake the target's role is the one the variable pipeline_role names and no administrator's, and no other target has it.",
		Run:    func(ctx context.Context) scv.Finding { return a.targets(ctx, parsed) },
	}
}

const targetRemedy = "Correct profiles.yml of the project, then type `scv readiness run 2.4.2`."

func (a *App) targets(ctx context.Context, parsed func(context.Context) (*dbt.Project, error)) scv.Finding {
	p, err := parsed(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	profile, err := p.Profile(ctx)
	if err != nil {
		return scv.Failed(err.Error(), scv.HintOf(err))
	}
	role, err := p.Text(ctx, "pipeline_role")
	if err != nil {
		return scv.Cannot(err)
	}
	if dbt.IsProduction(profile.Default) {
		return scv.Failed("the target of who names none is "+profile.Default+", production", "Write `target:` with another target in profiles.yml of the project.")
	}
	said, unseen := []string{fmt.Sprintf("who names no target gets %s, not one of production", profile.Default)}, ""
	found := false
	for _, o := range profile.Outputs {
		if !dbt.IsProduction(o.Name) {
			continue
		}
		found = true
		text, f := a.reach(o, profile.Outputs, role)
		switch f.Verdict {
		case scv.Fail:
			return f
		case scv.Unknown:
			unseen = f.Evidence
		}
		said = append(said, text)
	}
	switch {
	case !found:
		return scv.Failed("profile "+profile.Name+" has no target of production", "Write one called prod in profiles.yml of the project.")
	case unseen != "":
		return scv.Finding{Verdict: scv.Unknown, Evidence: unseen, Remedy: "Type `scv readiness run 2.4.2` where the pipeline runs, with these variables set."}
	}
	return scv.Passed(strings.Join(said, "; "))
}

// reach says who reaches a target of production: in words when that is the
// pipeline alone.
func (a *App) reach(o dbtproject.Output, all []dbtproject.Output, role string) (string, scv.Finding) {
	if len(o.Faults) > 0 {
		return "", scv.Failed(o.Faults[0], targetRemedy)
	}
	if o.Type == "snowflake" {
		return snowflakeReach(o, all, role)
	}
	path := o.Text("path")
	switch {
	case path == "" && o.Waits("path"):
		return "", scv.Finding{Verdict: scv.Unknown, Evidence: fmt.Sprintf("where target %s builds is not set here: %s", o.Name, strings.Join(o.Unset, ", "))}
	case path == "" || strings.HasPrefix(path, ":memory:"):
		return "", scv.Failed("target "+o.Name+" builds in memory: nothing is kept", "Write the path of a file in profiles.yml of the project.")
	case strings.Contains(path, ":") && !filepath.IsAbs(path):
		return fmt.Sprintf("target %s is a database of a service: who may write to it is not applicable here, its grants say", o.Name), scv.Passed("")
	}
	path = a.inProject(path)
	for _, other := range all {
		leads := func(to string) bool { return sameFile(path, a.inProject(to)) }
		if !dbt.IsProduction(other.Name) && slices.ContainsFunc(other.Written(), leads) {
			return "", scv.Failed(fmt.Sprintf("target %s leads to the file of target %s", other.Name, o.Name), targetRemedy)
		}
	}
	wrong, err := writableBy(path)
	switch {
	case err != nil:
		return "", scv.Failed(err.Error(), scv.HintOf(err))
	case wrong != "":
		return "", scv.Failed("target "+o.Name+": "+wrong, "Take the right away: chmod go-w on the file and its folder.")
	}
	return fmt.Sprintf("%s of target %s and its folder are writable by their owner only, the user that runs scv; roles are not applicable: an embedded database has none", filepath.Base(path), o.Name), scv.Passed("")
}

// inProject makes a path of a profile independent of the folder: dbt works in the
// project's.
func (a *App) inProject(path string) string {
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(a.projectDir(), filepath.FromSlash(path))
}

func sameFile(a, b string) bool {
	if filepath.Clean(a) == filepath.Clean(b) {
		return true
	}
	one, err := os.Stat(a)
	two, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, two)
}

// administrators are the roles of Snowflake that come with every account.
var administrators = []string{"ACCOUNTADMIN", "SYSADMIN", "SECURITYADMIN", "USERADMIN", "ORGADMIN", "GLOBALORGADMIN", "PUBLIC"}

func snowflakeReach(o dbtproject.Output, all []dbtproject.Output, role string) (string, scv.Finding) {
	has := strings.ToUpper(o.Text("role"))
	switch {
	case has == "" && o.Waits("role"):
		return "", scv.Finding{Verdict: scv.Unknown, Evidence: fmt.Sprintf("the role of target %s is not set here: %s", o.Name, strings.Join(o.Unset, ", "))}
	case has == "":
		return "", scv.Failed("target "+o.Name+" names no role: it gets whatever the user's default is", "Write `role:` in profiles.yml of the project.")
	case slices.Contains(administrators, has):
		return "", scv.Failed(fmt.Sprintf("target %s has the role %s, which is no pipeline's", o.Name, has), "Make a role that owns the schemas of the project and nothing else.")
	case role == "":
		return "", scv.Failed(fmt.Sprintf("target %s has the role %s, and no pipeline role is declared", o.Name, has), "Write `vars: {pipeline_role: "+has+"}` in dbt_project.yml.")
	case !strings.EqualFold(has, role):
		return "", scv.Failed(fmt.Sprintf("target %s has the role %s, the pipeline's is %s", o.Name, has, role), targetRemedy)
	}
	for _, other := range all {
		same := func(key string) bool { return o.Text(key) != "" && strings.EqualFold(other.Text(key), o.Text(key)) }
		switch {
		case dbt.IsProduction(other.Name):
		case same("role"):
			return "", scv.Failed(fmt.Sprintf("target %s has the role of target %s", other.Name, o.Name), targetRemedy)
		case same("account") && same("database"):
			return "", scv.Failed(fmt.Sprintf("target %s leads to the database of target %s", other.Name, o.Name), targetRemedy)
		}
	}
	return fmt.Sprintf("target %s has the pipeline's role %s and no other target has it; who holds that role is not applicable offline: the account says", o.Name, has), scv.Passed("")
}

// writableBy says who else may write to a database file or, where it is not there
// yet, put it into its folder; "" for nobody.
func writableBy(path string) (string, error) {
	for _, p := range []string{path, filepath.Dir(path)} {
		info, err := os.Stat(p)
		if p == path && os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return "", unreadable(p, err)
		}
		if wrong := openTo(filepath.Base(p), info); wrong != "" {
			return wrong, nil
		}
	}
	return "", nil
}

func openTo(name string, info fs.FileInfo) string {
	switch {
	case info.Mode().Perm()&0o022 != 0:
		return fmt.Sprintf("%s may be written to by others (%s)", name, info.Mode().Perm())
	case !ownedByUs(info):
		return name + " belongs to another user"
	}
	return ""
}
