package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"scv"
	"scv/internal/bronze"
	"scv/internal/observe"
	"scv/internal/warehouse"
)

// standsIn says whether a run goes on without a source: another provider, or what
// was received earlier, stands in for it.
func (p *Pipeline) standsIn(name string, err error) bool {
	return slices.Contains(p.Chain, name) && observe.SourceFault(err)
}

// seen adds to what a load came to how new the source is: by when its newest
// forecast was issued, else by its newest day (known when it is over), else by when
// something new was delivered.
func (p *Pipeline) seen(ctx context.Context, name string, loaded bronze.Report, failed error) (observe.Seen, error) {
	s := observe.Seen{Name: name, Limit: p.Limits[name], Counts: loaded.Counts(), Err: failed}
	if len(loaded.Tables) == 0 {
		return s, nil
	}
	var issued, measured time.Time
	for _, t := range loaded.Tables {
		if t.Issued == "" {
			continue
		}
		at, day, err := p.newest(ctx, bronze.Current(t.Source, t.Entity), t.Issued)
		switch {
		case err != nil:
			return s, err
		case day && !at.IsZero() && at.Add(24*time.Hour).After(measured):
			measured = at.Add(24 * time.Hour)
		case !day && at.After(issued):
			issued = at
		}
	}
	if s.Newest = issued; s.Newest.IsZero() {
		s.Newest = measured
	}
	if !s.Newest.IsZero() {
		return s, nil
	}
	t, err := p.Warehouse.Table(ctx, statement("delivered"), name)
	if err != nil {
		return s, fmt.Errorf("find newest delivery of %s: %w", name, err)
	}
	s.Newest, _ = t.Rows[0][0].(time.Time)
	return s, nil
}

// newest gives the latest moment of a column, zero for none, and whether it is a day.
func (p *Pipeline) newest(ctx context.Context, from scv.Relation, column string) (at time.Time, day bool, err error) {
	fields, err := p.Warehouse.Columns(ctx, from)
	if err != nil {
		return at, false, err
	}
	t, err := p.Warehouse.Table(ctx, fmt.Sprintf(statement("newest"), warehouse.Quote(column), warehouse.QuoteRelation(from)))
	if err != nil {
		return at, false, fmt.Errorf("find newest row of %s: %w", from, err)
	}
	at, _ = t.Rows[0][0].(time.Time)
	return at, slices.Contains(fields, scv.Field{Name: column, Type: scv.Date}), nil
}

// judge says how the sources stand and which provider serves, and keeps the latter
// where the models find it.
func (p *Pipeline) judge(ctx context.Context, r *running, seen []observe.Seen) error {
	r.report.Sources = []scv.SourceState{}
	for _, s := range seen {
		r.report.Sources = append(r.report.Sources, observe.Judge(s, r.report.AsOf))
	}
	observe.Serve(r.report.Sources, p.Chain)
	r.report.Weather.Provider, r.report.Weather.As = observe.Provided(r.report.Sources)
	if _, err := p.Warehouse.Exec(ctx, statement("weather_provider")); err != nil {
		return fmt.Errorf("record weather providers: %w", err)
	}
	return p.keepProviders(ctx, r)
}

// keepProviders writes the chain of weather providers, unless what is there says the
// same: rows that stay as they are keep what is made of them from being built again.
func (p *Pipeline) keepProviders(ctx context.Context, r *running) error {
	rows := providerRows(r.report.Sources)
	before, err := p.Warehouse.Table(ctx, statement("providers"))
	if err != nil {
		return fmt.Errorf("read weather providers: %w", err)
	}
	if fmt.Sprint(before.Rows) == fmt.Sprint(rows) {
		return nil
	}
	return p.Warehouse.Tx(ctx, func(s *warehouse.Session) error {
		if _, err := s.Exec(ctx, "delete from _scv.weather_provider"); err != nil {
			return fmt.Errorf("record weather providers: %w", err)
		}
		for _, row := range rows {
			if _, err := s.Exec(ctx, statement("provider"), append(row, r.report.RunID)...); err != nil {
				return fmt.Errorf("record weather providers: %w", err)
			}
		}
		return nil
	})
}

// providerRows are the providers by rank: name, rank, condition, whether it serves,
// when its newest is from (nil: nobody knows).
func providerRows(states []scv.SourceState) [][]any {
	var rows [][]any
	for _, state := range states {
		if state.Rank == 0 {
			continue
		}
		var newest any
		if state.Newest != nil {
			newest = state.Newest.UTC().Truncate(time.Microsecond)
		}
		rows = append(rows, []any{state.Name, int64(state.Rank), string(state.Condition), state.Serves, newest})
	}
	slices.SortStableFunc(rows, func(a, b []any) int { return cmp.Compare(a[1].(int64), b[1].(int64)) })
	return rows
}
