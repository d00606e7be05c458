package version

import (
	"fmt"
	"testing"

	"scv"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// twoVersions publishes two versions whose gold tables are given as selects.
func twoVersions(t *testing.T, tables ...map[string]string) *Store {
	t.Helper()
	v := openVersions(t)
	prepare(t, v)
	for _, list := range tables {
		n, err := v.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := v.Open(t.Context(), n); err != nil {
			t.Fatal(err)
		}
		for name, sql := range list {
			run(t, v.w, fmt.Sprintf("create table %s.%s as %s", Schema(scv.Gold, n), name, sql))
		}
		publish(t, v, n)
	}
	return v
}

func diff(t testing.TB, v *Store) *Diff {
	t.Helper()
	d, err := v.Diff(t.Context(), 1, 2)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDiffTellsRowsAndColumns(t *testing.T) {
	v := twoVersions(t,
		map[string]string{
			"dim":    "select * from (values ('a', 1, 'x'), ('b', 2, 'y'), ('c', 3, null), (null, 4, 'z')) as t(id, n, s)",
			"days":   "select * from (values ('a', 1, 10), ('a', 2, 20), ('b', 1, 30)) as t(id, day, v)",
			"heap":   "select * from (values (1), (1), (2)) as t(n)",
			"gone":   "select 1 as n union all select 2",
			"shaped": "select 1 as id, 'a' as old, 1 as kind",
			"calm":   "select 1 as id",
		},
		map[string]string{
			"dim":    "select * from (values ('a', 1, 'x'), ('b', 5, null), ('d', 3, null), (null, 4, 'w')) as t(id, n, s)",
			"days":   "select * from (values ('a', 1, 10), ('a', 2, 21), ('c', 1, 30)) as t(id, day, v)",
			"heap":   "select * from (values (1), (2), (2)) as t(n)",
			"fresh":  "select 1 as n",
			"shaped": "select 1 as id, 'b' as new, 'text' as kind",
			"calm":   "select 1 as id",
		})
	want := []TableDiff{
		{Table: "gold.days", Key: []string{"id", "day"}, Added: 1, Removed: 1, Changed: 1, Same: 1, Columns: map[string]int64{"v": 1}},
		{Table: "gold.dim", Key: []string{"id"}, Added: 1, Removed: 1, Changed: 2, Same: 1, Columns: map[string]int64{"n": 1, "s": 2}},
		{Table: "gold.fresh", Added: 1, Schema: []string{"+n"}},
		{Table: "gold.gone", Removed: 2, Schema: []string{"-n"}},
		{Table: "gold.heap", Added: 1, Removed: 1, Same: 2},
		{Table: "gold.shaped", Key: []string{"id"}, Same: 1, Schema: []string{"+new", "~kind", "-old"}},
		{Table: "gold.calm", Key: []string{"id"}, Same: 1},
	}
	if d := cmp.Diff(want, diff(t, v).Tables, cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
}

func TestDiffTellsMergedAndSplitCustomers(t *testing.T) {
	xref := func(pairs string) map[string]string {
		return map[string]string{"customer_xref": "select * from (values " + pairs + ") as t(record_id, customer_id)"}
	}
	v := twoVersions(t,
		xref("('r1', 'A'), ('r2', 'B'), ('r3', 'C'), ('r4', 'C'), ('r5', 'D'), ('r6', 'E')"),
		xref("('r1', 'A'), ('r2', 'A'), ('r3', 'C'), ('r4', 'F'), ('r5', 'D'), ('r7', 'G')"))
	want := Customers{
		Added: 2, Removed: 2, MergedCount: 1, SplitCount: 1,
		Merged: []Move{{[]string{"A", "B"}, []string{"A"}}},
		Split:  []Move{{[]string{"C"}, []string{"C", "F"}}},
	}
	if d := cmp.Diff(want, diff(t, v).Customers); d != "" {
		t.Error(d)
	}
}

// However many customers move, a diff holds a bounded list of them, each whole, and
// counts all.
func TestDiffListsABoundedNumberOfMoves(t *testing.T) {
	xref := func(old string) map[string]string {
		return map[string]string{"customer_xref": "select 'r' || range as record_id, " + old + " as customer_id from range(9000)"}
	}
	v := twoVersions(t, xref("'A' || range"), xref("'B' || lpad((range // 3)::varchar, 4, '0')"))
	c := diff(t, v).Customers
	if len(c.Merged) != 1000 || c.MergedCount != 3000 || c.SplitCount != 0 || len(c.Split) != 0 {
		t.Fatalf("%d of %d merged, %d of %d split", len(c.Merged), c.MergedCount, len(c.Split), c.SplitCount)
	}
	for _, m := range c.Merged {
		if len(m.From) != 3 || len(m.To) != 1 {
			t.Fatalf("a move is not whole: %+v", m)
		}
	}
}

// Rows are conserved: what was there stayed, changed or went; what is there
// stayed, changed or came. A version does not differ from itself.
func TestDiffConservesRows(t *testing.T) {
	v := openAt(t, "")
	run(t, v.w, "create schema gold__v1; create schema gold__v2")
	rapid.Check(t, func(rt *rapid.T) {
		rows := func(label string) (string, int64) {
			n := rapid.IntRange(0, 12).Draw(rt, label)
			sql := "select id, n from (select null::int as id, null::int as n) where false"
			for range n {
				sql += fmt.Sprintf(" union all select %d, %d", rapid.IntRange(0, 15).Draw(rt, "id"), rapid.IntRange(0, 2).Draw(rt, "n"))
			}
			return sql, int64(n)
		}
		old, nOld := rows("old")
		fresh, nNew := rows("new")
		run(t, v.w, "create or replace table gold__v1.t as "+old)
		run(t, v.w, "create or replace table gold__v2.t as "+fresh)
		d, err := v.diffTable(t.Context(), "t", 1, 2)
		if err != nil || d.Same+d.Changed+d.Removed != nOld || d.Same+d.Changed+d.Added != nNew {
			rt.Fatalf("%d rows became %d: %+v %v", nOld, nNew, d, err)
		}
		self, err := v.diffTable(t.Context(), "t", 1, 1)
		if err != nil || self.Differs() || self.Same != nOld {
			rt.Fatalf("a version differs from itself: %+v %v", self, err)
		}
	})
}
