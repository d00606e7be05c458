package compile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"scv/jinja"
)

// Moment is a Python date or datetime.
type Moment struct {
	t    time.Time
	date bool // a date without time
	zone bool // prints its offset
}

// String is Python's str.
func (m *Moment) String() string {
	if m.date {
		return m.t.Format("2006-01-02")
	}
	return m.iso(" ")
}

// Repr is Python's repr.
func (m *Moment) Repr() string {
	parts := []string{strconv.Itoa(m.t.Year()), strconv.Itoa(int(m.t.Month())), strconv.Itoa(m.t.Day())}
	if !m.date {
		parts = append(parts, strconv.Itoa(m.t.Hour()), strconv.Itoa(m.t.Minute()))
		if us := m.t.Nanosecond() / 1000; us != 0 {
			parts = append(parts, strconv.Itoa(m.t.Second()), strconv.Itoa(us))
		} else if m.t.Second() != 0 {
			parts = append(parts, strconv.Itoa(m.t.Second()))
		}
	}
	return "datetime." + m.TypeName() + "(" + strings.Join(parts, ", ") + ")"
}

func (m *Moment) iso(sep string) string {
	s := m.t.Format("2006-01-02" + sep + "15:04:05")
	if us := m.t.Nanosecond() / 1000; us != 0 {
		s += fmt.Sprintf(".%06d", us)
	}
	if m.zone {
		s += m.t.Format("-07:00")
	}
	return s
}

// TypeName is Python's name of the type.
func (m *Moment) TypeName() string {
	if m.date {
		return "date"
	}
	return "datetime"
}

// EqualTo compares moments of one kind.
func (m *Moment) EqualTo(other jinja.Value) bool {
	o, ok := other.(*Moment)
	return ok && o.date == m.date && o.t.Equal(m.t)
}

// Key makes moments keys of a dict.
func (m *Moment) Key() string { return m.String() }

// Attr gives the parts and methods of a date.
func (m *Moment) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "year":
		return int64(m.t.Year()), true
	case "month":
		return int64(m.t.Month()), true
	case "day":
		return int64(m.t.Day()), true
	case "hour":
		return int64(m.t.Hour()), !m.date
	case "minute":
		return int64(m.t.Minute()), !m.date
	case "second":
		return int64(m.t.Second()), !m.date
	case "microsecond":
		return int64(m.t.Nanosecond() / 1000), !m.date
	case "isoformat":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if m.date {
				return m.String(), nil
			}
			return m.iso(jinja.Str(c.Arg(0, "sep", "T"))), nil
		}), true
	case "strftime":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return strftime(m.t, jinja.Str(c.Arg(0, "format", ""))), nil }), true
	case "date":
		return fixed(&Moment{t: m.t.Truncate(24 * time.Hour), date: true}), !m.date
	case "weekday":
		return fixed(int64((m.t.Weekday() + 6) % 7)), true
	case "isoweekday":
		return fixed(int64((m.t.Weekday()+6)%7 + 1)), true
	case "timestamp":
		return fixed(float64(m.t.UnixMicro()) / 1e6), !m.date
	case "astimezone":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			if z, ok := c.Arg(0, "tz", nil).(*zoneObject); ok {
				return &Moment{t: m.t.In(z.loc), zone: true}, nil
			}
			return m, nil
		}), !m.date
	case "utcoffset":
		_, seconds := m.t.Zone()
		return fixed(&Duration{time.Duration(seconds) * time.Second}), m.zone
	case "replace":
		return jinja.Func(m.replace), true
	}
	return m.rare(name)
}

func (m *Moment) rare(name string) (jinja.Value, bool) {
	switch name {
	case "time":
		return fixed(&Moment{t: m.t}), !m.date
	case "toordinal":
		return fixed(int64(m.t.Sub(time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC))/(24*time.Hour)) + 1), true
	case "isocalendar":
		year, week := m.t.ISOWeek()
		return fixed(jinja.NewTuple(int64(year), int64(week), int64((m.t.Weekday()+6)%7+1))), true
	case "tzinfo":
		if !m.zone {
			return nil, true
		}
		return &zoneObject{loc: m.t.Location()}, true
	}
	return nil, false
}

func (m *Moment) replace(c *jinja.Call) (jinja.Value, error) {
	part := func(name string, now int) int {
		if n, ok := c.Kwarg(name, nil).(int64); ok {
			return int(n)
		}
		return now
	}
	o := *m
	o.t = time.Date(part("year", m.t.Year()), time.Month(part("month", int(m.t.Month()))), part("day", m.t.Day()),
		part("hour", m.t.Hour()), part("minute", m.t.Minute()), part("second", m.t.Second()),
		part("microsecond", m.t.Nanosecond()/1000)*1000, m.t.Location())
	if v, ok := c.Kwargs.GetStr("tzinfo"); ok {
		o.zone = v != nil
	}
	return &o, nil
}

var strftimeForms = map[byte]string{
	'Y': "2006", 'm': "01", 'd': "02", 'H': "15", 'M': "04", 'S': "05", 'y': "06", 'b': "Jan", 'B': "January", 'a': "Mon",
	'A': "Monday", 'I': "03", 'p': "PM", 'j': "002", 'F': "2006-01-02", 'T': "15:04:05", 'D': "01/02/06", 'e': "_2",
	'c': "Mon Jan _2 15:04:05 2006", 'x': "01/02/06", 'X': "15:04:05", 'z': "-0700", 'Z': "MST",
}

func strftime(t time.Time, format string) string {
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		switch layout, ok := strftimeForms[format[i]]; {
		case ok:
			b.WriteString(t.Format(layout))
		case format[i] == 'f':
			fmt.Fprintf(&b, "%06d", t.Nanosecond()/1000)
		case format[i] == 's':
			fmt.Fprintf(&b, "%d", t.Unix())
		case format[i] == '%':
			b.WriteByte('%')
		default:
			b.WriteString(format[i-1 : i+1])
		}
	}
	return b.String()
}
