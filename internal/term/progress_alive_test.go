package term

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"scv"
)

// TestProgressLivesWhileNothingIsReported: a long statement reports nothing, and
// its line goes on all the same.
func TestProgressLivesWhileNothingIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b strings.Builder
		p := NewProgress(&b, Style{Live: true}, time.Now)
		p.Report(scv.Event{Stage: "publish"})
		time.Sleep(3*time.Second + alive/2)
		synctest.Wait()
		p.Close()
		if !strings.Contains(b.String(), "publish                       3.0 s") {
			t.Errorf("no sign of life in %q", b.String())
		}
		if got := strings.Count(b.String(), cutLines); got != strings.Count(b.String(), wrapLines) || got < 4 {
			t.Errorf("the terminal is told %d times to cut lines: %q", got, b.String())
		}
	})
}

// TestProgressKeepsNoLineOfWhatCountedNothing: steps are shown while they last.
func TestProgressKeepsNoLineOfWhatCountedNothing(t *testing.T) {
	for _, live := range []bool{true, false} {
		var b strings.Builder
		c := &clock{time.Unix(0, 0)}
		p := NewProgress(&b, Style{Live: live}, c.now)
		p.Report(scv.Event{Stage: "publish"})
		c.at = c.at.Add(time.Second)
		p.Report(scv.Event{Stage: "publish", End: true})
		p.Close()
		if out := b.String(); strings.Contains(out, "✓") || !live && out != "" {
			t.Errorf("live %t: %q", live, out)
		}
	}
}
