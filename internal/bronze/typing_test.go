package bronze

import (
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"scv"
	"scv/internal/source"
)

// typed gives a cell as a column of the type holds it, or the reason.
func typed(typ scv.Type, c source.Cell, formats ...string) any {
	t := newTyper(source.Field{Field: scv.Field{Name: "x", Type: typ}, Formats: formats})
	col := scv.NewBatch([]scv.Field{t.field.Field}).Columns[0]
	if reason := t.put(&c, &col); reason != fine {
		return scv.Code(reason)
	}
	switch {
	case col.Len() != 1:
		return "no value"
	case col.Null[0]:
		return nil
	case typ == scv.Text || typ == scv.Decimal:
		return string(col.Bytes(0))
	case typ == scv.Float:
		return col.Floats[0]
	case typ == scv.Date:
		return time.Unix(col.Ints[0]*86_400, 0).UTC().Format("2006-01-02")
	case typ == scv.Timestamp:
		return time.UnixMicro(col.Ints[0]).UTC().Format("2006-01-02 15:04:05.999999")
	default:
		return col.Ints[0]
	}
}

func text(s string) source.Cell { return source.Cell{Kind: source.Text, Text: s} }

func number(s string, f float64) source.Cell {
	return source.Cell{Kind: source.Number, Text: s, Number: f}
}

func TestCellsAreTypedOrRefused(t *testing.T) {
	yes := source.Cell{Kind: source.Bool, Number: 1}
	noonOf := func(y int) source.Cell {
		return source.Cell{Kind: source.DateTime, Time: time.Date(y, 3, 4, 12, 0, 0, 0, time.UTC)}
	}
	broken := source.Cell{Kind: source.Broken, Text: "#REF!"}
	for _, c := range []struct {
		typ  scv.Type
		cell source.Cell
		want any
	}{
		{scv.Text, source.Cell{}, nil},
		{scv.Text, text(""), ""},
		{scv.Text, text("  as it is "), "  as it is "},
		{scv.Text, number("00501", 501), "00501"},
		{scv.Text, text("a\xffb"), scv.CodeCellNotUTF8},
		{scv.Text, broken, scv.CodeErrorValue},
		{scv.Text, noonOf(2020), "2020-03-04 12:00:00"},

		{scv.Int, source.Cell{}, nil},
		{scv.Int, text(" -42 "), int64(-42)},
		{scv.Int, text("007"), int64(7)},
		{scv.Int, number("1E3", 1000), int64(1000)},
		{scv.Int, number("7.0", 7), int64(7)},
		{scv.Int, text("9223372036854775807"), int64(math.MaxInt64)},
		{scv.Int, text("9223372036854775808"), scv.CodeOutOfRange},
		{scv.Int, number("1E300", 1e300), scv.CodeOutOfRange},
		{scv.Int, number("7.5", 7.5), scv.CodeWrongKind},
		{scv.Int, text("7.0"), scv.CodeWrongKind},
		{scv.Int, text(""), scv.CodeWrongKind},
		{scv.Int, text("1,000"), scv.CodeWrongKind},
		{scv.Int, text("1_000"), scv.CodeWrongKind},
		{scv.Int, yes, scv.CodeWrongKind},
		{scv.Int, noonOf(2020), scv.CodeWrongKind},

		{scv.Float, text("1.5e3"), 1500.0},
		{scv.Float, number("0.1", 0.1), 0.1},
		{scv.Float, text("1e999"), scv.CodeOutOfRange},
		{scv.Float, text("Inf"), scv.CodeWrongKind},
		{scv.Float, text("0x10"), scv.CodeWrongKind},
		{scv.Float, text("1e"), scv.CodeWrongKind},
		{scv.Float, yes, scv.CodeWrongKind},

		{scv.Decimal, text("+001.500"), "1.5"},
		{scv.Decimal, text("-0.00"), "0"},
		{scv.Decimal, text(".5"), "0.5"},
		{scv.Decimal, text("5."), "5"},
		{scv.Decimal, text("1.5e3"), "1500"},
		{scv.Decimal, text("1e-10"), "0.0000000001"},
		{scv.Decimal, text("1e-11"), scv.CodeOutOfRange},
		{scv.Decimal, text("0.12345678901"), scv.CodeOutOfRange},
		{scv.Decimal, number("0.12345678905", 0.12345678905), "0.1234567891"},
		{scv.Decimal, number("1E-300", 1e-300), scv.CodeOutOfRange},
		{scv.Decimal, text("1e999999999"), scv.CodeOutOfRange},
		{scv.Decimal, text(strings.Repeat("9", 28)), strings.Repeat("9", 28)},
		{scv.Decimal, text(strings.Repeat("9", 29)), scv.CodeOutOfRange},
		{scv.Decimal, text("1,5"), scv.CodeWrongKind},
		{scv.Decimal, text("."), scv.CodeWrongKind},

		{scv.Bool, text(" TRUE "), int64(1)},
		{scv.Bool, text("n"), int64(0)},
		{scv.Bool, number("1", 1), int64(1)},
		{scv.Bool, number("2", 2), scv.CodeWrongKind},
		{scv.Bool, text("maybe"), scv.CodeWrongKind},
		{scv.Bool, text("unknown"), scv.CodeWrongKind},

		{scv.Date, noonOf(1999), "1999-03-04"},
		{scv.Date, noonOf(10_000), scv.CodeOutOfRange},
		{scv.Date, text("2024-02-29"), "2024-02-29"},
		{scv.Date, text("20240229"), "2024-02-29"},
		{scv.Date, text("2024-02-29T23:59:59Z"), "2024-02-29"},
		{scv.Date, text("1969-12-31 23:00"), "1969-12-31"},
		{scv.Date, text("2023-02-29"), scv.CodeBadDate},
		{scv.Date, text("2024-13-01"), scv.CodeBadDate},
		{scv.Date, text("0000-01-01"), scv.CodeBadDate},
		{scv.Date, text("01/02/2024"), scv.CodeBadDate},
		{scv.Date, text("44197"), scv.CodeBadDate},
		{scv.Date, text(""), scv.CodeBadDate},
		{scv.Date, number("1", 1), "1900-01-01"},
		{scv.Date, number("59", 59), "1900-02-28"},
		{scv.Date, number("60", 60), scv.CodeBadDate},
		{scv.Date, number("61", 61), "1900-03-01"},
		{scv.Date, number("44197", 44197), "2021-01-01"},
		{scv.Date, number("1987", 1987), scv.CodeBadDate},
		{scv.Date, number("2958465", 2958465), "9999-12-31"},
		{scv.Date, number("2958466", 2958466), scv.CodeOutOfRange},
		{scv.Date, number("-1", -1), scv.CodeOutOfRange},
		{scv.Date, number("NaN", math.NaN()), scv.CodeOutOfRange},

		{scv.Timestamp, number("44197.5", 44197.5), "2021-01-01 12:00:00"},
		{scv.Timestamp, number("44197.999999994", 44197.999999994), "2021-01-01 23:59:59.999"},
		{scv.Timestamp, text("2021-01-01T00:30:00+02:00"), "2020-12-31 22:30:00"},
		{scv.Timestamp, text("2021-01-01 00:30:00,123456789-0530"), "2021-01-01 06:00:00.123456"},
		{scv.Timestamp, text("2021-01-01T24:00:00"), scv.CodeBadDate},
		{scv.Timestamp, text("2021-01-01T10:00:00 nonsense"), scv.CodeBadDate},
		{scv.Timestamp, text("2021-01-01T10"), scv.CodeBadDate},
		{scv.Timestamp, text("0001-01-01T00:00:00+10:00"), scv.CodeOutOfRange},
	} {
		if got := typed(c.typ, c.cell); got != c.want {
			t.Errorf("%s of %+v: got %v, want %v", c.typ, c.cell, got, c.want)
		}
	}
}

func TestDeclaredFormatsAreTriedInOrder(t *testing.T) {
	for _, c := range []struct {
		formats []string
		value   string
		want    any
	}{
		{[]string{"DD.MM.YYYY"}, "03.04.2021", "2021-04-03"},
		{[]string{"DD.MM.YYYY"}, "3.4.2021", "2021-04-03"},
		{[]string{"DD.MM.YYYY"}, "31.04.2021", scv.CodeBadDate},
		{[]string{"DD.MM.YYYY"}, "2021-04-03", "2021-04-03"},
		{[]string{"MM/DD/YYYY", "DD/MM/YYYY"}, "03/04/2021", "2021-03-04"},
		{[]string{"MM/DD/YYYY", "DD/MM/YYYY"}, "31/12/2021", "2021-12-31"},
		{[]string{"DDMMYYYY"}, "03042021", "2021-04-03"},
		{[]string{"DDMMYYYY"}, "342021", scv.CodeBadDate},
		{[]string{"YYYYMMDD"}, "20210403", "2021-04-03"},
		{[]string{"D-MMM-YY"}, "3-apr-29", "2029-04-03"},
		{[]string{"D-MMM-YY"}, "3-Apr-30", "1930-04-03"},
		{[]string{"D MMM YYYY"}, "3 Mai 2021", scv.CodeBadDate},
		{[]string{"DD.MM.YYYY HH:MI:SS"}, "03.04.2021 23:59:59", "2021-04-03"},
		{[]string{"DD.MM.YYYY HH:MI:SS"}, "03.04.2021 24:00:00", scv.CodeBadDate},
		{[]string{"DD.MM.YYYY"}, "03.04.2021 ", "2021-04-03"},
		{[]string{"DD.MM.YYYY"}, "03.04.20210", scv.CodeBadDate},
		{[]string{""}, "2021-04-03", "2021-04-03"},
		{[]string{"TDD"}, "t03", scv.CodeBadDate},
	} {
		if got := typed(scv.Date, text(c.value), c.formats...); got != c.want {
			t.Errorf("%q as %v: got %v, want %v", c.value, c.formats, got, c.want)
		}
	}
}

// TestDatesAgreeWithTheCalendar holds the three ways to write a day against each other.
func TestDatesAgreeWithTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		serialDay := rapid.IntRange(61, 2_958_465).Draw(t, "day")
		want := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, serialDay)
		if serialDay < 1800 || serialDay > 2100 {
			if got := typed(scv.Date, number("", float64(serialDay))); got != want.Format("2006-01-02") {
				t.Fatalf("serial %d: got %v, want %s", serialDay, got, want)
			}
		}
		for _, f := range [][2]string{{"2006-01-02", ""}, {"02.01.2006", "DD.MM.YYYY"}, {"Jan 2, 2006", "MMM D, YYYY"}, {"20060102", "YYYYMMDD"}} {
			if got := typed(scv.Date, text(want.Format(f[0])), f[1]); got != want.Format("2006-01-02") {
				t.Fatalf("%s as %s: got %v", want.Format(f[0]), f[1], got)
			}
		}
	})
}

// TestEqualDecimalsAreWrittenAlike: two texts of one number are one content.
func TestEqualDecimalsAreWrittenAlike(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[0-9]{1,12}(\.[0-9]{1,8})?`).Draw(t, "number")
		once := typed(scv.Decimal, text(s))
		zeros := strings.Repeat("0", rapid.IntRange(0, 3).Draw(t, "zeros"))
		other := strings.Replace(s, "-", "-"+zeros, 1)
		if !strings.HasPrefix(s, "-") {
			other = zeros + s
		}
		if strings.Contains(s, ".") {
			other += strings.Repeat("0", rapid.IntRange(0, 1).Draw(t, "more"))
		}
		if again := typed(scv.Decimal, text(other)); again != once {
			t.Fatalf("%q is %v, but %q is %v", s, once, other, again)
		}
		if again := typed(scv.Decimal, text(once.(string))); again != once {
			t.Fatalf("%q is written %v and then %v", s, once, again)
		}
	})
}

// FuzzCells: no text makes typing stop, and what was taken has a value.
func FuzzCells(f *testing.F) {
	for _, s := range []string{"", "2024-02-29", "31.12.2020", "1e5", "-0.5", "true", "20240101T101010Z", "\xff", "1e-99", "9999999999999999999"} {
		f.Add(s, "DD.MM.YYYY")
	}
	f.Fuzz(func(t *testing.T, s, format string) {
		if len(format) > 40 {
			return
		}
		for typ := scv.Text; typ <= scv.Timestamp; typ++ {
			for _, kind := range []source.CellKind{source.Text, source.Number} {
				if typed(typ, source.Cell{Kind: kind, Text: s, Number: 1.5}, format) == "no value" {
					t.Fatalf("%s of %q took no value", typ, s)
				}
			}
		}
	})
}

func TestStatementsAreThere(t *testing.T) {
	entries, err := sqlFiles.ReadDir("sql")
	if err != nil || len(entries) < 14 {
		t.Fatalf("%d statements: %v", len(entries), err)
	}
	for _, name := range []string{
		"prepare", "last_loads", "newest_load", "known", "repeats", "pick", "pick_repeats", "insert", "tombstones",
		"hold", "resolve", "counts", "record", "current",
	} {
		if statement(name).String() == "" {
			t.Errorf("sql/%s.sql is missing or empty", name)
		}
	}
}
