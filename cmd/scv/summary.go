package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/app"
	"scv/internal/term"
)

// printSummary is what a run ends with: the answer first, then where it comes from.
func (c *command) printSummary(a *app.App, r *scv.RunReport) {
	c.say("")
	c.say("%s", headline(c.outStyle(), r))
	if r.After != nil {
		c.say("%s this run goes on after a rollback: %s took readers back from version %d: %s", c.outStyle().Mark(term.Watch), r.After.By, r.After.Version, r.After.Reason)
	}
	c.say("")
	c.printSources(r)
	c.printHeld(r)
	c.printLayers(r)
	c.printWork(r)
	c.printChecks(r)
	c.printFigures(r)
	c.printNext(a, r)
}

// headline says in one sentence how the run ended.
func headline(s term.Style, r *scv.RunReport) string {
	took := term.Took(time.Duration(r.Seconds * float64(time.Second)))
	switch {
	case !r.Published:
		return fmt.Sprintf("%s refused: %d checks failed, nothing was published; readers see version %d (%s)", s.Mark(term.Bad), r.Checks.Failed, r.Version, took)
	case r.Changed == 0:
		return fmt.Sprintf("%s nothing changed: version %d stays live with %s customers (%s)", s.Mark(term.Good), r.Version, term.Count(r.Customers), took)
	default:
		return fmt.Sprintf("%s published version %d: %s customers, %s gold rows changed (%s)", s.Mark(term.Good), r.Version, term.Count(r.Customers), term.Count(r.Changed), took)
	}
}

func (c *command) printSources(r *scv.RunReport) {
	t := term.Table{Header: []string{"source", "read", "loaded", "unchanged", "quarantined", "ignored", "deleted"}}
	for _, name := range slices.Sorted(maps.Keys(r.Rows)) {
		n := r.Rows[name]
		cells := []string{name, term.Count(n.Read), term.Count(n.Loaded), term.Count(n.Unchanged), term.Count(n.Quarantined), term.Count(n.Ignored), term.Count(n.Deleted)}
		if condition := notGood(r, name); condition != "" {
			cells = append(cells, condition)
		}
		t.Add(cells...)
	}
	c.table(&t)
	c.say("")
}

// notGood is the condition of a source that is not to be relied on.
func notGood(r *scv.RunReport, name string) string {
	for _, s := range r.Sources {
		if s.Name == name && s.Condition != scv.Good {
			return string(s.Condition)
		}
	}
	return ""
}

// printHeld tells what is in quarantine and why.
func (c *command) printHeld(r *scv.RunReport) {
	if len(r.Held) == 0 {
		return
	}
	t := term.Table{Header: []string{"quarantine", "rows", "reasons"}}
	for _, h := range r.Held {
		t.Add(h.Source+"/"+h.Entity, term.Count(h.Rows), reasons(h.Codes))
	}
	c.table(&t)
	c.say("")
}

// reasons adds to each code what it means.
func reasons(codes string) string {
	var words []string
	for _, code := range strings.FieldsFunc(codes, func(r rune) bool { return strings.ContainsRune(`,;[]" `, r) }) {
		if info, ok := scv.Lookup(scv.Code(code)); ok {
			code += " " + info.Title
		}
		words = append(words, code)
	}
	return strings.Join(words, ", ")
}

// printLayers counts the rows of the layers that people look at: the working
// tables of silver and identity are left to `scv query`.
func (c *command) printLayers(r *scv.RunReport) {
	t := term.Table{Header: []string{"layer", "relation", "rows"}}
	for _, layer := range scv.Layers() {
		for _, name := range slices.Sorted(maps.Keys(r.Layers)) {
			schema, relation, _ := strings.Cut(name, ".")
			if schema != string(layer) || strings.HasSuffix(relation, "__current") || strings.HasPrefix(relation, "stg_") {
				continue
			}
			t.Add(schema, relation, term.Count(r.Layers[name]))
		}
	}
	c.table(&t)
	c.say("")
}

func (c *command) printChecks(r *scv.RunReport) {
	state := term.Good
	if r.Checks.Warned > 0 {
		state = term.Watch
	}
	if r.Checks.Failed > 0 {
		state = term.Bad
	}
	carried := ""
	if r.Checks.Carried > 0 {
		carried = fmt.Sprintf("; %d carried over", r.Checks.Carried)
	}
	c.say("%s checks       %d run, %d passed, %d failed, %d warned%s", c.outStyle().Mark(state), r.Checks.Run, r.Checks.Passed, r.Checks.Failed, r.Checks.Warned, carried)
	for _, f := range r.Failures {
		c.printFailure(f)
	}
}

func (c *command) printFailure(f scv.CheckFailure) {
	state := term.Bad
	if f.Severity != "error" {
		state = term.Watch
	}
	c.say("  %s %s: %s rows (%s)", c.outStyle().Mark(state), f.Check, term.Count(f.Failures), f.Severity)
	if f.Message != "" {
		c.say("    %s", f.Message)
	}
	if f.Severity == "error" && len(f.Rows) > 0 {
		t := term.Table{Header: f.Columns, Rows: f.Rows, Indent: 4}
		c.table(&t)
	}
}

func (c *command) printFigures(r *scv.RunReport) {
	s := c.outStyle()
	if m := r.Matching; m != nil {
		c.say("%s matching     F1 %.4f (precision %.4f, recall %.4f), B³ F1 %.4f", s.Mark(term.Good), m.F1, m.Precision, m.Recall, m.B3F1)
		c.say("               against the known truth, which the pipeline never reads")
	}
	if w := r.Weather; w.Wanted > 0 {
		share := float64(w.Found) / float64(w.Wanted)
		state := term.Good
		from := w.Provider
		switch w.As {
		case scv.Fallback:
			state, from = term.Watch, from+", which stands in"
		case scv.LastGood:
			state, from = term.Watch, "what was received earlier: no provider is good"
		}
		if share < 0.9 {
			state = term.Watch
		}
		c.say("%s weather      %s of %s customer days (%s)%s", s.Mark(state), term.Count(w.Found), term.Count(w.Wanted), term.Percent(share), prefixed(" from ", from))
	}
	if t := r.Readiness; t != nil {
		state := term.Watch
		if t.Fail > 0 {
			state = term.Bad
		}
		c.say("%s readiness    %d of %d checklist items pass, %d fail, %d unknown (scv readiness status)", s.Mark(state), t.Pass, t.Items, t.Fail, t.Unknown)
	}
	c.say("")
}

// prefixed puts a text before another that is not empty.
func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// printNext says where things are and what to type next.
func (c *command) printNext(a *app.App, r *scv.RunReport) {
	if a == nil {
		return
	}
	dir := ""
	if here, err := app.Find(""); err != nil || here != a.Home {
		dir = " --dir " + a.Home
	}
	c.say("files        %s (warehouse), %s (models and checks)", filepath.Join(a.Home, a.Config.Warehouse.Path), filepath.Join(a.Home, a.Config.Project))
	if r.Version == 0 {
		return
	}
	c.say("next         scv customer search \"anna\"%s", dir)
	c.say("             scv query \"from gold.rpt_region_kpi\"%s", dir)
	c.say("             scv run%s    again: nothing changes unless a source did", dir)
}
