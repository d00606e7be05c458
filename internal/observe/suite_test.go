package observe

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse"
)

func took(name string, base time.Duration, times ...time.Duration) timing {
	return timing{name: name, took: times, base: baseline{Took: base, Taken: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}}
}

func TestTimingsAreJudgedByLimitAndBaseline(t *testing.T) {
	const ms = time.Millisecond
	for name, c := range map[string]struct {
		measured []timing
		want     scv.Verdict
		says     string
	}{
		"nothing published":            {nil, scv.Unknown, "nothing is published"},
		"as ever":                      {[]timing{took("a", 100*ms, 101*ms, 99*ms, 140*ms)}, scv.Pass, "a takes 99.0 ms, -1 % of 100.0 ms on 2026-11-01"},
		"slower by a fifth":            {[]timing{took("a", 1000*ms, 1200*ms)}, scv.Pass, "+20 %"},
		"slower by more":               {[]timing{took("a", 1000*ms, 1201*ms)}, scv.Fail, "a takes 1201.0 ms, +20 % of 1000.0 ms"},
		"one of them quick":            {[]timing{took("a", 1000*ms, 1900*ms, 1900*ms, 1100*ms)}, scv.Pass, "+10 %"},
		"much slower of next to none":  {[]timing{took("a", 2*ms, 30*ms)}, scv.Pass, "a takes 30.0 ms"},
		"one of two":                   {[]timing{took("a", 100*ms, 90*ms), took("b", 100*ms, 300*ms)}, scv.Fail, "b takes 300.0 ms, +200 %"},
		"at the limit":                 {[]timing{took("a", 30*time.Second, 30*time.Second)}, scv.Pass, "within 30000 ms"},
		"over the limit, as ever":      {[]timing{took("a", 31*time.Second, 31*time.Second)}, scv.Fail, "within 31000 ms"},
		"one in twenty over the limit": {[]timing{took("a", 40*time.Second, 40*time.Second), took("b", ms, slow(19)...)}, scv.Pass, "20 times, 95 of 100 within 1 ms"},
		"two in twenty over the limit": {[]timing{took("a", 40*time.Second, 40*time.Second, 40*time.Second), took("b", ms, slow(18)...)}, scv.Fail, "within 40000 ms"},
	} {
		f := judgeSuite(c.measured, 0)
		if f.Verdict != c.want || !strings.Contains(f.Evidence, c.says) || f.Verdict != scv.Pass && f.Remedy == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func slow(n int) (times []time.Duration) {
	for range n {
		times = append(times, time.Millisecond)
	}
	return times
}

// kept is a store of baselines.
type kept map[string]string

func (k kept) Get(_ context.Context, key string) (string, bool, error) {
	v, ok := k[key]
	return v, ok, nil
}

func (k kept) Set(_ context.Context, key, value string, _ time.Time) error {
	k[key] = value
	return nil
}

// A suite on a clock of its own: step is what each query takes.
func asked(t *testing.T, store kept, epoch string, rows int64, step time.Duration) scv.Finding {
	t.Helper()
	at := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	s := Suite{
		Ask: func(_ context.Context, sql string) (*warehouse.Table, error) {
			if strings.Contains(sql, "rpt_region_kpi") && rows == 0 {
				return nil, errors.New("no such column")
			}
			return &warehouse.Table{Rows: [][]any{{rows}}}, nil
		},
		Relations: func(context.Context) (map[string][]string, error) {
			return map[string][]string{"gold.dim_customer": {"customer_id"}, "gold.rpt_region_kpi": {"country"}}, nil
		},
		Baselines: func() Baselines { return store },
		Now:       func() time.Time { at = at.Add(step); return at },
		Epoch:     epoch,
	}
	return SuiteProbe(s).Run(t.Context())
}

func TestABaselineIsOfASizeOfDataAndAnEpoch(t *testing.T) {
	store := kept{}
	for _, c := range []struct {
		epoch string
		rows  int64
		step  time.Duration
		want  scv.Verdict
		says  string
	}{
		{"", 1000, 100 * time.Millisecond, scv.Pass, "4 queries executed 12 times, 95 of 100 within 100 ms; 6 ask for what is not there; the baselines were taken now"},
		{"", 1010, 110 * time.Millisecond, scv.Pass, "0 new baselines"},
		{"", 1000, 200 * time.Millisecond, scv.Fail, "+100 %"},
		{"", 1000, 200 * time.Millisecond, scv.Fail, "+100 %"}, // what is too slow is no baseline
		{"2026-11-26", 1000, 200 * time.Millisecond, scv.Pass, "taken now"},
		{"", 2100, 200 * time.Millisecond, scv.Pass, "taken now"},
		{"", 0, time.Millisecond, scv.Fail, "query key_figures of the suite cannot be asked"},
	} {
		if f := asked(t, store, c.epoch, c.rows, c.step); f.Verdict != c.want || !strings.Contains(f.Evidence, c.says) {
			t.Errorf("%+v: %+v", c, f)
		}
	}
}
