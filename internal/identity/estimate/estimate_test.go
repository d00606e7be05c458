package estimate

import (
	"maps"
	"math"
	"math/rand/v2"
	"testing"

	"scv/internal/identity/compare"
	"scv/internal/identity/score"

	"github.com/google/go-cmp/cmp"
)

// world draws patterns of the three classes from a known model.
type world struct {
	*rand.Rand
	model *score.Model
}

func newWorld(records int) (world, []compare.Comparison) {
	comparisons := compare.Persons()[:6]
	m := score.Prior("person", comparisons, records)
	m.Comparisons[0].Levels[0].M, m.Comparisons[0].Levels[6].M = .6, .24
	m.Comparisons[2].Levels[0].M, m.Comparisons[2].Levels[4].M = .75, .13
	for k := range m.Comparisons {
		if !comparisons[k].Shared {
			for g := range m.Comparisons[k].Levels {
				m.Comparisons[k].Levels[g].H = m.Comparisons[k].Levels[g].U
			}
		}
	}
	return world{rand.New(rand.NewPCG(1, 2)), m}, comparisons
}

// counts draws pairs of each class as candidates, and as many strangers at random.
func (w world) counts(matches, homes, strangers int) (candidates, random Counts) {
	candidates, random = Counts{}, Counts{}
	for range matches {
		candidates[w.draw(func(l score.Level) float64 { return l.M })]++
	}
	for range homes {
		candidates[w.draw(func(l score.Level) float64 { return l.H })]++
	}
	for range strangers {
		candidates[w.draw(func(l score.Level) float64 { return l.U })]++
		random[w.draw(func(l score.Level) float64 { return l.U })]++
	}
	return candidates, random
}

func (w world) draw(of func(score.Level) float64) (p compare.Pattern) {
	for k, c := range w.model.Comparisons {
		if w.Float64() < .1 {
			continue
		}
		x := w.Float64()
		for g, l := range c.Levels {
			if x -= of(l); x <= 0 || g == len(c.Levels)-1 {
				p |= compare.Pattern(g+1) << (4 * k)
				break
			}
		}
	}
	return p
}

// Where one household in five has two who share a birthday, that is seen.
func TestTwinsAreLearned(t *testing.T) {
	const records, matches, homes, strangers, twins = 20_000, 6000, 5000, 80_000, .2
	w, comparisons := newWorld(records)
	birth := w.model.Comparisons[2].Levels
	for g := range birth {
		birth[g].H *= 1 - twins
	}
	birth[0].H += twins
	candidates, random := w.counts(matches, homes, strangers)
	m := Train("person", comparisons, records, candidates, random, nil)
	if got := m.Comparisons[2].Levels[0].H; math.Abs(got-twins) > .04 {
		t.Errorf("%.3f of a household share their birthday, want about %.2f", got, twins)
	}
}

// Some records of one customer have the one name where the other stands, and no other.
// Among many they are a class of their own, but no household's.
func TestRecordsThatWentWrongTheSameWayAreNoHouseholds(t *testing.T) {
	const records, matches, wrong, strangers = 200_000, 60_000, 1500, 80_000
	w, comparisons := newWorld(records)
	for k, m := range [][]float64{{.85, .001, .12, .001, .02, .005, .003}, {.87, .12, .001, .005, .004}, {.97, .025, .003, .001, .001}, {.77, .01, .02, .2}, {.87, .12, .01}} {
		for g := range m {
			w.model.Comparisons[k].Levels[g].M = m[g]
		}
	}
	candidates, random := w.counts(matches, 0, strangers)
	for n := range wrong {
		names := []compare.Pattern{0x07, 0x50, 0x57}[n%3] // one name is missing and the other another one, or both are
		candidates[w.draw(func(l score.Level) float64 { return l.M })&^0xff|names]++
	}
	m := Train("person", comparisons, records, candidates, random, nil)
	pairs := float64(records) * (records - 1) / 2
	if got := m.Household * pairs; got > wrong/10 {
		t.Errorf("%.0f pairs of one household, there are none", got)
	}
	if got := m.Comparisons[2].Levels[0].H; got > 2*comparisons[2].Alike {
		t.Errorf("%.3f of a household share their birthday, want about %.3f", got, comparisons[2].Alike)
	}
}

// What most firms of a group have in common is learned where it is all that could tell
// them apart.
func TestAGroupMayHaveOneTaxNumber(t *testing.T) {
	const records, matches, groups, strangers, alike = 20_000, 6000, 5000, 80_000, .8
	comparisons := compare.Organisations()
	m := score.Prior("organisation", comparisons, records)
	tax := m.Comparisons[4].Levels
	for g := range tax {
		tax[g].H = (1 - alike) * tax[g].U
	}
	tax[0].H += alike
	candidates, random := world{rand.New(rand.NewPCG(1, 2)), m}.counts(matches, groups, strangers)
	m = Train("organisation", comparisons, records, candidates, random, nil)
	if got := m.Comparisons[4].Levels[0].H; math.Abs(got-alike) > .1 {
		t.Errorf("%.3f of a group share their tax number, want about %.2f", got, alike)
	}
}

func TestTheModelBehindThePatternsIsFound(t *testing.T) {
	const records, matches, homes, strangers = 20_000, 6000, 5000, 80_000
	w, comparisons := newWorld(records)
	candidates, random := w.counts(matches, homes, strangers)
	m := Train("person", comparisons, records, candidates, random, nil)
	pairs := float64(records) * (records - 1) / 2
	if got := m.Lambda * pairs; math.Abs(got-matches) > matches*.05 {
		t.Errorf("%.0f matches, want about %d", got, matches)
	}
	if got := m.Household * pairs; math.Abs(got-homes) > homes*.25 { // the strangers are 80,000 here, 200 million in the model
		t.Errorf("%.0f households, want about %d", got, homes)
	}
	for k, c := range m.Comparisons {
		for g, l := range c.Levels {
			if want := w.model.Comparisons[k].Levels[g].M; math.Abs(l.M-want) > .03 {
				t.Errorf("%s %s: m %.3f, want %.3f", c.Name, l.Name, l.M, want)
			}
		}
	}
	if m.Provisional || !m.Settled {
		t.Errorf("provisional %t, settled %t after %d rounds", m.Provisional, m.Settled, m.Rounds)
	}
	if diff := cmp.Diff(m, Train("person", comparisons, records, maps.Clone(candidates), maps.Clone(random), nil)); diff != "" {
		t.Errorf("the same counts give another model: %s", diff)
	}
}

func TestLittleDataGivesACarefulModel(t *testing.T) {
	_, comparisons := newWorld(6)
	m := Train("person", comparisons, 6, Counts{0x111: 1}, Counts{0x555: 14}, nil)
	if !m.Provisional {
		t.Error("a model of one pair is not provisional")
	}
	for _, c := range m.Comparisons {
		for _, l := range c.Levels {
			for _, p := range []float64{l.M, l.H, l.U} {
				if !(p > 0 && p < 1) {
					t.Errorf("%s %s: %v", c.Name, l.Name, p)
				}
			}
		}
	}
}

func TestNoPairsGiveThePrior(t *testing.T) {
	_, comparisons := newWorld(1)
	if diff := cmp.Diff(score.Prior("person", comparisons, 1), Train("person", comparisons, 1, nil, nil, nil)); diff != "" {
		t.Error(diff)
	}
}

func TestSamplesAreOfDifferentRowsInRange(t *testing.T) {
	for _, records := range []int{0, 1, 2, 50, 5000} {
		n := 0
		Sample(records, 3000, func(i, j int32) {
			n++
			if i >= j || i < 0 || int(j) >= records {
				t.Fatalf("%d records: pair %d %d", records, i, j)
			}
		})
		if want := min(records*(records-1)/2, 3000); n < want*99/100 || n > want {
			t.Errorf("%d records: %d pairs, want %d", records, n, want)
		}
	}
}

// Labels teach m: the more of them, the nearer it comes to the truth that they show.
func TestLabelsMoveMToTheTruth(t *testing.T) {
	w, comparisons := newWorld(2000)
	candidates, random := Counts{}, Counts{}
	for range 60 {
		candidates[w.draw(func(l score.Level) float64 { return l.M })]++
	}
	for range 20_000 {
		candidates[w.draw(func(l score.Level) float64 { return l.U })]++
		random[w.draw(func(l score.Level) float64 { return l.U })]++
	}
	away := func(m *score.Model) (sum float64) {
		for k, c := range m.Comparisons {
			for g, l := range c.Levels {
				sum += math.Abs(l.M - w.model.Comparisons[k].Levels[g].M)
			}
		}
		return sum
	}
	last := Train("person", comparisons, 2000, candidates, random, nil)
	labelled := Counts{}
	for range 3 {
		for range 1000 {
			labelled[w.draw(func(l score.Level) float64 { return l.M })]++
		}
		m := Train("person", comparisons, 2000, candidates, random, labelled)
		if away(m) >= away(last) {
			t.Errorf("with more labels m is %.4f away from the truth, before %.4f", away(m), away(last))
		}
		if diff := cmp.Diff(m, Train("person", comparisons, 2000, candidates, random, maps.Clone(labelled))); diff != "" {
			t.Error(diff)
		}
		last = m
	}
}
