package splink_test

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"scv"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/splinktest"
)

// training is the oracle's account of how a model came about.
type training struct {
	Lambda   float64  `json:"probability_two_random_records_match"`
	Rules    []string `json:"deterministic_rules"`
	Recall   float64  `json:"recall_assumed"`
	Sessions []struct {
		Rule   string                        `json:"blocking_rule"`
		Rounds int                           `json:"iterations"`
		Lambda float64                       `json:"lambda_in_session"`
		M      map[string]map[string]float64 `json:"m"`
	} `json:"em_sessions"`
}

func (tr training) asked() splink.Training {
	out := splink.Training{Deterministic: tr.Rules, Recall: tr.Recall, Pairs: math.Inf(1)}
	for _, s := range tr.Sessions {
		out.Rules = append(out.Rules, s.Rule)
	}
	return out
}

func trainingOf(t *testing.T, set splinktest.Set) (tr training) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(set.Dir, "training.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &tr); err != nil {
		t.Fatal(err)
	}
	return tr
}

// near allows for the order in which floats are added.
func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9*max(1, math.Abs(want)) {
		t.Errorf("%s = %v, Splink has %v", what, got, want)
	}
}

// Learned from the same rules and all pairs, λ, u, every session and the model
// are Splink's.
func TestTrainingIsSplinks(t *testing.T) {
	for _, set := range splinktest.Sets("../../..") {
		if set.Name == "shapes" {
			continue // learned from labels
		}
		t.Run(set.Name, func(t *testing.T) {
			set.Need(t)
			m, want := set.Model(t, "model.json"), trainingOf(t, set)
			asked := want.asked()
			if set.Name != "fake_1000" { // all pairs of these take half a minute
				fixU(m)
				asked.Pairs = 100
			}
			got, err := splink.Train(t.Context(), set.Input(t), m, asked, splink.Options{})
			if err != nil {
				t.Fatal(err)
			}
			near(t, "lambda", got.Model.Lambda, want.Lambda)
			for k, s := range got.Sessions {
				w := want.Sessions[k]
				if s.Rounds+1 != w.Rounds {
					t.Errorf("%s: %d rounds, Splink has %d", s.Rule, s.Rounds, w.Rounds-1)
				}
				near(t, s.Rule+": lambda", s.Lambda, w.Lambda)
				sameSession(t, m, s, w.M)
			}
			sameModel(t, got.Model, m)
		})
	}
}

// fixU keeps the u of the file.
func fixU(m *splink.Model) {
	for k := range m.Comparisons {
		for i := range m.Comparisons[k].Levels {
			m.Comparisons[k].Levels[i].FixU = true
		}
	}
}

func sameSession(t *testing.T, m *splink.Model, s splink.Session, want map[string]map[string]float64) {
	t.Helper()
	if len(s.M) != len(want) {
		t.Errorf("%s teaches %d comparisons, Splink %d", s.Rule, len(s.M), len(want))
	}
	for _, c := range m.Comparisons {
		for i, g := range c.Gammas() {
			w, ok := want[c.Name][c.Levels[i].Label]
			twice := slices.ContainsFunc(c.Levels[i+1:], func(l splink.Level) bool { return l.Label == c.Levels[i].Label })
			if g < 0 || !ok || twice { // the oracle has the last one of a label
				continue
			}
			got := s.M[c.Name][g]
			if got < 0 {
				got = 1e-6 // never seen
			}
			near(t, s.Rule+": "+c.Name+", "+c.Levels[i].Label, got, w)
		}
	}
}

func sameModel(t *testing.T, got, want *splink.Model) {
	t.Helper()
	for k, c := range want.Comparisons {
		for i, l := range c.Levels {
			g := got.Comparisons[k].Levels[i]
			for _, v := range []struct {
				name      string
				got, want *float64
			}{{"m", g.M, l.M}, {"u", g.U, l.U}} {
				if (v.got == nil) != (v.want == nil) {
					t.Errorf("%s, %s: %s is trained here %t, by Splink %t", c.Name, l.Label, v.name, v.got != nil, v.want != nil)
				} else if v.got != nil {
					near(t, v.name+" of "+c.Name+", "+l.Label, *v.got, *v.want)
				}
			}
		}
	}
}

// Neither the workers nor a second run change a bit of what is learned.
func TestTrainingIsRepeatable(t *testing.T) {
	set := splinktest.Sets("../../..")[0]
	in, m := set.Input(t), set.Model(t, "model.json")
	var first []byte
	for _, workers := range []int{1, 3} {
		got, err := splink.Train(t.Context(), in, m, splink.Training{Pairs: 20_000, Seed: 7}, splink.Options{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		text, err := splink.Encode(got.Model)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = text
		}
		if !bytes.Equal(first, text) {
			t.Errorf("%d workers learn another model", workers)
		}
		for k, c := range m.Comparisons { // u of equal values is counted: that of all pairs
			near(t, "u of equal "+c.Name, *got.Model.Comparisons[k].Levels[1].U, *c.Levels[1].U)
		}
		if len(got.Sessions) < 2 || !(got.Model.Lambda > .0005 && got.Model.Lambda < .01) {
			t.Errorf("%d sessions, lambda %v", len(got.Sessions), got.Model.Lambda)
		}
	}
}

func TestTrainingSaysWhatItLacks(t *testing.T) {
	set := splinktest.Sets("../../..")[0]
	in, m := set.Input(t), set.Model(t, "model.json")
	for name, tr := range map[string]splink.Training{
		"no pairs":                 {Rules: []string{"l.email = r.city"}},
		"recall":                   {Deterministic: []string{"l.email = r.email"}},
		"nothing to learn":         {Rules: []string{"l.first_name = r.first_name and l.surname = r.surname and l.dob = r.dob and l.city = r.city and l.email = r.email"}},
		"a column that is not one": {Rules: []string{"l.shoe = r.shoe"}},
	} {
		_, err := splink.Train(t.Context(), in, m, tr, splink.Options{})
		if code := scv.CodeOf(err); code != scv.CodeSplinkTraining && code != scv.CodeSplinkColumn {
			t.Errorf("%s: %v", name, err)
		}
	}
}
