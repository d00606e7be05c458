package standardise

import (
	"strconv"
	"strings"
	"time"
)

// Date gives a calendar date as YYYY-MM-DD. It reads ISO 8601 with or without a
// time, YYYYMMDD, DDMMYYYY, DD.MM.YYYY, D/M/YYYY, M/D/YYYY, names of months in six
// languages, 1971年3月12日 and a spreadsheet's day number. Dots mean day first. With slashes and
// hyphens the country (any form) decides where both readings are days: month
// first in the US, day first elsewhere; the note DateAmbiguous says so.
func Date(s, country string) Result {
	s = strings.TrimSpace(strings.ToValidUTF8(s, "?"))
	if blank(s) {
		return Result{}
	}
	if len(s) > 100 {
		return refuse(TooLong)
	}
	day, note, reason := readDate(s, country)
	if reason != "" {
		return refuse(reason)
	}
	return day.result(note)
}

// calendarDay is a date that may not exist.
type calendarDay struct{ year, month, day int }

func (d calendarDay) exists() bool {
	if d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return false
	}
	t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
	return t.Day() == d.day
}

func (d calendarDay) result(note Reason) Result {
	switch d {
	case calendarDay{1900, 1, 1}, calendarDay{1899, 12, 30}, calendarDay{1899, 12, 31}, calendarDay{1899, 12, 29}, calendarDay{1900, 1, 0},
		calendarDay{1753, 1, 1}, calendarDay{1, 1, 1}, calendarDay{0, 0, 0}, calendarDay{9999, 12, 31}, calendarDay{2099, 12, 31}, calendarDay{1111, 11, 11}:
		return refuse(DatePlaceholder)
	case calendarDay{1970, 1, 1}:
		note = DateEpoch
	}
	if !d.exists() {
		return refuse(DateImpossible)
	}
	if d.year < 1850 || d.year > 2100 {
		return refuse(DateOutOfRange)
	}
	return Result{pad(d.year, 4) + "-" + pad(d.month, 2) + "-" + pad(d.day, 2), note}
}

func pad(n, width int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

// hanDate writes 1971年3月12日 as 1971-3-12.
var hanDate = strings.NewReplacer("年", "-", "月", "-", "日", "", " ", "")

func readDate(s, country string) (d calendarDay, note, reason Reason) {
	s = cutTime(s)
	if strings.Contains(s, "年") {
		s = hanDate.Replace(s)
	}
	if isDigits(s) {
		return compactDate(s)
	}
	if a, b, c, sep, ok := threeNumbers(s); ok {
		return numericDate(a, b, c, sep, country)
	}
	if d, reason, ok := wordDate(s); ok {
		return d, "", reason
	}
	return d, "", placeholderOr(s, DateSyntax)
}

// cutTime takes the time off an ISO timestamp, and ".0" off a day number.
func cutTime(s string) string {
	if i := strings.IndexAny(s, "T "); i >= 8 && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' && strings.IndexByte(s[i:], ':') > 0 {
		s = s[:i]
	}
	return dropDecimals(s)
}

// compactDate reads eight digits year first, else day first; five are the day
// number of a spreadsheet (1900 system, serial 60 being 29 February 1900).
func compactDate(s string) (d calendarDay, note, reason Reason) {
	switch len(s) {
	case 8:
		n, _ := strconv.Atoi(s)
		d = calendarDay{n / 10000, n / 100 % 100, n % 100}
		if back := (calendarDay{n % 10000, n / 10000 % 100, n / 1000000}); !inRange(d) && inRange(back) {
			return back, "", ""
		}
		return d, "", ""
	case 5:
		n, _ := strconv.Atoi(s)
		t := time.Date(1899, 12, 30+n, 0, 0, 0, 0, time.UTC)
		return calendarDay{t.Year(), int(t.Month()), t.Day()}, DateSerial, ""
	case 6:
		return d, "", DateTwoDigits
	}
	return d, "", placeholderOr(s, DateSyntax)
}

func inRange(d calendarDay) bool { return d.exists() && d.year >= 1850 && d.year <= 2100 }

// threeNumbers splits "5.3.1980" into its numbers; sep is the first separator.
func threeNumbers(s string) (a, b, c string, sep byte, ok bool) {
	at := strings.IndexAny(s, "./-")
	if at < 0 {
		return "", "", "", 0, false
	}
	sep = s[at]
	parts := strings.FieldsFunc(strings.TrimRight(s, ". "), func(r rune) bool { return r == '.' || r == '/' || r == '-' })
	if len(parts) != 3 {
		return "", "", "", 0, false
	}
	for i, p := range parts {
		parts[i] = strings.TrimSpace(p)
		if !isDigits(parts[i]) || len(parts[i]) > 4 || len(parts[i]) == 3 {
			return "", "", "", 0, false
		}
	}
	return parts[0], parts[1], parts[2], sep, true
}

func numericDate(a, b, c string, sep byte, country string) (d calendarDay, note, reason Reason) {
	x, _ := strconv.Atoi(a)
	y, _ := strconv.Atoi(b)
	z, _ := strconv.Atoi(c)
	switch {
	case len(a) == 4 && len(b) <= 2 && len(c) <= 2:
		return calendarDay{x, y, z}, "", ""
	case len(c) <= 2:
		return d, "", DateTwoDigits
	case len(a) > 2 || len(b) > 2:
		return d, "", DateSyntax
	case sep == '.':
		return calendarDay{z, y, x}, "", ""
	case x > 12:
		return calendarDay{z, y, x}, "", ""
	case y > 12:
		return calendarDay{z, x, y}, "", ""
	}
	if x != y {
		note = DateAmbiguous
	}
	if monthFirst(Country(country).Value) {
		return calendarDay{z, x, y}, note, ""
	}
	return calendarDay{z, y, x}, note, ""
}

func monthFirst(iso2 string) bool {
	switch iso2 {
	case "US", "PH", "PR", "GU", "AS", "VI", "MP", "UM", "FM", "PW", "MH":
		return true
	}
	return false
}

// wordDate reads "3 March 1980", "Mar 3, 1980", "3. März 1980", "1er mai 1980",
// "3 de marzo de 1980", "1980 March 3".
func wordDate(s string) (d calendarDay, reason Reason, ok bool) {
	var numbers []string
	month := 0
	for word := range strings.FieldsSeq(Fold(s)) {
		switch bare := ordinal(word); {
		case isDigits(bare):
			numbers = append(numbers, bare)
		case monthNumber(word) > 0 && month == 0:
			month = monthNumber(word)
		case word == "de" || word == "del" || word == "of" || word == "den" || word == "the" || weekday(word):
		default:
			return d, "", false
		}
	}
	if month == 0 || len(numbers) != 2 {
		return d, "", false
	}
	day, year := numbers[0], numbers[1]
	if len(day) == 4 {
		day, year = year, day
	}
	if len(year) != 4 || len(day) > 2 {
		return d, DateTwoDigits, true
	}
	d.month = month
	d.day, _ = strconv.Atoi(day)
	d.year, _ = strconv.Atoi(year)
	return d, "", true
}

func ordinal(word string) string {
	for _, end := range []string{"st", "nd", "rd", "th", "er", "o", "a"} {
		if bare, ok := strings.CutSuffix(word, end); ok && isDigits(bare) {
			return bare
		}
	}
	return word
}

func weekday(word string) bool {
	switch word {
	case "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
		"montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag":
		return true
	}
	return false
}

// monthNumber knows the months of English, German, French, Spanish, Italian and
// Dutch, folded, whole or short.
func monthNumber(word string) int {
	switch word {
	case "jan", "january", "januar", "janner", "jaenner", "janvier", "janv", "enero", "ene", "gennaio", "gen", "januari":
		return 1
	case "feb", "february", "februar", "feber", "fevrier", "fevr", "fev", "febrero", "febbraio", "februari":
		return 2
	case "mar", "march", "marz", "maerz", "mrz", "mars", "marzo", "maart", "mrt":
		return 3
	case "apr", "april", "avril", "avr", "abril", "abr", "aprile":
		return 4
	case "may", "mai", "mayo", "maggio", "mag", "mei":
		return 5
	case "jun", "june", "juni", "juin", "junio", "giugno", "giu":
		return 6
	case "jul", "july", "juli", "juillet", "juil", "julio", "luglio", "lug":
		return 7
	case "aug", "august", "aout", "agosto", "ago", "augustus":
		return 8
	case "sep", "sept", "september", "septembre", "septiembre", "setiembre", "settembre", "set":
		return 9
	case "oct", "october", "okt", "oktober", "octobre", "octubre", "ottobre", "ott":
		return 10
	case "nov", "november", "novembre", "noviembre":
		return 11
	case "dec", "december", "dez", "dezember", "decembre", "diciembre", "dic", "dicembre":
		return 12
	}
	return 0
}
