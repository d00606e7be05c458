package compile

import (
	"strconv"
	"strings"
	"time"
)

// GuessType gives the SQL type of a seed's column as dbt would, from all its
// values: whole numbers, numbers, dates, timestamps, true and false, else text.
// Empty ones and "null" do not count; without any other it is an integer.
func GuessType(values []string) string {
	candidates := []struct {
		kind string
		fits func(string) bool
	}{
		{"integer", isInteger},
		{"bigint", isBigint},
		{"double", isFloatText},
		{"date", isDate},
		{"timestamp", isTimestamp},
		{"boolean", isBoolean},
	}
	for _, c := range candidates {
		if fitsAll(values, c.fits) {
			return c.kind
		}
	}
	return "varchar"
}

func fitsAll(values []string, fits func(string) bool) bool {
	for _, v := range values {
		if v != "" && !strings.EqualFold(v, "null") && !fits(v) {
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

func isFloatText(s string) bool {
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
