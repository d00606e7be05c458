package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/control"
	"scv/internal/observe"
	"scv/internal/observe/alert"
)

// notifier tells the receivers of scv.yml.
func (a *App) notifier() *alert.Notifier {
	return alert.New(a.Config.Notify.Receivers, alert.Options{
		Home: a.Home, Company: a.Config.Company, Now: a.options.Now, NewID: newIncidentID, Wait: wait,
		Secret: func(reference string) (string, error) { return secret(a.Home, a.options.Env, reference) },
	})
}

// wait lets time pass.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func newIncidentID() string {
	random := make([]byte, 5)
	_, _ = rand.Read(random) // never fails: crypto/rand ends the process instead
	return "I-" + hex.EncodeToString(random)
}

// observe turns a run's outcome into incidents and tells the receivers. What goes
// wrong with that is a warning: it never changes how the run ended.
func (a *App) observe(ctx context.Context, report *scv.RunReport, runErr error) {
	if scv.CodeOf(runErr) == scv.CodeInterrupted {
		return
	}
	if err := observe.Settle(ctx, a.Control, observe.Outcome{Report: report, Err: runErr}, newIncidentID, a.options.Now()); err != nil {
		a.options.Warn("problems could not be recorded: %v", err)
		return
	}
	sent, err := a.notifier().Notify(ctx, a.Control)
	if err != nil {
		a.options.Warn("notices could not be recorded: %v", err)
	}
	for _, d := range sent {
		if !d.Sent {
			a.options.Warn("receiver %s was not told: %s; type `scv notify test %s` when it is mended", d.Receiver, d.Error, d.Receiver)
		}
	}
}

// OpenToRun is Open for a run: a home that cannot be opened is a failed run, and the
// receivers are told. That needs scv.yml and the control database; without them
// nobody can be told.
func OpenToRun(ctx context.Context, home string, o Options) (*App, error) {
	a, cause := Open(ctx, home, o)
	if cause == nil {
		return a, nil
	}
	// A warehouse that another process holds is no problem: that process works on it.
	if code := scv.CodeOf(cause); code == scv.CodeWarehouseInUse || code == scv.CodeInterrupted {
		return nil, cause
	}
	if desk, err := OpenControl(ctx, home, o); err == nil {
		desk.observe(ctx, nil, cause)
		cause = errors.Join(cause, desk.Close())
	}
	return nil, cause
}

// Delivery is how telling one receiver went.
type Delivery struct {
	Receiver string     `json:"receiver"`
	Kind     alert.Kind `json:"kind"`
	Event    string     `json:"event"` // opened, resolved or test
	Sent     bool       `json:"sent"`
	Attempts int        `json:"attempts"`
	At       time.Time  `json:"at"`
	Receipt  string     `json:"receipt,omitempty"` // what the receiver answered
	Error    string     `json:"error,omitempty"`
}

// NotifyTest sends a test message to the named receivers, none named to all. That
// one cannot be reached is an error with code SCV-N001, beside the deliveries.
func (a *App) NotifyTest(ctx context.Context, names []string) ([]Delivery, error) {
	n := a.notifier()
	if err := checkReceivers(n.Names(), names); err != nil {
		return nil, err
	}
	sent, err := n.Test(ctx, a.Control, names)
	list := a.deliveries(sent)
	var failed []string
	for _, d := range list {
		if !d.Sent {
			failed = append(failed, d.Receiver)
		}
	}
	if err == nil && len(failed) > 0 {
		err = &scv.Error{
			Code: scv.CodeReceiver, Op: "notify", Subject: strings.Join(failed, ", "),
			Err:  fmt.Errorf("%d of %d receivers could not be reached", len(failed), len(list)),
			Hint: "Correct the receiver under notify: in scv.yml, or mend what answers there; the reason stands beside its name.",
		}
	}
	return list, err
}

func checkReceivers(known, names []string) error {
	if len(known) == 0 {
		return &scv.Error{
			Code: scv.CodeNoReceiver, Op: "notify", Err: errors.New("scv.yml names no receiver"),
			Hint: "Add one under notify: in scv.yml; a new home's file has examples of each kind.",
		}
	}
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		hint := "Receivers are " + strings.Join(known, ", ") + "."
		if near := scv.Nearest(name, known); near != "" {
			hint = fmt.Sprintf("Did you mean %q?", near)
		}
		return &scv.Error{Code: scv.CodeNoReceiver, Op: "notify", Subject: name, Err: errors.New("scv.yml names no such receiver"), Hint: hint}
	}
	return nil
}

func (a *App) deliveries(all []control.Delivery) []Delivery {
	list := []Delivery{}
	for _, d := range all {
		kind := alert.Kind("")
		if i := slices.IndexFunc(a.Config.Notify.Receivers, func(r alert.Receiver) bool { return r.Name == d.Receiver }); i >= 0 {
			kind = a.Config.Notify.Receivers[i].Kind
		}
		list = append(list, Delivery{d.Receiver, kind, d.Event, d.Sent, d.Attempts, d.At, d.Receipt, d.Error})
	}
	return list
}

// Problem is an incident for people.
type Problem struct {
	ID       string     `json:"id"`
	Kind     string     `json:"kind"` // names the runbook
	Severity string     `json:"severity"`
	Title    string     `json:"title"`
	Detail   string     `json:"detail"`
	Subject  string     `json:"subject"`
	Code     string     `json:"code,omitempty"`
	RunID    string     `json:"run_id,omitempty"`
	Opened   time.Time  `json:"opened"`
	Seen     time.Time  `json:"seen"`
	Resolved *time.Time `json:"resolved"`
}

// Notices is what is wrong, what was lately, and what each receiver was last told.
type Notices struct {
	Open      []Problem  `json:"open"`      // oldest first
	Resolved  []Problem  `json:"resolved"`  // the newest ten, newest first
	Receivers []Receiver `json:"receivers"` // in the order of scv.yml
}

// Receiver is a receiver with its newest delivery, nil when it was never told anything.
type Receiver struct {
	Name string     `json:"name"`
	Kind alert.Kind `json:"kind"`
	Last *Delivery  `json:"last"`
}

// Notices reads the control database only.
func (a *App) Notices(ctx context.Context) (*Notices, error) {
	n := &Notices{Open: []Problem{}, Resolved: []Problem{}, Receivers: []Receiver{}}
	open, err := a.Control.OpenIncidents(ctx)
	if err != nil {
		return nil, err
	}
	for _, i := range open {
		n.Open = append(n.Open, problem(i))
	}
	all, err := a.Control.Incidents(ctx, len(open)+10)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		if !i.Resolved.IsZero() && len(n.Resolved) < 10 {
			n.Resolved = append(n.Resolved, problem(i))
		}
	}
	last, err := a.Control.LastDeliveries(ctx)
	if err != nil {
		return nil, err
	}
	told := a.deliveries(last)
	for _, r := range a.Config.Notify.Receivers {
		row := Receiver{Name: r.Name, Kind: r.Kind}
		for k := range told { // the newest of a receiver stands last
			if told[k].Receiver == r.Name {
				row.Last = &told[k]
			}
		}
		n.Receivers = append(n.Receivers, row)
	}
	return n, nil
}

func problem(i control.Incident) Problem {
	p := Problem{i.ID, i.Kind, i.Severity, i.Title, i.Detail, i.Subject, i.Code, i.RunID, i.Opened, i.Seen, nil}
	if !i.Resolved.IsZero() {
		p.Resolved = &i.Resolved
	}
	return p
}
