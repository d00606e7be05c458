package quality

import (
	"context"
	"fmt"
	"slices"

	"scv"
	"scv/internal/control"
	"scv/internal/warehouse"
)

func (f Facts) repairProbes() []scv.Probe {
	return []scv.Probe{{
		Name: "source.complete[repairs]", Items: []string{"3.4.2"},
		Proves: "Every row that somebody let out of quarantine names its repair, of every repair the control database has who made it, when and why, and none waits for a load.",
		Run:    f.repairsHaveReasons,
	}}
}

// repairColumn is bronze's: the repair that a row was taken with.
const repairColumn = "_scv_repair"

func (f Facts) repairsHaveReasons(ctx context.Context) scv.Finding {
	if _, _, err := f.look(ctx); err != nil {
		return scv.Cannot(err)
	}
	entries, err := f.Repairs(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	known, people := map[string]bool{}, map[string]bool{}
	var bad, waiting []string
	for _, r := range entries {
		known[r.ID], people[r.By] = true, true
		if r.By == "" || r.Reason == "" || r.At.IsZero() {
			bad = append(bad, r.ID)
		}
		if r.State == control.RepairRecorded && r.Action != "replay" {
			waiting = append(waiting, r.ID)
		}
	}
	rows, err := f.repairedRows(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	for _, id := range rows {
		if !known[id] {
			bad = append(bad, id)
		}
	}
	switch {
	case len(bad) > 0:
		return scv.Failed(fmt.Sprintf("%d repairs without who, when and why%s", len(bad), named(bad)), "The control database is not the one that the warehouse was loaded with: restore it, or move the warehouse away and type `scv run`.")
	case len(waiting) > 0:
		return scv.Failed(fmt.Sprintf("%d repairs are kept and no load has taken them%s", len(waiting), named(waiting)), "Type `scv run`; a repair whose row the source does not hold any more is replaced by `scv quarantine fix`.")
	case len(entries) == 0:
		return scv.Passed("nobody let a row out of quarantine")
	}
	return scv.Passed(fmt.Sprintf("%d repairs in bronze and quarantine, %d entries by %d people, each with a reason; none waits", len(rows), len(entries), len(people)))
}

// repairedRows gives the repairs that rows of bronze and of the quarantine name,
// each once, sorted.
func (f Facts) repairedRows(ctx context.Context) ([]string, error) {
	live, err := f.Live(ctx)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, o := range live {
		column := repairColumn
		if o.Name == "quarantine" {
			column = "repair_id"
		}
		if o.Schema != string(scv.Bronze) || o.View || !slices.ContainsFunc(o.Columns, func(c scv.Field) bool { return c.Name == column }) {
			continue
		}
		sql := warehouse.NewStatement(statement("repaired")).Relation("table", o.Relation).Ident("repair", column).String()
		t, err := f.Ask(ctx, sql)
		if err != nil {
			return nil, err
		}
		for _, row := range t.Rows {
			ids = append(ids, fmt.Sprint(row[0]))
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}
