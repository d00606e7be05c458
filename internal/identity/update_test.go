package identity

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/score"
	"scv/internal/identity/spec"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"

	"pgregory.net/rapid"
)

// town is a warehouse in which versions are built from silver.people, again and again.
type town struct {
	w       *warehouse.Warehouse
	people  []Decision
	spec    string // "" = as a home matches on its own
	version int
	hour    int
	notes   []string
	drift   float64 // of the records, from which on a new base is written
}

// failer is a test, or one case of a law.
type failer interface {
	Fatal(args ...any)
}

const townColumns = "record_id, party_type, given_name_std, family_name_std, organisation_name_std, birth_date_std, email_std, phone_std, mobile_std, street_std, street_number_std, postal_code_std, city_std, note"

func newTown(t *testing.T) *town {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Threads: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	run(t, w, "create schema silver")
	run(t, w, "create schema identity")
	return &town{w: w, drift: mostChanged}
}

// Report implements scv.Progress.
func (o *town) Report(e scv.Event) {
	if e.Note != "" {
		o.notes = append(o.notes, e.Stage+" "+e.Note)
	}
}

// found makes silver.people, empty.
func (o *town) found(t failer) {
	o.exec(t, "create or replace table silver.people ("+strings.ReplaceAll(townColumns, ",", " varchar,")+" varchar)")
}

func (o *town) schema(version int) string { return fmt.Sprintf("identity__v%d", version) }

// build makes the next version; everything is matched where whole.
func (o *town) build(t failer, whole bool) int {
	o.version++
	run := func(sql string) {
		if _, err := o.w.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	run("create schema " + o.schema(o.version))
	x := NewMaterialization(o.w, func(context.Context) ([]Decision, error) { return o.people, nil }, o, 1).Under(func() (*spec.Spec, error) { return o.says(t), nil })
	x.share, x.drift = 1e9, o.drift
	if whole {
		x.Anew()
	}
	_, err := x.Materialize(context.Background(), scv.Model{
		Name: "customer_identity", SQL: "select * from silver.people", AsOf: time.Date(2026, 11, 24, o.hour, 0, 0, 0, time.UTC),
		Target: scv.Relation{Schema: o.schema(o.version), Name: "customer_identity"}, Live: live("customer_identity"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return o.version
}

// publish shows a version.
func (o *town) publish(t failer, version int) {
	o.hour++
	for _, name := range append(sideTables(), "customer_identity") {
		if _, err := o.w.Exec(context.Background(), fmt.Sprintf("create or replace view identity.%s as select * from %s.%s", name, o.schema(version), name)); err != nil {
			t.Fatal(err)
		}
	}
}

// prune drops what a store of versions drops that keeps some: the versions, and the data
// that no view shows any more.
func (o *town) prune(t failer, kept ...int) {
	for v := 1; v <= o.version; v++ {
		if !slices.Contains(kept, v) {
			o.exec(t, "drop schema if exists "+o.schema(v)+" cascade")
		}
	}
	views, err := o.w.Table(context.Background(), "select coalesce(string_agg(view_definition, ' '), '') from information_schema.views where table_schema like 'identity\\_\\_v%' escape '\\'")
	if err != nil {
		t.Fatal(err)
	}
	for v := 1; v <= o.version; v++ {
		if data := scv.DataSchema(o.schema(v)); !strings.Contains(views.Rows[0][0].(string), data) {
			o.exec(t, "drop schema if exists "+data+" cascade")
		}
	}
}

// settle publishes a version whose model is to be used, with small limits.
func (o *town) settle(t failer, limit int32) {
	v := o.schema(o.build(t, true))
	for _, party := range parties() {
		sp := o.says(t)
		comparisons, err := sp.EveryComparisonOf(party)
		if err != nil {
			t.Fatal(err)
		}
		rules, err := sp.RulesOf(party)
		if err != nil {
			t.Fatal(err)
		}
		m := modelUnder(score.Prior(party, comparisons, 500), sp)
		m.Provisional = false
		own := settled{Records: 500, Blocked: 500, Limits: block.Limits{}}
		for _, r := range rules {
			own.Limits[r.Name] = slices.Repeat([]int32{limit}, block.Slots())
		}
		model, _ := json.Marshal(m)
		limits, _ := json.Marshal(own)
		if _, err := o.w.Exec(context.Background(), "update "+v+".identity_model set model = ?, settled = ? where party_type = ?", string(model), string(limits), party); err != nil {
			t.Fatal(err)
		}
	}
	o.publish(t, o.version)
	o.publish(t, o.build(t, true))
}

func (o *town) exec(t failer, sql string) {
	if _, err := o.w.Exec(context.Background(), sql); err != nil {
		t.Fatal(err)
	}
}

// differences names the tables in which two versions differ.
func (o *town) differences(t failer, a, b int) []string {
	var out []string
	views := map[string]string{
		stateTable: "select s.record_id, s.party_type, f.record_id as first from {{v}}.identity_state as s join {{v}}.identity_state as f on s.component = f.record_no",
		keyTable:   "select s.record_id, k.slot, k.hash from {{v}}.identity_key as k join {{v}}.identity_state as s using (record_no)",
		indexTable: "select distinct made_under from {{v}}.identity_index",
	}
	for _, name := range append(sideTables(), "customer_identity") {
		sql := views[name]
		if sql == "" {
			sql = "select * from {{v}}." + name
		}
		of := func(v int) string { return strings.ReplaceAll(sql, "{{v}}", o.schema(v)) }
		for _, pair := range [][2]int{{a, b}, {b, a}} {
			table, err := o.w.Table(context.Background(), "("+of(pair[0])+") except all ("+of(pair[1])+") limit 3")
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range table.Rows {
				out = append(out, fmt.Sprintf("%s of v%d: %v", name, pair[0], row))
			}
		}
	}
	return out
}

func drawRow(r *rapid.T, id string) string {
	one := func(values ...string) string { return rapid.SampledFrom(values).Draw(r, "value") }
	values := []string{
		id, one("person", "person", "person", "", "organisation"), one("anna", "bob", "robert", "", "ana"), one("berger", "meier", "maier", ""),
		one("", "", "acme", "acme metall"), one("1980-03-14", "1980-03-15", "1975-01-01", ""), one("", "a@x.example", "b@x.example"), one("", "1", "2"), one("", "2", "3"),
		one("", "lindenweg", "hauptstrasse"), one("", "5", "7"), one("12345", "54321", ""), one("berlin", "bonn", ""), one("", "", "called", "wrote"),
	}
	for k, v := range values {
		values[k] = "nullif(" + warehouse.Literal(v) + ", '')"
	}
	return "(" + strings.Join(values, ", ") + ")"
}

func (o *town) insert(r *rapid.T, ids ...string) {
	var rows []string
	for _, id := range ids {
		rows = append(rows, drawRow(r, id))
	}
	o.exec(r, "delete from silver.people where record_id in ('"+strings.Join(ids, "', '")+"')")
	o.exec(r, "insert into silver.people ("+townColumns+") values "+strings.Join(rows, ", "))
}

// brokenIDs counts ids that live again though they did not when published last, ids
// that are not in use and have no redirect or several, and redirects that end neither
// at a customer nor at an id that has ended.
func (o *town) brokenIDs(t failer, version int) string {
	table, err := o.w.Table(context.Background(), strings.ReplaceAll(`select
		(select count(*) from identity.customer_id_registry as olds left join {{v}}.customer_id_registry as news using (customer_id) where news.state is null or olds.state <> 'live' and news.state <> olds.state),
		(select count(*) from {{v}}.customer_id_registry as r where (select count(*) from {{v}}.customer_id_redirect as x where x.customer_id = r.customer_id) <> (r.state <> 'live')::int),
		(select count(*) from {{v}}.customer_id_redirect as x left join {{v}}.customer_id_registry as r on r.customer_id = x.last_id
			where not coalesce(r.state = 'ended' and x.redirect_id is null or r.state = 'live' and x.redirect_id = x.last_id and exists (from {{v}}.customer_identity as c where c.customer_id = x.redirect_id), false))`,
		"{{v}}", o.schema(version)))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(table.Rows)
}

// Whatever is added, changed, taken away and decided, whatever base a version goes by,
// rolled back to and pruned: an update gives what matching everything with the same model
// gives, also where blocks grow over their limit or
// come under it again.
func TestAnUpdateIsWhatMatchingEverythingGives(t *testing.T) {
	checks := flag.Lookup("rapid.checks").Value
	if before := checks.String(); before == "100" { // each is up to eight runs
		defer func() { _ = checks.Set(before) }()
		if err := checks.Set("12"); err != nil {
			t.Fatal(err)
		}
	}
	o := newTown(t)
	rapid.Check(t, func(r *rapid.T) {
		o.drift = rapid.SampledFrom([]float64{0, .1, .3, 1e9}).Draw(r, "drift")
		o.people, o.spec = nil, rapid.SampledFrom(townSpecs()).Draw(r, "spec")
		o.found(t)
		for _, name := range append(sideTables(), "customer_identity") {
			o.exec(t, "drop view if exists identity."+name)
		}
		id := func() string { return fmt.Sprintf("r%02d", rapid.IntRange(0, 25).Draw(r, "record")) }
		var first []string
		for k := range rapid.IntRange(0, 20).Draw(r, "records") {
			first = append(first, fmt.Sprintf("r%02d", k))
		}
		if len(first) > 0 {
			o.insert(r, first...)
		}
		o.settle(t, rapid.Int32Range(1, 8).Draw(r, "limit"))
		kept := []int{o.version}
		for range rapid.IntRange(1, 4).Draw(r, "steps") {
			for range rapid.IntRange(0, 4).Draw(r, "changes") {
				switch rapid.IntRange(0, 5).Draw(r, "kind") {
				case 0, 1:
					o.insert(r, id())
				case 2:
					o.exec(t, "delete from silver.people where record_id = '"+id()+"'")
				case 3:
					if a, b := id(), id(); a != b {
						o.people = append(o.people, Decision{Left: scv.RecordID(a), Right: scv.RecordID(b), Same: rapid.Bool().Draw(r, "same")})
					}
				case 5:
					o.exec(t, "update silver.people set note = coalesce(note, '') || 'x' where record_id = '"+id()+"'")
				case 4:
					if n := len(o.people); n > 0 {
						o.people = slices.Delete(slices.Clone(o.people), n-1, n)
					}
				}
			}
			o.notes = nil
			whole := o.build(r, true)
			updated := o.build(r, false)
			if notes := strings.Join(o.notes, "; "); !strings.Contains(notes, "identity: update") {
				r.Fatalf("the update matched everything: %s", notes)
			}
			if differ := o.differences(r, whole, updated); len(differ) > 0 {
				r.Fatalf("decisions %v\n%s", o.people, strings.Join(differ, "\n"))
			}
			if broken := o.brokenIDs(r, updated); broken != "[[0 0 0]]" {
				r.Fatalf("ids that came back, ids that lead nowhere, redirects to what is none: %s", broken)
			}
			o.publish(r, updated)
			kept = append(kept, updated)
			if keep := rapid.IntRange(1, 5).Draw(r, "keep_versions"); len(kept) > keep {
				kept = kept[len(kept)-keep:]
			}
			o.prune(r, kept...)
			if back := rapid.IntRange(0, 2*len(kept)).Draw(r, "back"); back < len(kept)-1 {
				o.publish(r, kept[back]) // a rollback: the next run goes on from there
			}
		}
		o.prune(r)
	})
}

// settled is a town of a few people in which the model stays.
func settledTown(t *testing.T) *town {
	t.Helper()
	o := newTown(t)
	o.found(t)
	o.exec(t, "insert into silver.people (record_id, given_name_std, family_name_std, birth_date_std, phone_std, city_std) "+
		"select 'r' || k, ['anna', 'bob', 'carla'][k % 3 + 1], ['berger', 'meier'][k % 2 + 1], '1980-03-' || lpad((k % 6 + 1)::varchar, 2, '0'), (k % 6)::varchar, 'berlin' from range(24) t(k)")
	o.settle(t, 50)
	return o
}

// publishWhatIs shows the tables that a version has.
func (o *town) publishWhatIs(t failer, version int) {
	for _, name := range append(sideTables(), "customer_identity") {
		o.exec(t, "drop view if exists identity."+name)
		_, _ = o.w.Exec(context.Background(), fmt.Sprintf("create view identity.%s as select * from %s.%s", name, o.schema(version), name))
	}
}

// The order of rows says nothing, and neither does it whether a run had something to
// do: nothing new changes no id and no cluster, and tells of no event.
func TestNothingNewChangesNothingWhateverTheOrder(t *testing.T) {
	o := settledTown(t)
	published := o.version
	o.exec(t, "create or replace table silver.people as from silver.people order by hash(record_id)")
	for _, whole := range []bool{true, false} {
		if differ := o.differences(t, published, o.build(t, whole)); len(differ) > 0 {
			t.Errorf("whole %t: %s", whole, strings.Join(differ, "\n"))
		}
	}
}

// What an update takes over without looking, Anew finds again.
func TestAnewTakesOverNoRows(t *testing.T) {
	o := settledTown(t)
	sizes := func(version int) string {
		table, err := o.w.Table(t.Context(), "select record_id, cluster_size from "+o.schema(version)+".customer_identity order by all")
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(table.Rows)
	}
	right := sizes(o.version)
	o.exec(t, "update "+scv.DataSchema(o.schema(o.version))+".customer_identity set cluster_size = cluster_size + 1")
	if updated := sizes(o.build(t, false)); updated == right {
		t.Fatal("an update looks at sizes: this test shows nothing")
	}
	if anew := sizes(o.build(t, true)); anew != right {
		t.Errorf("%s, want %s", anew, right)
	}
}

// The rows of an update stand in one order, whichever way its pairs were found.
func TestAnUpdateWritesItsLinksInOneOrder(t *testing.T) {
	o := settledTown(t)
	o.exec(t, "insert into silver.people (record_id, given_name_std, family_name_std, birth_date_std, phone_std) select 'n' || k, 'anna', 'berger', '1980-03-0' || k, (k % 6)::varchar from range(1, 6) t(k)")
	var first string
	for range 5 {
		table, err := o.w.Table(t.Context(), "select * from "+scv.DataSchema(o.schema(o.build(t, false)))+".identity_edge order by rowid")
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(table.Rows); first == "" {
			first = got
		} else if got != first {
			t.Fatalf("%s\nand before\n%s", got, first)
		}
	}
}

func TestPairsOfAnUpdateAreWeighedInOneOrder(t *testing.T) {
	pairs, rows := map[met]int32{}, map[int32]int32{}
	for k := range int32(100) {
		rows[k] = 99 - k
		pairs[metOf(k, (k+7)%100)] = k % 3
	}
	list := byRule(pairs, rows)
	for k, p := range list {
		if p.i >= p.j {
			t.Errorf("%+v", p)
		}
		if k > 0 && slices.Compare([]int32{list[k-1].rule, list[k-1].i, list[k-1].j}, []int32{p.rule, p.i, p.j}) >= 0 {
			t.Errorf("%+v before %+v", list[k-1], p)
		}
	}
}

// What many records are gives other blocks than what few are: from twice as many on
// the limits are found again.
func TestLimitsOfFewRecordsDoNotHoldForMany(t *testing.T) {
	s := &settled{Blocked: 2 * outgrownFrom, Limits: block.Limits{"name": {9}}}
	if s.at(4*outgrownFrom).Limits == nil || s.at(4*outgrownFrom+1).Limits != nil || s.Limits == nil {
		t.Error("limits are found again at another size")
	}
	if few := (&settled{Blocked: 3, Limits: s.Limits}); few.at(2*outgrownFrom).Limits == nil || few.at(2*outgrownFrom+1).Limits != nil {
		t.Error("limits of very few records end at another size")
	}
}

func TestStatementsAreThere(t *testing.T) {
	files, err := sqlFiles.ReadDir("sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"apart", "apart_rows", "changed", "changes", "counts", "decisions", "edges_leave", "find", "links", "next", "queue", "redirect", "seal", "seal_hidden", "states_party",
	} {
		if !slices.ContainsFunc(files, func(f fs.DirEntry) bool { return f.Name() == name+".sql" }) || statement(name).String() == "" {
			t.Errorf("%s.sql is not there", name)
		}
	}
}

// events gives kind, cause and reason of what a version tells, but for what was told
// before.
func (o *town) events(t testing.TB, version, before int) []string {
	t.Helper()
	table, err := o.w.Table(t.Context(), fmt.Sprintf("select concat_ws(' ', kind, cause, reason) as told from (from %s.identity_event except all from %s.identity_event) order by all", o.schema(version), o.schema(before)))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, row := range table.Rows {
		out = append(out, fmt.Sprint(row...))
	}
	return out
}

func (o *town) step(t testing.TB, sql string, people ...Decision) []string {
	t.Helper()
	if sql != "" {
		o.exec(t, sql)
	}
	o.people = people
	before := o.version
	v := o.build(t, false)
	o.publish(t, v)
	return o.events(t, v, before)
}

// Every change of an id says why, in words that name records, decisions or the model.
func TestEventsSayWhy(t *testing.T) {
	o := newTown(t)
	o.found(t)
	o.exec(t, "insert into silver.people (record_id, given_name_std, family_name_std, birth_date_std, email_std, phone_std) values "+
		"('a1', 'anna', 'berger', '1980-03-14', 'a@x.example', '1'), ('a2', 'anna', 'berger', '1980-03-14', 'a@x.example', '1'), ('z1', 'zoe', 'adler', '1950-01-02', 'z@x.example', '9')")
	o.settle(t, 50)
	apart := Decision{Left: "a1", Right: "a2", Who: "kim", Reason: "mother and daughter"}
	for _, c := range []struct {
		name, sql string
		people    []Decision
		want      []string
	}{
		{"new", "insert into silver.people (record_id, given_name_std, family_name_std) values ('n1', 'nora', 'neu')", nil, []string{"created record record n1 is new"}},
		{"gone", "delete from silver.people where record_id = 'n1'", nil, []string{"ended record record n1 is gone"}},
		{"decided", "", []Decision{apart}, []string{"split decision a1 and a2", "kim decided that they are different customers: mother and daughter"}},
		{"taken back", "", nil, []string{"merged decision a1 and a2", "it was taken back that they are different customers: mother and daughter"}},
		{"changed", "update silver.people set given_name_std = 'wanda', family_name_std = 'ulm', birth_date_std = '1933-07-01', email_std = 'w@y.example', phone_std = '5' where record_id = 'a2'", nil, []string{"split record", "record a2 has changed"}},
		{"changed back", "update silver.people set given_name_std = 'anna', family_name_std = 'berger', birth_date_std = '1980-03-14', email_std = 'a@x.example', phone_std = '1' where record_id = 'a2'", nil, []string{"merged record a1 and a2", "bits (e-mail)", "record a2 has changed"}},
	} {
		got := o.step(t, c.sql, c.people...)
		if len(got) != 1 {
			t.Fatalf("%s: %q", c.name, got)
		}
		for _, want := range c.want {
			if !strings.Contains(got[0], want) {
				t.Errorf("%s: %q lacks %q", c.name, got[0], want)
			}
		}
	}
}
