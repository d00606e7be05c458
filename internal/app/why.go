package app

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"scv"
	"scv/internal/dbt"
	"scv/internal/pipeline/version"
)

// The answers to what the next run would do with a node.
const (
	WouldBuild = "build"
	WouldKeep  = "keep"
	Perhaps    = "perhaps" // only where something upstream, which it builds, comes out different
)

// Why is what the next run would do with a node, as the project and the rows of
// bronze are now, and what was done with it last.
type Why struct {
	NodePlan
	Built    *BuiltNode    `json:"built"`    // nil where nothing is noted of it
	Upstream []NodePlan    `json:"upstream"` // of all that it is made from, what would not be kept; parents first
	Last     *scv.NodeWork `json:"last"`     // what the newest run that built something did with it; nil: nothing to tell
	LastRun  string        `json:"last_run,omitempty"`
}

// NodePlan is what would become of one node.
type NodePlan struct {
	Node  string   `json:"node"` // unique id
	Name  string   `json:"name"`
	Would string   `json:"would"` // build, keep, perhaps
	Why   []string `json:"why"`
}

// BuiltNode is how a node was built last, or a test passed.
type BuiltNode struct {
	At      time.Time `json:"at"`
	RunID   string    `json:"run_id"`
	Rows    int64     `json:"rows"` // -1 where nobody counted
	Seconds float64   `json:"seconds"`
}

// Why explains one node of the project. Nothing is loaded or built: deliveries that
// wait are not known yet. asOf is what the run would call now; zero = the clock.
func (a *App) Why(ctx context.Context, name string, asOf time.Time) (*Why, error) {
	if asOf.IsZero() {
		asOf = a.options.Now()
	}
	if _, _, err := syncProject(a.Home, a.Config); err != nil {
		return nil, err
	}
	live, published, err := version.NewStore(a.Warehouse, a.options.Now).Live(ctx)
	if err != nil {
		return nil, err
	}
	o := a.projectOptions(version.Aliases(live.Version), asOf.UTC())
	o.NoArtifacts = true
	p, err := dbt.Load(ctx, o)
	if err != nil {
		return nil, err
	}
	node, err := p.Find(name)
	if err != nil {
		return nil, err
	}
	w := &Why{NodePlan: NodePlan{node.ID, node.Name, WouldBuild, []string{"nothing is published yet"}}, Upstream: []NodePlan{}}
	if !published {
		return w, nil
	}
	program, err := engineDigest()
	if err != nil {
		return nil, err
	}
	all, err := p.Predict(ctx, node.ID, dbt.Reuse{Program: program, Live: version.Aliases(live.Version)})
	if err != nil {
		return nil, err
	}
	w.take(all)
	return w, a.lastWork(ctx, w)
}

// take reads predictions, parents first, the node itself last.
func (w *Why) take(all []dbt.Prediction) {
	for i, p := range all {
		plan := NodePlan{p.Node.ID, p.Node.Name, would(p), p.Why}
		switch {
		case i == len(all)-1:
			w.NodePlan = plan
			if r := p.Prior; r != nil {
				w.Built = &BuiltNode{r.BuiltAt, r.BuiltBy, r.Rows, r.Seconds}
			}
		case !p.Keep:
			w.Upstream = append(w.Upstream, plan)
		}
	}
}

func would(p dbt.Prediction) string {
	switch {
	case p.Keep:
		return WouldKeep
	case len(p.Unsure) > 0:
		return Perhaps
	default:
		return WouldBuild
	}
}

// lookedBack is how many runs are searched for the last that built something.
const lookedBack = 50

// lastWork finds what the newest run that built anything did with the node.
func (a *App) lastWork(ctx context.Context, w *Why) error {
	runs, err := a.Control.Runs(ctx, lookedBack)
	if err != nil {
		return err
	}
	for _, r := range runs {
		var report scv.RunReport
		if len(r.Report) == 0 {
			continue
		}
		if err := json.Unmarshal(r.Report, &report); err != nil {
			return fmt.Errorf("read report of run %s: %w", r.ID, err)
		}
		if report.Work == nil {
			continue
		}
		w.LastRun = r.ID
		for _, n := range report.Work.Nodes {
			if n.Node == w.Node {
				w.Last = &n
			}
		}
		return nil
	}
	return nil
}
