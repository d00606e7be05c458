package version

import (
	"context"
	"fmt"
	"slices"

	"scv"
	"scv/internal/warehouse"
)

// diffCustomers compares who has which records.
func (v *Store) diffCustomers(ctx context.Context, from, to int64) (Customers, error) {
	var c Customers
	old := scv.Relation{Schema: Schema(scv.Gold, from), Name: "customer_xref"}
	fresh := scv.Relation{Schema: Schema(scv.Gold, to), Name: "customer_xref"}
	for _, r := range []scv.Relation{old, fresh} {
		columns, err := v.w.Columns(ctx, r)
		if err != nil || len(columns) == 0 {
			return c, err
		}
	}
	sql := func(name string) string {
		return warehouse.NewStatement(statement(name)).Relation("old", old).Relation("new", fresh).String()
	}
	t, err := v.w.Table(ctx, sql("customers"))
	if err != nil {
		return c, fmt.Errorf("compare customers: %w", err)
	}
	c.Added, c.Removed = t.Rows[0][0].(int64), t.Rows[0][1].(int64)
	moves, err := v.w.Table(ctx, sql("moves"))
	if err != nil {
		return c, fmt.Errorf("compare customers: %w", err)
	}
	c.Merged, c.Split = groupMoves(moves.Rows)
	return c, nil
}

// groupMoves reads pairs of an old and a new id, sorted, in which one side occurs
// more than once.
func groupMoves(rows [][]any) (merged, split []Move) {
	byNew, byOld := map[string][]string{}, map[string][]string{}
	var news, olds []string
	for _, row := range rows {
		old, fresh := row[0].(string), row[1].(string)
		if byNew[fresh] == nil {
			news = append(news, fresh)
		}
		if byOld[old] == nil {
			olds = append(olds, old)
		}
		byNew[fresh], byOld[old] = append(byNew[fresh], old), append(byOld[old], fresh)
	}
	slices.Sort(news)
	slices.Sort(olds)
	for _, id := range news {
		if len(byNew[id]) > 1 {
			merged = append(merged, Move{byNew[id], []string{id}})
		}
	}
	for _, id := range olds {
		if len(byOld[id]) > 1 {
			split = append(split, Move{[]string{id}, byOld[id]})
		}
	}
	return merged, split
}
