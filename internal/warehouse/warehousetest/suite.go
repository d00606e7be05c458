package warehousetest

import (
	"fmt"
	"strings"
	"testing"

	"scv"
	"scv/internal/warehouse"
)

// Open gives an empty warehouse that is closed when the test ends.
type Open func(t *testing.T) *warehouse.Warehouse

// RunAll runs the suite. Abilities that the engine declares missing are logged
// and left out.
func RunAll(t *testing.T, open Open) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(*testing.T, *warehouse.Warehouse)
	}{
		{"EveryTypeComesBack", everyTypeComesBack},
		{"BlocksOfEverySizeKeepTheirOrder", blocksKeepOrder},
		{"TextOfEveryLengthComesBack", textComesBack},
		{"BadTextIsRefusedWithItsRow", badTextIsRefused},
		{"WrongColumnsAreRefused", wrongColumnsAreRefused},
		{"TransactionRollsBackWhole", transactionRollsBack},
		{"TransactionCommitsWhole", transactionCommits},
		{"TemporaryTablesStayInTheSession", temporaryTables},
		{"CancelStopsAStatement", cancelStops},
		{"CancelledTransactionLeavesNothing", cancelledTransaction},
		{"StreamMayEndEarly", streamEndsEarly},
		{"SessionsRunSideBySide", sessionsSideBySide},
		{"ColumnsAndRelationsAreListed", catalogIsListed},
		{"ArgumentsAreBound", argumentsAreBound},
		{"ReadOnlyRefusesWrites", readOnlyRefusesWrites},
		{"ErrorsHaveCodes", errorsHaveCodes},
	} {
		t.Run(c.name, func(t *testing.T) { c.run(t, open(t)) })
	}
}

func allFields() []scv.Field {
	return []scv.Field{
		{Name: "t", Type: scv.Text},
		{Name: "i", Type: scv.Int},
		{Name: "f", Type: scv.Float},
		{Name: "d", Type: scv.Decimal},
		{Name: "b", Type: scv.Bool},
		{Name: "day", Type: scv.Date},
		{Name: "at", Type: scv.Timestamp},
	}
}

// sample fills a batch with n rows of every type, nulls at different places.
func sample(n int) *scv.Batch {
	b := scv.NewBatch(allFields())
	for i := range n {
		for c := range b.Columns {
			col := &b.Columns[c]
			if (i+c)%5 == 4 {
				col.AppendNull()
				continue
			}
			switch col.Type {
			case scv.Text:
				col.AppendText(fmt.Sprintf("row %d é", i))
			case scv.Decimal:
				col.AppendText(fmt.Sprintf("%d.%010d", i-3, i))
			case scv.Float:
				col.AppendFloat(float64(i) / 3)
			case scv.Bool:
				col.AppendInt(int64(i % 2))
			case scv.Date:
				col.AppendInt(int64(i) - 800)
			default:
				col.AppendInt(int64(i)*1_000_003 - 5)
			}
		}
	}
	return b
}

// lines writes rows as text, to compare batches that are cut differently.
func lines(b *scv.Batch) []string {
	out := make([]string, b.Len())
	for i := range out {
		parts := make([]string, len(b.Columns))
		for c := range b.Columns {
			col := &b.Columns[c]
			switch {
			case col.Null[i]:
				parts[c] = "null"
			case col.Type == scv.Text || col.Type == scv.Decimal:
				parts[c] = string(col.Bytes(i))
			case col.Type == scv.Float:
				parts[c] = fmt.Sprint(col.Floats[i])
			default:
				parts[c] = fmt.Sprint(col.Ints[i])
			}
		}
		out[i] = strings.Join(parts, "|")
	}
	return out
}

func scanAll(t *testing.T, w warehouse.Conn, sql string) (fields []scv.Field, rows []string) {
	t.Helper()
	err := w.Scan(t.Context(), sql, func(b *scv.Batch) error {
		fields = nil
		for _, c := range b.Columns {
			fields = append(fields, c.Field)
		}
		rows = append(rows, lines(b)...)
		return nil
	})
	if err != nil {
		t.Fatalf("scan: %v", err)
	}
	return fields, rows
}

func exec(t *testing.T, w warehouse.Conn, sql string, args ...any) {
	t.Helper()
	if _, err := w.Exec(t.Context(), sql, args...); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

func count(t *testing.T, w warehouse.Conn, relation string) int64 {
	t.Helper()
	got, err := w.Table(t.Context(), "select count(*) from "+relation)
	if err != nil {
		t.Fatalf("count %s: %v", relation, err)
	}
	return got.Rows[0][0].(int64)
}
