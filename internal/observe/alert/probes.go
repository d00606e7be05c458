package alert

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/control"
)

// Facts are what the probe of the receivers asks of a home.
type Facts struct {
	Notifier *Notifier
	Store    interface {
		Store
		LastDeliveries(ctx context.Context) ([]control.Delivery, error)
	}
	Now func() time.Time
}

// A receipt is good for a week; a day before that the probe sends a test.
const (
	receiptLasts = 7 * 24 * time.Hour
	testAfter    = receiptLasts - 24*time.Hour
)

// Probes gives the probe of the receivers.
func Probes(f Facts) []scv.Probe {
	return []scv.Probe{{
		Name: "alert.canary", Items: []string{"1.3.2"},
		Proves: "Every receiver under notify: in scv.yml gave a receipt in the last seven days and took the newest message; one without is sent a test message.",
		Run: func(ctx context.Context) scv.Finding {
			f, err := f.look(ctx)
			if err != nil {
				return scv.Cannot(err)
			}
			return f
		},
	}}
}

func (f Facts) look(ctx context.Context) (scv.Finding, error) {
	names := f.Notifier.Names()
	if len(names) == 0 {
		return scv.Failed("scv.yml names no receiver: nobody is told when something is wrong", "Add one under notify: in scv.yml, and type `scv notify test`."), nil
	}
	told, err := f.Store.LastDeliveries(ctx)
	if err != nil {
		return scv.Finding{}, err
	}
	if due := f.due(names, told); len(due) > 0 {
		if _, err := f.Notifier.Test(ctx, f.Store, due); err != nil {
			return scv.Finding{}, err
		}
		if told, err = f.Store.LastDeliveries(ctx); err != nil {
			return scv.Finding{}, err
		}
	}
	return f.judge(names, told), nil
}

// due lists the receivers that are to be sent a test: never told anything, or not
// lately. One that failed lately is not tried again here: the run did.
func (f Facts) due(names []string, told []control.Delivery) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		last, ok := lastOf(told, name)
		return ok && f.Now().Sub(last.At) < testAfter
	})
}

func (f Facts) judge(names []string, told []control.Delivery) scv.Finding {
	var receipts []string
	for _, name := range names {
		last, ok := lastOf(told, name)
		switch {
		case !ok || f.Now().Sub(last.At) >= receiptLasts:
			return scv.Failed("receiver "+name+" gave no receipt in seven days", "Type `scv notify test "+name+"`.")
		case !last.Sent:
			return scv.Failed(fmt.Sprintf("receiver %s did not take the newest message: %s", name, last.Error), "Mend it and type `scv notify test "+name+"`.")
		}
		receipts = append(receipts, fmt.Sprintf("%s (%s, %s)", name, last.Receipt, last.At.UTC().Format("2006-01-02 15:04")))
	}
	return scv.Passed(fmt.Sprintf("%d receivers took a message: %s", len(names), strings.Join(receipts, ", ")))
}

// lastOf gives the newest delivery to a receiver: the last one listed.
func lastOf(told []control.Delivery, name string) (last control.Delivery, ok bool) {
	for _, d := range told {
		if d.Receiver == name {
			last, ok = d, true
		}
	}
	return last, ok
}
