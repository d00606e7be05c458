package version

import (
	"errors"
	"fmt"
	"testing"

	"scv"
)

// rows counts what is in a relation.
func rows(t testing.TB, v *Store, relation string) int64 {
	t.Helper()
	n, err := v.number(t.Context(), "select count(*) from "+relation)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func kept(names ...string) []scv.Relation {
	var all []scv.Relation
	for _, name := range names {
		all = append(all, scv.Relation{Schema: "gold", Name: name}, scv.Relation{Schema: "silver", Name: name})
	}
	return all
}

// What a version carries is a copy with the constraints of the original, whatever
// its name; the original does not change with it.
func TestCarryCopiesTablesWithTheirConstraints(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	first := buildVersion(t, v)
	for _, name := range []string{`plain`, `"O'Hara ""x"" (1)"`} {
		run(t, v.w, fmt.Sprintf(`create table gold__v%d.%s (id integer not null, "a b" varchar default 'x', primary key (id), check (id > 0))`, first, name))
		run(t, v.w, fmt.Sprintf("insert into gold__v%d.%s (id) values (1), (2)", first, name))
	}
	publish(t, v, first)
	next := buildVersion(t, v)
	if err := v.Carry(t.Context(), first, next, append(kept("plain", "new"), scv.Relation{Schema: "gold", Name: `O'Hara "x" (1)`})); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{`plain`, `"O'Hara ""x"" (1)"`} {
		table := fmt.Sprintf("gold__v%d.%s", next, name)
		run(t, v.w, "insert into "+table+" (id) values (3)")
		for _, bad := range []string{"3", "null", "-1"} {
			if _, err := v.w.Exec(t.Context(), "insert into "+table+" (id) values ("+bad+")"); err == nil {
				t.Errorf("%s took %s for an id", table, bad)
			}
		}
		if n, m := rows(t, v, table), rows(t, v, fmt.Sprintf("gold__v%d.%s", first, name)); n != 3 || m != 2 {
			t.Errorf("%s: %d rows in the copy, %d in the original", name, n, m)
		}
	}
}

// Views of a version become tables, also those that read each other.
func TestFreezeMakesTablesOfViews(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	run(t, v.w, "create table silver.s as select 1 as n")
	n := buildVersion(t, v)
	run(t, v.w, fmt.Sprintf("create view gold__v%[1]d.z as select n from silver.s; create view gold__v%[1]d.a as select n from gold__v%[1]d.z", n))
	if err := v.Freeze(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	publish(t, v, n)
	run(t, v.w, "insert into silver.s values (2)")
	if a, z := rows(t, v, "gold.a"), rows(t, v, "gold.z"); a != 1 || z != 1 {
		t.Errorf("a published version changed with silver: %d and %d rows", a, z)
	}
}

// Silver shows what its version carries, takes it away again, and leaves alone what
// is no version's.
func TestSilverShowsWhatTheVersionCarries(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	first := buildVersion(t, v)
	publish(t, v, first)
	run(t, v.w, "create table silver.seen as select 0 as n; create table silver.other as select 1 as n; create view silver.view as select * from silver.other")
	second := buildVersion(t, v)
	run(t, v.w, fmt.Sprintf("create schema silver__v%[1]d; create table silver__v%[1]d.seen as select 1 as n union all select 2", second))
	publish(t, v, second)
	if n := rows(t, v, "silver.seen"); n != 2 {
		t.Errorf("silver.seen has %d rows", n)
	}
	if _, _, err := v.Rollback(t.Context(), first, "kim", "why"); err != nil {
		t.Fatal(err)
	}
	relations, err := v.w.Relations(t.Context(), "silver")
	if err != nil || len(relations) != 2 || relations[0].Name != "other" || relations[1].Name != "view" {
		t.Errorf("silver shows %v: %v", relations, err)
	}
}

// An error in the middle leaves nothing of the step.
func TestAStoppedStoreLeavesTheOldVersion(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	publish(t, v, buildVersion(t, v))
	next := buildVersion(t, v)
	stop := errors.New("stop")
	v.Watch(func(step string) error {
		if step == "commit" {
			return stop
		}
		return nil
	})
	if err := v.Publish(t.Context(), numbered(next)); !errors.Is(err, stop) {
		t.Fatalf("publish: %v", err)
	}
	if i, g := seen(t, v); i != 1 || g != 1 {
		t.Errorf("readers see %d and %d", i, g)
	}
}
