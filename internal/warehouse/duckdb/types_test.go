package duckdb_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"scv"
)

func at(s string) time.Time {
	v, err := time.Parse("2006-01-02 15:04:05.999999999", s)
	if err != nil {
		panic(err)
	}
	return v
}

// TestAnyTypeOfAUsersQueryIsShown covers every type that DuckDB's C interface
// hands out, as Table gives it and as Scan gives it.
func TestAnyTypeOfAUsersQueryIsShown(t *testing.T) {
	w := open(t)
	for _, c := range []struct {
		sql   string
		table any
		scan  string
		field scv.Type
		name  string
	}{
		{"true", true, "1", scv.Bool, "BOOLEAN"},
		{"(-5)::tinyint", int64(-5), "-5", scv.Int, "TINYINT"},
		{"200::utinyint", int64(200), "200", scv.Int, "UTINYINT"},
		{"(-300)::smallint", int64(-300), "-300", scv.Int, "SMALLINT"},
		{"60000::usmallint", int64(60000), "60000", scv.Int, "USMALLINT"},
		{"-7", int64(-7), "-7", scv.Int, "INTEGER"},
		{"4000000000::uinteger", int64(4000000000), "4000000000", scv.Int, "UINTEGER"},
		{"9223372036854775807::bigint", int64(math.MaxInt64), "9223372036854775807", scv.Int, "BIGINT"},
		{"7::ubigint", int64(7), "7", scv.Decimal, "UBIGINT"},
		{"18446744073709551615::ubigint", "18446744073709551615", "18446744073709551615", scv.Decimal, "UBIGINT"},
		{"sum(5::bigint)", int64(5), "5", scv.Decimal, "HUGEINT"},
		{"(-170141183460469231731687303715884105728)::hugeint", "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728", scv.Decimal, "HUGEINT"},
		{"340282366920938463463374607431768211455::uhugeint", "340282366920938463463374607431768211455", "340282366920938463463374607431768211455", scv.Decimal, "UHUGEINT"},
		{"0.1", 0.1, "0.1", scv.Decimal, "DECIMAL(2,1)"},
		{"(-0.05)::decimal(4,2)", -0.05, "-0.05", scv.Decimal, "DECIMAL(4,2)"},
		{"(-12345.678)::decimal(9,3)", -12345.678, "-12345.678", scv.Decimal, "DECIMAL(9,3)"},
		{"12345.678::decimal(18,3)", 12345.678, "12345.678", scv.Decimal, "DECIMAL(18,3)"},
		{"(-1234567890123456789012345678.0123456789)::decimal(38,10)", "-1234567890123456789012345678.0123456789", "-1234567890123456789012345678.0123456789", scv.Decimal, "DECIMAL(38,10)"},
		{"1.5::float", 1.5, "1.5", scv.Float, "FLOAT"},
		{"2.25::double", 2.25, "2.25", scv.Float, "DOUBLE"},
		{"'short'", "short", "short", scv.Text, "VARCHAR"},
		{"'a text of more than twelve bytes'", "a text of more than twelve bytes", "a text of more than twelve bytes", scv.Text, "VARCHAR"},
		{`'{"a": 1}'::json`, `{"a": 1}`, `{"a": 1}`, scv.Text, "JSON"},
		{"date '1969-12-31'", at("1969-12-31 00:00:00"), "-1", scv.Date, "DATE"},
		{"'infinity'::date", "infinity", "2147483647", scv.Date, "DATE"},
		{"timestamp '1969-12-31 23:59:59.5'", at("1969-12-31 23:59:59.5"), "-500000", scv.Timestamp, "TIMESTAMP"},
		{"timestamptz '2026-03-01 12:00:00+02'", at("2026-03-01 10:00:00"), "1772359200000000", scv.Timestamp, "TIMESTAMP WITH TIME ZONE"},
		{"'-infinity'::timestamp", "-infinity", "-9223372036854775807", scv.Timestamp, "TIMESTAMP"},
		{"'2026-01-02 03:04:05'::timestamp_s", at("2026-01-02 03:04:05"), "1767323045000000", scv.Timestamp, "TIMESTAMP_S"},
		{"'2026-01-02 03:04:05.123'::timestamp_ms", at("2026-01-02 03:04:05.123"), "1767323045123000", scv.Timestamp, "TIMESTAMP_MS"},
		{"'1969-12-31 23:59:59.999999999'::timestamp_ns", at("1969-12-31 23:59:59.999999999"), "-1", scv.Timestamp, "TIMESTAMP_NS"},
		{"time '04:05:06.5'", "04:05:06.5", "04:05:06.5", scv.Text, "TIME"},
		{"'04:05:06-03:30'::timetz", "04:05:06-03:30", "04:05:06-03:30", scv.Text, "TIME WITH TIME ZONE"},
		{"interval '14 months 3 days 4 hours'", "1 year 2 months 3 days 04:00:00", "1 year 2 months 3 days 04:00:00", scv.Text, "INTERVAL"},
		{"'3b2a1c00-0000-4000-8000-00000000000f'::uuid", "3b2a1c00-0000-4000-8000-00000000000f", "3b2a1c00-0000-4000-8000-00000000000f", scv.Text, "UUID"},
		{"'b'::enum('a', 'b')", "b", "b", scv.Text, "ENUM"},
		{`'\xAAab'::blob`, `\xAAab`, `\xAAab`, scv.Text, "BLOB"},
		{"'0101011'::bit", "0101011", "0101011", scv.Text, "BIT"},
		{"'-123456789012345678901234567890123456789012'::bignum", "-123456789012345678901234567890123456789012", "-123456789012345678901234567890123456789012", scv.Text, "BIGNUM"},
		{"[1, null, 3]", []any{int64(1), nil, int64(3)}, "[1,null,3]", scv.Text, "INTEGER[]"},
		{"[['a'], []]", []any{[]any{"a"}, []any{}}, `[["a"],[]]`, scv.Text, "VARCHAR[][]"},
		{"[1.5, 2]::double[2]", []any{1.5, float64(2)}, "[1.5,2]", scv.Text, "DOUBLE[2]"},
		{"{'a': 1, 'b': [true]}", map[string]any{"a": int64(1), "b": []any{true}}, `{"a":1,"b":[true]}`, scv.Text, "STRUCT(a INTEGER, b BOOLEAN[])"},
		{"map {'k': 2.5::double}", map[string]any{"k": 2.5}, `{"k":2.5}`, scv.Text, "MAP(VARCHAR, DOUBLE)"},
		{"map {7: 'x'}", map[string]any{"7": "x"}, `{"7":"x"}`, scv.Text, "MAP(INTEGER, VARCHAR)"},
		{"union_value(n := 5)", int64(5), "5", scv.Text, "UNION(n INTEGER)"},
		{"null", nil, "null", scv.Int, "INTEGER"},
		{"null::varchar[]", nil, "null", scv.Text, "VARCHAR[]"},
	} {
		got, err := w.Table(t.Context(), "select "+c.sql)
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		if diff := cmp.Diff(c.table, got.Rows[0][0]); diff != "" {
			t.Errorf("%s as table (-want +got):\n%s", c.sql, diff)
		}
		if got.Types[0] != c.name {
			t.Errorf("%s has type %s, want %s", c.sql, got.Types[0], c.name)
		}
		err = w.Scan(t.Context(), "select "+c.sql, func(b *scv.Batch) error {
			col := &b.Columns[0]
			if col.Type != c.field {
				t.Errorf("%s is scanned as %s, want %s", c.sql, col.Type, c.field)
			}
			if text := cellText(col); text != c.scan {
				t.Errorf("%s is scanned to %s, want %s", c.sql, text, c.scan)
			}
			return nil
		})
		if err != nil {
			t.Errorf("scan %s: %v", c.sql, err)
		}
	}
}

func TestUnknownTypeIsNamed(t *testing.T) {
	_, err := open(t).Table(t.Context(), "select 5::variant as odd")
	if scv.CodeOf(err) != scv.CodeTypeUnknown || scv.HintOf(err) == "" {
		t.Errorf("got %v, want %s with a hint", err, scv.CodeTypeUnknown)
	}
}
