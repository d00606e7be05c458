package app_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// tables are a home's live version and what its tables hold, without what differs
// from run to run.
type tables struct {
	version int64
	content map[string]content // by schema.name
}

// content is a table's number of rows, how many of them are different, and a sum of
// their hashes in which the order of rows does not count.
type content struct {
	rows, different int64
	sum             string
}

// fleeting are the columns that say which run wrote a row, and when.
var fleeting = []string{"_scv_load_id", "_scv_loaded_at", "load_id", "loaded_at", "quarantined_at"}

// readTables reads what is in a home; a home without a warehouse has nothing.
func readTables(t *testing.T, home string) tables {
	t.Helper()
	out := tables{content: map[string]content{}}
	if _, err := os.Stat(filepath.Join(home, "data", "warehouse.duckdb")); err != nil {
		return out
	}
	w, err := duckdb.Open(t.Context(), duckdb.Options{Path: filepath.Join(home, "data", "warehouse.duckdb"), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	names := ask(t, w, `select format('{}.{}', table_schema, table_name) from information_schema.tables
		where table_schema in ('bronze', 'identity', 'gold', '_scv') and table_name <> 'loads' order by all`)
	var queries []string
	for _, name := range names {
		if name[0] == "_scv.versions" {
			live := ask(t, w, "select version from _scv.versions where live")
			if len(live) > 1 {
				t.Errorf("%d versions are live", len(live))
			}
			for _, v := range live {
				out.version = v[0].(int64)
			}
			continue
		}
		rows := fmt.Sprintf("select columns(c -> c not in ('%s')) from %s", strings.Join(fleeting, "', '"), name[0])
		if name[0] == "identity.identity_index" { // the rest of it says where rows lie, and whether a run or the one before wrote them
			rows = "select distinct made_under from identity.identity_index"
		}
		queries = append(queries, fmt.Sprintf("select '%s', count(*), count(distinct r), coalesce(sum(hash(r)), 0)::varchar from (%s) as r", name[0], rows))
	}
	if len(queries) == 0 {
		return out
	}
	for _, row := range ask(t, w, strings.Join(queries, " union all ")) {
		out.content[row[0].(string)] = content{row[1].(int64), row[2].(int64), row[3].(string)}
	}
	return out
}

func ask(t *testing.T, w *warehouse.Warehouse, sql string, args ...any) [][]any {
	t.Helper()
	answer, err := w.Table(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Rows
}

// same compares the tables of some schemas: equal contents are, row for row, the
// same rows.
func (got tables) same(t *testing.T, when string, want tables, schemas ...string) {
	t.Helper()
	of := func(x tables) map[string]content {
		kept := maps.Clone(x.content)
		maps.DeleteFunc(kept, func(name string, _ content) bool {
			schema, _, _ := strings.Cut(name, ".")
			return !slices.Contains(schemas, schema)
		})
		return kept
	}
	if diff := cmp.Diff(of(want), of(got), cmp.AllowUnexported(content{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: tables differ (-want +got):\n%s", when, diff)
	}
}

// oldOrNew checks that every table of bronze holds all of its old rows or all of
// its new ones. Quarantine is all tables' and changes with each: there, no row may
// stand twice.
func (got tables) oldOrNew(t *testing.T, when string, before, after tables) {
	t.Helper()
	for name, c := range got.content {
		schema, table, _ := strings.Cut(name, ".")
		switch {
		case schema != "bronze":
		case table == "quarantine":
			if c.rows != c.different {
				t.Errorf("%s: quarantine holds %d rows, %d of them different", when, c.rows, c.different)
			}
		case c != before.content[name] && c != after.content[name]:
			t.Errorf("%s: %s is neither old nor new: %+v, was %+v, will be %+v", when, name, c, before.content[name], after.content[name])
		}
	}
}
