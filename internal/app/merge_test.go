package app_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"scv"
	"scv/internal/app"
)

// TestCustomersAreMergedByHandAndPartedAgain merges two customers, lets a run make
// it so, takes it back and runs again.
func TestCustomersAreMergedByHandAndPartedAgain(t *testing.T) {
	home := prepared(t).copy(t)
	open := func() *app.App {
		t.Helper()
		a, err := app.Open(t.Context(), home, app.Options{Now: func() time.Time { return nextDay }})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	// inRun decides, runs, and gives the customers of the two records.
	inRun := func(records []string, decide func(*app.App) (string, error)) (decision string, customers []string) {
		t.Helper()
		a := open()
		decision, err := decide(a)
		if err == nil {
			_, err = a.Run(t.Context(), app.RunOptions{AsOf: nextDay})
		}
		if err == nil {
			customers, err = textOf(t, a, "select customer_id from gold.customer_xref where record_id in (?, ?) order by record_id", records[0], records[1])
		}
		if err := errors.Join(err, a.Close()); err != nil {
			t.Fatal(err)
		}
		return decision, customers
	}
	a := open()
	ids, err := textOf(t, a, "select customer_id from gold.dim_customer where customer_type = 'person' order by customer_id limit 2")
	if err == nil && len(ids) != 2 {
		err = errors.New("the example has no two people")
	}
	var records []string
	if err == nil {
		records, err = textOf(t, a, "select min(record_id) as r from gold.customer_xref where customer_id in (?, ?) group by customer_id order by r", ids[0], ids[1])
	}
	if err := errors.Join(err, a.Close()); err != nil {
		t.Fatal(err)
	}
	decision, now := inRun(records, func(a *app.App) (string, error) {
		return a.MergeCustomers(t.Context(), []scv.CustomerID{scv.CustomerID(ids[0]), scv.CustomerID(ids[1])}, "eva", "she called")
	})
	if now[0] != now[1] || !slices.Contains(ids, now[0]) {
		t.Errorf("merged: %v, they were %v", now, ids)
	}
	_, now = inRun(records, func(a *app.App) (string, error) { return a.TakeBack(t.Context(), decision, "eva", "it was her sister") })
	if now[0] == now[1] {
		t.Errorf("taken back: still %v", now)
	}
}

// textOf gives a column of text.
func textOf(t *testing.T, a *app.App, sql string, args ...any) ([]string, error) {
	t.Helper()
	table, err := a.Warehouse.Table(t.Context(), sql, args...)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, row := range table.Rows {
		text, _ := row[0].(string)
		out = append(out, text)
	}
	return out, nil
}
