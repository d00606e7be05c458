package standardise

import (
	"strconv"
	"strings"
)

// Day gives a date of any century as YYYY-MM-DD, for records that are compared
// among themselves: what is read alike is alike. It reads what Date reads, dates
// before 1850, too, and years of two digits: those up to pivot are of the century
// of 2000, the others of 1900. "" is no date, or a system's word for none.
func Day(s, country string, pivot int) string {
	s = strings.TrimSpace(strings.ToValidUTF8(s, "?"))
	if blank(s) || len(s) > 100 {
		return ""
	}
	if r := Date(s, country); r.Value != "" || r.Reason == DatePlaceholder {
		return r.Value
	}
	d, _, reason := readDate(cutTime(s), country)
	if reason == DateTwoDigits {
		d, reason = shortYear(s, country, pivot)
	}
	if reason != "" || !d.exists() || d.year < 1000 || d.year > 2100 {
		return ""
	}
	return pad(d.year, 4) + "-" + pad(d.month, 2) + "-" + pad(d.day, 2)
}

// shortYear reads three numbers of which the last is a year of two digits.
func shortYear(s, country string, pivot int) (calendarDay, Reason) {
	a, b, c, sep, ok := threeNumbers(cutTime(s))
	if !ok || len(c) != 2 {
		return calendarDay{}, DateTwoDigits
	}
	year, _ := strconv.Atoi(c)
	if year <= pivot {
		year += 2000
	} else {
		year += 1900
	}
	d, _, reason := numericDate(a, b, strconv.Itoa(year), sep, country)
	return d, reason
}

// MonthFirst says whether the day stands behind the month in most of the dates of
// a column that can be read one way only. A column in which none can is read day
// first.
func MonthFirst(values []string) bool {
	votes := 0
	for _, v := range values {
		a, b, c, sep, ok := threeNumbers(cutTime(strings.TrimSpace(v)))
		if !ok || sep == '.' || len(a) > 2 || len(c) == 1 {
			continue
		}
		x, _ := strconv.Atoi(a)
		y, _ := strconv.Atoi(b)
		switch {
		case y > 12 && x <= 12:
			votes++
		case x > 12 && y <= 12:
			votes--
		}
	}
	return votes > 0
}
