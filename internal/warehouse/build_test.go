package warehouse

import (
	"testing"

	"scv"
)

func TestNamesAndValuesCannotBreakOut(t *testing.T) {
	for _, c := range [][2]string{
		{Quote(`a`), `"a"`},
		{Quote(`a"b; drop table x`), `"a""b; drop table x"`},
		{QuoteRelation(scv.Relation{Schema: "s", Name: `t"`}), `"s"."t"""`},
		{QuoteRelation(scv.Relation{Name: "t"}), `"t"`},
		{QuoteList([]string{"a", `b"`}), `"a", "b"""`},
		{Literal(`it's`), `'it''s'`},
	} {
		if c[0] != c[1] {
			t.Errorf("got %s, want %s", c[0], c[1])
		}
	}
}

func TestStatementFillsItsPlacesOnce(t *testing.T) {
	got := NewStatement("insert into {{to}} ({{cols}}) select {{from}} from {{stage}}").
		Relation("to", scv.Relation{Schema: "bronze", Name: "{{stage}}"}).
		List("cols", "", []string{"a", "{{from}}"}).
		List("from", "s.", []string{"a"}).
		Ident("stage", "x").String()
	want := `insert into "bronze"."{{stage}}" ("a", "{{from}}") select s."a" from "x"`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCreateTableNamesEveryType(t *testing.T) {
	d := Dialect{Types: map[scv.Type]string{scv.Text: "varchar", scv.Int: "bigint"}}
	fields := []scv.Field{{Name: "a", Type: scv.Text}, {Name: `b"`, Type: scv.Int}}
	if got, want := d.CreateTable(scv.Relation{Schema: "s", Name: "t"}, fields), `create table "s"."t" ("a" varchar, "b""" bigint)`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := d.AddColumn(scv.Relation{Name: "t"}, fields[1]), `alter table "t" add column "b""" bigint`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestEngineTypesHaveAFieldType(t *testing.T) {
	for name, want := range map[string]scv.Type{
		"BIGINT": scv.Int, "integer": scv.Int, "VARCHAR": scv.Text, "DECIMAL(38,10)": scv.Decimal, "NUMBER(38,0)": scv.Decimal,
		"DOUBLE": scv.Float, "BOOLEAN": scv.Bool, "DATE": scv.Date, "TIMESTAMP": scv.Timestamp,
		"TIMESTAMP WITH TIME ZONE": scv.Timestamp, "INTEGER[]": scv.Text, "DECIMAL(4,1)[]": scv.Text, "STRUCT(a INTEGER)": scv.Text,
	} {
		if got := FieldType(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestStatementsAreThere(t *testing.T) {
	for _, name := range []string{"columns", "relations"} {
		if statement(name) == "" {
			t.Errorf("sql/%s.sql is missing or empty", name)
		}
	}
}
