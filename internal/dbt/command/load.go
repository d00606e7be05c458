package command

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"scv/internal/dbt"
	"scv/internal/dbt/state"
	"scv/jinja"
)

// load reads the project with the flags and says what was found. With selects, the
// warnings of the selection are said too.
func (v *invocation) load(ctx context.Context) error { return v.loadOnly(ctx, nil) }

// loadOnly is load with the nodes of these ids selected; nil is what the flags
// select.
func (v *invocation) loadOnly(ctx context.Context, ids []string) error {
	o, err := v.options()
	if err != nil {
		return err
	}
	o.IDs = ids
	if v.project, err = dbt.Load(ctx, o); err != nil {
		return err
	}
	warnings := v.project.Warnings()
	if v.f.Strict == "v2" {
		warnings = append(slices.Clone(warnings), v.forV2()...)
	}
	return v.tell(&dbt.Summary{Config: v.project.Config(), Counts: v.project.Counts(), Warnings: warnings})
}

// tell says what was found in the project.
func (v *invocation) tell(s *dbt.Summary) error {
	v.config = s.Config
	v.takeProjectFlags()
	if err := v.warnAll(s.Warnings); err != nil {
		return err
	}
	if v.verb == "debug" {
		return nil
	}
	v.log.emit(event{name: "FoundStats", code: "W006", level: "info", text: found(s.Counts)})
	v.log.emit(event{name: "Formatting", code: "Z017", level: "info"})
	return nil
}

func (v *invocation) options() (dbt.Options, error) {
	o := dbt.Options{
		Dir: v.w.Dir, Env: v.w.Env, AsOf: v.started, Now: v.w.Now, Command: v.verb, Invocation: v.id, NoArtifacts: !v.f.WriteJSON,
		Select: v.f.Select, Exclude: v.f.Exclude, Selector: v.f.Selector, Indirect: v.f.Indirect,
		FullRefresh: v.f.FullRefresh, StoreFailures: v.f.StoreFailures, Empty: v.f.Empty, TargetPath: v.f.TargetPath, NoPartialParse: !v.f.PartialParse, Strict: v.f.Strict != "",
		Log: slog.New(&macroLog{v.log, v.f.Print}), Flags: v.flagsForJinja(), Args: v.args(),
	}
	var err error
	if o.Vars, err = v.f.vars(); err != nil {
		return o, err
	}
	if o.Types, err = kinds(v.f.Types); err != nil {
		return o, err
	}
	if o.NotTypes, err = kinds(v.f.NotTypes); err != nil {
		return o, err
	}
	if o.Sample, err = v.f.sample(v.started); err != nil {
		return o, err
	}
	if o.Start, err = eventTime("event-time-start", v.f.EventTimeStart); err != nil {
		return o, err
	}
	if o.End, err = eventTime("event-time-end", v.f.EventTimeEnd); err != nil {
		return o, err
	}
	if v.w.Home != nil {
		v.w.Home.inHome(&o, verbs()[v.verb].writes)
	} else {
		o.Profiles = os.DirFS(v.profilesDir())
		o.Target = dbt.Target{Profile: v.f.Profile, Name: v.f.Target, Threads: v.f.Threads}
	}
	return o, v.compareWith(&o)
}

// compareWith reads the earlier run that --state and --defer name.
func (v *invocation) compareWith(o *dbt.Options) error {
	if v.f.State != "" {
		e, err := state.Open(v.path(v.f.State))
		if err != nil {
			return err
		}
		o.State = e
	}
	if !v.f.Defer {
		return nil
	}
	from := o.State
	if v.f.DeferState != "" {
		var err error
		if from, err = state.Open(v.path(v.f.DeferState)); err != nil {
			return err
		}
	}
	if from == nil {
		return flagFault("defer", "", "it needs the artifacts of another run", "Name their folder by --state or --defer-state.")
	}
	o.Defer = dbt.DeferTo(from, v.f.FavorState)
	return nil
}

// path is a path of the command line: relative to the project's folder, where dbt
// works too.
func (v *invocation) path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(v.w.Dir, p)
}

// profilesDir is where profiles.yml lies: the flag, the project, the user's ~/.dbt.
func (v *invocation) profilesDir() string {
	if v.f.ProfilesDir != "" {
		return v.f.ProfilesDir
	}
	home, ok := v.w.Env("HOME")
	if exists(filepath.Join(v.w.Dir, "profiles.yml")) || !ok {
		return v.w.Dir
	}
	return filepath.Join(home, ".dbt")
}

// open attaches the warehouse of the target.
func (v *invocation) open(ctx context.Context) error {
	if v.warehouse != nil {
		return nil
	}
	w, err := v.w.Open(ctx, v.project.Target())
	if err != nil {
		return err
	}
	v.warehouse = w
	if v.w.Home != nil {
		v.project.Attach(w, v.w.Home.Materializations())
		return nil
	}
	v.project.Attach(w, nil)
	return nil
}

// takeProjectFlags takes `flags:` of dbt_project.yml where neither the command line
// nor the environment says otherwise.
func (v *invocation) takeProjectFlags() {
	given := v.config.Flags
	for key, to := range map[string]*bool{"fail_fast": &v.f.FailFast, "quiet": &v.f.Quiet, "print": &v.f.Print, "warn_error": &v.rules.all} {
		if b, ok := get(given, key).(bool); ok && !v.f.Given[strings.ReplaceAll(key, "_", "-")] {
			*to = *to || b
		}
	}
	if n, ok := get(given, "printer_width").(int64); ok && !v.f.Given["printer-width"] {
		v.f.PrinterWidth = int(n)
	}
}

func get(d *jinja.Dict, key string) jinja.Value {
	if d == nil {
		return nil
	}
	v, _ := d.GetStr(key)
	return v
}

// found counts what a project holds: "5 models, 1 seed".
func found(c dbt.Counts) string {
	var parts []string
	add := func(n int, one, many string) {
		switch {
		case n == 1:
			parts = append(parts, "1 "+one)
		case n > 1:
			parts = append(parts, fmt.Sprint(n)+" "+many)
		}
	}
	add(c.Models, "model", "models")
	add(c.Snapshots, "snapshot", "snapshots")
	add(c.Analyses, "analysis", "analyses")
	add(c.Tests, "data test", "data tests")
	add(c.Seeds, "seed", "seeds")
	add(c.Operations, "operation", "operations")
	add(c.Sources, "source", "sources")
	add(c.Exposures, "exposure", "exposures")
	add(c.Macros, "macro", "macros")
	add(c.Groups, "group", "groups")
	add(c.UnitTests, "unit test", "unit tests")
	return "Found " + strings.Join(parts, ", ")
}
