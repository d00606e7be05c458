package version

import (
	"cmp"
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
	for _, row := range moves.Rows {
		c.MergedCount, c.SplitCount = row[2].(int64), row[3].(int64)
		if row[4] == true {
			c.Merged = join(c.Merged, row[0].(string), row[1].(string), false)
		}
	}
	slices.SortStableFunc(moves.Rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(string), b[1].(string)))
	})
	for _, row := range moves.Rows {
		if row[5] == true {
			c.Split = join(c.Split, row[0].(string), row[1].(string), true)
		}
	}
	return c, nil
}

// join adds a pair of ids to the move it belongs to: the last one, when pairs come
// in the order of the one side that a move has.
func join(moves []Move, old, fresh string, split bool) []Move {
	if n := len(moves) - 1; n >= 0 {
		switch last := &moves[n]; {
		case split && last.From[0] == old:
			last.To = append(last.To, fresh)
			return moves
		case !split && last.To[0] == fresh:
			last.From = append(last.From, old)
			return moves
		}
	}
	return append(moves, Move{[]string{old}, []string{fresh}})
}
