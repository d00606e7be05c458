package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"scv"
	"scv/internal/control"
	"scv/internal/dbt/graph"
	"scv/internal/serve/report"
)

// ReportName is the report's file in the home, unless another one is named.
const ReportName = "report.html"

// ReportOptions say what the report shows and where it goes.
type ReportOptions struct {
	Out        string         // file; "" = ReportName in the home
	Customer   scv.CustomerID // whom it shows; "" = the one that shows most
	NoCustomer bool           // nobody: the page then holds no personal data
}

// ReportFile is a written report.
type ReportFile struct {
	Path     string         `json:"path"`
	Bytes    int            `json:"bytes"`
	Version  int64          `json:"version"`  // the version it shows; 0 before the first one
	Customer scv.CustomerID `json:"customer"` // whom it shows; "" for nobody
}

// Report writes the page to show around. Only its owner may read the file: it
// holds one customer's personal data.
func (a *App) Report(ctx context.Context, o ReportOptions) (*ReportFile, error) {
	facts, err := a.facts(ctx, report.Choice{None: o.NoCustomer, ID: o.Customer})
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := report.Write(&page, facts); err != nil {
		return nil, err
	}
	f := &ReportFile{Path: o.Out, Bytes: page.Len()}
	if f.Path == "" {
		f.Path = filepath.Join(a.Home, ReportName)
	}
	if facts.Live != nil {
		f.Version = facts.Live.Version
	}
	if facts.Customer != nil {
		f.Customer = scv.CustomerID(facts.Customer.CustomerID)
	}
	return f, writePrivate(f.Path, page.Bytes())
}

// facts gathers everything the page tells.
func (a *App) facts(ctx context.Context, who report.Choice) (*report.Facts, error) {
	f := &report.Facts{Company: a.Config.Company, Program: Version(), Written: a.options.Now().UTC()}
	for _, s := range a.Config.Sources {
		f.Sources = append(f.Sources, report.Source{Name: s.Name, Kind: s.Kind})
	}
	for _, step := range []func(context.Context, *report.Facts) error{a.addRuns, a.addShown, a.addChecks, a.addChecklist} {
		if err := step(ctx, f); err != nil {
			return nil, err
		}
	}
	return f, report.Gatherer{Answers: a.Answers, Explain: a.Explain}.Fill(ctx, f, who)
}

// addRuns tells what is live and how the last runs went.
func (a *App) addRuns(ctx context.Context, f *report.Facts) error {
	s, err := a.Status(ctx)
	if err != nil {
		return err
	}
	f.Newest = s.Report
	for _, r := range s.Runs {
		f.Runs = append(f.Runs, report.Run{ID: r.ID, Started: r.Started, Seconds: r.Seconds, Verdict: r.Verdict, Version: r.Version})
	}
	if s.Live != nil {
		f.Live = &report.Live{Version: s.Live.Version, RunID: s.Live.RunID, AsOf: s.Live.AsOf, PublishedAt: s.Live.PublishedAt, Customers: s.Live.Customers}
	}
	return nil
}

// addShown finds the run whose checks the page shows: the newest one when its
// checks refused it, else the one that readers see.
func (a *App) addShown(ctx context.Context, f *report.Facts) error {
	if len(f.Runs) > 0 && f.Runs[0].Verdict == string(control.Refused) {
		f.Report = f.Newest
	} else if f.Live != nil {
		r, ok, err := a.Control.RunOfVersion(ctx, f.Live.Version)
		if err != nil || !ok {
			return err
		}
		f.Report = &scv.RunReport{}
		if err := json.Unmarshal(r.Report, f.Report); err != nil {
			return fmt.Errorf("read report of run %s: %w", r.ID, err)
		}
	}
	return nil
}

func (a *App) addChecklist(ctx context.Context, f *report.Facts) error {
	d, err := a.digests()
	if err != nil {
		return err
	}
	c, err := a.checker(d, a.sight(d))
	if err != nil {
		return err
	}
	f.Headings = c.Checklist.Headings
	f.Status, err = c.Status(ctx)
	return err
}

// addChecks lists the checks of the run one by one. What each looks at is the
// project's to say: without a project that can be read the page counts them only.
func (a *App) addChecks(ctx context.Context, f *report.Facts) error {
	if f.Report == nil {
		return nil
	}
	ended, err := a.Control.Checks(ctx, f.Report.ChecksOf)
	if err != nil || len(ended) == 0 {
		return err
	}
	g, err := a.graph(ctx)
	if err != nil {
		a.options.Warn("the page counts checks only, because the project cannot be read: %s", err)
		return nil
	}
	for _, e := range ended {
		f.Checks = append(f.Checks, shownCheck(g, e))
	}
	return nil
}

// shownCheck finds in the project what a check looks at.
func shownCheck(g *graph.Graph, e control.CheckResult) report.Check {
	c := report.Check{Name: e.ID, Kind: "query", Severity: e.Severity, Status: e.Status, Failures: e.Failures}
	n := g.Nodes[e.ID]
	if n == nil {
		return c // taken out of the project since
	}
	c.Name = n.Name
	if n.Test == nil {
		return c
	}
	c.Kind, c.Column = n.Test.Name, n.Test.Column
	at := n.Test.Attached
	if at == "" && len(n.Depends) > 0 {
		at = n.Depends[0]
	}
	if tested := g.Nodes[at]; tested != nil {
		c.Relation = tested.Schema + "." + tested.Alias
	}
	return c
}
