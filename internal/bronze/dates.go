package bronze

import (
	"math"
	"strings"
	"time"

	"scv"
	"scv/internal/source"
)

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86_400 * microsPerSecond
)

// putTime takes dates and timestamps: date cells, text in the declared formats or
// an ISO 8601 form, and numbers as Excel's serials.
func (t *typer) putTime(c *source.Cell, to *scv.Column) why {
	var micros int64
	reason := why(scv.CodeWrongKind)
	switch c.Kind {
	case source.DateTime:
		micros, reason = c.Time.UnixMicro(), fine
	case source.Number:
		micros, reason = serial(c.Number)
	case source.Text:
		micros, reason = t.parse(trim(c.Text))
	}
	if reason != fine {
		return reason
	}
	if !withinYears(micros) {
		return why(scv.CodeOutOfRange)
	}
	if t.field.Type == scv.Date {
		micros = floorDiv(micros, microsPerDay)
	}
	to.AppendInt(micros)
	return fine
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// withinYears says whether a timestamp lies in the years 1 to 9999.
func withinYears(micros int64) bool {
	const first, end = -62_135_596_800 * microsPerSecond, 253_402_300_800 * microsPerSecond
	return micros >= first && micros < end
}

// serial reads Excel's day number in the 1900 system: 1 is 1900-01-01, and 60 is
// a 29 February 1900 that never was. Whole numbers that look like a year are
// refused: 1987 in a date column means the year, not the 9th of June 1905.
func serial(days float64) (int64, why) {
	const last = 2_958_466 // 10000-01-01
	if math.IsNaN(days) || days < 1 || days >= last {
		return 0, why(scv.CodeOutOfRange)
	}
	whole := math.Floor(days)
	if whole == days && whole >= 1800 && whole <= 2100 || whole == 60 {
		return 0, why(scv.CodeBadDate)
	}
	const epoch, beforeLeap = -25_569, -25_568 // of 1899-12-30 and 1899-12-31
	day := int64(whole) + epoch
	if whole < 60 {
		day = int64(whole) + beforeLeap
	}
	// Excel counts in milliseconds: a second's fraction is noise below that.
	millis := math.Round((days - whole) * 86_400_000)
	return day*microsPerDay + int64(millis)*1000, fine
}

func (t *typer) parse(s string) (int64, why) {
	if s == "" {
		return 0, why(scv.CodeBadDate)
	}
	for _, f := range t.formats {
		if micros, ok := f.parse(s); ok {
			return micros, fine
		}
	}
	if micros, ok := parseISO(s); ok {
		return micros, fine
	}
	return 0, why(scv.CodeBadDate)
}

// parseISO reads YYYY-MM-DD or YYYYMMDD, then nothing or T or a blank and
// HH:MM[:SS[.fraction]] and nothing, Z or an offset. The result is in UTC.
func parseISO(s string) (int64, bool) {
	p := scanner{s: s}
	year, dashes := p.digits(4), p.skip('-')
	month := p.digits(2)
	if dashes && !p.skip('-') {
		return 0, false
	}
	day := p.digits(2)
	if p.bad || !realDate(year, month, day) {
		return 0, false
	}
	micros := dayNumber(year, month, day) * microsPerDay
	if p.rest() == "" {
		return micros, true
	}
	if !p.skip('T') && !p.skip(' ') && !p.skip('t') {
		return 0, false
	}
	clock, ok := p.clock()
	if !ok {
		return 0, false
	}
	offset, ok := p.offset()
	return micros + clock - offset, ok && p.rest() == ""
}

// scanner reads fixed pieces of a short text; bad is set by the first that is missing.
type scanner struct {
	s   string
	i   int
	bad bool
}

func (p *scanner) rest() string { return p.s[min(p.i, len(p.s)):] }

func (p *scanner) skip(c byte) bool {
	if p.i < len(p.s) && p.s[p.i] == c {
		p.i++
		return true
	}
	return false
}

// digits reads exactly n digits.
func (p *scanner) digits(n int) int { return p.between(n, n) }

// between reads least to most digits.
func (p *scanner) between(least, most int) int {
	v, seen := 0, 0
	for seen < most && p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		v = v*10 + int(p.s[p.i]-'0')
		p.i++
		seen++
	}
	if seen < least {
		p.bad = true
	}
	return v
}

func (p *scanner) clock() (micros int64, ok bool) {
	hour := p.digits(2)
	if !p.skip(':') {
		return 0, false
	}
	minute, second := p.digits(2), 0
	fraction := int64(0)
	if p.skip(':') {
		second = p.digits(2)
		if p.skip('.') || p.skip(',') {
			fraction, ok = p.fraction()
			if !ok {
				return 0, false
			}
		}
	}
	if p.bad || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	return int64(hour*3600+minute*60+second)*microsPerSecond + fraction, true
}

// fraction reads the digits behind the second; below a microsecond they are cut.
func (p *scanner) fraction() (micros int64, ok bool) {
	scale := int64(microsPerSecond)
	start := p.i
	for p.i < len(p.s) && p.s[p.i] >= '0' && p.s[p.i] <= '9' {
		scale /= 10
		micros += int64(p.s[p.i]-'0') * scale
		p.i++
	}
	return micros, p.i > start
}

func (p *scanner) offset() (micros int64, ok bool) {
	sign := int64(1)
	switch {
	case p.rest() == "":
		return 0, true
	case p.skip('Z') || p.skip('z'):
		return 0, true
	case p.skip('-'):
		sign = -1
	case p.skip('+'):
	default:
		return 0, false
	}
	hour, minute := p.digits(2), 0
	if p.skip(':') || p.rest() != "" {
		minute = p.digits(2)
	}
	if p.bad || hour > 18 || minute > 59 {
		return 0, false
	}
	return sign * int64(hour*3600+minute*60) * microsPerSecond, true
}

func realDate(year, month, day int) bool {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// dayNumber gives days since 1970-01-01.
func dayNumber(year, month, day int) int64 {
	return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Unix() / 86_400
}

// dateFormat is a declared format cut into tokens: "YYYY", "MM", ".", ...
type dateFormat []string

// compileFormat cuts a format as scv.yml writes it. Letters: YYYY YY year, MM M
// month, MMM its English short name, DD D day, HH hour, MI minute, SS second;
// everything else stands for itself.
func compileFormat(format string) dateFormat {
	var f dateFormat
	upper := strings.ToUpper(format)
	for i := 0; i < len(upper); {
		token := upper[i : i+1]
		for _, known := range []string{"YYYY", "MMM", "YY", "MM", "DD", "HH", "MI", "SS", "M", "D"} {
			if strings.HasPrefix(upper[i:], known) {
				token = known
				break
			}
		}
		f = append(f, token)
		i += len(token)
	}
	return f
}

// parse reads a text that has the format, all of it. A day or month may be
// written without its leading zero where no digit follows in the format.
func (f dateFormat) parse(s string) (int64, bool) {
	p := scanner{s: s}
	year, month, day, hour, minute, second := 0, 1, 1, 0, 0, 0
	for i, token := range f {
		least := 1
		if i+1 < len(f) && f[i+1][0] >= 'A' && f[i+1][0] <= 'Z' {
			least = 2
		}
		switch token {
		case "YYYY":
			year = p.digits(4)
		case "YY":
			year = century(p.digits(2))
		case "MM", "M":
			month = p.between(least, 2)
		case "MMM":
			month = p.monthName()
		case "DD", "D":
			day = p.between(least, 2)
		case "HH":
			hour = p.between(least, 2)
		case "MI":
			minute = p.digits(2)
		case "SS":
			second = p.digits(2)
		default:
			p.bad = !p.skipFold(token[0]) || p.bad
		}
		if p.bad {
			return 0, false
		}
	}
	if p.rest() != "" || !realDate(year, month, day) || hour > 23 || minute > 59 || second > 59 {
		return 0, false
	}
	return dayNumber(year, month, day)*microsPerDay + int64(hour*3600+minute*60+second)*microsPerSecond, true
}

// century reads a year of two digits as Excel does: 30 to 99 are 1930 to 1999.
func century(two int) int {
	if two < 30 {
		return 2000 + two
	}
	return 1900 + two
}

func (p *scanner) skipFold(upper byte) bool {
	if upper >= 'A' && upper <= 'Z' {
		return p.skip(upper) || p.skip(upper|0x20)
	}
	return p.skip(upper)
}

const monthNames = "janfebmaraprmayjunjulaugsepoctnovdec"

func (p *scanner) monthName() int {
	const letters = 3
	if len(p.rest()) < letters {
		p.bad = true
		return 0
	}
	at := strings.Index(monthNames, strings.ToLower(p.rest()[:letters]))
	p.i += letters
	if at < 0 || at%letters != 0 {
		p.bad = true
		return 0
	}
	return at/letters + 1
}
