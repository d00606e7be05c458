package identity

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/identity/evaluate"
	"scv/internal/identity/standardise"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

func open(t *testing.T) *warehouse.Warehouse {
	t.Helper()
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(t.TempDir(), "w.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, schema := range []string{"silver", "identity", "identity__v1", "identity__v2"} {
		run(t, w, "create schema "+schema)
	}
	return w
}

func run(t *testing.T, w warehouse.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := w.Exec(t.Context(), sql, args...); err != nil {
		t.Fatal(err)
	}
}

// loadPublic makes silver.people of FEBRL records (examples/febrl/data) and gives
// who is whom: the number in the record's name, which no comparison sees.
func loadPublic(t *testing.T, w *warehouse.Warehouse, files ...string) map[scv.RecordID]string {
	t.Helper()
	fields := []string{"rec_id", "given_name", "family_name", "street_number", "street", "address2", "city", "postal_code", "region", "birth_date", "soc_sec_id"}
	b := scv.NewBatch(textField(fields...))
	for _, f := range files {
		for k, row := range readCSV(t, "../../examples/febrl/data/"+f+".csv") {
			for i := range fields {
				if k > 0 {
					b.Columns[i].AppendText(strings.TrimSpace(row[i]))
				}
			}
		}
	}
	run(t, w, w.Dialect().CreateTable(scv.Relation{Schema: "silver", Name: "csv"}, textField(fields...)))
	if err := w.Append(t.Context(), scv.Relation{Schema: "silver", Name: "csv"}, b); err != nil {
		t.Fatal(err)
	}
	run(t, w, `create table silver.raw as select md5(rec_id) as record_id, rec_id as original, 'person' as party_type, given_name, family_name, birth_date, street, street_number, city, postal_code, 'AU' as country from silver.csv`)
	x := standardise.Materialization{DefaultCountry: "AU", Session: func(ctx context.Context, fn func(standardise.Conn) error) error {
		return w.Session(ctx, func(s *warehouse.Session) error { return fn(s) })
	}}
	columns := map[string]any{}
	for word, kind := range map[string]string{"given_name": "given_name", "family_name": "family_name", "birth_date": "date", "street": "street", "street_number": "house_number", "city": "city", "postal_code": "postal_code", "country": "country"} {
		columns[word] = kind
	}
	_, err := x.Materialize(t.Context(), scv.Model{Name: "people", Target: scv.Relation{Schema: "silver", Name: "people"}, SQL: "select * from silver.raw", Config: map[string]any{"columns": columns}})
	if err != nil {
		t.Fatal(err)
	}
	table, err := w.Table(t.Context(), "select record_id, split_part(original, '-', 2) from silver.raw")
	if err != nil {
		t.Fatal(err)
	}
	truth := map[scv.RecordID]string{}
	for _, row := range table.Rows {
		truth[scv.RecordID(row[0].(string))] = row[1].(string)
	}
	return truth
}

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func resolve(t *testing.T, w *warehouse.Warehouse, sql string, version, workers int) {
	t.Helper()
	m := scv.Model{
		Name: "customer_identity", SQL: sql, AsOf: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC).AddDate(0, 0, version),
		Target: scv.Relation{Schema: fmt.Sprint("identity__v", version), Name: "customer_identity"}, Live: live("customer_identity"),
	}
	if _, err := NewMaterialization(w, nil, nil, workers).Materialize(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

func customers(t *testing.T, w *warehouse.Warehouse, version int) map[scv.RecordID]string {
	t.Helper()
	table, err := w.Table(t.Context(), fmt.Sprintf("select record_id, customer_id from identity__v%d.customer_identity", version))
	if err != nil {
		t.Fatal(err)
	}
	found := map[scv.RecordID]string{}
	for _, row := range table.Rows {
		found[scv.RecordID(row[0].(string))] = row[1].(string)
	}
	return found
}

// The bars are those of the pipeline's own example; nothing here is tuned to the
// sets.
func TestPublicPeopleAreFound(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		f1    float64
	}{
		"febrl4": {[]string{"febrl4a", "febrl4b"}, .985},
		"febrl3": {[]string{"febrl3"}, .98},
	} {
		t.Run(name, func(t *testing.T) {
			w := open(t)
			truth := loadPublic(t, w, c.files...)
			resolve(t, w, "select * from silver.people", 1, 0)
			m := evaluate.Compare(truth, customers(t, w, 1))
			t.Logf("precision %.4f recall %.4f F1 %.4f B3 F1 %.4f", m.Precision, m.Recall, m.F1, m.B3F1)
			if m.F1 < c.f1 {
				t.Errorf("F1 %.4f is below %.3f", m.F1, c.f1)
			}
		})
	}
}
