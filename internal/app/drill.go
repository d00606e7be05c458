package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"scv"
	"scv/internal/app/config"
	"scv/internal/control"
	"scv/internal/observe"
	"scv/internal/observe/alert"
)

// Drill is what a drill came to.
type Drill struct {
	Item     string         `json:"item"` // box of the production checklist
	Verdict  scv.Verdict    `json:"verdict"`
	Evidence string         `json:"evidence"`
	Remedy   string         `json:"remedy,omitempty"`
	Steps    []observe.Step `json:"steps"`
	At       time.Time      `json:"checked_at"`
	Expires  *time.Time     `json:"expires_at"` // until when the evidence is good
}

// failoverItem is the box that the drill of the weather chain proves.
const failoverItem = "1.1.3"

// DrillWeather blocks the weather providers one after another in a copy of the home,
// proves that each run falls back, says so and comes back, and records the result as
// evidence. The home itself is not changed but for that. A drill that does not pass
// is an error with code SCV-N003, beside what was seen.
func (a *App) DrillWeather(ctx context.Context) (*Drill, error) {
	digests, err := a.digests()
	if err != nil {
		return nil, err
	}
	c, err := a.checker(digests, a.sight(digests))
	if err != nil {
		return nil, err
	}
	drill := once(a.drillWeather)
	c.Probes = observe.Probes(observe.Facts{Failover: drill})
	seen, err := c.Run(ctx, []string{failoverItem}, "")
	if err != nil {
		return nil, err
	}
	steps, err := drill(ctx) // as the probe saw them
	d := &Drill{Item: failoverItem, Steps: steps}
	for _, e := range seen {
		d.Verdict, d.Evidence, d.Remedy, d.At = e.Finding.Verdict, e.Finding.Evidence, e.Finding.Remedy, e.At
	}
	if item, ok := c.Checklist.Item(failoverItem); ok {
		lasts, _ := item.Lasts()
		until := d.At.Add(lasts)
		d.Expires = &until
	}
	if err == nil && d.Verdict != scv.Pass {
		err = &scv.Error{Code: scv.CodeDrill, Op: "drill weather", Subject: d.Item, Err: errors.New(d.Evidence), Hint: d.Remedy}
	}
	return d, err
}

// drillWeather makes the four legs of the drill in a home of their own beside the
// warehouse: the same sources and project, an empty warehouse, one file as receiver.
func (a *App) drillWeather(ctx context.Context) (steps []observe.Step, err error) {
	chain := a.Config.Weather.Providers
	if len(chain) < 2 {
		return nil, noChain(fmt.Errorf("scv.yml has %d weather sources", len(chain)))
	}
	if err := a.sweepDrills(); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp(filepath.Dir(a.path(a.Config.Warehouse.Path)), drillFolder+"*")
	if err != nil {
		return nil, unwritable(a.Home, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	if err := a.copyHome(dir); err != nil {
		return nil, err
	}
	asOf, err := a.drillDay(ctx)
	if err != nil {
		return nil, err
	}
	var legs []observe.Leg
	for _, plan := range []struct {
		name    string
		blocked []string
	}{
		{"nothing blocked", nil},
		{chain[0] + " blocked", chain[:1]},
		{"every provider blocked", chain},
		{"nothing blocked again", nil},
	} {
		leg, err := a.leg(ctx, dir, plan.blocked, asOf)
		if err != nil {
			return nil, err
		}
		leg.Name = plan.name
		if legs = append(legs, leg); len(legs) == 1 && leg.Err == nil && leg.Report.Weather.As != scv.Primary {
			return nil, noChain(fmt.Errorf("%s is not good now, so there is nothing to block", chain[0]))
		}
		steps = observe.JudgeFailover(chain, legs)
		last := steps[len(steps)-1]
		a.options.Progress.Report(scv.Event{Stage: "drill: " + last.Name, Unit: "runs", Done: int64(len(legs)), Total: 4, End: true, Note: last.Found})
		if !last.Passed {
			return steps, nil
		}
	}
	return steps, nil
}

// drillFolder begins the name of a drill's home.
const drillFolder = ".drill-"

// sweepDrills removes what a drill that was killed left behind. The warehouse is
// ours, so no other drill of this home is alive.
func (a *App) sweepDrills() error {
	folder := filepath.Dir(a.path(a.Config.Warehouse.Path))
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), drillFolder) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folder, e.Name())))
		}
	}
	return err
}

func noChain(err error) error {
	return &scv.Error{
		Code: scv.CodeNoChain, Op: "drill weather", Err: err,
		Hint: "Declare a second weather source in scv.yml and have the first one good: docs/reference/weather.md.",
	}
}

// drillDay is the day of the newest run that readers saw: the files were good then.
func (a *App) drillDay(ctx context.Context) (time.Time, error) {
	run, ok, err := a.Control.LastRun(ctx, "run", control.Published, control.Unchanged)
	if err != nil || !ok {
		return a.options.Now(), err
	}
	return run.AsOf, nil
}

// noticesFile is where the drill's receiver writes.
const noticesFile = "notices.jsonl"

// copyHome writes scv.yml and the project of the drill's home; the sources stay where
// they are and are read from there.
func (a *App) copyHome(dir string) error {
	c := a.Config
	c.Warehouse.Path, c.Control, c.Project, c.Truth = "data/warehouse.duckdb", "data/control.db", "project", ""
	c.Notify = config.Notify{Receivers: []alert.Receiver{{Name: "drill", Kind: alert.File, Path: noticesFile}}}
	c.Sources = nil
	for _, s := range a.Config.Sources {
		rel, err := filepath.Rel(dir, a.path(s.Path))
		if err != nil {
			return fmt.Errorf("copy home: %w", err)
		}
		s.Path = filepath.ToSlash(rel)
		c.Sources = append(c.Sources, s)
	}
	if err := writeFile(filepath.Join(dir, config.Name), config.Format(c)); err != nil {
		return err
	}
	return copyTree(filepath.Join(dir, "project"), a.projectDir())
}

// copyTree copies the files of a project, without what builds write into it.
func copyTree(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "target" || d.Name() == "logs") {
			return filepath.SkipDir
		}
		if !d.Type().IsRegular() {
			return nil
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return writeFile(filepath.Join(to, rel), content)
	})
}

// leg runs the drill's home with some sources blocked and looks at what came of it.
// Its error is one of looking; how the run ended is in the leg.
func (a *App) leg(ctx context.Context, dir string, blocked []string, asOf time.Time) (leg observe.Leg, err error) {
	o := a.options
	o.Progress, o.Blocked = scv.NoProgress{}, blocked
	b, err := Open(ctx, dir, o)
	if err != nil {
		return leg, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	out, _ := b.run(ctx, RunOptions{AsOf: asOf})
	leg.Report, leg.Err = out.report, out.err
	if ctx.Err() != nil || leg.Report == nil {
		return leg, leg.Err
	}
	b.observe(ctx, leg.Report, leg.Err)
	if leg.Err == nil {
		if err := b.lookAtWeather(ctx, &leg); err != nil {
			return leg, err
		}
	}
	leg.Notices, err = readNotices(filepath.Join(dir, noticesFile))
	return leg, err
}

func (a *App) lookAtWeather(ctx context.Context, leg *observe.Leg) error {
	t, err := a.Warehouse.Table(ctx, "select provider, provided_as, count(*), count(age_days) from gold.fct_customer_weather_day where is_found group by all order by all")
	if err != nil {
		return fmt.Errorf("look at weather: %w", err)
	}
	for _, r := range t.Rows {
		provider, _ := r[0].(string)
		as, _ := r[1].(string)
		leg.Rows = append(leg.Rows, observe.ProvidedRows{Provider: provider, As: scv.ProvidedAs(as), Rows: r[2].(int64), Aged: r[3].(int64)})
	}
	t, err = a.Warehouse.Table(ctx, "select count(*), cast(bit_xor(hash(t)) as varchar) from gold.fct_customer_weather_day as t")
	if err != nil {
		return fmt.Errorf("look at weather: %w", err)
	}
	leg.Digest = fmt.Sprint(t.Rows[0]...)
	return nil
}

// readNotices reads what the drill's receiver was told; no file, nothing.
func readNotices(path string) ([]observe.Told, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read notices of the drill: %w", err)
	}
	var list []observe.Told
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		var m alert.Message
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			return nil, fmt.Errorf("read notices of the drill: %w", err)
		}
		list = append(list, observe.Told{Event: m.Event, Kind: m.Kind, Incident: m.Incident})
	}
	return list, nil
}
