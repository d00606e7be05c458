package observe

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"scv"
	"scv/internal/control"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var today = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

func missing(name string) error {
	return fmt.Errorf("load: %w", &scv.Error{Code: scv.CodeSourceMissing, Subject: name, Err: errors.New("not there")})
}

func TestASourceIsJudgedByWhatWasSeen(t *testing.T) {
	for name, tc := range map[string]struct {
		seen Seen
		want scv.Condition
	}{
		"good":              {Seen{Newest: today.Add(-35 * time.Hour), Limit: 36 * time.Hour}, scv.Good},
		"stale":             {Seen{Newest: today.Add(-37 * time.Hour), Limit: 36 * time.Hour}, scv.Stale},
		"any age":           {Seen{Newest: today.Add(-999 * time.Hour)}, scv.Good},
		"age unknown":       {Seen{Limit: time.Hour}, scv.Good},
		"missing":           {Seen{Err: missing("x")}, scv.Missing},
		"empty":             {Seen{Err: &scv.Error{Code: scv.CodeSourceEmpty}}, scv.Missing},
		"damaged":           {Seen{Err: &scv.Error{Code: scv.CodeSourceBroken}}, scv.Broken},
		"half quarantined":  {Seen{Counts: scv.Counts{Read: 10, Quarantined: 5, Loaded: 5}}, scv.Good},
		"mostly quarantine": {Seen{Counts: scv.Counts{Read: 10, Quarantined: 6, Loaded: 4}}, scv.Broken},
	} {
		if got := Judge(tc.seen, today); got.Condition != tc.want {
			t.Errorf("%s: %s, want %s", name, got.Condition, tc.want)
		}
	}
}

func TestOnlyTheSourcesOwnFaultLetsAnotherStandIn(t *testing.T) {
	for code, want := range map[scv.Code]bool{
		scv.CodeSourceMissing: true, scv.CodeSourceColumn: true, scv.CodeTypeChanged: true,
		scv.CodeWarehouseInUse: false, scv.CodeInterrupted: false, scv.CodeUnwritable: false,
	} {
		if got := SourceFault(fmt.Errorf("load: %w", &scv.Error{Code: code})); got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
}

// The law of the chain: exactly one provider serves when one is good, and it is the
// first good one; none serves when none is. Good again, the first serves again.
func TestTheFirstGoodProviderServes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chain := []string{"a", "b", "c"}
		conditions := rapid.SliceOfN(rapid.SampledFrom([]scv.Condition{scv.Good, scv.Missing, scv.Broken, scv.Stale}), 3, 3).Draw(t, "conditions")
		states := []scv.SourceState{{Name: "crm", Condition: scv.Good}}
		for _, i := range rapid.Permutation([]int{0, 1, 2}).Draw(t, "order") {
			states = append(states, scv.SourceState{Name: chain[i], Condition: conditions[i]})
		}
		Serve(states, chain)
		provider, as := Provided(states)
		first := slices.Index(conditions, scv.Good)
		switch {
		case first < 0 && (provider != "" || as != scv.LastGood):
			t.Fatalf("nobody is good, and %s serves as %s", provider, as)
		case first == 0 && (provider != "a" || as != scv.Primary), first > 0 && (provider != chain[first] || as != scv.Fallback):
			t.Fatalf("%v: %s serves as %s", conditions, provider, as)
		}
		for _, s := range states {
			if s.Serves != (s.Name == provider) || (s.Rank == 0) != (s.Name == "crm") {
				t.Fatalf("%+v while %s serves", s, provider)
			}
		}
	})
}

func states(conditions ...scv.Condition) []scv.SourceState {
	chain := []string{"weather", "meteo"}
	list := []scv.SourceState{{Name: "crm", Condition: conditions[0]}}
	for i, c := range conditions[1:] {
		list = append(list, scv.SourceState{Name: chain[i], Condition: c})
	}
	Serve(list, chain)
	return list
}

func keys(o Outcome) []string {
	list := []string{}
	for _, p := range o.Problems() {
		list = append(list, p.Key+" "+p.Severity)
	}
	return list
}

func TestWhatIsWrongIsOneProblemEach(t *testing.T) {
	refused := &scv.Error{Code: scv.CodeVerdict}
	report := func(c ...scv.Condition) *scv.RunReport { return &scv.RunReport{Sources: states(c...)} }
	for name, tc := range map[string]struct {
		outcome Outcome
		want    []string
	}{
		"nothing":             {Outcome{report(scv.Good, scv.Good, scv.Good), nil}, []string{}},
		"failed":              {Outcome{&scv.RunReport{}, missing("x")}, []string{"run-failed/SCV-S001 error"}},
		"not begun":           {Outcome{nil, missing("x")}, []string{"run-failed/SCV-S001 error"}},
		"refused":             {Outcome{report(scv.Good, scv.Good, scv.Good), refused}, []string{"run-refused error"}},
		"rolled back":         {Outcome{report(scv.Good, scv.Good, scv.Good), &scv.Error{Code: scv.CodeLeft}}, []string{"run-refused error"}},
		"stale":               {Outcome{report(scv.Stale, scv.Good, scv.Good), nil}, []string{"source-stale/crm warning"}},
		"fallback":            {Outcome{report(scv.Good, scv.Missing, scv.Good), nil}, []string{"fallback-used/weather warning"}},
		"reserve gone":        {Outcome{report(scv.Good, scv.Good, scv.Broken), nil}, []string{"source-unusable/meteo warning"}},
		"reserve stale":       {Outcome{report(scv.Good, scv.Good, scv.Stale), nil}, []string{"source-stale/meteo warning"}},
		"nobody":              {Outcome{report(scv.Good, scv.Stale, scv.Missing), nil}, []string{"fallback-used/weather error", "source-unusable/meteo warning"}},
		"refused on fallback": {Outcome{report(scv.Good, scv.Broken, scv.Good), refused}, []string{"run-refused error", "fallback-used/weather warning"}},
	} {
		if diff := cmp.Diff(tc.want, keys(tc.outcome)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestAProblemIsOverOnlyWhenARunCouldSeeThatItIs(t *testing.T) {
	refused, failed := &scv.Error{Code: scv.CodeVerdict}, missing("x")
	whole := &scv.RunReport{Sources: states(scv.Good, scv.Good, scv.Good)}
	for name, tc := range map[string]struct {
		kind, subject string
		outcome       Outcome
		want          bool
	}{
		"a good run ends a failure":           {RunFailed, "", Outcome{whole, nil}, true},
		"a refused run ends a failure":        {RunFailed, "", Outcome{whole, refused}, true},
		"another failure does not":            {RunFailed, "", Outcome{&scv.RunReport{}, failed}, false},
		"a failed run does not end a refusal": {RunRefused, "", Outcome{&scv.RunReport{}, failed}, false},
		"a good run ends a refusal":           {RunRefused, "", Outcome{whole, nil}, true},
		"a source that was looked at":         {FallbackUsed, "weather", Outcome{whole, refused}, true},
		"a source that was not":               {FallbackUsed, "weather", Outcome{&scv.RunReport{}, failed}, false},
		"a source that is gone":               {SourceStale, "old", Outcome{whole, nil}, true},
		"a receiver is not a run's to judge":  {ReceiverFailed, "mail", Outcome{whole, nil}, false},
	} {
		if got := tc.outcome.Over(control.Incident{Kind: tc.kind, Subject: tc.subject}); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Whatever the cause of an error says, no notice repeats it: a database's text may
// hold a customer's values.
func TestNoProblemRepeatsTheTextOfACause(t *testing.T) {
	const secret = "Anna Schmidt"
	cause := fmt.Errorf("could not convert %q to INT32", secret)
	for _, err := range []error{cause, &scv.Error{Code: scv.CodeBuild, Op: "build", Subject: "dim_customer", Err: cause}} {
		for _, p := range (Outcome{&scv.RunReport{}, err}).Problems() {
			if strings.Contains(fmt.Sprintf("%+v", p), secret) {
				t.Errorf("%+v", p)
			}
		}
	}
	r := &scv.RunReport{Failures: []scv.CheckFailure{{Check: "emails", Severity: "error", Failures: 3, Message: secret, Rows: [][]string{{secret}}}}}
	for _, p := range (Outcome{r, &scv.Error{Code: scv.CodeVerdict}}).Problems() {
		if strings.Contains(fmt.Sprintf("%+v", p), secret) || !strings.Contains(p.Detail, "emails (3 rows)") {
			t.Errorf("%+v", p)
		}
	}
}

func TestEveryKindOfProblemHasItsRunbook(t *testing.T) {
	for _, kind := range Kinds() {
		text, err := os.ReadFile("../../docs/runbooks/" + kind + ".md")
		if err != nil {
			t.Error(err)
			continue
		}
		for _, section := range []string{"alert: " + kind + "\n", "owner: ", "## Confirm", "## First three actions", "## Mitigate", "## Diagnose", "## Escalate"} {
			if !strings.Contains(string(text), section) {
				t.Errorf("%s.md lacks %q", kind, section)
			}
		}
	}
}
