package alert

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"scv/internal/control"
	"scv/internal/observe"
)

// Store keeps what was told to whom; *control.DB is one.
type Store interface {
	PendingNotices(ctx context.Context, receivers []string) ([]control.Notice, error)
	AddDelivery(ctx context.Context, d control.Delivery) error
	SettleIncidents(ctx context.Context, problems []control.Incident, over func(control.Incident) bool, at time.Time) error
}

// Notify sends what the receivers are still to be told, receivers side by side and
// each in order. It gives the deliveries by receiver in the order of scv.yml. Its
// error is the store's: a receiver that fails becomes a problem, of which the others
// are told at once.
func (n *Notifier) Notify(ctx context.Context, s Store) ([]control.Delivery, error) {
	first, err := n.round(ctx, s, nil)
	if err != nil {
		return first, err
	}
	failed, err := n.settle(ctx, s, first)
	if err != nil {
		return first, err
	}
	second, err := n.round(ctx, s, failed)
	return append(first, second...), err
}

// round sends everything that is pending to all receivers but those named.
func (n *Notifier) round(ctx context.Context, s Store, except []string) ([]control.Delivery, error) {
	pending, err := s.PendingNotices(ctx, n.Names())
	if err != nil {
		return nil, err
	}
	sent := make([][]control.Delivery, len(n.receivers))
	var all sync.WaitGroup
	for i, r := range n.receivers {
		if !slices.Contains(except, r.Name) {
			all.Go(func() { sent[i] = n.turn(ctx, r, pending) })
		}
	}
	all.Wait()
	list := slices.Concat(sent...)
	for _, d := range list {
		if err := s.AddDelivery(ctx, d); err != nil {
			return list, err
		}
	}
	return list, nil
}

// turn sends a receiver its messages; the first that fails ends it.
func (n *Notifier) turn(ctx context.Context, r Receiver, pending []control.Notice) (sent []control.Delivery) {
	for _, p := range pending {
		routed := slices.ContainsFunc(n.route(p.Incident), func(to Receiver) bool { return to.Name == r.Name })
		if p.Receiver != r.Name || !routed {
			continue
		}
		d := n.deliver(ctx, r, messageOf(p, n.options.Company, n.options.Now()))
		if sent = append(sent, d); !d.Sent {
			return sent
		}
	}
	return sent
}

func failureKey(receiver string) string { return observe.ReceiverFailed + "/" + receiver }

// settle makes problems of the receivers that failed, and ends those of receivers
// that got something, or that are gone from scv.yml.
func (n *Notifier) settle(ctx context.Context, s Store, sent []control.Delivery) (failed []string, err error) {
	var problems []control.Incident
	var fine []string
	for _, d := range sent {
		if d.Sent {
			fine = append(fine, failureKey(d.Receiver))
			continue
		}
		failed = append(failed, d.Receiver)
		problems = append(problems, control.Incident{
			ID: n.options.NewID(), Key: failureKey(d.Receiver), Kind: observe.ReceiverFailed, Severity: observe.Warning, Subject: d.Receiver,
			Title:  "receiver " + d.Receiver + " cannot be reached",
			Detail: fmt.Sprintf("%d attempts: %s. What it has not been told is sent with the next run.", d.Attempts, d.Error),
		})
	}
	known := n.Names()
	over := func(i control.Incident) bool {
		return i.Kind == observe.ReceiverFailed && (slices.Contains(fine, i.Key) || !slices.Contains(known, i.Subject))
	}
	return failed, s.SettleIncidents(ctx, problems, over, n.options.Now())
}

// Test sends a test message to the named receivers, none named to all, and records
// how it went. A receiver that answers is no longer a problem.
func (n *Notifier) Test(ctx context.Context, s Store, names []string) ([]control.Delivery, error) {
	var list []control.Delivery
	for _, r := range n.receivers {
		if len(names) > 0 && !slices.Contains(names, r.Name) {
			continue
		}
		d := n.deliver(ctx, r, testMessage(n.options.NewID(), n.options.Company, n.options.Now()))
		list = append(list, d)
		if err := s.AddDelivery(ctx, d); err != nil {
			return list, err
		}
	}
	_, err := n.settle(ctx, s, list)
	return list, err
}
