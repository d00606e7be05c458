package app

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"scv/internal/control"
)

func TestTakingBackGivesWhatWasSaidBefore(t *testing.T) {
	d, err := control.Open(t.Context(), filepath.Join(t.TempDir(), "control.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	a := &App{Control: d, options: Options{Now: func() time.Time { return at }}}
	say := func(batch, right, verdict string) {
		t.Helper()
		x := control.Decision{Batch: batch, Kind: "review", At: at, Left: "a", Right: right, Verdict: verdict}
		if err := d.AddDecisions(t.Context(), []control.Decision{x}); err != nil {
			t.Fatal(err)
		}
	}
	stands := func() string {
		t.Helper()
		var out bytes.Buffer
		if _, err := a.WriteLabels(t.Context(), &out); err != nil {
			t.Fatal(err)
		}
		var pairs []string
		for _, line := range strings.Split(out.String(), "\n")[1:] {
			if cells := strings.Split(line, ","); len(cells) > 2 {
				pairs = append(pairs, cells[1]+" "+cells[2])
			}
		}
		return strings.Join(pairs, ", ")
	}
	say("1", "b", control.Same)
	say("2", "b", control.Different)
	say("2", "c", control.Same)
	say("3", "d", control.Same)
	if _, err := a.TakeBack(t.Context(), "2", "eva", "no"); err != nil {
		t.Fatal(err)
	}
	if got, want := stands(), "b true, d true"; got != want {
		t.Errorf("%s stands, want %s", got, want)
	}
	if _, err := a.TakeBack(t.Context(), "2", "eva", "no"); err == nil {
		t.Error("taken back twice")
	}
	list, err := a.decisions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if of := digestOf("", list); of == "" || of == digestOf("x", list) || of == digestOf("", list[:1]) || digestOf("x", nil) != "x" {
		t.Errorf("digest %q of %d decisions", of, len(list))
	}
}

func FuzzLabels(f *testing.F) {
	f.Add("left_record_id,right_record_id,same\na,b,true\n")
	f.Add("same,left_record_id,right_record_id,reason\nfalse,a,b,\"x\ny\"\n")
	f.Fuzz(func(t *testing.T, text string) {
		pairs, err := readLabels(strings.NewReader(text), "labels.csv")
		if err == nil && len(pairs) == 0 {
			t.Error("neither rows nor an error")
		}
	})
}
