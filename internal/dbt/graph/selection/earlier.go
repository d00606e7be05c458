package selection

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
)

var (
	errNoState   = errors.New("got a state selector method, but no comparison manifest")
	errNoResults = errors.New("no run_results.json in the state folder")
	errNoFresh   = errors.New("no previous state comparison freshness results in sources.json")
	errNoCurrent = errors.New("no current state comparison freshness results in sources.json")
)

// stateValues are what state: may be asked for.
func stateValues() []string {
	return []string{
		"new", "old", "modified", "unmodified", "modified.body", "modified.configs", "modified.persisted_descriptions",
		"modified.relation", "modified.macros", "modified.contract",
	}
}

// comparing says whether a method needs an earlier run.
func comparing(method string) bool {
	return method == "state" || method == "result" || method == "source_status"
}

// compared answers state:, result: and source_status:.
func (s *selecting) compared(c Criterion) (set, error) {
	match, err := s.comparer(c)
	if err != nil {
		return nil, err
	}
	found := set{}
	for id, n := range s.g.Nodes {
		if n.Kind != graph.Operation && match(n) {
			found[id] = true
		}
	}
	return found, nil
}

func (s *selecting) comparer(c Criterion) (func(*graph.Node) bool, error) {
	e := s.earlier
	if e == nil {
		return nil, &scv.Error{
			Code: scv.CodeDBTSelection, Op: "read selection", Subject: c.Method + ":" + c.Value,
			Hint: "Name the folder with the artifacts of an earlier run by --state.", Err: errNoState,
		}
	}
	switch c.Method {
	case "result":
		if !e.HasResults() {
			return nil, fault("result:"+c.Value, errNoResults.Error(), "Name a folder that has one by --state.")
		}
		return func(n *graph.Node) bool { return strings.EqualFold(e.Status(n.ID), c.Value) }, nil
	case "source_status":
		return fresher(e, c.Value)
	}
	return stateMatcher(e, c.Value)
}

// fresher answers source_status:. As dbt does, any other value than fresher matches
// nothing: how the sources stood is no question that it answers.
func fresher(e Earlier, value string) (func(*graph.Node) bool, error) {
	before, now := e.HasFreshness()
	switch {
	case !before:
		return nil, fault("source_status:"+value, errNoFresh.Error(), "Name a folder that has one by --state: `source freshness` writes it.")
	case !now:
		return nil, fault("source_status:"+value, errNoCurrent.Error(), "Run `source freshness` first.")
	}
	return func(n *graph.Node) bool { return value == "fresher" && n.Kind == graph.Source && e.Fresher(n.ID) }, nil
}

func stateMatcher(e Earlier, value string) (func(*graph.Node) bool, error) {
	if !slices.Contains(stateValues(), value) {
		return nil, fault("state:"+value, fmt.Sprintf("got an invalid selector %q, expected one of %s", value, strings.Join(stateValues(), ", ")),
			nearest(value, stateValues()))
	}
	switch value {
	case "new":
		return func(n *graph.Node) bool { return !e.Has(n.ID) }, nil
	case "old":
		return func(n *graph.Node) bool { return e.Has(n.ID) }, nil
	case "unmodified":
		return func(n *graph.Node) bool { return !e.Modified(n, "") }, nil
	}
	_, part, _ := strings.Cut(value, ".")
	return func(n *graph.Node) bool { return e.Modified(n, part) }, nil
}
