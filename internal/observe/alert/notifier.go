package alert

import (
	"context"
	"crypto/x509"
	"errors"
	"time"

	"scv/internal/control"
)

// Options are what a Notifier is given.
type Options struct {
	Home    string // folder that paths of receivers are relative to
	Company string
	Secret  func(reference string) (string, error) // resolves env:NAME and file:PATH
	Now     func() time.Time
	Wait    func(ctx context.Context, d time.Duration) error // until d is over or ctx ends
	NewID   func() string
	Roots   *x509.CertPool // who may vouch for a server; nil = those of the machine
}

// A message is tried so often, each time for so long, and with such waits between:
// a run ends at most half a minute later than it would have.
const (
	attempts  = 3
	timeout   = 8 * time.Second
	firstWait = time.Second
)

// Notifier delivers messages to receivers. It is safe for concurrent use.
type Notifier struct {
	receivers []Receiver
	options   Options
}

// New makes a Notifier; it opens nothing.
func New(receivers []Receiver, o Options) *Notifier { return &Notifier{receivers, o} }

// Names lists the receivers in the order of scv.yml.
func (n *Notifier) Names() []string {
	names := make([]string, len(n.receivers))
	for i, r := range n.receivers {
		names[i] = r.Name
	}
	return names
}

// route gives the receivers of a problem: all, but none is told of its own failure.
func (n *Notifier) route(i control.Incident) []Receiver {
	var to []Receiver
	for _, r := range n.receivers {
		if i.Key != failureKey(r.Name) {
			to = append(to, r)
		}
	}
	return to
}

// deliver sends a message to a receiver, with another try where that can help.
func (n *Notifier) deliver(ctx context.Context, r Receiver, m Message) control.Delivery {
	d := control.Delivery{Incident: m.Incident, Event: m.Event, Receiver: r.Name}
	to := n.sender(r)
	var err error
	for wait := firstWait; ; wait *= 4 {
		d.Attempts++
		d.Receipt, err = n.attempt(ctx, to, m)
		if err == nil || d.Attempts == attempts || errors.As(err, new(lasting)) {
			break
		}
		if n.options.Wait(ctx, wait) != nil {
			break
		}
	}
	d.Sent, d.At = err == nil, n.options.Now()
	if err != nil {
		d.Error = err.Error()
	}
	return d
}

func (n *Notifier) attempt(ctx context.Context, to sender, m Message) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return to.send(ctx, m)
}
