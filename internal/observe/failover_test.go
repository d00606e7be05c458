package observe

import (
	"context"
	"errors"
	"strings"
	"testing"

	"scv"
)

func leg(name string, as scv.ProvidedAs, provider string, told ...Told) Leg {
	rows := ProvidedRows{provider, as, 10, 0}
	if as == scv.LastGood {
		rows.Aged = 10
	}
	return Leg{Name: name, Report: &scv.RunReport{Published: true, Weather: scv.Weather{As: as}}, Rows: []ProvidedRows{rows}, Digest: "d", Notices: told}
}

func goodDrill() []Leg {
	began, over := Told{"opened", FallbackUsed, "I-1"}, Told{"resolved", FallbackUsed, "I-1"}
	other := Told{"opened", SourceUnusable, "I-2"}
	return []Leg{
		leg("nothing blocked", scv.Primary, "a"),
		leg("a blocked", scv.Fallback, "b", began),
		leg("all blocked", scv.LastGood, "b", began, other),
		leg("nothing blocked again", scv.Primary, "a", began, other, over),
	}
}

func failover(legs []Leg) scv.Finding {
	p := Probes(Facts{Failover: func(context.Context) ([]Step, error) { return JudgeFailover([]string{"a", "b"}, legs), nil }})[0]
	return p.Run(context.Background())
}

func TestADrillThatWentAsItShouldPasses(t *testing.T) {
	if got := failover(goodDrill()); got.Verdict != scv.Pass || !strings.Contains(got.Evidence, "4 steps") {
		t.Errorf("%+v", got)
	}
}

// Each seeded violation turns box 1.1.3 red.
func TestEachWayThatAFallbackMayFailIsSeen(t *testing.T) {
	for name, spoil := range map[string]func(legs []Leg){
		"the run failed":                   func(l []Leg) { l[1].Err = errors.New("x") },
		"nothing was published":            func(l []Leg) { l[1].Report.Published = false },
		"nobody stood in":                  func(l []Leg) { l[1].Report.Weather.As = scv.LastGood },
		"the first still serves":           func(l []Leg) { l[1].Rows[0].Provider = "a" },
		"rows are unmarked":                func(l []Leg) { l[1].Rows[0].As = "" },
		"primary at rest has an age":       func(l []Leg) { l[0].Rows[0].Aged = 1 },
		"a false alarm":                    func(l []Leg) { l[0].Notices = l[1].Notices },
		"nobody was told":                  func(l []Leg) { l[1].Notices = nil },
		"somebody was told twice":          func(l []Leg) { l[2].Notices = append(l[2].Notices, l[2].Notices[0]) },
		"an old value without age":         func(l []Leg) { l[2].Rows[0].Aged = 9 },
		"no weather when all are gone":     func(l []Leg) { l[2].Rows = nil },
		"no way back":                      func(l []Leg) { l[3] = leg("x", scv.Fallback, "b", l[3].Notices...) },
		"the way back gives other weather": func(l []Leg) { l[3].Digest = "e" },
		"nobody was told that it is over":  func(l []Leg) { l[3].Notices = l[3].Notices[:2] },
		"the end is of another incident":   func(l []Leg) { l[3].Notices[2].Incident = "I-9" },
	} {
		legs := goodDrill()
		spoil(legs)
		if got := failover(legs); got.Verdict != scv.Fail || got.Remedy == "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := failover(goodDrill()[:2]); got.Verdict != scv.Fail {
		t.Errorf("half a drill: %+v", got)
	}
}
