package app_test

import (
	"testing"
	"time"

	"scv"
	"scv/internal/app"
)

// TestCustomersAreMergedByHandAndPartedAgain merges two customers, lets a run make
// it so, takes it back and runs again.
func TestCustomersAreMergedByHandAndPartedAgain(t *testing.T) {
	home := prepared(t).copy(t)
	var records [2]string
	// inHome does something and gives the customers of the two records afterwards.
	inHome := func(do func(*app.App) error) (customers [2]string) {
		t.Helper()
		a, err := app.Open(t.Context(), home, app.Options{Now: func() time.Time { return nextDay }})
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		if err := do(a); err != nil {
			t.Fatal(err)
		}
		for k, row := range ask(t, a.Warehouse, "select customer_id from gold.customer_xref where record_id in (?, ?) order by record_id", records[0], records[1]) {
			customers[k] = row[0].(string)
		}
		return customers
	}
	run := func(a *app.App) error { _, err := a.Run(t.Context(), app.RunOptions{AsOf: nextDay}); return err }
	before := inHome(func(a *app.App) error {
		for k, row := range ask(t, a.Warehouse, "select min(record_id) from gold.customer_xref inner join gold.dim_customer using (customer_id) where customer_type = 'person' group by customer_id order by 1 limit 2") {
			records[k] = row[0].(string)
		}
		return nil
	})
	var decision string
	merged := inHome(func(a *app.App) (err error) {
		m, err := a.MergeCustomers(t.Context(), []scv.CustomerID{scv.CustomerID(before[0]), scv.CustomerID(before[1])}, "eva", "she called")
		if decision = m.Decision; err != nil {
			return err
		}
		return run(a)
	})
	if merged[0] != merged[1] || merged[0] != before[0] && merged[0] != before[1] {
		t.Errorf("merged: %v, they were %v", merged, before)
	}
	parted := inHome(func(a *app.App) error {
		if _, err := a.TakeBack(t.Context(), decision, "eva", "it was her sister"); err != nil {
			return err
		}
		return run(a)
	})
	if parted[0] == parted[1] {
		t.Errorf("taken back: still %v", parted)
	}
}
