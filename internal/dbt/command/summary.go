package command

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/graph"
)

// summary prints dbt's end of a run. It gives errFailed when a node failed.
func (v *invocation) summary(res *dbt.Result, p *progress) error {
	p.blank()
	text := fmt.Sprintf("Finished running %s in %s.", v.ran(res.Nodes), took(res.Seconds))
	v.log.emit(event{name: "FinishedRunningStats", code: "E047", level: "info", text: text, data: map[string]any{"execution_time": res.Seconds}})
	p.blank()
	bad, partial, warned := sorted(res.Nodes)
	v.log.emit(event{name: "EndOfRunSummary", code: "Z030", level: "info", text: completed(len(bad), len(partial), len(warned)), data: map[string]any{
		"num_errors": len(bad), "num_warnings": len(warned),
	}})
	for _, r := range slices.Concat(bad, partial) {
		p.blank()
		v.failure(r)
	}
	for _, r := range warned {
		p.blank()
		v.warning(r)
	}
	p.blank()
	v.log.emit(event{name: "StatsLine", code: "Z023", level: "info", text: tally(res.Nodes)})
	if len(bad)+len(partial) > 0 {
		return errFailed
	}
	return nil
}

func sorted(all []dbt.NodeResult) (bad, partial, warned []dbt.NodeResult) {
	for _, r := range all {
		switch {
		case r.Status == dbt.Partial:
			partial = append(partial, r)
		case r.Status.Bad():
			bad = append(bad, r)
		case r.Status == dbt.Warn:
			warned = append(warned, r)
		}
	}
	return bad, partial, warned
}

func completed(bad, partial, warned int) string {
	warnings := number(warned, "warning", "warnings")
	switch {
	case bad == 0 && partial > 0:
		return fmt.Sprintf("Completed with %s and %s", number(partial, "partial success", "partial successes"), warnings)
	case bad > 0:
		return fmt.Sprintf("Completed with %s, %s, and %s:", number(bad, "error", "errors"), number(partial, "partial success", "partial successes"), warnings)
	case warned > 0:
		return "Completed with " + warnings + ":"
	}
	return "Completed successfully"
}

func number(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprint(n) + " " + many
}

// tally is dbt's last line: hooks count as nodes.
func tally(all []dbt.NodeResult) string {
	count, reused := map[dbt.Status]int{}, 0
	for _, r := range all {
		if isReused(r) {
			reused++
		} else {
			count[r.Status]++
		}
	}
	return fmt.Sprintf("Done. PASS=%d WARN=%d ERROR=%d SKIP=%d NO-OP=%d REUSED=%d TOTAL=%d",
		count[dbt.Success]+count[dbt.Pass], count[dbt.Warn], count[dbt.Error]+count[dbt.Fail]+count[dbt.Partial], count[dbt.Skipped], count[dbt.NoOp], reused, len(all))
}

// took writes a duration as dbt does.
func took(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	return fmt.Sprintf("%d hours %d minutes and %.2f seconds (%.2fs)", int(d.Hours()), int(d.Minutes())%60, seconds-float64(int(d.Minutes())*60), seconds)
}

// ran counts what ran by what it is: "1 seed, 2 view models".
func (v *invocation) ran(all []dbt.NodeResult) string {
	count := map[string]int{}
	for _, r := range all {
		n := v.project.Graph().Nodes[r.UniqueID]
		key := string(n.Kind)
		switch n.Kind {
		case graph.Model:
			key = n.Materialized() + " model"
		case graph.Operation:
			key = "project hook"
		}
		count[key]++
	}
	names := map[string][2]string{"test": {"test", "data tests"}, "unit_test": {"unit test", "unit tests"}, "analysis": {"analysis", "analyses"}}
	var parts []string
	for _, key := range slices.Sorted(maps.Keys(count)) {
		name, ok := names[key]
		if !ok {
			name = [2]string{key, key + "s"}
		}
		parts = append(parts, number(count[key], name[0], name[1]))
	}
	return strings.Join(parts, ", ")
}

// declared is where dbt says a node is: its file, of what stands in YAML the line too.
func declared(n *graph.Node) string {
	if n.Line > 0 {
		return graph.Place(n, n.Line)
	}
	return graph.File(n)
}

// failure says why a node failed, where its SQL is and what to do.
func (v *invocation) failure(r dbt.NodeResult) {
	n := v.project.Graph().Nodes[r.UniqueID]
	var b strings.Builder
	fmt.Fprintf(&b, "[ERROR]: in %s %s (%s)\n%s", n.Kind, n.Name, declared(n), indent(r.Message))
	if hint := scv.HintOf(r.Err); hint != "" {
		b.WriteString("\n  " + hint)
	}
	v.log.emit(event{name: "RunResultFailure", code: "Z021", level: "error", text: b.String(), data: map[string]any{"node_info": v.nodeInfo(n, string(r.Status))}})
	v.compiledAt(r)
	v.storedAt(n, r)
}

func (v *invocation) warning(r dbt.NodeResult) {
	n := v.project.Graph().Nodes[r.UniqueID]
	text := fmt.Sprintf("[WARNING]: in %s %s (%s)", n.Kind, n.Name, declared(n))
	v.log.emit(event{name: "RunResultWarning", code: "Z021", level: "warn", text: text, data: map[string]any{"node_info": v.nodeInfo(n, string(r.Status))}})
	v.log.emit(event{name: "RunResultWarningMessage", code: "Z049", level: "warn", text: "[WARNING]: " + r.Message})
	v.compiledAt(r)
	v.storedAt(n, r)
}

func (v *invocation) compiledAt(r dbt.NodeResult) {
	if r.Compiled == nil || r.Kind == graph.Operation {
		return
	}
	v.log.emit(event{name: "Formatting", code: "Z017", level: "info"})
	v.log.emit(event{name: "SQLCompiledPath", code: "Z026", level: "info", text: "  compiled code at " + path.Join(v.targetPath(), "compiled", r.Compiled.Path)})
}

func (v *invocation) targetPath() string {
	return orText(v.f.TargetPath, v.config.Paths.Target)
}

// storedAt says where the rows are that a test found.
func (v *invocation) storedAt(n *graph.Node, r dbt.NodeResult) {
	if n.Kind != graph.Test || r.Status == dbt.Error || n.ConfigValue("store_failures") != true {
		return
	}
	name, _ := n.Dict().GetStr("relation_name")
	query := fmt.Sprintf("  select * from %v", name)
	rule := "  " + strings.Repeat("-", len(query)-2)
	v.log.emit(event{name: "Formatting", code: "Z017", level: "info"})
	v.log.emit(event{name: "CheckNodeTestFailure", code: "Z027", level: "info", text: "  See test failures:\n" + rule + "\n" + query + "\n" + rule})
}
