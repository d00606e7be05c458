package observe

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/warehouse"
)

// suiteFiles are the queries that readers of a home ask all day. The first line of
// each names the relations it needs.
//
//go:embed query/*.sql
var suiteFiles embed.FS

const (
	suiteLimit = 30 * time.Second // 95 of 100 executions are within it
	suiteSlack = 0.2              // a query may take that much more than its baseline
	// suiteNoise is a difference that says nothing about a query: a machine with
	// other work to do makes it.
	suiteNoise = 50 * time.Millisecond
	suiteTimes = 3 // executions of a query; the quickest is compared
)

// Suite is what the query suite needs of a home.
type Suite struct {
	Ask       func(ctx context.Context, sql string) (*warehouse.Table, error)
	Relations func(ctx context.Context) (map[string][]string, error) // columns by "schema.name"
	Baselines func() Baselines
	Now       func() time.Time
	Epoch     string // another one has every baseline taken anew
}

// Baselines keeps what each query took first: *control.DB is one.
type Baselines interface {
	Get(ctx context.Context, key string) (value string, ok bool, err error)
	Set(ctx context.Context, key, value string, at time.Time) error
}

// baseline is what a query took when it was first measured on data of this size.
type baseline struct {
	Took  time.Duration `json:"took"`
	Taken time.Time     `json:"taken"`
}

// timing is a query as it was measured.
type timing struct {
	name string
	took []time.Duration
	base baseline
	new  bool // the baseline was taken just now
}

// SuiteProbe measures the queries of readers.
func SuiteProbe(s Suite) scv.Probe {
	return scv.Probe{
		Name: "perf.suite", Items: []string{"2.5.4"}, Run: s.run,
		Proves: fmt.Sprintf("The queries that readers ask of gold are executed %d times each: 95 of 100 take at most %.0f s, and none takes over %.0f %% (and over %d ms) more than its baseline, which is what it took first on data of that size (rows between two powers of two) and is kept in the control database.",
			suiteTimes, suiteLimit.Seconds(), 100*suiteSlack, suiteNoise.Milliseconds()),
	}
}

func (s Suite) run(ctx context.Context) scv.Finding {
	relations, err := s.Relations(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	files, err := suiteFiles.ReadDir("query")
	if err != nil {
		return scv.Cannot(err)
	}
	var measured []timing
	left := 0
	for _, f := range files {
		text, err := suiteFiles.ReadFile("query/" + f.Name())
		if err != nil {
			return scv.Cannot(err)
		}
		name, sql := strings.TrimSuffix(f.Name(), ".sql"), string(text)
		if !has(relations, needs(sql)) {
			left++
			continue
		}
		t, err := s.measure(ctx, name, sql)
		if err != nil {
			return scv.Failed(fmt.Sprintf("query %s of the suite cannot be asked: %s", name, err), "When a column is gone from gold that readers count on, bring it back to the model and type `scv run`; else do what the message says.")
		}
		measured = append(measured, t)
	}
	return judgeSuite(measured, left)
}

// needs are the relations that a query's first line names.
func needs(sql string) []string {
	first, _, _ := strings.Cut(sql, "\n")
	return strings.Split(strings.TrimPrefix(first, "-- "), ", ")
}

func has(relations map[string][]string, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(name string) bool { return len(relations[name]) == 0 })
}

func (s Suite) measure(ctx context.Context, name, sql string) (timing, error) {
	t := timing{name: name}
	size, err := s.size(ctx, needs(sql))
	if err != nil {
		return t, err
	}
	for range suiteTimes {
		from := s.Now()
		if _, err := s.Ask(ctx, sql); err != nil {
			return t, err
		}
		t.took = append(t.took, s.Now().Sub(from))
	}
	t.base, t.new, err = s.baseline(ctx, fmt.Sprintf("perf.suite/%s/%s/%d", s.Epoch, name, size), slices.Min(t.took))
	return t, err
}

// size is how often one doubles to reach the number of rows of relations.
func (s Suite) size(ctx context.Context, relations []string) (int, error) {
	var rows uint64
	for _, name := range relations {
		t, err := s.Ask(ctx, "select count(*) from "+name)
		if err != nil {
			return 0, err
		}
		if n, ok := t.Rows[0][0].(int64); ok {
			rows += uint64(max(n, 0))
		}
	}
	return bits.Len64(rows), nil
}

// baseline gives what is kept under a key; where there is nothing, what was
// measured now is.
func (s Suite) baseline(ctx context.Context, key string, took time.Duration) (b baseline, fresh bool, err error) {
	text, ok, err := s.Baselines().Get(ctx, key)
	if err != nil {
		return b, false, err
	}
	if ok && json.Unmarshal([]byte(text), &b) == nil {
		return b, false, nil
	}
	b = baseline{Took: took, Taken: s.Now().UTC()}
	kept, err := json.Marshal(b)
	if err != nil {
		return b, false, err
	}
	return b, true, s.Baselines().Set(ctx, key, string(kept), b.Taken)
}

// judgeSuite judges what was measured; left is how many queries of the suite ask
// for relations that are not there.
func judgeSuite(measured []timing, left int) scv.Finding {
	if len(measured) == 0 {
		return scv.Finding{Verdict: scv.Unknown, Evidence: "nothing is published that the suite could ask", Remedy: "Type `scv run`."}
	}
	var all []time.Duration
	var slower []string
	fresh, worst := 0, measured[0]
	for _, t := range measured {
		all = append(all, t.took...)
		if t.new {
			fresh++
		}
		if t.over() > worst.over() {
			worst = t
		}
		if t.over() > suiteSlack && slices.Min(t.took)-t.base.Took > suiteNoise {
			slower = append(slower, t.String())
		}
	}
	slices.Sort(all)
	p95 := all[(len(all)*95+99)/100-1]
	evidence := fmt.Sprintf("%d queries executed %d times, 95 of 100 within %d ms", len(measured), len(all), p95.Milliseconds())
	if left > 0 {
		evidence += fmt.Sprintf("; %d ask for what is not there", left)
	}
	switch {
	case p95 > suiteLimit:
		return scv.Failed(evidence, "Look what else runs on the machine, at warehouse: {memory_limit, threads} in scv.yml, and at how big tables are clustered: `scv readiness show 2.5.3`.")
	case len(slower) > 0:
		return scv.Failed(evidence+"; "+strings.Join(slower, ", "),
			"Type `scv readiness run 2.5.4` again when nothing else runs; if it stays, find what changed. To take what it takes now as the baseline, write `vars: {perf_baseline: DATE}` with today's date in scv.yml.")
	case fresh == len(measured):
		return scv.Passed(evidence + "; the baselines were taken now")
	}
	return scv.Passed(fmt.Sprintf("%s; furthest from its baseline: %s; %d new baselines", evidence, worst, fresh))
}

// over is by which part a query takes more than its baseline.
func (t timing) over() float64 {
	return float64(slices.Min(t.took)-t.base.Took) / float64(max(t.base.Took, time.Microsecond))
}

// String is a query beside its baseline.
func (t timing) String() string {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return fmt.Sprintf("%s takes %.1f ms, %+.0f %% of %.1f ms on %s", t.name, ms(slices.Min(t.took)), 100*t.over(), ms(t.base.Took), t.base.Taken.Format(time.DateOnly))
}
