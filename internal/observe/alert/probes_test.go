package alert

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv"
)

func (d *desk) canary(t *testing.T, at time.Time) scv.Finding {
	t.Helper()
	d.options.Now = func() time.Time { return at }
	return Probes(Facts{Notifier: d.Notifier, Store: d.store, Now: d.options.Now})[0].Run(t.Context())
}

func TestTheProbeSendsATestOnceAWeekAndBelievesReceipts(t *testing.T) {
	d := newDesk(t, nil, Receiver{Name: "log", Kind: File, Path: "n.jsonl"})
	for _, day := range []int{0, 1, 5, 7, 8} {
		if got := d.canary(t, noon.AddDate(0, 0, day)); got.Verdict != scv.Pass || !strings.Contains(got.Evidence, "log (") {
			t.Errorf("day %d: %+v", day, got)
		}
	}
	if got := d.lines(t, "n.jsonl"); len(got) != 2 || got[0].Event != Test || !got[1].SentAt.Equal(noon.AddDate(0, 0, 7)) {
		t.Errorf("%+v", got)
	}
}

// Each seeded violation turns box 1.3.2 red.
func TestAReceiverThatTakesNothingIsRed(t *testing.T) {
	if got := newDesk(t, nil).canary(t, noon); got.Verdict != scv.Fail || !strings.Contains(got.Evidence, "no receiver") {
		t.Errorf("no receiver: %+v", got)
	}
	d := newDesk(t, nil, Receiver{Name: "log", Kind: File, Path: "n.jsonl"}, Receiver{Name: "pager", Kind: Command, Run: []string{"./page"}})
	if got := d.canary(t, noon); got.Verdict != scv.Fail || !strings.Contains(got.Evidence, "pager") || !strings.Contains(got.Remedy, "scv notify test pager") {
		t.Errorf("a command that is not there: %+v", got)
	}
	log := newDesk(t, nil, Receiver{Name: "log", Kind: File, Path: "n.jsonl"})
	if got := log.canary(t, noon); got.Verdict != scv.Pass {
		t.Fatalf("%+v", got)
	}
	if err := os.Remove(filepath.Join(log.home, "n.jsonl")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(log.home, "n.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	log.settle(t, false, "a")
	want(t, log.notify(t), "log I-a opened false")
	if got := log.canary(t, noon); got.Verdict != scv.Fail {
		t.Errorf("the newest message was not taken: %+v", got)
	}
}
