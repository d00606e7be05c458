package command

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// invocation is one command that runs.
type invocation struct {
	f         *Flags
	w         World
	verb      string
	id        string
	started   time.Time
	log       *logger
	project   *dbt.Project
	config    *project.Project // what dbt_project.yml says, once it was read
	warehouse Warehouse
	warned    map[string]bool
	rules     *warnRules
	again     map[string]dbt.Rest // retry: of microbatch models
	answers   *jinja.List         // what list and show were asked for, for World.Document
}

// errFailed ends a command with exit code 1: what failed was said already.
var errFailed = errors.New("a node failed")

// verb is what a command does. writes says that it builds something.
type verb struct {
	do     func(*invocation, context.Context) error
	writes bool
}

func verbs() map[string]verb {
	return map[string]verb{
		"build": {(*invocation).build, true}, "run": {(*invocation).build, true}, "test": {(*invocation).build, false},
		"seed": {(*invocation).build, true}, "snapshot": {(*invocation).build, true},
		"compile": {(*invocation).compile, false}, "show": {(*invocation).show, false}, "list": {(*invocation).list, false},
		"parse": {(*invocation).parse, false}, "freshness": {(*invocation).freshness, false}, "generate": {(*invocation).generate, false},
		"run-operation": {(*invocation).operation, true}, "debug": {(*invocation).debug, false}, "clean": {(*invocation).clean, false},
		"clone": {(*invocation).clone, true}, "retry": {(*invocation).retry, true}, "deps": {(*invocation).deps, false},
	}
}

// Run runs a verb, named as run_results.json names it ("list", "freshness",
// "generate"), and gives dbt's exit code.
func Run(ctx context.Context, name string, f *Flags, w World) (code int) {
	v := &invocation{f: f, w: w, verb: name, id: orText(f.Invocation, w.NewID()), started: w.Now(), warned: map[string]bool{}, answers: jinja.NewList()}
	v.log = newLogger(f, w, v.id)
	defer func() {
		if r := recover(); r != nil {
			v.encountered(&scv.Error{Code: scv.CodeInternal, Op: name, Err: fmt.Errorf("%v", r), Hint: "Report this with the command line; nothing was left half-written."})
			code = exitBroken
		}
		_ = v.log.close()
	}()
	err := v.run(ctx, verbs()[name])
	if v.warehouse != nil {
		err = errors.Join(err, v.warehouse.Close())
	}
	return v.end(errors.Join(err, v.document(err)))
}

func (v *invocation) run(ctx context.Context, do verb) error {
	if err := v.f.check(); err != nil {
		return err
	}
	var err error
	if v.rules, err = readWarnRules(v.f); err != nil {
		return err
	}
	if v.verb != "clean" && v.verb != "debug" {
		if err := v.log.open(v.logDir()); err != nil {
			return err
		}
	}
	if v.verb == "list" && !v.f.Given["log-level"] && !v.f.Debug {
		v.log.console.level = max(v.log.console.level, levelOf("warn")) // only warnings go between the lines
	}
	v.log.emit(event{
		name: "MainReportVersion", code: "A001", level: "info", text: "Running with the dbt engine of scv, as dbt=" + dbt.Version,
		data: map[string]any{"version": "=" + dbt.Version, "log_version": 3},
	})
	v.log.emit(event{
		name: "MainReportArgs", code: "A002", level: "debug", text: "running dbt with arguments " + v.w.Invocation,
		data: map[string]any{"args": map[string]any{"invocation_command": v.w.Invocation, "which": v.verb}},
	})
	return do.do(v, ctx)
}

// end says what went wrong and gives the exit code.
func (v *invocation) end(err error) int {
	took := v.w.Now().Sub(v.started).Seconds()
	outcome, code := "succeeded", exitFine
	switch {
	case errors.Is(err, errFailed):
		outcome, code = "failed", exitFailed
	case err != nil:
		outcome, code = "failed", exitBroken
		v.encountered(err)
	}
	v.log.emit(event{
		name: "CommandCompleted", code: "Q039", level: "debug", text: fmt.Sprintf("Command `dbt %s` %s after %.2f seconds", v.verb, outcome, took),
		data: map[string]any{"command": "dbt " + v.verb, "success": code == exitFine, "elapsed": took},
	})
	return code
}

// encountered prints an error as dbt does: what it is, where, and what to do.
func (v *invocation) encountered(err error) {
	var b strings.Builder
	b.WriteString("[ERROR]: Encountered an error:")
	for _, each := range unjoin(err) {
		title := "Runtime Error"
		if code := scv.CodeOf(each); strings.HasPrefix(string(code), "SCV-D") {
			if info, ok := scv.Lookup(code); ok {
				title = fmt.Sprintf("%s (%s)", strings.ToUpper(info.Title[:1])+info.Title[1:], code)
			}
		}
		b.WriteString("\n" + title + "\n" + indent(each.Error()))
		if hint := scv.HintOf(each); hint != "" {
			b.WriteString("\n  " + hint)
		}
	}
	v.log.emit(event{name: "MainEncounteredError", code: "Z002", level: "error", text: b.String(), data: map[string]any{"exc": err.Error()}})
}

// unjoin gives the errors that were joined into one, in their order.
func unjoin(err error) []error {
	many, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []error{err}
	}
	var out []error
	for _, part := range many.Unwrap() {
		out = append(out, unjoin(part)...)
	}
	return out
}

func indent(s string) string {
	return "  " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n  ")
}

func (v *invocation) info(text string) {
	v.log.emit(event{name: "Note", code: "Z050", level: "info", text: text})
}

// answer prints what a verb was asked for, whatever the log's level.
func (v *invocation) answer(name, code, text string, data map[string]any) {
	v.log.emit(event{name: name, code: code, level: "info", text: text, data: data, always: true})
}

func (v *invocation) logDir() string {
	if v.f.LogPath != "" {
		return v.f.LogPath
	}
	return filepath.Join(v.w.Dir, "logs")
}

// exists says whether a file is there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
