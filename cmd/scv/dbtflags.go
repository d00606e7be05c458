package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	dbtcommand "scv/internal/dbt/command"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// dbtFlags puts dbt's flags on a command.
type dbtFlags struct {
	set *pflag.FlagSet
	f   *dbtcommand.Flags
}

// onOff is one side of a pair such as --defer and --no-defer: the last one given
// stands.
type onOff struct {
	to  *bool
	off bool
}

// String is the value that help shows as default.
func (o *onOff) String() string {
	if o.to == nil {
		return "false"
	}
	return strconv.FormatBool(*o.to != o.off)
}

// Set takes what the command line or the environment says.
func (o *onOff) Set(s string) error {
	switch strings.ToLower(s) {
	case "yes", "on":
		s = "true"
	case "no", "off":
		s = "false"
	}
	v, err := strconv.ParseBool(s)
	if err != nil {
		return fmt.Errorf("%q is neither true nor false", s)
	}
	*o.to = v != o.off
	return nil
}

// Type is how help names the value.
func (*onOff) Type() string { return "bool" }

// IsBoolFlag lets the flag stand without a value.
func (*onOff) IsBoolFlag() bool { return true }

// pair adds --name and --no-name.
func (d *dbtFlags) pair(to *bool, name, short, usage string) {
	on := d.set.VarPF(&onOff{to: to}, name, short, usage)
	on.NoOptDefVal, on.DefValue = "true", "false"
	off := d.set.VarPF(&onOff{to: to, off: true}, "no-"+name, "", "")
	off.NoOptDefVal, off.Hidden = "true", true
}

// ignored accepts flags of dbt that mean nothing here.
func (d *dbtFlags) ignored(names ...string) {
	for _, name := range names {
		var unused bool
		d.pair(&unused, name, "", "accepted for dbt's sake, and means nothing here")
		d.set.Lookup(name).Hidden = true
	}
}

func (d *dbtFlags) ignoredText(names ...string) {
	for _, name := range names {
		d.set.String(name, "", "accepted for dbt's sake, and means nothing here")
		d.set.Lookup(name).Hidden = true
	}
}

func (d *dbtFlags) global() {
	s, f := d.set, d.f
	s.StringVar(&f.ProjectDir, "project-dir", "", "folder of dbt_project.yml")
	s.StringVar(&f.ProfilesDir, "profiles-dir", "", "folder of profiles.yml (default: the project's, else ~/.dbt)")
	s.StringVar(&f.Profile, "profile", "", "profile to use instead of the project's")
	s.StringVarP(&f.Target, "target", "t", "", "target of the profile")
	s.StringVar(&f.TargetPath, "target-path", "", "folder of the artifacts (default: target)")
	s.StringVar(&f.LogPath, "log-path", "", "folder of dbt.log (default: logs)")
	s.StringVar(&f.LogFormat, "log-format", "", "how lines are written: text, debug or json")
	s.StringVar(&f.LogFormatFile, "log-format-file", "", "the same for dbt.log")
	s.StringVar(&f.LogLevel, "log-level", "", "least level shown: debug, info, warn, error or none")
	s.StringVar(&f.LogLevelFile, "log-level-file", "", "the same for dbt.log; none writes no file")
	s.StringVar(&f.Vars, "vars", "", "variables that win over the project's, as YAML: '{day: 2}'")
	s.IntVar(&f.Threads, "threads", 0, "nodes built at one time (default: the target's)")
	s.IntVar(&f.PrinterWidth, "printer-width", 80, "width of the lines of progress")
	s.StringVar(&f.WarnErrorOptions, "warn-error-options", "", "which warnings are errors, as YAML: '{error: all, silence: [...]}'")
	s.StringVar(&f.Strict, "strict", "", "refuse what dbt would pass over in silence; --strict=v2 also what dbt v2 refuses")
	s.Lookup("strict").NoOptDefVal = "on"
	s.StringVar(&f.Invocation, "invocation-id", "", "id of this run in logs and artifacts")
	s.StringVar(&f.PackagesPath, "packages-install-path", "", "folder of installed packages")
	for _, name := range []string{"invocation-id", "packages-install-path", "log-format-file", "log-level-file", "printer-width"} {
		s.Lookup(name).Hidden = true
	}
	d.pair(&f.Quiet, "quiet", "q", "print only errors and what was asked for")
	d.pair(&f.Debug, "debug", "d", "print debug lines too")
	d.pair(&f.WarnError, "warn-error", "", "make every warning an error")
	d.pair(&f.FailFast, "fail-fast", "x", "start nothing new after the first failure")
	d.pair(&f.Print, "print", "", "let print() of macros print")
	d.pair(&f.WriteJSON, "write-json", "", "write artifacts")
	d.pair(&f.Colours, "use-colors", "", "colour the lines on a terminal")
	d.pair(&f.VersionCheck, "version-check", "", "refuse a project whose require-dbt-version does not fit")
	d.pair(&f.PartialParse, "partial-parse", "", "read only the files that changed")
	d.ignored("static-parser", "populate-cache", "cache-selected-only", "log-cache-events", "send-anonymous-usage-stats",
		"use-colors-file", "partial-parse-file-diff", "show-all-deprecations", "macro-debugging", "single-threaded", "upload-to-artifacts-ingest-api",
		"use-experimental-parser", "record-timing-info", "use-fast-test-edges", "use-v2-parser")
	d.ignoredText("log-file-max-bytes", "partial-parse-file-path", "maximum-seed-size-mib", "v2-parser", "cache")
}

func (d *dbtFlags) selection() {
	s, f := d.set, d.f
	s.StringArrayVarP(&f.Select, "select", "s", nil, "nodes to take, in dbt's syntax; several words are a union")
	s.StringArrayVarP(&f.Select, "models", "m", nil, "the same")
	s.Lookup("models").Hidden = true
	s.StringArrayVar(&f.Exclude, "exclude", nil, "nodes to leave out")
	s.StringVar(&f.Selector, "selector", "", "a selector of selectors.yml")
	s.StringVar(&f.Indirect, "indirect-selection", "", "which tests come along: eager, cautious, buildable or empty")
}

func (d *dbtFlags) state() {
	s, f := d.set, d.f
	s.StringVar(&f.State, "state", "", "folder with the artifacts of an earlier run, for state:, result: and --defer")
	s.StringVar(&f.DeferState, "defer-state", "", "another folder for --defer")
	d.pair(&f.Defer, "defer", "", "read nodes that are not there where the earlier run has them")
	d.pair(&f.FavorState, "favor-state", "", "with --defer: even when they are there")
}

func (d *dbtFlags) types() {
	s, f := d.set, d.f
	for _, name := range []string{"resource-type", "resource-types"} {
		s.StringArrayVar(&f.Types, name, nil, "only nodes of these types: model, seed, test, unit_test, source, ... or all")
		s.StringArrayVar(&f.NotTypes, "exclude-"+name, nil, "no nodes of these types")
	}
	s.Lookup("resource-types").Hidden, s.Lookup("exclude-resource-types").Hidden = true, true
}

func (d *dbtFlags) building() {
	s, f := d.set, d.f
	d.pair(&f.FullRefresh, "full-refresh", "f", "build incremental models and seeds anew")
	d.pair(&f.SkipUnchanged, "skip-unchanged", "", "scv's own: leave alone what would come out as it is")
	d.pair(&f.Empty, "empty", "", "build with no rows: to see whether the SQL runs")
	s.StringVar(&f.Sample, "sample", "", "build with the rows of a time: '3 days' or '{start: 2025-01-01, end: 2025-02-01}'")
	s.StringVar(&f.EventTimeStart, "event-time-start", "", "begin of the batches of microbatch models")
	s.StringVar(&f.EventTimeEnd, "event-time-end", "", "end of the batches")
	d.ignored("export-saved-queries", "include-saved-query", "inject-ephemeral-ctes")
}

func (d *dbtFlags) publishing() {
	d.set.BoolVar(&d.f.Publish, "publish", false, "in a home: show readers what was built, when its tests pass")
}

func (d *dbtFlags) testing() {
	d.pair(&d.f.StoreFailures, "store-failures", "", "keep the rows that tests find")
}

func (d *dbtFlags) showing() { d.pair(&d.f.Show, "show", "", "print the first rows of each seed") }

func (d *dbtFlags) retrying() {
	d.set.StringVar(&d.f.State, "state", "", "folder with run_results.json of the run to retry (default: the target folder)")
	d.pair(&d.f.FullRefresh, "full-refresh", "f", "build incremental models and seeds anew")
}

func (d *dbtFlags) operating() {
	d.set.StringVar(&d.f.Args, "args", "", "arguments of the macro, as YAML: '{schema: old}'")
	d.set.StringVar(&d.f.SQL, "sql", "", "SQL to run instead of a macro")
}

func (d *dbtFlags) cleaning() {
	d.pair(&d.f.OnlyProjectFiles, "clean-project-files-only", "", "accepted for dbt's sake: nothing outside the project is ever removed")
}

func (d *dbtFlags) installing() {
	d.pair(&d.f.Upgrade, "upgrade", "", "look for newer versions than those of the lock")
	d.pair(&d.f.Lock, "lock", "", "write package-lock.yml and install nothing")
	d.set.StringVar(&d.f.AddPackage, "add-package", "", "add NAME@VERSION to packages.yml first")
	d.set.StringVar(&d.f.Source, "source", "hub", "where an added package comes from: hub, git or local")
	d.pair(&d.f.DryRun, "dry-run", "", "with --add-package: change nothing")
}

func (d *dbtFlags) listing() {
	d.set.StringVarP(&d.f.Output, "output", "o", "", "form of a line: selector, name, path or json")
	d.set.StringArrayVar(&d.f.OutputKeys, "output-keys", nil, "keys of --output json; a.b reaches inside")
}

func (d *dbtFlags) rendering() {
	d.pair(&d.f.Introspect, "introspect", "", "let macros ask the warehouse while compiling")
	d.pair(&d.f.FullRefresh, "full-refresh", "f", "compile incremental models as if built anew")
	d.pair(&d.f.Empty, "empty", "", "compile refs with no rows")
	d.ignored("inject-ephemeral-ctes")
}

func (d *dbtFlags) inline() {
	d.set.StringVar(&d.f.Inline, "inline", "", "SQL with Jinja to take instead of a node")
	d.set.StringVarP(&d.f.Output, "output", "o", "", "text or json")
}

func (d *dbtFlags) previewing() {
	d.set.IntVar(&d.f.Limit, "limit", 5, "rows to print; -1 prints all")
}

func (d *dbtFlags) outputFile() {
	d.set.StringVarP(&d.f.Output, "output", "o", "", "file to write instead of target/sources.json")
}

func (d *dbtFlags) documenting() {
	var compile bool
	d.pair(&compile, "compile", "", "compile the project first (default)")
	d.set.VarPF(&onOff{to: &d.f.NoCompile}, "skip-compile", "", "").Hidden = true
	d.pair(&d.f.EmptyCatalog, "empty-catalog", "", "write a catalog without asking the warehouse")
	d.pair(&d.f.Static, "static", "", "accepted for dbt's sake: the page always holds its data")
	off := d.set.Lookup("no-compile")
	off.Value, off.Hidden, off.Usage, off.NoOptDefVal = &onOff{to: &d.f.NoCompile}, false, "take the SQL as it was compiled before", "true"
}

func (d *dbtFlags) debugging() {
	d.pair(&d.f.Connection, "connection", "", "accepted for dbt's sake: the connection is always tested")
	d.pair(&d.f.ConfigDir, "config-dir", "", "accepted for dbt's sake")
}

// notFromEnvironment are the flags that dbt takes from the command line only.
var notFromEnvironment = []string{
	"select", "models", "exclude", "selector", "inline", "args", "sql", "output", "output-keys", "limit", "help", "dir", "json", "verbose", "full-refresh-off",
	"event-time-start", "event-time-end", "add-package", "source", "show", "vars", "threads", "version", "lock", "upgrade", "dry-run", "strict",
}

// fromEnvironment sets the flags that the command line leaves out from DBT_ENGINE_X
// or DBT_X, and notes which were set at all.
func fromEnvironment(cmd *cobra.Command, f *dbtcommand.Flags) error {
	var fault error
	cmd.Flags().VisitAll(func(flag *pflag.Flag) {
		name := strings.TrimPrefix(flag.Name, "no-")
		if flag.Changed {
			f.Given[name] = true
			return
		}
		other := cmd.Flags().Lookup("no-" + flag.Name)
		if flag.Name != name || other != nil && other.Changed || slices.Contains(notFromEnvironment, flag.Name) {
			return
		}
		key := strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
		for _, prefix := range []string{"DBT_ENGINE_", "DBT_"} {
			v, ok := os.LookupEnv(prefix + key)
			if !ok || v == "" || fault != nil {
				continue
			}
			if err := flag.Value.Set(v); err != nil {
				fault = fmt.Errorf("%s%s: %w", prefix, key, err)
			}
			f.Given[name] = true
			return
		}
	})
	return fault
}
