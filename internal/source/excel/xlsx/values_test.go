package xlsx

import (
	"testing"

	"scv/internal/source"
)

func TestNumbersDatesAndPadding(t *testing.T) {
	b := &Book{styles: []style{{}, {date: true}, {pad: 5}}}
	for _, tc := range []struct {
		raw   string
		style int
		kind  source.CellKind
		text  string
	}{
		{"501", 0, source.Number, "501"},
		{"501", 2, source.Number, "00501"},
		{"123456", 2, source.Number, "123456"},
		{"12345678901234567890", 0, source.Number, "12345678901234567890"},
		{"1.5E3", 0, source.Number, "1500"},
		{"0.30000000000000004", 0, source.Number, "0.30000000000000004"},
		{"447911000000", 0, source.Number, "447911000000"},
		{"44197", 1, source.DateTime, "2021-01-01"},
		{"44197.5", 1, source.DateTime, "2021-01-01T12:00:00"},
		{"1", 1, source.DateTime, "1900-01-01"},
		{"59", 1, source.DateTime, "1900-02-28"},
		{"60", 1, source.Broken, "1900-02-29"},
		{"61", 1, source.DateTime, "1900-03-01"},
		{"-3", 1, source.Broken, "date serial -3"},
		{"2958465", 1, source.DateTime, "9999-12-31"},
		{"2958466", 1, source.Broken, "date serial 2958466"},
		{"abc", 0, source.Broken, "abc"},
		{"7", 99, source.Number, "7"},
	} {
		got := b.cell("", []byte(tc.raw), tc.style)
		if got.Kind != tc.kind || got.Text != tc.text {
			t.Errorf("%s in style %d: %+v", tc.raw, tc.style, got)
		}
	}
	old := &Book{date1904: true, styles: []style{{}, {date: true}}}
	if got := old.cell("", []byte("42735"), 1); got.Text != "2021-01-01" {
		t.Errorf("1904: %+v", got)
	}
}

func TestFormatsThatAreDates(t *testing.T) {
	for code, want := range map[string]bool{
		"General": false, "0.00": false, "dd.mm.yyyy": true, `"day" 0`: false, `[Red]0;[Blue]d`: false, "[$-407]d. mmmm yyyy": true,
		"[h]:mm": false, "mm:ss": true, `0\d`: false, "#,##0 _d": false, "yyyy": true, "@": false, `"`: false, "[": false,
	} {
		if got := isDateFormat(code); got != want {
			t.Errorf("isDateFormat(%q) = %t", code, got)
		}
	}
	for code, want := range map[string]int{"00000": 5, "0": 0, "0.00": 0, "": 0} {
		if got := zeros(code); got != want {
			t.Errorf("zeros(%q) = %d", code, got)
		}
	}
}

func TestControlEscapes(t *testing.T) {
	for in, want := range map[string]string{
		"a_x000D_b": "a\rb", "_x005F_x000D_": "_x000D_", "_xZZZZ_": "_xZZZZ_", "_x00": "_x00", "plain": "plain",
	} {
		if got := unescapeControl(in); got != want {
			t.Errorf("%q became %q", in, got)
		}
	}
}
