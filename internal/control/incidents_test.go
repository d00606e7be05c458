package control_test

import (
	"path/filepath"
	"testing"
	"time"

	"scv/internal/control"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func incident(id, key string) control.Incident {
	return control.Incident{ID: id, Key: key, Kind: "kind", Severity: "warning", Title: "title " + id, Subject: "s", RunID: "r"}
}

func none(control.Incident) bool { return false }
func all(control.Incident) bool  { return true }

func settle(t *testing.T, d *control.DB, at time.Time, over func(control.Incident) bool, problems ...control.Incident) {
	t.Helper()
	if err := d.SettleIncidents(t.Context(), problems, over, at); err != nil {
		t.Fatal(err)
	}
}

func pending(t *testing.T, d *control.DB, receivers ...string) []string {
	t.Helper()
	list, err := d.PendingNotices(t.Context(), receivers)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, n := range list {
		out = append(out, n.Receiver+" "+n.ID+" "+n.Event)
	}
	return out
}

func told(t *testing.T, d *control.DB, receiver, id, event string, sent bool) {
	t.Helper()
	v := control.Delivery{Incident: id, Event: event, Receiver: receiver, Sent: sent, Attempts: 1, At: noon}
	if err := d.AddDelivery(t.Context(), v); err != nil {
		t.Fatal(err)
	}
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Error(diff)
	}
}

func TestAProblemIsOneIncidentFromBeginningToEnd(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "control.db"))
	settle(t, d, noon, none, incident("i1", "a"), incident("i2", "b"))
	again := incident("i3", "a")
	again.Severity = "error"
	settle(t, d, noon.Add(time.Hour), func(i control.Incident) bool { return i.Key == "b" }, again)
	open, err := d.OpenIncidents(t.Context())
	if err != nil || len(open) != 1 {
		t.Fatalf("%v %v", open, err)
	}
	first := open[0]
	if first.ID != "i1" || !first.Opened.Equal(noon) || !first.Seen.Equal(noon.Add(time.Hour)) || first.Title != "title i3" || first.Severity != "error" {
		t.Errorf("%+v", first)
	}
	settle(t, d, noon.Add(2*time.Hour), all)
	settle(t, d, noon.Add(3*time.Hour), none, incident("i4", "a"))
	list, err := d.Incidents(t.Context(), 10)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, i := range list {
		ids = append(ids, i.ID)
	}
	want(t, ids, "i4", "i2", "i1")
	if !list[2].Resolved.Equal(noon.Add(2*time.Hour)) || !list[0].Resolved.IsZero() {
		t.Errorf("resolved %s and %s", list[2].Resolved, list[0].Resolved)
	}
}

func TestEachReceiverIsToldOnceOfTheBeginningAndOnceOfTheEnd(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "control.db"))
	want(t, pending(t, d, "x", "y"))
	settle(t, d, noon, none, incident("i1", "a"))
	want(t, pending(t, d, "x", "y"), "x i1 opened", "y i1 opened")
	told(t, d, "x", "i1", "opened", true)
	told(t, d, "y", "i1", "opened", false)
	want(t, pending(t, d, "x", "y"), "y i1 opened")
	settle(t, d, noon, none, incident("i2", "a"))
	want(t, pending(t, d, "x", "y"), "y i1 opened")
	settle(t, d, noon, all)
	// y was never told that it began: it is not told that it ended.
	want(t, pending(t, d, "x", "y"), "x i1 resolved")
	told(t, d, "x", "i1", "resolved", false)
	want(t, pending(t, d, "x", "y"), "x i1 resolved")
	told(t, d, "x", "i1", "resolved", true)
	want(t, pending(t, d, "x", "y", "new"))
	want(t, pending(t, d))
}

func TestTheLastDeliveryOfEachReceiverAndTheLastGoodOne(t *testing.T) {
	d := open(t, filepath.Join(t.TempDir(), "control.db"))
	told(t, d, "x", "", "test", true)
	told(t, d, "x", "i1", "opened", true)
	told(t, d, "x", "i2", "opened", false)
	told(t, d, "x", "i3", "opened", false)
	told(t, d, "y", "i1", "opened", true)
	list, err := d.LastDeliveries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range list {
		out = append(out, v.Receiver+" "+v.Incident)
	}
	want(t, out, "x i1", "x i3", "y i1")
}

func TestWhereNobodyIsToBeToldNothingIsPending(t *testing.T) {
	d, err := control.Open(t.Context(), filepath.Join(t.TempDir(), "control.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	settle(t, d, time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), none, incident("1", "a"))
	if got := pending(t, d); len(got) != 0 {
		t.Errorf("pending %v", got)
	}
}
