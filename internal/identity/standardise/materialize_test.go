package standardise

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"scv"

	"github.com/google/go-cmp/cmp"
)

const people = `
select * from (
    select 1 as record_id, 'Anna' as given_name, 'Müller' as family_name, null as full_name, 'a@b.de' as email, '030 901820' as phone, 'Hauptstr. 5' as street, null as street_number, '1067' as postal_code, 'Deutschland' as country
    union all select 2, null, '', 'SMITH John Jr.', 'n/a', '020 7946 0018', '12 High St', '99', 'sw1a1aa', 'UK'
    union all select 3, 'Bob', null, 'Robert Jones', null, '030 901820', null, null, '1067', null
    union all select 4, null, null, null, null, null, null, null, null, null
) as source_rows;
`

func columnsConfig() map[string]any {
	return map[string]any{
		"email": "email", "given_name": "given_name", "family_name": "family_name", "full_name": "full_name",
		"phone":  map[string]any{"as": "phone", "country": "country"},
		"street": map[string]any{"as": "street", "country": "country"}, "street_number": "house_number",
		"postal_code": map[string]any{"as": "postal_code", "default_country": "DE"}, "country": "country",
	}
}

func build(t *testing.T, c sqliteConn, m scv.Model) (int64, error) {
	t.Helper()
	x := Materialization{Session: c.session, DefaultCountry: "DE"}
	return x.Materialize(context.Background(), m)
}

func TestModelGetsFormsAndReasonsBesideItsColumns(t *testing.T) {
	c := openSQLite(t)
	target := scv.Relation{Name: "int_customer__standardised"}
	m := scv.Model{Name: "int_customer__standardised", Target: target, SQL: people, Config: map[string]any{"columns": columnsConfig()}}
	for range 2 { // built again, it is replaced
		if n, err := build(t, c, m); err != nil || n != 4 {
			t.Fatalf("Materialize = %d, %v; want 4 rows", n, err)
		}
	}
	want := []string{
		"1|Anna|a@b.de|anna|-|muller|-|a@b.de|-|+4930901820|hauptstrasse|5|split_from_street|01067|leading_zero_restored|DE|-|-",
		"2|-|-|john|split_from_full_name|smith|split_from_full_name|-|placeholder|+442079460018|high street|99|-|SW1A 1AA|-|GB|jr|john smith",
		"3|Bob|-|bob|-|-|-|-|-|+4930901820|-|-|-|01067|leading_zero_restored|-|-|robert jones",
		"4|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-",
	}
	got := lines(t, c, `select record_id, given_name, case when email = 'n/a' then null else email end, given_name_std, given_name_reason, family_name_std, family_name_reason,
		email_std, email_reason, phone_std, street_std, street_number_std, street_number_reason, postal_code_std, postal_code_reason, country_std, name_suffix_std, full_name_std
		from int_customer__standardised order by record_id`)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestManyValuesComeThroughBatchByBatch(t *testing.T) {
	c := openSQLite(t)
	const n = 3*batchRows + 5
	sql := fmt.Sprintf("with recursive g(i) as (select 1 union all select i + 1 from g where i < %d) select i, 'a' || i || '@Web.De' as email from g", n)
	m := scv.Model{Name: "m", Target: scv.Relation{Name: "m"}, SQL: sql, Config: map[string]any{"columns": map[string]any{"email": "email"}}}
	if got, err := build(t, c, m); err != nil || got != n {
		t.Fatalf("Materialize = %d, %v", got, err)
	}
	if got := lines(t, c, "select count(*) from m where email_std = lower(email)"); got[0] != fmt.Sprint(n) {
		t.Errorf("%s rows with a form, want %d", got[0], n)
	}
}

func TestWrongConfigSaysWhatToWrite(t *testing.T) {
	cases := []struct {
		columns any
		code    scv.Code
		hint    string
	}{
		{nil, scv.CodeStandardiseConfig, "columns:"},
		{map[string]any{"email": "emial"}, scv.CodeStandardiseConfig, "email"},
		{map[string]any{"email": 7}, scv.CodeStandardiseConfig, "text"},
		{map[string]any{"phone": map[string]any{"as": "phone", "contry": "country"}}, scv.CodeStandardiseConfig, "country"},
		{map[string]any{"emaill": "email"}, scv.CodeStandardiseColumn, "email"},
		{map[string]any{"phone": map[string]any{"as": "phone", "country": "land"}}, scv.CodeStandardiseColumn, "country"},
	}
	for _, c := range cases {
		conn := openSQLite(t)
		if _, err := conn.Exec(context.Background(), "create table m as select 'before' as x"); err != nil {
			t.Fatal(err)
		}
		_, err := build(t, conn, scv.Model{Name: "m", Target: scv.Relation{Name: "m"}, SQL: people, Config: map[string]any{"columns": c.columns}})
		if scv.CodeOf(err) != c.code || !strings.Contains(scv.HintOf(err), c.hint) {
			t.Errorf("%v: %v (%s, hint %q), want %s and a hint with %q", c.columns, err, scv.CodeOf(err), scv.HintOf(err), c.code, c.hint)
		}
		if got := lines(t, conn, "select x from m"); got[0] != "before" {
			t.Errorf("the target changed: %v", got)
		}
	}
}

func TestCancelledWorkLeavesTheTarget(t *testing.T) {
	c := openSQLite(t)
	ctx, cancel := context.WithCancel(context.Background())
	col := column{word: "email", kind: kinds()["email"]}
	cancel()
	if _, err := col.apply(ctx, []pair{{"a@b.de", ""}}, 2, func(int64) {}); err == nil {
		t.Error("no error after the context ended")
	}
	x := Materialization{Session: c.session}
	if _, err := x.Materialize(ctx, scv.Model{Name: "m", Target: scv.Relation{Name: "m"}, SQL: people, Config: map[string]any{"columns": columnsConfig()}}); scv.CodeOf(err) != scv.CodeInterrupted {
		t.Errorf("code %s, want %s", scv.CodeOf(err), scv.CodeInterrupted)
	}
}

func TestStatementsAreThere(t *testing.T) {
	for _, name := range []string{"input", "distinct", "target", "join", "count"} {
		if text(name) == "" {
			t.Errorf("sql/%s.sql is missing", name)
		}
	}
}

func TestFormsDoNotDependOnWorkers(t *testing.T) {
	var pairs []pair
	for i := range 5000 {
		pairs = append(pairs, pair{fmt.Sprintf("030 90%04d", i), "DE"})
	}
	col := column{word: "phone", kind: kinds()["phone"]}
	one, _ := col.apply(context.Background(), pairs, 1, func(int64) {})
	many, _ := col.apply(context.Background(), pairs, 7, func(int64) {})
	for i := range one {
		if one[i] != many[i] {
			t.Fatalf("%v with one worker %v, with seven %v", pairs[i], one[i], many[i])
		}
	}
}

func lines(t *testing.T, c sqliteConn, query string) []string {
	t.Helper()
	rows, err := c.db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	names, _ := rows.Columns()
	var out []string
	for rows.Next() {
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		cells := make([]string, len(values))
		for i, v := range values {
			cells[i] = "-"
			if v != nil {
				cells[i] = fmt.Sprint(v)
			}
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}
