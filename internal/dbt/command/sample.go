package command

import (
	"regexp"
	"strconv"
	"time"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/project"
)

var sampleForm = regexp.MustCompile(`^\s*(\d+)\s*(hour|day|month|year)s?\s*$`)

// sample reads --sample: "3 days" up to now, or {start: 2025-01-01, end: 2025-02-01}.
func (f *Flags) sample(now time.Time) (*compile.Sample, error) {
	if f.Sample == "" {
		return nil, nil
	}
	if m := sampleForm.FindStringSubmatch(f.Sample); m != nil {
		n, err := strconv.Atoi(m[1])
		if err == nil {
			return &compile.Sample{From: before(now, n, m[2]), To: now}, nil
		}
	}
	n, err := project.ParseYAML([]byte(f.Sample))
	if err == nil && n.IsMap() && n.Has("start") && n.Has("end") {
		from, err := eventTime("sample", n.Get("start").Text())
		if err != nil {
			return nil, err
		}
		to, err := eventTime("sample", n.Get("end").Text())
		return &compile.Sample{From: from, To: to}, err
	}
	return nil, flagFault("sample", f.Sample, "it is no span of time", "Write --sample '3 days', or '{start: 2025-01-01, end: 2025-02-01}'.")
}

func before(now time.Time, n int, unit string) time.Time {
	switch unit {
	case "hour":
		return now.Add(-time.Duration(n) * time.Hour)
	case "day":
		return now.AddDate(0, 0, -n)
	case "month":
		return now.AddDate(0, -n, 0)
	}
	return now.AddDate(-n, 0, 0)
}
