package command

import (
	"context"
	"log/slog"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// args are the command line as run_results.json and invocation_args_dict show it,
// by dbt's names; retry reads them back.
func (v *invocation) args() *jinja.Dict {
	f := v.f
	vars, err := yamlMap("vars", f.Vars)
	if err != nil {
		vars = jinja.NewDict() // the command refuses it before anything is written
	}
	d := jinja.NewDict(
		"which", v.verb, "invocation_command", v.w.Invocation,
		"select", graph.TextList(f.Select), "exclude", graph.TextList(f.Exclude), "selector", orNone(f.Selector),
		"resource_types", graph.TextList(f.Types), "exclude_resource_types", graph.TextList(f.NotTypes),
		"indirect_selection", orText(f.Indirect, "eager"), "vars", vars, "profile", orNone(f.Profile), "target", orNone(f.Target),
		"full_refresh", f.FullRefresh, "fail_fast", f.FailFast, "store_failures", f.StoreFailures, "empty", f.Empty, "sample", orNone(f.Sample),
		"defer", f.Defer, "favor_state", f.FavorState, "state", orNone(f.State), "defer_state", orNone(f.DeferState),
		"event_time_start", orNone(f.EventTimeStart), "event_time_end", orNone(f.EventTimeEnd),
		"warn_error", f.WarnError, "warn_error_options", orNone(f.WarnErrorOptions), "strict_mode", f.Strict != "",
		"log_format", orText(f.LogFormat, "default"), "log_level", orText(f.LogLevel, "info"), "quiet", f.Quiet, "print", f.Print,
		"write_json", f.WriteJSON, "introspect", f.Introspect, "version_check", f.VersionCheck, "printer_width", int64(f.PrinterWidth),
		"use_colors", f.Colours, "target_path", orNone(f.TargetPath),
	)
	if f.Threads > 0 {
		d.Put("threads", int64(f.Threads))
	}
	return d
}

func orNone(s string) jinja.Value {
	if s == "" {
		return nil
	}
	return s
}

// flagsForJinja are what `flags` shows to macros besides.
func (v *invocation) flagsForJinja() *jinja.Dict {
	d := v.args()
	for _, key := range []string{"vars", "empty", "full_refresh", "which"} { // the compiler knows them
		d.Delete(key)
	}
	return d
}

// macroLog takes what macros log and print into the command's log.
type macroLog struct {
	log   *logger
	print bool
}

// Enabled is for all levels.
func (*macroLog) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs has no use here.
func (m *macroLog) WithAttrs([]slog.Attr) slog.Handler { return m }

// WithGroup has no use here.
func (m *macroLog) WithGroup(string) slog.Handler { return m }

// Handle turns a record into an event: log(info=true) at info, log() at debug,
// print() always.
func (m *macroLog) Handle(_ context.Context, r slog.Record) error {
	info, printed := false, false
	r.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "info":
			info = a.Value.Kind() == slog.KindBool && a.Value.Bool()
		case compile.PrintKey:
			printed = true
		}
		return true
	})
	switch {
	case printed && m.print:
		m.log.emit(event{name: "PrintEvent", code: "Z052", level: "info", text: r.Message, always: true})
	case printed:
	case info:
		m.log.emit(event{name: "JinjaLogInfo", code: "I062", level: "info", text: r.Message, data: map[string]any{"msg": r.Message}})
	default:
		m.log.emit(event{name: "JinjaLogDebug", code: "I063", level: "debug", text: r.Message, data: map[string]any{"msg": r.Message}})
	}
	return nil
}
