package bronze

import (
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"scv"
	"scv/internal/source"
)

// typer types the cells of one column.
type typer struct {
	field   source.Field
	formats []dateFormat
}

func newTyper(f source.Field) typer {
	t := typer{field: f}
	for _, format := range f.Formats {
		t.formats = append(t.formats, compileFormat(format))
	}
	return t
}

// why is the reason a cell cannot be taken: "" is none.
type why scv.Code

const fine why = ""

// put adds a cell's value to a column as the column's type. After a reason it may
// have added a value or not: the caller cuts the row off.
func (t *typer) put(c *source.Cell, to *scv.Column) why {
	switch c.Kind {
	case source.Empty:
		to.AppendNull()
		return fine
	case source.Broken:
		return why(scv.CodeErrorValue)
	}
	switch t.field.Type {
	case scv.Text:
		return putText(c, to)
	case scv.Int:
		return putInt(c, to)
	case scv.Float:
		return putFloat(c, to)
	case scv.Decimal:
		return putDecimal(c, to)
	case scv.Bool:
		return putBool(c, to)
	default:
		return t.putTime(c, to)
	}
}

// putText keeps what people see: numbers as the file's exact text, dates in ISO
// form. Text is not trimmed: bronze is as received.
func putText(c *source.Cell, to *scv.Column) why {
	switch c.Kind {
	case source.Bool:
		if c.Number != 0 {
			to.AppendText("true")
		} else {
			to.AppendText("false")
		}
	case source.DateTime:
		to.AppendText(isoText(c.Time))
	default:
		if !utf8.ValidString(c.Text) {
			return why(scv.CodeCellNotUTF8)
		}
		to.AppendText(c.Text)
	}
	return fine
}

func isoText(at time.Time) string {
	if at.Hour() == 0 && at.Minute() == 0 && at.Second() == 0 && at.Nanosecond() == 0 {
		return at.Format(time.DateOnly)
	}
	return at.Format("2006-01-02 15:04:05.999999")
}

// safeInteger is the greatest whole number below which a float64 has no gaps.
const safeInteger = 1 << 53

func putInt(c *source.Cell, to *scv.Column) why {
	if c.Kind == source.Bool || c.Kind == source.DateTime {
		return why(scv.CodeWrongKind)
	}
	s := trim(c.Text)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		to.AppendInt(n)
		return fine
	}
	if allDigits(s) {
		return why(scv.CodeOutOfRange)
	}
	if c.Kind != source.Number || c.Number != math.Trunc(c.Number) {
		return why(scv.CodeWrongKind)
	}
	if math.Abs(c.Number) > safeInteger {
		return why(scv.CodeOutOfRange)
	}
	to.AppendInt(int64(c.Number))
	return fine
}

func allDigits(s string) bool {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		s = s[1:]
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func putFloat(c *source.Cell, to *scv.Column) why {
	switch c.Kind {
	case source.Number:
		if math.IsNaN(c.Number) || math.IsInf(c.Number, 0) {
			return why(scv.CodeOutOfRange)
		}
		to.AppendFloat(c.Number)
		return fine
	case source.Text:
		s := trim(c.Text)
		if !plainNumber(s) {
			return why(scv.CodeWrongKind)
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return why(scv.CodeOutOfRange)
		}
		to.AppendFloat(f)
		return fine
	default:
		return why(scv.CodeWrongKind)
	}
}

// plainNumber says whether a text is a decimal number with a point: the forms
// that strconv takes besides (hex, Inf, underscores) are no numbers of a file.
func plainNumber(s string) bool {
	digits, point, i := 0, false, 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	for ; i < len(s); i++ {
		switch {
		case s[i] >= '0' && s[i] <= '9':
			digits++
		case s[i] == '.' && !point:
			point = true
		case (s[i] == 'e' || s[i] == 'E') && digits > 0:
			return allDigits(s[i+1:])
		default:
			return false
		}
	}
	return digits > 0
}

func putBool(c *source.Cell, to *scv.Column) why {
	switch c.Kind {
	case source.Bool, source.Number:
		if c.Number != 0 && c.Number != 1 {
			return why(scv.CodeWrongKind)
		}
		to.AppendInt(int64(c.Number))
		return fine
	case source.Text:
		v, ok := yesNo(trim(c.Text))
		if !ok {
			return why(scv.CodeWrongKind)
		}
		to.AppendInt(v)
		return fine
	default:
		return why(scv.CodeWrongKind)
	}
}

func yesNo(s string) (int64, bool) {
	if len(s) > len("false") {
		return 0, false
	}
	var low [len("false")]byte
	for i := range len(s) {
		low[i] = s[i] | 0x20 // ASCII letters to lower case; digits stay
	}
	switch string(low[:len(s)]) {
	case "true", "yes", "y", "1":
		return 1, true
	case "false", "no", "n", "0":
		return 0, true
	default:
		return 0, false
	}
}

// trim takes blanks off both ends without making a new string.
func trim(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}
