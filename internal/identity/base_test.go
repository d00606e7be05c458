package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/race"
)

// An index that is damaged or missing is told of, is not believed, and is there again
// after the run. A statement's base and changes are the data schemas of the version.
// Records that cannot be told from those before are all matched without a word: so they
// are where an older program published them.
func TestADamagedIndexIsBuiltAgain(t *testing.T) {
	race.Skip(t, "runs and updates as TestAnUpdateIsWhatMatchingEverythingGives makes them")
	quiet := []string{"no base", "no changes", "no list of hidden records", "a record hides another one", "the columns of another base"}
	for name, damage := range map[string]string{
		"a key is gone":               "delete from {{base}}.identity_key where rowid = 3",
		"a key is another":            "update {{base}}.identity_key set hash = hash + 1 where rowid = 3",
		"a key twice":                 "insert into {{base}}.identity_key from {{base}}.identity_key limit 1",
		"no keys":                     "drop table {{base}}.identity_key",
		"a column is gone":            "alter table {{base}}.identity_key drop column hash",
		"other types":                 "create or replace table {{base}}.identity_key as select slot::varchar as slot, hash::varchar || 'x' as hash, record_no from {{base}}.identity_key",
		"no states":                   "drop table {{base}}.identity_state",
		"a state is gone":             "delete from {{base}}.identity_state where record_id = 'r7'",
		"another component":           "update {{base}}.identity_state set component = component + 1 where record_id = 'r7'",
		"no base":                     "drop schema {{base}} cascade",
		"no seal":                     "delete from {{v}}.identity_index",
		"half a seal":                 "delete from {{v}}.identity_index where part = 'base'",
		"a seal twice":                "insert into {{v}}.identity_index from {{v}}.identity_index",
		"another base":                "update {{v}}.identity_index set lies_in = 'silver' where part = 'base'",
		"decisions are missing":       "drop table {{v}}.identity_decision",
		"a record is gone":            "delete from {{base}}.identity_record where record_id = 'r7'",
		"no view of the keys":         "drop view {{v}}.identity_key",
		"a changed key is gone":       "delete from {{changes}}.identity_key where rowid = 3",
		"a changed key is another":    "update {{changes}}.identity_key set hash = hash + 1 where rowid = 3",
		"a changed state is gone":     "delete from {{changes}}.identity_state where rowid = 0",
		"a hidden state is not":       "delete from {{changes}}.identity_state__hidden where rowid = 0",
		"another state is hidden":     "update {{changes}}.identity_state__hidden set record_id = 'r7' where rowid = 0",
		"the keys of one more":        "insert into {{changes}}.identity_key__hidden select 7",
		"no list of what is hidden":   "drop table {{changes}}.identity_key__hidden",
		"no changes":                  "drop schema {{changes}} cascade",
		"a changed record is gone":    "delete from {{changes}}.identity_record where rowid = 0",
		"no list of hidden records":   "drop table {{changes}}.identity_record__hidden",
		"a record hides another one":  "update {{changes}}.identity_record__hidden set record_id = 'r7' where rowid = 0",
		"the columns of another base": "alter table {{base}}.identity_record drop column content_hash",
	} {
		t.Run(name, func(t *testing.T) {
			o := settledTown(t)
			base := o.version
			o.drift = 1e9
			o.step(t, "update silver.people set phone_std = '76' where record_id in ('r3', 'r5')")
			published := o.version
			places := strings.NewReplacer("{{v}}", o.schema(published), "{{base}}", scv.DataSchema(o.schema(base)), "{{changes}}", scv.DataSchema(o.schema(published)))
			o.exec(t, places.Replace(damage))
			o.exec(t, "update silver.people set phone_std = '77' where record_id = 'r3'")
			o.publishWhatIs(t, published)
			whole := o.build(t, true)
			o.notes = nil
			updated := o.build(t, false)
			notes := strings.Join(o.notes, "; ")
			if told := strings.Contains(notes, "the index is built again"); told == slices.Contains(quiet, name) {
				t.Errorf("told of it: %t: %s", told, notes)
			}
			if strings.Contains(notes, "identity: update") {
				t.Errorf("it was believed: %s", notes)
			}
			if differ := o.differences(t, whole, updated); len(differ) > 0 {
				t.Errorf("%s", strings.Join(differ, "\n"))
			}
			o.publish(t, updated)
			o.notes = nil
			o.build(t, false)
			if notes := strings.Join(o.notes, "; "); !strings.Contains(notes, "identity: update") {
				t.Errorf("the next run updates nothing: %s", notes)
			}
		})
	}
}

// A version of few changes has those alone, of many a base of its own.
func TestAVersionWritesWhatItDiffersIn(t *testing.T) {
	o := settledTown(t)
	base := scv.DataSchema(o.schema(o.version))
	lies := func(version int) string {
		table, err := o.w.Table(t.Context(), "select string_agg(lies_in, ' ' order by part), (select count(*) from "+scv.DataSchema(o.schema(version))+".identity_record) from "+o.schema(version)+".identity_index")
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(table.Rows[0][0], " ", table.Rows[0][1])
	}
	for k, c := range []struct {
		sql  string
		want func(own string) string
	}{
		{"", func(own string) string { return base + " " + own + " 0" }},
		{"update silver.people set phone_std = '70' where record_id = 'r1'", func(own string) string { return base + " " + own + " 1" }},
		{"update silver.people set phone_std = '71' where record_id = 'r1'", func(own string) string { return base + " " + own + " 1" }},
		{"update silver.people set note = 'x' where record_id in ('r2', 'r3')", func(own string) string { return own + " 24" }},
		{"alter table silver.people add column more integer", func(own string) string { return own + " 24" }},
	} {
		o.step(t, c.sql)
		if got, want := lies(o.version), c.want(scv.DataSchema(o.schema(o.version))); got != want {
			t.Errorf("%d: %s, want %s", k, got, want)
		}
	}
}

// What a source does not have any more is nowhere, once no kept version has it: also where
// runs change little. The bound is twice as many runs as versions are kept.
func TestARecordThatIsGoneIsGoneFromEverySchema(t *testing.T) {
	o := settledTown(t)
	o.drift = 1e9
	o.step(t, "update silver.people set note = 'leaves soon' where record_id = 'r7'")
	o.step(t, "delete from silver.people where record_id = 'r7'")
	for range 2 {
		o.prune(t, o.version)
		o.step(t, "")
	}
	o.prune(t, o.version)
	tables, err := o.w.Table(t.Context(), "select table_schema || '.' || table_name from information_schema.columns where table_schema like 'identity%' and column_name = 'record_id' and table_name not like '%hidden'")
	if err != nil || len(tables.Rows) == 0 {
		t.Fatal(err)
	}
	for _, row := range tables.Rows {
		found, err := o.w.Table(t.Context(), fmt.Sprintf("select count(*) from %s where record_id = 'r7'", row[0]))
		if err != nil {
			t.Fatal(err)
		}
		if found.Rows[0][0] != int64(0) {
			t.Errorf("%s has it", row[0])
		}
	}
}

// What a version takes over from another one, it shows, without a copy of it.
func TestAVersionThatIsTakenOverHoldsTheSame(t *testing.T) {
	o := settledTown(t)
	o.drift = 1e9
	o.step(t, "update silver.people set phone_std = '76' where record_id in ('r3', 'r5')")
	from := o.version
	o.version++
	o.exec(t, "create schema "+o.schema(o.version))
	x := NewMaterialization(o.w, nil, o, 1)
	target := func(v int) scv.Relation { return scv.Relation{Schema: o.schema(v), Name: "customer_identity"} }
	if err := x.Carry(t.Context(), scv.Model{Name: "customer_identity", Target: target(o.version), Live: live("customer_identity")}, target(from)); err != nil {
		t.Fatal(err)
	}
	if differ := o.differences(t, from, o.version); len(differ) > 0 {
		t.Errorf("%s", strings.Join(differ, "\n"))
	}
	o.publish(t, o.version)
	o.prune(t, o.version)
	o.exec(t, "update silver.people set phone_std = '77' where record_id = 'r3'")
	whole := o.build(t, true)
	o.notes = nil
	if differ := o.differences(t, whole, o.build(t, false)); len(differ) > 0 || !strings.Contains(strings.Join(o.notes, "; "), "identity: update") {
		t.Errorf("%s\n%s", o.notes, strings.Join(differ, "\n"))
	}
}
