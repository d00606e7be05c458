package catalog

import (
	"context"
	"fmt"
	"strings"

	"scv"
	"scv/internal/dbt/lineage"
)

// tracedColumns judges the lineage that the newest run kept.
func (h Home) tracedColumns(ctx context.Context) scv.Finding {
	ways, err := h.Lineage(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	if ways.Graph == nil || !ways.Current {
		return scv.Finding{Verdict: scv.Unknown, Evidence: "no run kept the lineage of this program, project and scv.yml", Remedy: "Type `scv run`."}
	}
	gold := string(scv.Gold)
	traced, all := ways.Coverage(gold)
	var lost []string
	constants := 0
	for _, m := range ways.Models() {
		if !m.Made || m.Relation.Schema != gold {
			continue
		}
		for _, f := range m.Columns {
			c := lineage.Column{Relation: m.Relation, Name: f.Name}
			from, complete := ways.Sources(c)
			switch {
			case !complete:
				lost = append(lost, c.String())
			case len(from) == 0:
				constants++
			}
		}
	}
	if all == 0 {
		return scv.Failed("gold has no columns", "Type `scv run`.")
	}
	if traced < all {
		return scv.Failed(fmt.Sprintf("%d of %d columns of gold are not traced to their sources: %s", all-traced, all, first(lost)), "Type `scv lineage`: it lists each with the reason.")
	}
	return scv.Passed(fmt.Sprintf("%d of %d columns of gold are traced to columns of sources, %d of them constants or counts; not resolved in other layers: %s",
		traced, all, constants, unresolved(ways)))
}

func unresolved(ways Ways) string {
	var names []string
	for _, gap := range ways.Gaps() {
		names = append(names, gap.Column.String())
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.TrimSpace(first(names))
}
