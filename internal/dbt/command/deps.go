package command

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"scv/internal/dbt"
	"scv/internal/dbt/deps"
)

// hubVariable names the environment variable with the address of dbt's package hub.
const hubVariable = "DBT_PACKAGE_HUB_URL"

// deps installs the packages of packages.yml and dependencies.yml.
func (v *invocation) deps(ctx context.Context) error {
	if v.f.AddPackage != "" {
		if err := v.addPackage(); err != nil || v.f.DryRun {
			return err
		}
	}
	o := dbt.Options{Dir: v.w.Dir, Env: v.w.Env, AsOf: v.started}
	p, err := dbt.ReadConfig(ctx, o)
	if err != nil {
		return err
	}
	if o.Vars, err = v.f.vars(); err != nil {
		return err
	}
	render, err := dbt.Renderer(ctx, o)
	if err != nil {
		return err
	}
	hub, _ := v.w.Env(hubVariable)
	return deps.Install(ctx, deps.Options{
		Dir: v.w.Dir, Packages: orText(v.f.PackagesPath, p.Paths.Packages), Render: render, Fetch: v.w.Fetch, Git: v.w.Git, Hub: hub,
		Upgrade: v.f.Upgrade, LockOnly: v.f.Lock, Say: v.info,
	})
}

// addPackage writes one more entry into packages.yml.
func (v *invocation) addPackage() error {
	name, version, _ := strings.Cut(v.f.AddPackage, "@")
	var entry string
	switch {
	case v.f.Source == "local":
		entry = "  - local: " + name + "\n"
	case v.f.Source == "git" && version != "":
		entry = "  - git: " + name + "\n    revision: " + version + "\n"
	case v.f.Source == "hub" && version != "":
		entry = "  - package: " + name + "\n    version: \"" + version + "\"\n"
	default:
		return flagFault("add-package", v.f.AddPackage, "a package of the hub or of git needs a version", "Write --add-package dbt-labs/dbt_utils@1.3.0.")
	}
	path := filepath.Join(v.w.Dir, "packages.yml")
	old, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return flagFault("add-package", v.f.AddPackage, "packages.yml cannot be read", "Correct the file's permissions.")
	}
	text := string(old)
	if strings.TrimSpace(text) == "" {
		text = "packages:\n"
	}
	if !strings.HasSuffix(text, "\n") {
		text += "\n"
	}
	if v.f.DryRun {
		v.info("packages.yml would have:\n" + entry)
		return nil
	}
	if err := os.WriteFile(path, []byte(text+entry), 0o644); err != nil {
		return flagFault("add-package", v.f.AddPackage, "packages.yml cannot be written", "Correct the folder's permissions.")
	}
	v.info("Added " + v.f.AddPackage + " to packages.yml")
	return nil
}
