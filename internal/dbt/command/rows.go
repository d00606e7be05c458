package command

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"scv/internal/warehouse"
	"scv/jinja"
)

// What dbt shows of a table; --output json has all of it.
const (
	shownColumns  = 6
	shownWidth    = 20
	shownDecimals = 3
)

// rowsText is a table as dbt prints it: text to the left, all else to the right, the
// decimals of a column alike, no more than six columns of twenty characters.
func rowsText(t *warehouse.Table) string {
	count := min(len(t.Columns), shownColumns)
	columns := make([][]string, count)
	left, width := make([]bool, count), make([]int, count)
	for i := range columns {
		columns[i] = append([]string{t.Columns[i]}, columnText(t, i)...)
		left[i] = isText(t, i)
		for r, cell := range columns[i] {
			columns[i][r] = cut(cell)
			width[i] = max(width[i], utf8.RuneCountInString(columns[i][r]))
		}
	}
	var b strings.Builder
	for r := range len(t.Rows) + 1 {
		for i := range columns {
			b.WriteString("| " + padded(columns[i][r], width[i], left[i]) + " ")
		}
		b.WriteString(more(t, "| ... ") + "|\n")
		if r > 0 {
			continue
		}
		for _, w := range width {
			b.WriteString("| " + strings.Repeat("-", w) + " ")
		}
		b.WriteString(more(t, "| --- ") + "|\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// more stands for the columns that are not shown.
func more(t *warehouse.Table, text string) string {
	if len(t.Columns) > shownColumns {
		return text
	}
	return ""
}

func padded(cell string, width int, left bool) string {
	space := strings.Repeat(" ", width-utf8.RuneCountInString(cell))
	if left {
		return cell + space
	}
	return space + cell
}

// cut shortens a text to what is shown of it.
func cut(s string) string {
	if utf8.RuneCountInString(s) <= shownWidth {
		return s
	}
	return string([]rune(s)[:shownWidth-3]) + "..."
}

// isText says whether a column holds text: one without any value does not.
func isText(t *warehouse.Table, i int) bool {
	for _, row := range t.Rows {
		switch row[i].(type) {
		case nil:
		case bool, time.Time, float64, float32, int, int8, int16, int32, int64, uint8, uint16, uint32, uint64:
			return false
		default:
			return !isNumeric(t.Types[i])
		}
	}
	return false
}

func isNumeric(kind string) bool {
	base, _, _ := strings.Cut(kind, "(")
	switch base {
	case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "FLOAT", "DOUBLE", "DECIMAL":
		return true
	}
	return false
}

// columnText are the cells of a column.
func columnText(t *warehouse.Table, i int) []string {
	places := 0
	for _, row := range t.Rows {
		places = max(places, decimals(row[i]))
	}
	out := make([]string, len(t.Rows))
	for r, row := range t.Rows {
		out[r] = cellText(row[i], t.Types[i], places)
	}
	return out
}

// decimals is how many a number has.
func decimals(v any) int {
	x, ok := v.(float64)
	if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	_, after, _ := strings.Cut(strconv.FormatFloat(x, 'f', -1, 64), ".")
	return len(after)
}

func cellText(v any, kind string, places int) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "True", false: "False"}[x]
	case time.Time:
		return timeText(x, kind)
	case float64:
		return numberText(x, places)
	case string:
		return strings.ReplaceAll(x, "\n", " ")
	}
	return fmt.Sprint(v)
}

func timeText(t time.Time, kind string) string {
	if kind == "DATE" {
		return t.Format(time.DateOnly)
	}
	form := time.DateTime
	if t.Nanosecond() != 0 {
		form += ".000000"
	}
	if kind == "TIMESTAMP WITH TIME ZONE" {
		form += "-07:00"
	}
	return t.Format(form)
}

// numberText is a number with as many decimals as its column has; one of a column
// without any is whole, the others have commas between thousands.
func numberText(x float64, places int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return jinja.Str(x)
	}
	text, end := strconv.FormatFloat(x, 'f', min(places, shownDecimals), 64), ""
	if places == 0 {
		return text
	}
	if places > shownDecimals {
		end = "…"
	}
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, rest, _ := strings.Cut(text, ".")
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	return sign + whole + "." + rest + end
}
