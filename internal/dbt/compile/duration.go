package compile

import (
	"fmt"
	"math"
	"time"

	"scv/jinja"
)

// Duration is Python's timedelta.
type Duration struct{ d time.Duration }

// String is Python's str: "1 day, 2:00:00".
func (d *Duration) String() string {
	rest := d.d
	days := rest / (24 * time.Hour)
	if rest %= 24 * time.Hour; rest < 0 {
		rest, days = rest+24*time.Hour, days-1
	}
	s := fmt.Sprintf("%d:%02d:%02d", int(rest.Hours()), int(rest.Minutes())%60, int(rest.Seconds())%60)
	if us := rest % time.Second / time.Microsecond; us != 0 {
		s += fmt.Sprintf(".%06d", us)
	}
	switch days {
	case 0:
		return s
	case 1, -1:
		return fmt.Sprintf("%d day, %s", days, s)
	}
	return fmt.Sprintf("%d days, %s", days, s)
}

// TypeName is Python's name of the type.
func (d *Duration) TypeName() string { return "timedelta" }

// EqualTo compares lengths.
func (d *Duration) EqualTo(other jinja.Value) bool {
	o, ok := other.(*Duration)
	return ok && o.d == d.d
}

// Key makes durations keys of a dict.
func (d *Duration) Key() string { return d.d.String() }

// Truth is false for no time at all.
func (d *Duration) Truth() bool { return d.d != 0 }

// Attr gives days, seconds, microseconds and total_seconds.
func (d *Duration) Attr(name string) (jinja.Value, bool) {
	days := int64(math.Floor(float64(d.d) / float64(24*time.Hour)))
	rest := d.d - time.Duration(days)*24*time.Hour
	switch name {
	case "days":
		return days, true
	case "seconds":
		return int64(rest / time.Second), true
	case "microseconds":
		return int64(rest % time.Second / time.Microsecond), true
	case "total_seconds":
		return fixed(d.d.Seconds()), true
	}
	return nil, false
}

// Operate adds, subtracts and multiplies.
func (d *Duration) Operate(op string, other jinja.Value, swapped bool) (jinja.Value, bool, error) {
	switch o := other.(type) {
	case *Duration:
		switch op {
		case "+":
			return &Duration{d.d + o.d}, true, nil
		case "-":
			if swapped {
				return &Duration{o.d - d.d}, true, nil
			}
			return &Duration{d.d - o.d}, true, nil
		}
	case int64:
		if op == "*" {
			return &Duration{d.d * time.Duration(o)}, true, nil
		}
	case *Moment:
		if op == "+" {
			return o.Operate(op, d, false)
		}
	}
	return nil, false, nil
}

// Operate adds a duration, or gives the time between two moments.
func (m *Moment) Operate(op string, other jinja.Value, swapped bool) (jinja.Value, bool, error) {
	switch o := other.(type) {
	case *Duration:
		shift := o.d
		if op == "-" && !swapped {
			shift = -shift
		} else if op != "+" {
			return nil, false, nil
		}
		if m.date {
			shift = time.Duration(math.Floor(float64(shift)/float64(24*time.Hour))) * 24 * time.Hour
		}
		cp := *m
		cp.t = m.t.Add(shift)
		return &cp, true, nil
	case *Moment:
		if op == "-" && o.date == m.date {
			if swapped {
				return &Duration{o.t.Sub(m.t)}, true, nil
			}
			return &Duration{m.t.Sub(o.t)}, true, nil
		}
	}
	return nil, false, nil
}

// makeDuration is datetime.timedelta(...).
func makeDuration(c *jinja.Call) (jinja.Value, error) {
	var total float64
	units := []struct {
		name string
		size time.Duration
	}{
		{"days", 24 * time.Hour},
		{"seconds", time.Second},
		{"microseconds", time.Microsecond},
		{"milliseconds", time.Millisecond},
		{"minutes", time.Minute},
		{"hours", time.Hour},
		{"weeks", 7 * 24 * time.Hour},
	}
	for i, u := range units {
		switch n := c.Arg(i, u.name, int64(0)).(type) {
		case int64:
			total += float64(n) * float64(u.size)
		case float64:
			total += n * float64(u.size)
		default:
			return nil, jinja.Raise("TypeError", "unsupported type for timedelta %s component", u.name)
		}
	}
	return &Duration{time.Duration(math.Round(total))}, nil
}

// pytzModule is Python's pytz: zones of the system's database.
func pytzModule() jinja.Value {
	zone := func(name string) (jinja.Value, error) {
		loc, err := time.LoadLocation(name)
		if err != nil {
			return nil, jinja.Raise("UnknownTimeZoneError", "%s", jinja.Repr(name))
		}
		return &zoneObject{loc}, nil
	}
	return &attributes{name: "pytz", dict: jinja.NewDict(
		"timezone", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return zone(jinja.Str(c.Arg(0, "zone", ""))) }),
		"utc", &zoneObject{time.UTC}, "UTC", &zoneObject{time.UTC},
	)}
}

type zoneObject struct{ loc *time.Location }

// String is the zone's name.
func (z *zoneObject) String() string { return z.loc.String() }

// Attr gives zone, localize and normalize.
func (z *zoneObject) Attr(name string) (jinja.Value, bool) {
	switch name {
	case "zone":
		return z.loc.String(), true
	case "localize", "normalize":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			m, ok := c.Arg(0, "dt", nil).(*Moment)
			if !ok {
				return nil, jinja.Raise("TypeError", "%s needs a datetime", name)
			}
			t := m.t
			if name == "localize" {
				t = time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), z.loc)
			}
			return &Moment{t: t.In(z.loc), zone: true}, nil
		}), true
	}
	return nil, false
}
