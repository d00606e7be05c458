package main

import (
	"path/filepath"
	"testing"
	"time"

	"scv"
	"scv/internal/app"
)

// measure runs the pipeline on a set, as `scv run` would, and gives its report.
func measure(t *testing.T, set string) *scv.RunReport {
	t.Helper()
	home := filepath.Join(t.TempDir(), set)
	if err := Convert(set, home); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), home, app.Options{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	report, err := a.Run(t.Context(), app.RunOptions{})
	if err != nil {
		t.Error(err)
	}
	if err := a.Close(); err != nil {
		t.Error(err)
	}
	if report == nil || report.Matching == nil {
		t.Fatal("no matching figures")
	}
	return report
}

// The bars are those of the example's README: label-free weights, without
// soc_sec_id, pairwise after clustering and publishing.
func TestPublicPeopleAreMatched(t *testing.T) {
	for set, bar := range map[string]struct {
		f1      float64
		records int64
	}{"febrl4": {0.985, 10000}, "febrl3": {0.98, 5000}} {
		t.Run(set, func(t *testing.T) {
			r := measure(t, set)
			t.Logf("%s: precision %.4f recall %.4f F1 %.4f B3 F1 %.4f", set, r.Matching.Precision, r.Matching.Recall, r.Matching.F1, r.Matching.B3F1)
			var loaded int64
			for _, c := range r.Rows {
				loaded += c.Loaded
			}
			if loaded != bar.records || !r.Published {
				t.Errorf("loaded %d of %d, published %t", loaded, bar.records, r.Published)
			}
			if r.Matching.F1 < bar.f1 {
				t.Errorf("F1 %.4f is below %.3f", r.Matching.F1, bar.f1)
			}
		})
	}
}

func TestAnUnknownSetIsNamed(t *testing.T) {
	if err := Convert("febrl9", t.TempDir()); err == nil {
		t.Error("febrl9 was converted")
	}
}
