package pipeline

import (
	"scv"
	"scv/internal/dbt"
	"scv/internal/dbt/run"
)

// workOf tells what became of each node and why, nil where nobody asked. Checks
// whose verdict was carried over are counted elsewhere and not listed.
func workOf(result *dbt.Result) *scv.Work {
	w := &scv.Work{}
	for _, n := range result.Nodes {
		if n.Reused == nil {
			continue
		}
		w.Saved += n.Reused.Saved
		if n.IsCheck() && n.Reused.Action != run.Built {
			continue
		}
		work := scv.NodeWork{Node: n.UniqueID, Name: n.Name, Kind: string(n.Kind), Action: string(n.Reused.Action), Why: n.Reused.Why}
		if !n.IsCheck() {
			work.Name = n.Relation.Name
			w.Count(work.Action)
		}
		w.Nodes = append(w.Nodes, work)
	}
	if len(w.Nodes) == 0 {
		return nil
	}
	return w
}

// sameAsLive names the relations of a build that hold what the live version holds.
func sameAsLive(result *dbt.Result) map[scv.Relation]bool {
	same := map[scv.Relation]bool{}
	for _, n := range result.Nodes {
		if n.Reused != nil && n.Reused.Same && !n.IsCheck() {
			same[n.Relation] = true
		}
	}
	return same
}
