package command

import (
	"fmt"
	"strings"

	"scv/internal/dbt"
	"scv/internal/dbt/graph"
)

// line is one of dbt's lines of progress: "1 of 9 OK created ... [OK in 0.01s]",
// dots up to the printer's width.
func (v *invocation) line(place, text, status string) string {
	s := strings.TrimSpace(place+" "+text) + " "
	if n := v.f.PrinterWidth - len([]rune(s)); n > 0 {
		s += strings.Repeat(".", n)
	}
	return s + " [" + v.dress(status) + "]"
}

// dress colours the word of a status on a terminal.
func (v *invocation) dress(status string) string {
	if !v.w.Colour || !v.f.Colours {
		return status
	}
	word, rest, _ := strings.Cut(status, " ")
	colour := map[string]string{
		"OK": "32", "REUSED": "32", "PASS": "32", "SUCCESS": "32", "INSERT": "32", "CREATE": "32", "ERROR": "31", "FAIL": "31", "WARN": "33", "SKIP": "33", "NO-OP": "33", "PARTIAL": "33",
	}[word]
	if colour == "" {
		return status
	}
	return "\x1b[" + colour + "m" + strings.TrimSpace(word+" "+rest) + "\x1b[0m"
}

// subject is how dbt speaks of a node while it runs.
func (v *invocation) subject(n *graph.Node) string {
	switch n.Kind {
	case graph.Model:
		return "sql " + kindOfModel(n) + " model " + v.place(n)
	case graph.Seed:
		return "seed file " + v.place(n)
	case graph.Snapshot:
		return "snapshot " + v.place(n)
	case graph.Function:
		return "function " + v.place(n)
	case graph.UnitTest:
		return "unit_test " + unitName(n)
	case graph.Operation:
		return "hook: " + hookName(n)
	case graph.Source:
		return "freshness of " + sourceName(n)
	}
	return string(n.Kind) + " " + n.Name
}

func kindOfModel(n *graph.Node) string {
	if n.Materialized() == "incremental" && n.ConfigText("incremental_strategy") == "microbatch" {
		return "microbatch"
	}
	return n.Materialized()
}

func unitName(n *graph.Node) string {
	model, _ := n.Raw.GetStr("model")
	return fmt.Sprintf("%v::%s", model, n.Name)
}

func hookName(n *graph.Node) string {
	return fmt.Sprintf("%s.%s.%d", n.Package, n.Hook.When, n.Hook.Index-1)
}

// place is schema and name of a relation, as they are built.
func (v *invocation) place(n *graph.Node) string {
	if r, ok := v.project.Relation(n.ID); ok {
		return r.Schema + "." + r.Name
	}
	return n.Schema + "." + n.Alias
}

// outcome gives the words of a node's end, and its status.
func (v *invocation) outcome(n *graph.Node, r dbt.NodeResult) (text, status string) {
	took := fmt.Sprintf(" in %.2fs", r.Seconds)
	bad := r.Status == dbt.Error
	switch {
	case isReused(r):
		return "REUSED " + v.skippedAs(n), "REUSED" + took
	case r.Status == dbt.Skipped:
		return "SKIP " + v.skippedAs(n), "SKIP"
	case r.Status == dbt.NoOp:
		return "NO-OP " + v.subject(n), "NO-OP" + took
	case n.Kind == graph.Test || n.Kind == graph.UnitTest:
		return testOutcome(n, r, took)
	case bad:
		return "ERROR " + map[graph.Kind]string{graph.Model: "creating ", graph.Seed: "loading ", graph.Snapshot: "snapshotting ", graph.Function: "creating "}[n.Kind] +
			strings.TrimPrefix(v.subject(n), map[bool]string{true: "snapshot "}[n.Kind == graph.Snapshot]), "ERROR" + took
	}
	switch n.Kind {
	case graph.Seed:
		return "OK loaded " + v.subject(n), orText(r.Message, "OK") + took
	case graph.Snapshot:
		return "OK snapshotted " + v.place(n), orText(r.Message, "OK") + took
	case graph.Function:
		return "OK created " + v.subject(n), strings.ToUpper(string(r.Status)) + took
	case graph.Model:
		if r.Status == dbt.Partial {
			return "PARTIALLY created " + v.subject(n), r.Message + took
		}
		return "OK created " + v.subject(n), orText(r.Message, strings.ToUpper(string(r.Status))) + took
	}
	return "OK " + v.subject(n), "OK" + took
}

func (v *invocation) skippedAs(n *graph.Node) string {
	if n.Kind.Refable() {
		return "relation " + v.place(n)
	}
	if n.Kind == graph.Function {
		return "function " + n.Name
	}
	return v.subject(n)
}

func testOutcome(n *graph.Node, r dbt.NodeResult, took string) (text, status string) {
	name := n.Name
	if n.Kind == graph.UnitTest {
		name = unitName(n)
	}
	word := strings.ToUpper(string(r.Status))
	if r.Status == dbt.Fail || r.Status == dbt.Warn {
		word = fmt.Sprintf("%s %d", word, max(r.Failures, 1))
	}
	return word + " " + name, word + took
}

// ended names the event of a node's end, and its level.
func ended(n *graph.Node, r dbt.NodeResult) (name, code, level string) {
	level = "info"
	switch {
	case r.Status.Bad():
		level = "error"
	case r.Status == dbt.Warn:
		level = "warn"
	}
	if r.Status == dbt.Skipped {
		return "SkippingDetails", "Q034", level
	}
	switch n.Kind {
	case graph.Test, graph.UnitTest:
		return "LogTestResult", "Q007", level
	case graph.Seed:
		return "LogSeedResult", "Q016", level
	case graph.Snapshot:
		return "LogSnapshotResult", "Q015", level
	case graph.Function:
		return "LogFunctionResult", "Q047", level
	case graph.Operation:
		return "LogHookEndLine", "Q033", level
	case graph.Exposure:
		return "LogNodeNoOpResult", "Q019", level
	}
	return "LogModelResult", "Q012", level
}
