package recordtest

import (
	"context"
	"testing"

	"scv"
	"scv/internal/identity/record"
)

type rows struct {
	fields []string
	values [][]string
}

func (r rows) Scan(_ context.Context, _ string, fn func(*scv.Batch) error) error {
	fields := make([]scv.Field, len(r.fields))
	for i, name := range r.fields {
		fields[i] = scv.Field{Name: name, Type: scv.Text}
	}
	b := scv.NewBatch(fields)
	for _, row := range r.values {
		for i, v := range row {
			b.Columns[i].AppendText(v)
		}
	}
	return fn(b)
}

// Read makes a set of rows; the first field is the record id, "" is null.
func Read(t testing.TB, fields []string, values ...[]string) (*record.Set, error) {
	t.Helper()
	return record.Read(context.Background(), rows{fields, values}, "", map[string]string{
		"given_name_std": "name", "family_name_std": "name", "phone_std": "phone", "mobile_std": "phone",
	})
}

// Set is Read for rows that are in order.
func Set(t testing.TB, fields []string, values ...[]string) *record.Set {
	t.Helper()
	s, err := Read(t, fields, values...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
