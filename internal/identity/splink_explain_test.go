package identity

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/intake"
	"scv/internal/identity/score"
	"scv/internal/identity/splink"
	"scv/internal/warehouse/duckdb"
)

// fake1000 is the public table and the model that Splink trained on it.
func fake1000(t *testing.T) (Splink, engine.Input) {
	t.Helper()
	db, err := duckdb.Open(t.Context(), duckdb.Options{Open: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	in, err := intake.Files(t.Context(), db, []string{"splink/testdata/fake_1000/fake_1000.csv"}, "unique_id", scv.NoProgress{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("splink/testdata/fake_1000/model.json")
	if err != nil {
		t.Fatal(err)
	}
	e, err := splink.NewEngine(text, splink.EngineOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return Splink{e}, in
}

// Of two of one cluster the path is links that hold it; of two that are not, no pair
// that a rule makes reaches the line. Either way the steps add up.
func TestAModelOfSplinkTellsWhy(t *testing.T) {
	s, in := fake1000(t)
	r, err := s.Run(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]int{}
	for i := int32(0); i < 990; i += 41 {
		for _, j := range []int32{i + 1, i + 2, i + 9} {
			e, err := s.Explain(t.Context(), in, engine.Options{}, i, j)
			if err != nil {
				t.Fatal(err)
			}
			sum := e.Prior
			for _, step := range e.Steps {
				sum += step.Weight
			}
			if math.Abs(sum-e.Weight) > 1e-9 || e.Probability != score.Probability(e.Weight) {
				t.Errorf("%s and %s: %v of the steps, %v in all", e.Left, e.Right, sum, e.Weight)
			}
			if e.SameCustomer != (r.Cluster[i] == r.Cluster[j]) || e.SameCustomer != (e.Apart == nil) {
				t.Errorf("%s and %s: %+v", e.Left, e.Right, e)
			}
			if e.Apart != nil {
				reasons[e.Apart.Reason]++
				continue
			}
			reasons["one"]++
			leads(t, e)
		}
	}
	if reasons["one"] < 5 || reasons[ApartWeight] < 5 || len(reasons) > 3 {
		t.Errorf("%v", reasons)
	}
}

// leads sees that the path goes from left to right over links that a rule made.
func leads(t *testing.T, e *Explanation) {
	t.Helper()
	at := e.Left
	for _, l := range e.Path {
		if l.Left != at && l.Right != at || l.Weight < math.Log2(.95/.05)-1e-9 || l.Rule == "" {
			t.Errorf("%s to %s by %+v", e.Left, e.Right, e.Path)
		}
		at = map[bool]scv.RecordID{true: l.Right, false: l.Left}[l.Left == at]
	}
	if at != e.Right {
		t.Errorf("the path from %s ends at %s, not %s", e.Left, at, e.Right)
	}
}

// Without its weakest link a cluster is what its other links make: components.
func TestAClusterOfSplinkComesApartAtItsBridge(t *testing.T) {
	s, in := fake1000(t)
	r, err := s.Run(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	apart := 0
	for row := int32(0); row < 200; row += 7 {
		m, err := s.Member(t.Context(), in, engine.Options{}, row)
		if err != nil {
			t.Fatal(err)
		}
		var rows int
		for _, first := range r.Cluster {
			if first == r.Cluster[row] {
				rows++
			}
		}
		if len(m.Records) != rows || len(m.Links) != rows-1 {
			t.Errorf("%s: %d records and %d links, want %d", m.Record, len(m.Records), len(m.Links), rows)
		}
		if rows > 1 && (m.Weakest == nil || len(slices.Concat(m.Without...)) != rows) {
			t.Errorf("%s: %+v", m.Record, m)
		}
		if len(m.Without) > 1 {
			apart++
		}
	}
	if apart == 0 {
		t.Error("no cluster has a bridge")
	}
}

// What is told of a model is the same where the pairs do not fit into memory.
func TestAModelOfSplinkIsToldInNoRoom(t *testing.T) {
	s, in := fake1000(t)
	dir := filepath.Join(t.TempDir(), "aside")
	for name, tell := range map[string]func(engine.Options) (any, error){
		"two":       func(o engine.Options) (any, error) { return s.Explain(t.Context(), in, o, 0, 1) },
		"one":       func(o engine.Options) (any, error) { return s.Member(t.Context(), in, o, 0) },
		"diagnosis": func(o engine.Options) (any, error) { return s.Diagnose(t.Context(), in, o) },
	} {
		want, err := tell(engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		got, err := tell(engine.Options{Memory: 1, Aside: dir})
		if err != nil {
			t.Fatal(err)
		}
		one, _ := json.Marshal(want)
		other, _ := json.Marshal(got)
		if !bytes.Equal(one, other) || len(one) == 0 {
			t.Errorf("%s: %s, with all the room %s", name, other, one)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: nothing was put aside, or files are left behind: %v, %v", name, left, err)
		}
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
	}
}

// m and u are the model's, and each likely pair is counted for the rules that make it.
func TestADiagnosisOfAModelOfSplink(t *testing.T) {
	s, in := fake1000(t)
	list, err := s.Diagnose(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Run(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := list[0]
	alone, same := 0, 0
	for _, rule := range d.Rules {
		alone += rule.Alone
	}
	for _, b := range d.Histogram {
		if same += b.Same; b.From >= d.Line && b.Apart > 0 {
			t.Errorf("%d pairs of %v bits are apart", b.Apart, b.From)
		}
	}
	if int64(d.Likely) != r.Links || d.Unmade != 0 || alone == 0 || same < d.Likely || d.Learned != 0 {
		t.Errorf("%d likely of %d links, %d unmade, %d by one rule, %d in one cluster", d.Likely, r.Links, d.Unmade, alone, same)
	}
	if l := d.Levels[0]; l.Comparison != "first_name" || math.Abs(l.Bits-math.Log2(l.M/l.U)) > 1e-9 || l.Pairs < 100 {
		t.Errorf("%+v", l)
	}
	if len(DiagnosisSVG(list)) < 1000 {
		t.Error("nothing is drawn")
	}
}
