package run

import (
	"strconv"
	"strings"
	"time"
)

// guess gives the SQL type of a seed's column as dbt would, from all its values:
// whole numbers, numbers, dates, timestamps, true and false, else text. A column
// without any value is an integer.
func guess(rows [][]string, column int) string {
	candidates := []struct {
		kind string
		fits func(string) bool
	}{
		{"integer", isInteger},
		{"bigint", isBigint},
		{"double", isNumber},
		{"date", isDate},
		{"timestamp", isTimestamp},
		{"boolean", isBoolean},
	}
	for _, c := range candidates {
		if fitsAll(rows, column, c.fits) {
			return c.kind
		}
	}
	return "varchar"
}

func fitsAll(rows [][]string, column int, fits func(string) bool) bool {
	for _, row := range rows {
		v := row[column]
		if v == "" || strings.EqualFold(v, "null") {
			continue
		}
		if !fits(v) {
			return false
		}
	}
	return true
}

func isInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 32)
	return err == nil
}

func isBigint(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}

func isNumber(s string) bool {
	if strings.ContainsAny(s, "xXpP_iInN") {
		return false
	}
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

func isDate(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}

func isTimestamp(s string) bool {
	for _, layout := range []string{"2006-01-02 15:04:05.999999", "2006-01-02T15:04:05.999999", "2006-01-02T15:04:05.999999Z"} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return isDate(s)
}

func isBoolean(s string) bool { return strings.EqualFold(s, "true") || strings.EqualFold(s, "false") }
