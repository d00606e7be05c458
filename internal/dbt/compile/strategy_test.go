package compile

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv/jinja"
)

// strategySQL gives what brings the rows of s into t, for a model with configs.
func strategySQL(t *testing.T, config, macro string, keys ...jinja.Value) string {
	t.Helper()
	c, err := compiler(t, map[string]string{"models/m.sql": "{{ config(" + config + ") }} select 1 as id"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := c.Graph().Nodes["model.p.m"]
	columns := jinja.NewList(&Column{Name: "id", Type: "INTEGER"}, &Column{Name: "v", Type: "INTEGER"}, &Column{Name: "made", Type: "INTEGER"})
	got, err := c.Call(t.Context(), n, macro, Rendering{}, jinja.NewDict(
		"target_relation", &Relation{Identifier: "t"}, "temp_relation", &Relation{Identifier: "s"}, "dest_columns", columns,
		"unique_key", jinja.NewList(keys...), "incremental_predicates", n.ConfigValue("incremental_predicates"),
	))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(jinja.Str(got)), " ")
}

func TestIncrementalStrategiesWriteTheirSQL(t *testing.T) {
	for name, c := range map[string]struct{ config, macro, want string }{
		"delete+insert": {
			"incremental_predicates=['DBT_INCREMENTAL_TARGET.day > 1']", StrategyMacro("delete+insert"),
			`delete from "t" as DBT_INCREMENTAL_TARGET using "s" as DBT_INCREMENTAL_SOURCE where DBT_INCREMENTAL_SOURCE.a = DBT_INCREMENTAL_TARGET.a ` +
				`and DBT_INCREMENTAL_SOURCE.b = DBT_INCREMENTAL_TARGET.b and (DBT_INCREMENTAL_TARGET.day > 1); ` +
				`insert into "t" ("id", "v", "made") ( select "id", "v", "made" from "s" )`,
		},
		"merge": {
			"merge_exclude_columns=['made']", StrategyMacro("merge"),
			`merge into "t" as DBT_INTERNAL_DEST using "s" as DBT_INTERNAL_SOURCE on (DBT_INTERNAL_SOURCE.a = DBT_INTERNAL_DEST.a) and (DBT_INTERNAL_SOURCE.b = DBT_INTERNAL_DEST.b) ` +
				`when matched then update set "id" = DBT_INTERNAL_SOURCE."id", "v" = DBT_INTERNAL_SOURCE."v" ` +
				`when not matched then insert ("id", "v", "made") values ("id", "v", "made")`,
		},
		"default": {
			"", StrategyMacro("default"),
			`delete from "t" as DBT_INCREMENTAL_TARGET using "s" as DBT_INCREMENTAL_SOURCE where DBT_INCREMENTAL_SOURCE.a = DBT_INCREMENTAL_TARGET.a ` +
				`and DBT_INCREMENTAL_SOURCE.b = DBT_INCREMENTAL_TARGET.b; insert into "t" ("id", "v", "made") ( select "id", "v", "made" from "s" )`,
		},
		"append": {"", StrategyMacro("append"), `insert into "t" ("id", "v", "made") ( select "id", "v", "made" from "s" )`},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, strategySQL(t, c.config, c.macro, "a", "b")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBatchesAreWholeSpans(t *testing.T) {
	at := func(s string) time.Time {
		m, err := ParseTime(s)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	labels := func(batches []Batch) (out []string) {
		for _, b := range batches {
			out = append(out, b.Label())
		}
		return out
	}
	for name, c := range map[string]struct {
		size, start, end string
		want             []string
	}{
		"months":           {"month", "2024-12-15", "2025-02-01", []string{"2024-12", "2025-01"}},
		"a part of a day":  {"day", "2025-01-31 10:00:00", "2025-02-01 00:00:01", []string{"2025-01-31", "2025-02-01"}},
		"hours over a day": {"hour", "2025-01-31 23:30:00", "2025-02-01 01:00:00", []string{"2025-01-31T23", "2025-02-01T00"}},
		"a year":           {"year", "2025-06-01", "2025-07-01", []string{"2025"}},
		"end before start": {"day", "2025-06-02", "2025-06-01", []string{"2025-06-02"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, labels(Batches(c.size, at(c.start), at(c.end)))); diff != "" {
				t.Error(diff)
			}
		})
	}
	for _, c := range []struct{ end, want string }{{"2025-03-01", "2025-01-01"}, {"2025-03-02", "2025-02-01"}} {
		if got := LookBack("month", at(c.end), 1); !got.Equal(at(c.want)) {
			t.Errorf("one month before %s is %s, want %s", c.end, got, c.want)
		}
	}
	if got := Ceiling("month", at("2025-01-31")); !got.Equal(at("2025-02-01")) {
		t.Errorf("the month ends at %s", got)
	}
}
