package identity

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/evaluate"
	"scv/internal/identity/score"
	"scv/internal/race"
)

func TestADiagnosisAddsUp(t *testing.T) {
	in, _ := austrians(maker{rand.New(rand.NewPCG(3, 4))}).input(engine.Dedupe, 5)
	list, err := NewEngine(nil).(native).Diagnose(t.Context(), in, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := list[0]
	for _, sum := range sums(d) {
		if math.Abs(sum-1) > 1e-6 {
			t.Errorf("m or u of a comparison sums to %v", sum)
		}
	}
	likely, inBins := 0, 0
	for _, b := range d.Histogram {
		inBins += b.Same + b.Apart
		if b.From >= d.Line {
			likely += b.Same + b.Apart
		}
	}
	if likely != d.Likely || inBins < likely {
		t.Errorf("%d likely pairs, %d of %d in the histogram", d.Likely, likely, inBins)
	}
	for k := 1; k < len(d.Reach); k++ {
		if d.Reach[k].Records < d.Reach[k-1].Records {
			t.Errorf("fewer records miss %v bits than %v", d.Reach[k].Weight, d.Reach[k-1].Weight)
		}
	}
	if last := d.Reach[len(d.Reach)-1]; last.Records != d.Records {
		t.Errorf("%d of %d records miss %v bits, the most", last.Records, d.Records, last.Weight)
	}
	for _, r := range d.Rules {
		if r.Makes+r.Others+d.Unmade != d.Likely || r.Alone > r.Makes || r.Missed < float64(r.Others) {
			t.Errorf("%+v of %d likely pairs", r, d.Likely)
		}
	}
	wellFormed(t, DiagnosisSVG(list))
}

// sums gives, by comparison, the sum of m and that of u.
func sums(d Diagnosis) []float64 {
	var out []float64
	last := ""
	for _, l := range d.Levels {
		if l.Comparison != last {
			out, last = append(out, 0, 0), l.Comparison
		}
		out[len(out)-2] += l.M
		out[len(out)-1] += l.U
	}
	return out
}

func TestTheDiagnosisOfAHomeIsThatOfItsRecords(t *testing.T) {
	b := newBench(t)
	rows := "select * from (" + family + ") as people" + familyColumns + " union all select 'empty/1', 'eva', null, null, null, null, null, null, null, null, null"
	resolve(t, b.w, rows, 1, 0)
	publish(t, b, 1)
	list, err := DiagnosePublished(t.Context(), b.w)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Records != 5 || list[0].Party != "person" {
		t.Fatalf("%+v", list)
	}
	d := list[0]
	for name, said := range map[string]string{"too few pairs": "fewer than 100 pairs", "no tax number": "tax_id: hardly any"} {
		if !strings.Contains(strings.Join(d.Warnings, "\n"), said) {
			t.Errorf("%s is not warned of: %q", name, d.Warnings)
		}
	}
	e := explain(t, b, nil, "empty/1", "empty/1")
	want := 0.
	if e.Weight < d.Line {
		want = .2
	}
	if math.Abs(d.Unlinkable-want) > 1e-9 {
		t.Errorf("%v of five records cannot be linked; the emptiest has %v against itself", d.Unlinkable, e.Weight)
	}
}

// Labels inform the model; what is found does not get worse by that, on tables that are
// noisy.
func TestLabelsDoNotMakeItWorse(t *testing.T) {
	race.Skip(t, "TestLabelsHoldWhateverTheWeightsSay matches the same table with labels")
	for name, of := range map[string]func(maker) invented{"austrians": austrians, "villagers": villagers} {
		in, truth := of(maker{rand.New(rand.NewPCG(3, 4))}).input(engine.Dedupe, 5)
		plain, err := NewEngine(nil).Run(t.Context(), in, engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		labelled, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Labels: labelsOf(in, truth, 50)})
		if err != nil {
			t.Fatal(err)
		}
		before, after := evaluate.Compare(truth, found(in, plain)), evaluate.Compare(truth, found(in, labelled))
		t.Logf("%s: F1 %.4f without labels, %.4f with", name, before.F1, after.F1)
		if after.F1 < before.F1 {
			t.Errorf("%s: F1 %.4f, without labels %.4f", name, after.F1, before.F1)
		}
	}
}

// labelsOf gives n pairs that are one in truth.
func labelsOf(in engine.Input, truth map[scv.RecordID]string, n int) []engine.Label {
	last := map[string]int32{}
	var out []engine.Label
	for row, id := range in.Records.IDs {
		who := truth[scv.RecordID(id)]
		if before, ok := last[who]; ok && len(out) < n {
			out = append(out, engine.Label{I: before, J: int32(row), Same: true})
		}
		last[who] = int32(row)
	}
	return out
}

// What is wrong with a model is warned of, and a model without fault is not.
func TestAFaultOfAModelIsWarnedOf(t *testing.T) {
	healthy := func() (*score.Model, []compare.Comparison) {
		comparisons := compare.For("person")
		m := score.Prior("person", comparisons, 50_000)
		m.Provisional, m.Settled, m.Rounds = false, true, 40
		for k := range m.Comparisons {
			for g := range m.Comparisons[k].Levels {
				m.Comparisons[k].Levels[g].Pairs = 900
			}
		}
		return m, comparisons
	}
	for said, spoil := range map[string]func(m *score.Model){
		"":                                    func(*score.Model) {},
		"fewer than 100 pairs":                func(m *score.Model) { m.Provisional = true },
		"stopped after 40 rounds":             func(m *score.Model) { m.Settled = false },
		"one customer came to its bound":      func(m *score.Model) { m.Lambda = .45 },
		"one household came to its bound":     func(m *score.Model) { m.Household = 1e-15 },
		"family_name, exact: it is agreement": func(m *score.Model) { m.Comparisons[1].Levels[0].M = .001 },
		"email: fewer than 5 pairs of one customer behind close": func(m *score.Model) { m.Comparisons[3].Levels[2].Pairs = 2 },
		"birth_date, close: it is worth more than exact":         func(m *score.Model) { m.Comparisons[2].Levels[1].U = 1e-9 },
	} {
		m, comparisons := healthy()
		spoil(m)
		d := Diagnosis{Settled: m.Settled, Provisional: m.Provisional, Rounds: m.Rounds, Lambda: m.Lambda, Household: m.Household}
		got := append(d.warnModel(), d.warnLevels(&ownJudging{plan: plan{comparisons: comparisons}, model: m})...)
		if said == "" && len(got) > 0 || said != "" && !slices.ContainsFunc(got, func(w string) bool { return strings.Contains(w, said) }) {
			t.Errorf("%q is not what is warned of: %q", said, got)
		}
	}
}
