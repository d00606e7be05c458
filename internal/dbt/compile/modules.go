package compile

import (
	"strings"
	"time"

	"scv/jinja"
)

// modules is `modules`: the parts of Python's standard library that dbt shows.
// Its clock stands at the start of the run.
func modules(now time.Time) jinja.Value {
	return &attributes{name: "modules", dict: jinja.NewDict(
		"datetime", datetimeModule(now), "re", reModule(), "pytz", pytzModule(), "itertools", itertoolsModule(),
	)}
}

func datetimeModule(now time.Time) jinja.Value {
	clock := func(c *jinja.Call) (jinja.Value, error) {
		if z, ok := c.Arg(0, "tz", nil).(*zoneObject); ok {
			return &Moment{t: now.In(z.loc), zone: true}, nil
		}
		return &Moment{t: now.UTC()}, nil
	}
	datetime := &callableAttributes{attributes{name: "datetime", dict: jinja.NewDict(
		"strptime", jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return strptime(jinja.Str(c.Arg(0, "date_string", "")), jinja.Str(c.Arg(1, "format", "")))
		}),
		"fromisoformat", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return fromISO(jinja.Str(c.Arg(0, "date_string", ""))) }),
		"now", jinja.Func(clock), "utcnow", jinja.Func(clock), "today", jinja.Func(clock), "combine", jinja.Func(combine),
		"fromtimestamp", jinja.Func(fromTimestamp), "utcfromtimestamp", jinja.Func(fromTimestamp),
		"min", &Moment{t: time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)}, "max", &Moment{t: time.Date(9999, 12, 31, 23, 59, 59, 999999000, time.UTC)},
	)}, func(c *jinja.Call) (jinja.Value, error) { return makeMoment(c, false) }}
	date := &callableAttributes{attributes{name: "date", dict: jinja.NewDict(
		"fromisoformat", jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return fromISO(jinja.Str(c.Arg(0, "date_string", ""))) }),
		"today", fixed(&Moment{t: now.UTC().Truncate(24 * time.Hour), date: true}),
	)}, func(c *jinja.Call) (jinja.Value, error) { return makeMoment(c, true) }}
	return &attributes{name: "datetime", dict: jinja.NewDict("datetime", datetime, "date", date, "timedelta", jinja.Func(makeDuration))}
}

// combine gives the date of one moment with the time of another.
func combine(c *jinja.Call) (jinja.Value, error) {
	day, okA := c.Arg(0, "date", nil).(*Moment)
	at, okB := c.Arg(1, "time", nil).(*Moment)
	if !okA || !okB {
		return nil, jinja.Raise("TypeError", "combine needs a date and a time")
	}
	y, m, d := day.t.Date()
	return &Moment{t: time.Date(y, m, d, at.t.Hour(), at.t.Minute(), at.t.Second(), at.t.Nanosecond(), at.t.Location()), zone: at.zone}, nil
}

func fromTimestamp(c *jinja.Call) (jinja.Value, error) {
	switch n := c.Arg(0, "timestamp", nil).(type) {
	case int64:
		return &Moment{t: time.Unix(n, 0).UTC()}, nil
	case float64:
		return &Moment{t: time.UnixMicro(int64(n * 1e6)).UTC()}, nil
	}
	return nil, jinja.Raise("TypeError", "a number is required")
}

type callableAttributes struct {
	attributes
	call func(*jinja.Call) (jinja.Value, error)
}

// Call runs it.
func (a *callableAttributes) Call(c *jinja.Call) (jinja.Value, error) { return a.call(c) }

func makeMoment(c *jinja.Call, date bool) (jinja.Value, error) {
	parts := [7]int{}
	for i, name := range []string{"year", "month", "day", "hour", "minute", "second", "microsecond"} {
		n, ok := c.Arg(i, name, int64(0)).(int64)
		if !ok || i < 3 && n == 0 {
			return nil, jinja.Raise("TypeError", "a whole number is required for %s", name)
		}
		parts[i] = int(n)
	}
	t := time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], parts[6]*1000, time.UTC)
	if t.Day() != parts[2] || t.Month() != time.Month(parts[1]) {
		return nil, jinja.Raise("ValueError", "day is out of range for month")
	}
	return &Moment{t: t, date: date}, nil
}

func fromISO(s string) (*Moment, error) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04:05.999999", "2006-01-02 15:04:05.999999", time.RFC3339, "2006-01-02 15:04:05Z07:00"} {
		if t, err := time.Parse(layout, s); err == nil {
			return &Moment{t: t, date: layout == "2006-01-02", zone: strings.HasSuffix(layout, "Z07:00")}, nil
		}
	}
	return nil, jinja.Raise("ValueError", "Invalid isoformat string: %s", jinja.Repr(s))
}

func strptime(s, format string) (jinja.Value, error) {
	layout := format
	for code, form := range strftimeForms {
		layout = strings.ReplaceAll(layout, "%"+string(code), form)
	}
	t, err := time.Parse(layout, s)
	if err != nil {
		return nil, jinja.Raise("ValueError", "time data %s does not match format %s", jinja.Repr(s), jinja.Repr(format))
	}
	return &Moment{t: t}, nil
}
