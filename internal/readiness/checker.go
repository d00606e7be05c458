package readiness

import (
	"context"
	"fmt"
	"slices"
	"time"

	"scv"
	"scv/internal/control"
)

// Store keeps evidence: *control.DB is one.
type Store interface {
	AddEvidence(ctx context.Context, seen []control.Evidence) error
	Evidence(ctx context.Context) ([]control.Evidence, error)
}

// Place is what evidence is about: which product, where, on what.
type Place struct {
	Release     string `json:"release"`     // digest of program, project and configuration
	Environment string `json:"environment"` // "demo", "default"
	Profile     string `json:"profile"`     // the warehouse's engine: "duckdb"
}

// Checker runs probes and tells how the checklist stands.
type Checker struct {
	Checklist *Checklist
	Probes    []scv.Probe
	Store     Store // nil: nothing was ever seen
	Place     Place
	Now       func() time.Time
}

// Validate says what is wrong with the list of probes: a name twice, a box that
// does not exist, a person's box, a drill for a box that takes none.
func (c *Checker) Validate() error {
	seen := map[string]bool{}
	for _, p := range c.Probes {
		if p.Name == "" || p.Proves == "" || p.Run == nil || len(p.Items) == 0 || seen[p.Name] {
			return fmt.Errorf("probe %q is not whole, or is there twice", p.Name)
		}
		seen[p.Name] = true
		for _, id := range p.Items {
			item, ok := c.Checklist.Item(id)
			if !ok || item.Kind == "R" || item.Kind == "H" || p.Drill && !item.Needs("D") {
				return fmt.Errorf("probe %s: box %s does not exist or cannot be proven by it", p.Name, id)
			}
		}
	}
	return nil
}

// Run runs the probes of the boxes that ids name (a section, group or item; none
// = all boxes) and records what they saw. Drills and costly probes run only where ids name their
// box. runID is the run that is judged, "" for none.
func (c *Checker) Run(ctx context.Context, ids []string, runID string) ([]control.Evidence, error) {
	wanted, err := c.Checklist.Select(ids)
	if err != nil {
		return nil, err
	}
	var seen []control.Evidence
	for _, p := range c.Probes {
		if (p.Drill || p.Costly) && len(ids) == 0 || !slices.ContainsFunc(p.Items, func(id string) bool { return wanted[id] }) {
			continue
		}
		found := look(ctx, p)
		if err := ctx.Err(); err != nil {
			return nil, err // what a stopped probe says is worth nothing
		}
		seen = append(seen, c.evidence(p, found, runID)...)
	}
	return seen, c.Store.AddEvidence(ctx, seen)
}

// look runs a probe; one that falls over has not looked.
func look(ctx context.Context, p scv.Probe) (f scv.Finding) {
	defer func() {
		if r := recover(); r != nil {
			f = scv.Cannot(fmt.Errorf("probe %s fell over: %v", p.Name, r))
		}
	}()
	return p.Run(ctx)
}

func (c *Checker) evidence(p scv.Probe, f scv.Finding, runID string) []control.Evidence {
	var out []control.Evidence
	for _, id := range p.Items {
		out = append(out, control.Evidence{
			Item: id, Probe: p.Name, Finding: f, At: c.Now(), RunID: runID,
			Release: c.Place.Release, Environment: c.Place.Environment, Profile: c.Place.Profile,
		})
	}
	return out
}

// Status tells how the checklist stands by what was seen. It only reads.
func (c *Checker) Status(ctx context.Context) (*Status, error) {
	seen, err := c.seen(ctx)
	if err != nil {
		return nil, err
	}
	return c.Checklist.Judge(c.Probes, seen, c.Now(), c.Place.Release), nil
}

func (c *Checker) seen(ctx context.Context) ([]control.Evidence, error) {
	if c.Store == nil {
		return nil, nil
	}
	return c.Store.Evidence(ctx)
}

// Detail is everything about one item.
type Detail struct {
	Item       ItemStatus    `json:"item"`
	Capability string        `json:"capability"`
	Proof      string        `json:"proof"` // what has to be seen for it to pass
	Expiry     string        `json:"expiry"`
	Remedy     string        `json:"remedy"`
	Probes     []ProbeDetail `json:"probes"`
}

// ProbeDetail is a probe of an item and what it saw last.
type ProbeDetail struct {
	Name   string       `json:"name"`
	Proves string       `json:"proves"`
	Drill  bool         `json:"drill"`
	Last   *scv.Finding `json:"last"` // nil: never run
	At     *time.Time   `json:"checked_at"`
	RunID  string       `json:"run_id"` // the run it judged, "" for none
	Place  *Place       `json:"place"`
}

// Show tells everything about one item. It only reads.
func (c *Checker) Show(ctx context.Context, id string) (*Detail, error) {
	item, ok := c.Checklist.Item(id)
	if !ok {
		return nil, c.Checklist.unknown(id)
	}
	seen, err := c.seen(ctx)
	if err != nil {
		return nil, err
	}
	status := c.Checklist.Judge(c.Probes, seen, c.Now(), c.Place.Release)
	d := &Detail{Capability: item.Capability, Proof: item.Proof, Expiry: item.Expiry, Probes: []ProbeDetail{}}
	for _, s := range status.Items {
		if s.ID == id {
			d.Item, d.Remedy = s, s.Remedy
		}
	}
	for _, p := range c.Probes {
		if slices.Contains(p.Items, id) {
			d.Probes = append(d.Probes, detail(p, id, seen))
		}
	}
	return d, nil
}

func detail(p scv.Probe, item string, seen []control.Evidence) ProbeDetail {
	d := ProbeDetail{Name: p.Name, Proves: p.Proves, Drill: p.Drill}
	for _, e := range seen {
		if e.Item == item && e.Probe == p.Name && (d.At == nil || !e.At.Before(*d.At)) {
			d.Last, d.At, d.RunID = &e.Finding, &e.At, e.RunID
			d.Place = &Place{e.Release, e.Environment, e.Profile}
		}
	}
	return d
}
