package lineage

import (
	"slices"
	"strings"
	"testing"

	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

func open(t testing.TB) *warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	for _, sql := range []string{
		"create schema s",
		"create table s.a (id varchar, n int, city varchar, seen timestamp, tags varchar[])",
		"create table s.b (id varchar, a_id varchar, v double, kind varchar)",
	} {
		if _, err := w.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// told writes a lineage as one line: "x <- a.n transformed, a.id copied; | a.city".
func told(s *Select) string {
	var outputs []string
	for _, o := range s.Outputs {
		var from []string
		for _, in := range o.Inputs {
			word := strings.TrimPrefix(in.From.String(), "s.") + " " + in.How.String()[:1]
			if in.Only != nil {
				word += " where " + in.Only.Column + "=" + in.Only.Value
			}
			for _, p := range in.Into {
				word += " for " + p.Column + "=" + p.Value
			}
			from = append(from, word)
		}
		outputs = append(outputs, o.Name+" <- "+strings.Join(from, ", "))
	}
	var conditions []string
	for _, c := range s.Conditions {
		conditions = append(conditions, strings.TrimPrefix(c.Column.String(), "s."))
	}
	conditions = slices.Compact(conditions)
	return strings.Join(outputs, "; ") + " | " + strings.Join(conditions, ", ")
}

func TestTrace(t *testing.T) {
	w := open(t)
	cases := []struct{ name, sql, want string }{
		{"copies and constants", "select id, 1 as one, n from s.a", "id <- a.id c; one <- ; n <- a.n c | "},
		{"star", "select * from s.b", "id <- b.id c; a_id <- b.a_id c; v <- b.v c; kind <- b.kind c | "},
		{"expressions", "select upper(city) || id as x, n + 1 as n from s.a where seen > now()", "x <- a.city t, a.id t; n <- a.n t | a.seen"},
		{"cast", "select cast(n as varchar) as n from s.a", "n <- a.n t | "},
		{"case", "select case when city = 'x' then id end as x from s.a", "x <- a.city d, a.id t where city=x | "},
		{"join", "select a.city, b.v from s.a as a left join s.b as b on a.id = b.a_id", "city <- a.city c; v <- b.v c | a.id, b.a_id"},
		{"using", "select id, kind from s.a full join s.b using (id)", "id <- a.id t, b.id t; kind <- b.kind c | a.id, b.id"},
		{"any join", "select a.city from s.a join s.b on a.id = b.id or a.n > b.v", "city <- a.city c | a.id, a.n, b.id, b.v"},
		{"aggregate", "select city, sum(n) as n, count(*) as rows from s.a group by city having max(seen) > now()", "city <- a.city c; n <- a.n a; rows <-  | a.city, a.seen"},
		{"filter of an aggregate", "select count(*) filter (where city is not null) as x from s.a", "x <- a.city d | "},
		{"window", "select id, row_number() over (partition by city order by seen) as r from s.a", "id <- a.id c; r <- a.city f, a.seen f | "},
		{"qualify", "select id from s.a qualify row_number() over (partition by city order by seen) = 1", "id <- a.id c | a.city, a.seen"},
		{"union by position", "select id, city from s.a union all select kind, a_id from s.b", "id <- a.id c, b.kind c; city <- a.city c, b.a_id c | "},
		{"union by name", "select id, city from s.a union all by name select kind as city, id from s.b", "id <- a.id c, b.id c; city <- a.city c, b.kind c | "},
		{"except", "select id from s.a except select id from s.b", "id <- a.id c | b.id"},
		{"ctes", "with x as (select id, city as c from s.a), y as (select c, count(*) as n from x group by c) select x.id, y.n, y.c from x join y on x.c = y.c", "id <- a.id c; n <- ; c <- a.city c | a.city"},
		{"materialized ctes", "with x as materialized (select id, v * 2 as w from s.b), y as materialized (select w from x) select y.w, x.id from x, y", "w <- b.v t; id <- b.id c | "},
		{"recursion", "with recursive t as (select id, n, city from s.a union all select t.id, b.v, t.id from t join s.b as b on b.a_id = t.id where t.n < 3) select * from t", "id <- a.id c; n <- a.n c, b.v t; city <- a.city c, a.id c | a.id, a.n, b.a_id, b.v"},
		{"exists", "select id from s.a as a where exists (select 1 from s.b as b where b.a_id = a.id and b.v > 1)", "id <- a.id c | a.id, b.a_id, b.v"},
		{"in", "select id in (select a_id from s.b) as known from s.a", "known <- a.id t, b.a_id t | a.id, b.a_id"},
		{"scalar subquery", "select id, (select max(v) from s.b as b where b.a_id = a.id) as v from s.a as a", "id <- a.id c; v <- b.v a | a.id, b.a_id"},
		{"scalar subquery in a subquery", "select id, (select max(v) from s.b as b where b.a_id = a.id and b.v > (select avg(c.v) from s.b as c where c.kind = b.kind and c.id = a.city)) as v from s.a as a", "id <- a.id c; v <- b.v a | a.city, a.id, b.a_id, b.id, b.kind, b.v"},
		{"lateral", "select a.id, l.x from s.a as a, lateral (select a.city || b.kind as x from s.b as b where b.a_id = a.id) as l", "id <- a.id c; x <- a.city t, b.kind t | a.id, b.a_id"},
		{"unnest", "select id, unnest(tags) as tag from s.a", "id <- a.id c; tag <- a.tags t | "},
		{"lambda", "select list_transform(tags, lambda x: x || city) as l from s.a", "l <- a.city t, a.tags t | "},
		{"struct", "select struct_pack(p := id, q := city).q as q from s.a", "q <- a.city t | "},
		{"values", "select v.x, a.id from s.a as a, (values (1), (2)) as v(x)", "x <- ; id <- a.id c | "},
		{"semi join", "select a.id from s.a as a semi join s.b as b on a.id = b.a_id", "id <- a.id c | a.id, b.a_id"},
		{"anti join", "select a.id from s.a as a anti join s.b as b on a.id = b.a_id", "id <- a.id c | a.id, b.a_id"},
		{"asof join", "select a.id, b.v from s.a as a asof join s.b as b on a.id = b.a_id and a.n >= b.v", "id <- a.id c; v <- b.v c | a.id, a.n, b.a_id, b.v"},
		{"distinct on", "select distinct on (city) city, id from s.a order by city, seen desc", "city <- a.city c; id <- a.id c | a.city, a.seen"},
		{"order by what is not selected", "select id from s.a order by n limit 3", "id <- a.id c | a.n"},
		{"grouping", "select grouping(city) as g, city, sum(n) as n from s.a group by rollup (city)", "g <- ; city <- a.city c; n <- a.n a | a.city"},
		{"generated rows", "select r.i, a.id from s.a as a, range(3) as r(i)", "i <- ; id <- a.id c | "},
		{"pivot of known values", "select * from (select kind, v from s.b) pivot (sum(v) for kind in ('x', 'y'))", "x <- b.kind d, b.v a where kind=x; y <- b.kind d, b.v a where kind=y | "},
		{"pairs of attribute and value", "select 'city' as attribute, city as value, 'r1' as rule from s.a union all select 'kind', kind, 'r2' from s.b union all select 'id', upper(id), 'r1' from s.b", "attribute <- ; value <- a.city c for attribute=city for rule=r1, b.id t for attribute=id for rule=r1, b.kind c for attribute=kind for rule=r2; rule <-  | "},
		{"a pivot of pairs", "with p as (select id, 'city' as x, city as v from s.a union all select id, 'kind', kind from s.b), r as (select *, row_number() over (partition by x order by v) as n from p) select id, max(case when x = 'city' then v end) as city, max(v) filter (where x = 'kind') as kind from r where n = 1 group by id", "id <- a.id c, b.id c; city <- a.city a; kind <- b.kind a | a.city, a.id, b.id, b.kind"},
		{"a choice by a table's column", "select max(case when kind = 'x' then v end) as x, id from s.b where a_id = 'y' group by id", "x <- b.kind d where a_id=y, b.v a where a_id=y; id <- b.id c where a_id=y | b.a_id, b.id"},
		{"a choice in CASE", "select max(case when kind = 'x' then v when kind = 'y' then a_id::double end) as x from s.b", "x <- b.a_id a where kind=y, b.kind d, b.v a where kind=x | "},
		{"unions of unions", "(select 'a' as t, id from s.a union all select 'b', id from s.b) union all (select 'c', city from s.a union all select 'd', kind from s.b)", "t <- ; id <- a.city c for t=c, a.id c for t=a, b.id c for t=b, b.kind c for t=d | "},
		{"a text that is no tag for all", "select 'a' as t, id from s.a union all select kind, id from s.b", "t <- b.kind c; id <- a.id c, b.id c | "},
		{"exclude and replace", "select * exclude (seen, tags) replace (upper(id) as id) from s.a", "id <- a.id t; n <- a.n c; city <- a.city c | "},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s, err := Trace(t.Context(), w, c.sql)
			if err != nil {
				t.Fatal(err)
			}
			if got := told(s); got != c.want {
				t.Errorf("%s\n got %s\nwant %s", c.sql, got, c.want)
			}
		})
	}
}

func TestWhatCannotBeBoundSaysWhy(t *testing.T) {
	w := open(t)
	for _, sql := range []string{"select nothing from s.a", "select 1 from s.absent", "selec 1", "", "select 1; select 2", "pivot s.b on kind using sum(v)"} {
		if s, err := Trace(t.Context(), w, sql); err == nil {
			t.Errorf("%q has a lineage: %s", sql, told(s))
		}
	}
}
