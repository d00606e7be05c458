package command

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// Flags are those of all verbs, by dbt's names. Zero is what dbt does without.
type Flags struct {
	Select, Exclude              []string
	Selector, Indirect           string
	Types, NotTypes              []string
	State, DeferState            string
	Defer, FavorState            bool
	FullRefresh, Empty, FailFast bool
	SkipUnchanged                bool
	Publish                      bool // build: a version of the home, published when its tests pass
	Sample                       string
	StoreFailures                bool
	EventTimeStart, EventTimeEnd string
	Vars                         string
	Profile, Target              string
	ProjectDir, ProfilesDir      string
	TargetPath, LogPath          string
	PackagesPath                 string
	Threads                      int
	Inline, Output               string
	OutputKeys                   []string
	Limit                        int
	Macro, Args, SQL             string
	WarnError                    bool
	WarnErrorOptions             string
	Strict                       string // "", "on" or "v2"
	LogFormat, LogFormatFile     string
	LogLevel, LogLevelFile       string
	Quiet, Debug                 bool
	Print, WriteJSON, Introspect bool
	PartialParse                 bool
	Colours                      bool
	VersionCheck                 bool
	PrinterWidth                 int
	NoCompile, Static            bool
	EmptyCatalog, Show           bool
	Invocation                   string // --invocation-id
	Upgrade, Lock, DryRun        bool
	AddPackage, Source           string
	OnlyProjectFiles             bool
	ConfigDir, Connection        bool
	// Given says which flags the command line or the environment sets: the others
	// may be set by `flags:` of dbt_project.yml.
	Given map[string]bool
}

// NewFlags are the flags of a command line that names none.
func NewFlags() *Flags {
	return &Flags{
		Limit: 5, Print: true, WriteJSON: true, Introspect: true, PartialParse: true, VersionCheck: true, Colours: true, PrinterWidth: 80, OnlyProjectFiles: true,
		Given: map[string]bool{},
	}
}

func flagFault(name, value, text, hint string) error {
	return &scv.Error{Code: scv.CodeDBTFlag, Op: "read flag", Subject: "--" + name + " " + value, Hint: hint, Err: errors.New(text)}
}

// vars reads --vars: a YAML map.
func (f *Flags) vars() (map[string]any, error) {
	d, err := yamlMap("vars", f.Vars)
	if err != nil {
		return nil, err
	}
	vars, _ := jinja.To(d).(map[string]any)
	return vars, nil
}

// yamlMap reads a flag whose value is a YAML map; "" is an empty one.
func yamlMap(name, text string) (*jinja.Dict, error) {
	n, err := project.ParseYAML([]byte(text))
	switch {
	case err != nil:
		return nil, flagFault(name, text, "the YAML provided in the --"+name+" argument is not valid: "+err.Error(), "Write it as '{name: value}'.")
	case n != nil && !n.IsNull() && !n.IsMap():
		return nil, flagFault(name, text, "it must be a map", "Write it as '{name: value}'.")
	}
	return n.Dict(), nil
}

// kinds reads --resource-type: names, `all` or `default`.
func kinds(names []string) ([]graph.Kind, error) {
	known := []graph.Kind{
		graph.Model, graph.Seed, graph.Snapshot, graph.Test, graph.UnitTest, graph.Analysis, graph.Source, graph.Exposure, graph.Function,
		"metric", "saved_query", "semantic_model",
	}
	var out []graph.Kind
	for _, name := range names {
		switch {
		case name == "all":
			return known, nil
		case name == "default":
			out = append(out, usual()...)
		case slices.Contains(known, graph.Kind(name)):
			out = append(out, graph.Kind(name))
		default:
			all := []string{"all", "default"}
			for _, k := range known {
				all = append(all, string(k))
			}
			return nil, flagFault("resource-type", name, "there is no such type", hintNear(name, all))
		}
	}
	return out, nil
}

// usual are the kinds that `ls` lists by itself.
func usual() []graph.Kind {
	return []graph.Kind{graph.Model, graph.Seed, graph.Snapshot, graph.Test, graph.UnitTest, graph.Source, graph.Exposure, graph.Function}
}

func hintNear(wrong string, names []string) string {
	if near := scv.Nearest(wrong, names); near != "" {
		return "Did you mean " + near + "?"
	}
	return "Use one of " + strings.Join(names, ", ") + "."
}

// check refuses values that no verb could use.
func (f *Flags) check() error {
	if f.Given["threads"] && f.Threads < 1 {
		return flagFault("threads", fmt.Sprint(f.Threads), "threads must be a number from 1", "Write --threads 4.")
	}
	for name, c := range map[string]struct {
		value string
		known []string
	}{
		"indirect-selection": {f.Indirect, []string{"", "eager", "cautious", "buildable", "empty"}},
		"log-format":         {f.LogFormat, []string{"", "default", "text", "debug", "json", "otel"}},
		"log-format-file":    {f.LogFormatFile, []string{"", "default", "text", "debug", "json", "otel"}},
		"log-level":          {f.LogLevel, []string{"", "debug", "info", "warn", "error", "none", "off"}},
		"log-level-file":     {f.LogLevelFile, []string{"", "debug", "info", "warn", "error", "none", "off"}},
		"strict":             {f.Strict, []string{"", "on", "v2"}},
	} {
		if !slices.Contains(c.known, c.value) {
			return flagFault(name, c.value, "there is no such value", hintNear(c.value, c.known[1:]))
		}
	}
	if f.Publish && (f.Empty || f.Sample != "") {
		return flagFault("publish", "", "readers would see a part of the rows", "Leave --empty and --sample away.")
	}
	for name, value := range map[string]string{"event-time-start": f.EventTimeStart, "event-time-end": f.EventTimeEnd} {
		if _, err := eventTime(name, value); err != nil {
			return err
		}
	}
	if (f.EventTimeStart == "") != (f.EventTimeEnd == "") && f.EventTimeEnd != "" {
		return flagFault("event-time-end", f.EventTimeEnd, "it needs --event-time-start", "Give both.")
	}
	return nil
}

func eventTime(name, value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", time.DateTime, time.RFC3339} {
		if t, err := time.Parse(layout, value); err == nil {
			return t, nil
		}
	}
	return time.Time{}, flagFault(name, value, "it is no date and no time", "Write 2025-01-31 or 2025-01-31T08:00:00.")
}
