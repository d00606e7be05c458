package identity

import (
	"fmt"
	"maps"
	"math"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse"

	"github.com/google/go-cmp/cmp"
)

// publish shows version n as pipeline does.
func publish(t *testing.T, s bench, n int) {
	t.Helper()
	for _, name := range append(sideTables(), "customer_identity") {
		s.exec(fmt.Sprintf("create or replace view identity.%s as select * from identity__v%d.%s", name, n, name))
	}
}

// bench is a warehouse with the schemas of two versions.
type bench struct {
	t *testing.T
	w *warehouse.Warehouse
}

func newBench(t *testing.T) bench { t.Helper(); return bench{t, open(t)} }

func (b bench) rows(sql string) [][]any {
	b.t.Helper()
	table, err := b.w.Table(b.t.Context(), sql)
	if err != nil {
		b.t.Fatal(err)
	}
	return table.Rows
}

func (b bench) exec(sql string) { b.t.Helper(); run(b.t, b.w, sql) }

func TestTheOrderOfRowsAndTheWorkersDoNotCount(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	resolve(t, b.w, "select * from silver.people order by record_id", 1, 1)
	resolve(t, b.w, "select * from silver.people order by hash(record_id)", 2, 5)
	for _, table := range []string{"customer_identity", edgeTable, modelTable} {
		name := "select * from identity__v%d." + table
		if table == modelTable {
			name = "select * exclude (learned_as_of) from identity__v%d." + table
		}
		differ := b.rows(fmt.Sprintf("select count(*) from ("+name+" except all "+name+")", 1, 2))
		if differ[0][0] != int64(0) {
			t.Errorf("%s: %v rows differ", table, differ[0][0])
		}
	}
}

func TestNothingNewChangesNoID(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	resolve(t, b.w, "select * from silver.people", 1, 0)
	publish(t, b, 1)
	resolve(t, b.w, "select * from silver.people", 2, 0)
	if diff := cmp.Diff(customers(t, b.w, 1), customers(t, b.w, 2)); diff != "" {
		t.Errorf("ids changed: %s", diff)
	}
	for _, table := range []string{eventTable, registryTable, modelTable} {
		differ := b.rows(fmt.Sprintf("select count(*) from (from identity__v2.%[1]s except all from identity__v1.%[1]s)", table))
		if differ[0][0] != int64(0) {
			t.Errorf("%s: %v rows are new", table, differ[0][0])
		}
	}
}

// family is two people of one household, each known to two systems: they share
// everything a household shares.
const family = `values
	('crm/1', 'anna', 'berger', '1980-03-14', 'anna.berger@post.example', '+4930111111', 'lindenweg', '5', '12345', 'berlin', 'DE'),
	('old/1', 'anna', 'berger', '1980-03-14', null, '+4930111111', 'lindenweg', '5', '12345', 'berlin', 'DE'),
	('crm/2', 'peter', 'berger', '1978-09-02', null, '+4930111111', 'lindenweg', '5', '12345', 'berlin', 'DE'),
	('old/2', 'peter', 'berger', '1978-09-02', 'peter.b@web.example', '+4930111111', 'lindenweg', '5', '12345', 'berlin', 'DE')`

const familyColumns = "(record_id, given_name_std, family_name_std, birth_date_std, email_std, phone_std, street_std, street_number_std, postal_code_std, city_std, country_std)"

func TestAFamilyIsNotOnePerson(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, "select * from ("+family+") as people"+familyColumns, 1, 0)
	got := customers(t, b.w, 1)
	if got["crm/1"] != got["old/1"] || got["crm/2"] != got["old/2"] || got["crm/1"] == got["crm/2"] {
		t.Errorf("customers %v", got)
	}
}

func TestCompaniesAndPeopleAreNeverOne(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, `select * from (values
		('a', 'organisation', null, null, 'berger metall', 'info@berger.example', '+4930222222'),
		('b', null, null, null, 'berger metall', 'info@berger.example', '+4930222222'),
		('c', 'person', 'anna', 'berger', 'berger metall', 'info@berger.example', '+4930222222')
	) as x(record_id, party_type, given_name_std, family_name_std, organisation_name_std, email_std, phone_std)`, 1, 0)
	got := customers(t, b.w, 1)
	if got["a"] != got["b"] || got["a"] == got["c"] {
		t.Errorf("customers %v", got)
	}
}

func TestNoRowsGiveEmptyTables(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, "select * from ("+family+") as people"+familyColumns+" where false", 1, 0)
	if got := customers(t, b.w, 1); len(got) > 0 {
		t.Errorf("customers %v", got)
	}
}

func TestUnusableInputIsNamed(t *testing.T) {
	b := newBench(t)
	b.exec("create table identity__v1.customer_identity as select 'before' as record_id")
	for sql, word := range map[string]string{
		"select 'x' as given_name_std":                        "record_id",
		"select * from (values ('a'), ('a')) as x(record_id)": "two rows",
	} {
		_, err := NewMaterialization(b.w, nil, nil, 1).Materialize(t.Context(), scv.Model{
			Name: "customer_identity", SQL: sql, Target: scv.Relation{Schema: "identity__v1", Name: "customer_identity"}, Live: live("customer_identity"),
		})
		if scv.CodeOf(err) != scv.CodeIdentityInput || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if got := b.rows("select record_id from identity__v1.customer_identity"); got[0][0] != "before" {
		t.Errorf("the target changed: %v", got)
	}
}

func TestExplainAddsUpToTheWeightOfTheEdge(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	resolve(t, b.w, "select * from silver.people", 1, 0)
	publish(t, b, 1)
	for _, row := range b.rows("select left_record_id, right_record_id, weight, same_customer from identity.identity_edge order by hash(left_record_id || right_record_id) limit 60") {
		left, right := scv.RecordID(row[0].(string)), scv.RecordID(row[1].(string))
		e, err := Explain(t.Context(), b.w, nil, string(right), string(left))
		if err != nil {
			t.Fatal(err)
		}
		sum := e.Prior
		for _, s := range e.Steps {
			sum += s.Weight
		}
		if want := row[2].(float64); math.Abs(sum-want) > 1e-9 || math.Abs(e.Weight-want) > 1e-9 {
			t.Errorf("%s and %s: steps give %v, weight %v, the edge %v", left, right, sum, e.Weight, want)
		}
		if e.SameCustomer != row[3].(bool) || e.SameCustomer && len(e.Path) == 0 {
			t.Errorf("%s and %s: same customer %t, path %v", left, right, e.SameCustomer, e.Path)
		}
	}
}

func TestExplainNamesAnUnknownRecord(t *testing.T) {
	b := newBench(t)
	resolve(t, b.w, "select * from ("+family+") as people"+familyColumns, 1, 0)
	publish(t, b, 1)
	_, err := Explain(t.Context(), b.w, nil, "crm/1", "crm/9")
	if scv.CodeOf(err) != scv.CodeNotMatched || !strings.Contains(err.Error(), "crm/9") {
		t.Errorf("%v", err)
	}
}

// The law of a null: what a record does not say is never evidence, for or against.
func TestANullIsNoEvidence(t *testing.T) {
	b := newBench(t)
	columns := map[string]string{"given_name_std": "'anna'", "family_name_std": "'berger'", "birth_date_std": "'1980-03-14'", "email_std": "'a@b.example'"}
	for gone := range columns {
		left := maps.Clone(columns)
		left[gone] = "null"
		var names, a, z []string
		for _, name := range []string{"given_name_std", "family_name_std", "birth_date_std", "email_std"} {
			names, a, z = append(names, name), append(a, left[name]), append(z, columns[name])
		}
		resolve(t, b.w, fmt.Sprintf("select * from (values ('a', %s), ('z', %s)) as x(record_id, %s)", strings.Join(a, ", "), strings.Join(z, ", "), strings.Join(names, ", ")), 1, 0)
		publish(t, b, 1)
		e, err := Explain(t.Context(), b.w, nil, "a", "z")
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range e.Steps {
			if s.Level == "" && s.Weight != 0 {
				t.Errorf("without %s: %s has no level and a weight of %v", gone, s.Comparison, s.Weight)
			}
			if strings.HasPrefix(gone, s.Comparison) && s.Level != "" {
				t.Errorf("without %s: %s has level %q", gone, s.Comparison, s.Level)
			}
		}
	}
}
