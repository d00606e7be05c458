package report

import (
	"context"

	"scv"
	"scv/internal/identity"
	"scv/internal/serve/answer"
)

// Gatherer asks the published version for what the page tells of it.
type Gatherer struct {
	Answers *answer.Answers
	Explain func(ctx context.Context, left, right string) (*identity.Explanation, error)
}

// Choice says which customer the page shows.
type Choice struct {
	None bool           // nobody
	ID   scv.CustomerID // "" = the telling one
}

// Fill adds to the facts what the published version tells. Without one it adds
// what is in quarantine at most. An unknown customer is an error with code SCV-A002.
func (g Gatherer) Fill(ctx context.Context, f *Facts, c Choice) error {
	f.Masked = c.None
	steps := []func(context.Context, *Facts) error{g.held, g.flow, g.weather}
	if f.Live == nil {
		steps = steps[:1]
	}
	for _, step := range steps {
		if err := step(ctx, f); err != nil {
			return err
		}
	}
	if c.None || f.Live == nil && c.ID == "" {
		return nil
	}
	return g.customer(ctx, f, c.ID)
}

func (g Gatherer) held(ctx context.Context, f *Facts) error {
	var err error
	f.Held, err = g.Answers.Held(ctx)
	if scv.CodeOf(err) == scv.CodeNothingPublished { // no run has loaded anything yet
		return nil
	}
	return err
}

func (g Gatherer) flow(ctx context.Context, f *Facts) error {
	all, err := g.Answers.Flow(ctx)
	if err != nil {
		return err
	}
	for _, row := range all {
		if kind, ok := f.kind(row.Source); ok && kind != scv.WeatherFiles {
			f.Flow = append(f.Flow, row)
		}
	}
	f.Sizes, err = g.Answers.Sizes(ctx)
	return err
}

// kind gives the kind of a source; false when scv.yml does not name it any more.
func (f *Facts) kind(source string) (scv.SourceKind, bool) {
	for _, s := range f.Sources {
		if s.Name == source {
			return s.Kind, true
		}
	}
	return "", false
}

func (g Gatherer) weather(ctx context.Context, f *Facts) error {
	var err error
	if f.Exposure, err = g.Answers.Exposure(ctx); err != nil {
		return err
	}
	f.Providers, err = g.Answers.Providers(ctx)
	return err
}

func (g Gatherer) customer(ctx context.Context, f *Facts, id scv.CustomerID) error {
	telling := id == ""
	if telling {
		var err error
		if id, err = g.Answers.Telling(ctx); err != nil || id == "" {
			return err
		}
	}
	shown, err := g.Answers.Show(ctx, id)
	if err != nil {
		return err
	}
	c := &Customer{Customer: shown, Telling: telling}
	if c.Links, err = g.Answers.Links(ctx, id); err != nil {
		return err
	}
	if weakest, ok := weakestLink(c.Links); ok {
		if c.Why, err = g.Explain(ctx, string(weakest.Left), string(weakest.Right)); err != nil {
			return err
		}
	}
	f.Customer = c
	return nil
}

// weakestLink gives the link without which the customer would fall apart and that
// says least: the last one of the tree of the strongest links. Links are given
// strongest first.
func weakestLink(links []answer.Link) (weakest answer.Link, ok bool) {
	group := map[scv.RecordID]scv.RecordID{}
	var root func(scv.RecordID) scv.RecordID
	root = func(r scv.RecordID) scv.RecordID {
		if above, ok := group[r]; ok && above != r {
			return root(above)
		}
		return r
	}
	for _, l := range links {
		left, right := root(l.Left), root(l.Right)
		if left != right {
			group[left] = right
			weakest, ok = l, true
		}
	}
	return weakest, ok
}
