package version

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"scv"
)

// buildOn makes a version that shows the data of an earlier one, from, and its own; 0 =
// its own alone.
func buildOn(t *testing.T, v *Store, from int64) int64 {
	t.Helper()
	n := buildVersion(t, v)
	data := scv.DataSchema(Schema(scv.Identity, n))
	run(t, v.w, fmt.Sprintf("create schema %s; create table %s.edge as select %d as n", data, data, n))
	sql := fmt.Sprintf("create view identity__v%d.edge as from %s.edge", n, data)
	if from != 0 {
		sql += fmt.Sprintf(" union all from %s.edge", scv.DataSchema(Schema(scv.Identity, from)))
	}
	run(t, v.w, sql)
	return n
}

func dataOf(t *testing.T, v *Store) (of []string) {
	t.Helper()
	there, _, err := v.data(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return there
}

// Rows that a version shows of an earlier one's data outlive that version, a stop at any
// change, and a compaction; they go with the last version that shows them.
func TestDataLivesAsLongAsAVersionShowsIt(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	first := buildOn(t, v, 0)
	publish(t, v, first)
	second := buildOn(t, v, first)
	if err := v.Freeze(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	publish(t, v, second)
	size, err := v.Size(t.Context(), second)
	if err != nil || size.Rows["identity.edge"] != 2 {
		t.Errorf("%+v %v", size, err)
	}
	stopped := errors.New("stopped")
	for stop := 1; ; stop++ {
		left := stop
		err := v.Watch(func(string) error {
			if left--; left == 0 {
				return stopped
			}
			return nil
		}).Trim(t.Context(), 1)
		if n := rows(t, v, "identity.edge"); n != 2 {
			t.Fatalf("stopped at %d: readers see %d rows", stop, n)
		}
		if err == nil {
			break
		}
		if !errors.Is(err, stopped) {
			t.Fatal(err)
		}
	}
	v.Watch(func(string) error { return nil })
	if list, err := v.List(t.Context()); err != nil || len(list) != 1 {
		t.Fatalf("%v %v", list, err)
	}
	if err := v.w.Compact(t.Context(), func(string) error { return nil }); err != nil {
		t.Fatal(err)
	}
	prepare(t, v)
	if got, want := dataOf(t, v), []string{"identity__v1__data", "identity__v2__data"}; !slices.Equal(got, want) || rows(t, v, "identity.edge") != 2 {
		t.Errorf("%v, want %v", got, want)
	}
	third := buildOn(t, v, 0)
	publish(t, v, third)
	buildOn(t, v, first) // half-built: nobody publishes it
	if err := v.Trim(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	prepare(t, v)
	if got, want := dataOf(t, v), []string{"identity__v3__data"}; !slices.Equal(got, want) || rows(t, v, "identity.edge") != 1 {
		t.Errorf("%v, want %v", got, want)
	}
}
