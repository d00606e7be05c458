package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"scv"
)

// Status is what a home looks like from outside.
type Status struct {
	Company string         `json:"company"`
	Home    string         `json:"home"`
	Live    *LiveVersion   `json:"live"` // nil before the first published run
	Runs    []RunLine      `json:"runs"` // newest first, at most ten
	Held    []scv.Held     `json:"held"`
	Open    []Problem      `json:"problems"` // what is wrong now, oldest first
	Report  *scv.RunReport `json:"report"`   // of the newest run
}

// LiveVersion is the version that readers see.
type LiveVersion struct {
	Version     int64     `json:"version"`
	RunID       string    `json:"run_id"`
	AsOf        time.Time `json:"as_of"`
	PublishedAt time.Time `json:"published_at"`
	Customers   int64     `json:"customers"`
}

// RunLine is one run in a list.
type RunLine struct {
	ID      string    `json:"id"`
	Started time.Time `json:"started"`
	Seconds float64   `json:"seconds"`
	Verdict string    `json:"verdict"` // running, published, unchanged, refused, failed, interrupted
	Version int64     `json:"version"` // what readers saw when it ended
}

// Status reads the control database and the live version.
func (a *App) Status(ctx context.Context) (*Status, error) {
	s := &Status{Company: a.Config.Company, Home: a.Home}
	runs, err := a.Control.Runs(ctx, 10)
	if err != nil {
		return nil, err
	}
	for i, r := range runs {
		s.Runs = append(s.Runs, RunLine{r.ID, r.Started, seconds(r.Started, r.Finished), string(r.Verdict), r.Version})
		if i > 0 || len(r.Report) == 0 {
			continue
		}
		s.Report = &scv.RunReport{}
		if err := json.Unmarshal(r.Report, s.Report); err != nil {
			return nil, fmt.Errorf("read report of run %s: %w", r.ID, err)
		}
		s.Held = s.Report.Held
	}
	notices, err := a.Notices(ctx)
	if err != nil {
		return nil, err
	}
	s.Open = notices.Open
	s.Live, err = a.live(ctx)
	return s, err
}

func seconds(from, to time.Time) float64 {
	if to.IsZero() {
		return 0
	}
	return to.Sub(from).Seconds()
}

func (a *App) live(ctx context.Context) (*LiveVersion, error) {
	columns, err := a.Warehouse.Columns(ctx, scv.Relation{Schema: "_scv", Name: "versions"})
	if err != nil || columns == nil {
		return nil, err
	}
	t, err := a.Warehouse.Table(ctx, "select version, run_id, as_of, published_at from _scv.versions where live")
	if err != nil || len(t.Rows) == 0 {
		return nil, err
	}
	row := t.Rows[0]
	live := &LiveVersion{Version: row[0].(int64), RunID: row[1].(string), AsOf: row[2].(time.Time), PublishedAt: row[3].(time.Time)}
	n, err := a.Warehouse.Table(ctx, "select count(*) from gold.dim_customer")
	if err != nil {
		return nil, err
	}
	live.Customers = n.Rows[0][0].(int64)
	return live, nil
}
