package infer

import (
	"fmt"
	"strings"

	"scv"
	"scv/internal/bronze"
	"scv/internal/source"
)

// order is a family of date formats that differ only in what stands first.
type order struct {
	sign      string
	day       []string // day first
	month     []string // month first
	dayAlways bool     // nobody writes the month first with this sign
}

func orders() []order {
	return []order{
		{".", []string{"DD.MM.YYYY", "DD.MM.YYYY HH:MI", "DD.MM.YYYY HH:MI:SS", "DD.MM.YY"}, nil, true},
		{"/", []string{"DD/MM/YYYY", "DD/MM/YYYY HH:MI", "DD/MM/YYYY HH:MI:SS", "DD/MM/YY"}, []string{"MM/DD/YYYY", "MM/DD/YYYY HH:MI", "MM/DD/YYYY HH:MI:SS", "MM/DD/YY"}, false},
		{"-", []string{"DD-MM-YYYY", "DD-MM-YYYY HH:MI", "DD-MM-YYYY HH:MI:SS", "DD-MM-YY"}, []string{"MM-DD-YYYY", "MM-DD-YYYY HH:MI", "MM-DD-YYYY HH:MI:SS", "MM-DD-YY"}, false},
	}
}

// otherFormats are the forms in which day and month cannot be swapped.
func otherFormats() []string {
	return []string{
		"YYYY/MM/DD", "YYYY.MM.DD", "D MMM YYYY", "D-MMM-YYYY", "D-MMM-YY", "D. MMM YYYY", "MMM D, YYYY", "MMM D YYYY", "DDMMYYYY",
		"YYYY/MM/DD HH:MI:SS", "D MMM YYYY HH:MI",
	}
}

// dateType finds the formats of a column's dates and what does not fit them.
func dateType(c *column, language string) typing {
	t := typing{kind: scv.Date}
	var texts []value
	clock := false
	for _, v := range c.values {
		clock = clock || hasClock(v.Cell)
		if v.Kind == source.Text {
			texts = append(texts, v)
		}
	}
	if clock {
		t.kind = scv.Timestamp
	}
	left := fitting(texts, "", false)
	t.texts, t.iso = cells(texts), cells(texts)-cells(left)
	for _, o := range orders() {
		left = t.take(o, left, language)
	}
	for _, f := range otherFormats() {
		left = t.use(f, left)
	}
	field := source.Field{Field: scv.Field{Type: t.kind}, Formats: t.formats}
	t.misfits = misfits(c, field)
	t.about = t.seen(c)
	return t
}

// take adds the formats of one family that are in use, and gives what is left.
func (t *typing) take(o order, left []value, language string) []value {
	day, month := fittingAny(left, o.day), fittingAny(left, o.month)
	onlyDay, onlyMonth := without(day, month), without(month, day)
	both := cells(day) - cells(onlyDay)
	formats := o.day
	switch {
	case len(day)+len(month) == 0:
		return left
	case cells(onlyMonth) > cells(onlyDay), len(onlyDay)+len(onlyMonth) == 0 && !o.dayAlways && language == "us":
		formats = o.month
	}
	t.weighOrder(o, cells(onlyDay), cells(onlyMonth), both)
	for _, f := range formats {
		left = t.use(f, left)
	}
	return left
}

// seldom is the share of texts up to which what fits a format may be chance: an
// impossible day in one form is a day in another.
const seldom = 0.03

// use takes a format that enough of the texts have, and gives what is left.
func (t *typing) use(format string, left []value) []value {
	rest := fitting(left, format, false)
	if float64(cells(left)-cells(rest)) <= seldom*float64(t.texts) {
		return left
	}
	t.formats = append(t.formats, format)
	return rest
}

// weighOrder says what is not sure about the order of day and month.
func (t *typing) weighOrder(o order, onlyDay, onlyMonth, both int) {
	switch {
	case o.dayAlways:
	case onlyDay == 0 && onlyMonth == 0:
		t.doubt = fmt.Sprintf("unsure: DD%sMM and MM%sDD fit all %d values; swap them in formats: if the month stands first", o.sign, o.sign, both)
	case onlyDay > 0 && onlyMonth > 0:
		t.doubt = fmt.Sprintf("unsure: mixed, %d values fit only DD%sMM and %d only MM%sDD, %d fit both", onlyDay, o.sign, onlyMonth, o.sign, both)
	}
}

// seen says in counts what the dates look like.
func (t *typing) seen(c *column) string {
	counts := map[source.CellKind]int{}
	for _, v := range c.values {
		counts[v.Kind] += v.count
	}
	var parts []string
	if n := counts[source.DateTime]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d of %d are date cells", n, c.filled))
	}
	if n := counts[source.Number]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d numbers without a date format", n))
	}
	if n := counts[source.Text]; n > 0 {
		forms := t.formats
		if t.iso > 0 || len(forms) == 0 {
			forms = append([]string{"ISO 8601"}, forms...)
		}
		parts = append(parts, fmt.Sprintf("%d of %d are texts like %s", n, c.filled, strings.Join(forms, " or ")))
	}
	return strings.Join(parts, ", ")
}

// fitting gives the values that a format reads (fits), or those it does not.
// The format "" stands for the ISO forms, which need no declaration.
func fitting(values []value, format string, fits bool) []value {
	field := source.Field{Field: scv.Field{Type: scv.Timestamp}}
	if format != "" {
		field.Formats = []string{format}
	}
	check := bronze.NewCheck(field)
	var out []value
	for _, v := range values {
		if (check.Takes(&v.Cell) == "") == fits {
			out = append(out, v)
		}
	}
	return out
}

func fittingAny(values []value, formats []string) []value {
	var out []value
	for _, f := range formats {
		out = append(out, without(fitting(values, f, true), out)...)
	}
	return out
}

func without(values, others []value) []value {
	known := map[string]bool{}
	for _, v := range others {
		known[v.Text] = true
	}
	var out []value
	for _, v := range values {
		if !known[v.Text] {
			out = append(out, v)
		}
	}
	return out
}

func cells(values []value) int {
	n := 0
	for _, v := range values {
		n += v.count
	}
	return n
}
