package xlsx

import (
	"math"
	"strconv"
	"strings"
	"time"

	"scv/internal/source"
)

// number turns a stored number into a number, or into a date where its style says so.
func (b *Book) number(text string, styleIndex int) source.Cell {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return source.Cell{Kind: source.Broken, Text: text}
	}
	var st style
	if styleIndex >= 0 && styleIndex < len(b.styles) {
		st = b.styles[styleIndex]
	}
	if st.date {
		return dateCell(f, b.date1904)
	}
	digits := exact(text, f)
	if st.pad > len(digits) && strings.Trim(digits, "0123456789") == "" {
		digits = strings.Repeat("0", st.pad-len(digits)) + digits
	}
	return source.Cell{Kind: source.Number, Number: f, Text: digits}
}

// exact writes a number with all its digits and no exponent as far as that is
// readable: whole numbers as they are stored, others as the shortest decimal that
// reads back to the same value.
func exact(text string, f float64) string {
	if strings.Trim(text, "0123456789") == "" {
		return text
	}
	if math.Abs(f) < 1e21 && (f == 0 || math.Abs(f) >= 1e-9) {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

const (
	lastSerial = 2958466 // the day after 9999-12-31
	msPerDay   = 86400000
)

// dateCell turns a serial into a time. Excel counts a 29 February 1900 that never
// was (serial 60): days before it are one later than their serial says.
func dateCell(serial float64, date1904 bool) source.Cell {
	if serial < 0 || serial >= lastSerial {
		return source.Cell{Kind: source.Broken, Text: "date serial " + strconv.FormatFloat(serial, 'f', -1, 64)}
	}
	days, ms := math.Floor(serial), math.Round((serial-math.Floor(serial))*msPerDay)
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case days == 60:
		return source.Cell{Kind: source.Broken, Text: "1900-02-29"}
	case days < 60:
		epoch = epoch.AddDate(0, 0, 1)
	}
	at := epoch.AddDate(0, 0, int(days)).Add(time.Duration(ms) * time.Millisecond)
	return source.Cell{Kind: source.DateTime, Time: at, Number: serial, Text: isoText(at)}
}

// isoText writes a date without its time when the time is midnight.
func isoText(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format("2006-01-02T15:04:05.999")
}

// isoCell reads a cell of type d, which holds an ISO 8601 text.
func isoCell(text string) source.Cell {
	for _, layout := range []string{"2006-01-02T15:04:05.999999999", "2006-01-02T15:04:05.999999999Z07:00", "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(layout, text); err == nil {
			t = t.UTC()
			return source.Cell{Kind: source.DateTime, Time: t, Text: isoText(t)}
		}
	}
	return textCell(text)
}
