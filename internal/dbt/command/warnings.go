package command

import (
	"errors"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/project"
)

// warnRules say what becomes of a warning: --warn-error, --warn-error-options and
// --strict.
type warnRules struct {
	all                 bool
	errors, warn, quiet []string // event names, our codes, "all" or "*"
}

func readWarnRules(f *Flags) (*warnRules, error) {
	r := &warnRules{all: f.WarnError || f.Strict != ""}
	n, err := project.ParseYAML([]byte(f.WarnErrorOptions))
	if err != nil || n != nil && !n.IsNull() && !n.IsMap() {
		return nil, flagFault("warn-error-options", f.WarnErrorOptions, "it must be a YAML map", "Write it as '{error: [NoNodesForSelectionCriteria]}'.")
	}
	names := func(keys ...string) (out []string) {
		for _, key := range keys {
			if n.Get(key).IsList() {
				out = append(out, n.Get(key).Strings()...)
			} else if s := n.Get(key).Text(); s != "" {
				out = append(out, s)
			}
		}
		return out
	}
	r.errors, r.warn, r.quiet = names("error", "include"), names("warn", "exclude"), names("silence")
	return r, nil
}

func listed(names []string, event, code string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return n == "all" || n == "*" || n == event || n == code })
}

// isError says whether a warning stops the command.
func (r *warnRules) isError(event, code string) bool {
	switch {
	case r.silent(event, code), slices.Contains(r.warn, event), slices.Contains(r.warn, code):
		return false
	case r.all:
		return true
	}
	return listed(r.errors, event, code)
}

func (r *warnRules) silent(event, code string) bool {
	return slices.Contains(r.quiet, event) || slices.Contains(r.quiet, code)
}

// eventOf is dbt's name of a warning.
func eventOf(w dbt.Warning) (name, code string) {
	switch w.Code {
	case scv.CodeDBTSelection:
		return "NoNodesForSelectionCriteria", "M030"
	case scv.CodeDBTUnknownKey:
		return "CustomKeyInConfigDeprecation", "D017"
	case scv.CodeDBTRef, scv.CodeDBTSource:
		return "NodeNotFoundOrDisabled", "I060"
	case scv.CodeDBTMacro:
		return "MacroNotFoundForPatch", "I059"
	}
	return "GenericWarning", "Z050"
}

// warn says a warning, or gives it as an error where the rules want that.
func (v *invocation) warn(w dbt.Warning) error {
	name, code := eventOf(w)
	if v.rules.silent(name, string(w.Code)) || v.warned[w.String()] {
		return nil
	}
	v.warned[w.String()] = true
	if v.rules.isError(name, string(w.Code)) {
		subject, _, _ := strings.Cut(w.String(), ": ")
		return &scv.Error{
			Code: scv.CodeDBTStrict, Op: "check", Subject: subject, Err: errors.New(w.Text),
			Hint: hintOf(w) + "It is a warning without --warn-error and --strict.",
		}
	}
	v.log.emit(event{name: name, code: code, level: "warn", text: "[WARNING]: " + w.String()})
	return nil
}

func hintOf(w dbt.Warning) string {
	if w.Hint == "" {
		return ""
	}
	hint := strings.TrimSuffix(w.Hint, ".") + ". "
	if strings.HasPrefix(hint, "dbt ") {
		return hint
	}
	return strings.ToUpper(hint[:1]) + hint[1:]
}

// warnAll says the project's warnings; those that are errors come joined.
func (v *invocation) warnAll(all []dbt.Warning) error {
	var faults []error
	for _, w := range all {
		if err := v.warn(w); err != nil {
			faults = append(faults, err)
		}
	}
	return errors.Join(faults...)
}
