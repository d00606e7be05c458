package assign

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func day(n int) time.Time { return time.Date(2026, 1, 1+n, 0, 0, 0, 0, time.UTC) }

// next makes an outcome the past of the following run.
func next(clusters [][]string, o Outcome) Past {
	p := Past{Customer: map[string]string{}, Registry: map[string]Entry{}}
	for k, records := range clusters {
		for _, r := range records {
			p.Customer[r] = o.IDs[k]
		}
	}
	for _, e := range o.Registry {
		p.Registry[e.ID] = e
	}
	return p
}

func kinds(o Outcome) string {
	var words []string
	for _, e := range o.Events {
		words = append(words, e.Kind)
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

func TestTheOldestIDSurvivesAMerge(t *testing.T) {
	first := [][]string{{"a"}}
	o := Assign(first, Past{}, day(0))
	second := [][]string{{"a"}, {"b", "c"}}
	p := Assign(second, next(first, o), day(1))
	both := [][]string{{"a", "b", "c"}}
	q := Assign(both, next(second, p), day(2))
	if q.IDs[0] != o.IDs[0] {
		t.Errorf("kept %s, want the older %s", q.IDs[0], o.IDs[0])
	}
	if kinds(q) != Merged || q.Events[0].ID != p.IDs[1] || q.Events[0].Other != o.IDs[0] {
		t.Errorf("events %+v", q.Events)
	}
}

func TestTheLargestPartKeepsTheIDOfASplit(t *testing.T) {
	whole := [][]string{{"a", "b", "c"}}
	o := Assign(whole, Past{}, day(0))
	parts := [][]string{{"a"}, {"b", "c"}}
	p := Assign(parts, next(whole, o), day(1))
	if p.IDs[1] != o.IDs[0] || p.IDs[0] == o.IDs[0] {
		t.Errorf("ids %v after %v", p.IDs, o.IDs)
	}
	if kinds(p) != "split" || p.Events[0].Other != o.IDs[0] {
		t.Errorf("events %+v", p.Events)
	}
}

func TestAnEndedIDIsNeverGivenAgain(t *testing.T) {
	one := [][]string{{"a"}}
	o := Assign(one, Past{}, day(0))
	gone := Assign(nil, next(one, o), day(1))
	if kinds(gone) != Ended {
		t.Fatalf("events %+v", gone.Events)
	}
	back := Assign(one, next(nil, gone), day(2))
	if back.IDs[0] == o.IDs[0] {
		t.Error("the record came back with the ended id")
	}
}

// drawClusters parts the records a, b, c ... in some way, each cluster ascending.
func drawClusters(t *rapid.T) [][]string {
	parts := map[int][]string{}
	for i := range rapid.IntRange(0, 12).Draw(t, "records") {
		if k := rapid.IntRange(-1, 4).Draw(t, "cluster"); k >= 0 {
			parts[k] = append(parts[k], fmt.Sprintf("r%02d", i))
		}
	}
	var out [][]string
	for _, k := range slices.Sorted(maps.Keys(parts)) {
		out = append(out, parts[k])
	}
	return out
}

func TestLawsOfIDs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		past := Past{}
		ever := map[string]bool{}
		for run := range rapid.IntRange(1, 6).Draw(t, "runs") {
			clusters := drawClusters(t)
			o := Assign(clusters, past, day(run))
			shuffled := rapid.Permutation(clusters).Draw(t, "order")
			again := Assign(shuffled, past, day(run))
			for k, c := range shuffled {
				at := slices.IndexFunc(clusters, func(x []string) bool { return x[0] == c[0] })
				if again.IDs[k] != o.IDs[at] {
					t.Fatalf("%v has %s, and %s in another order", c, o.IDs[at], again.IDs[k])
				}
			}
			if len(slices.Compact(slices.Sorted(slices.Values(o.IDs)))) != len(clusters) {
				t.Fatalf("an id was given twice: %v", o.IDs)
			}
			for _, e := range o.Events {
				if e.Kind == "created" && ever[e.ID] {
					t.Fatalf("%s was given again", e.ID)
				}
			}
			for _, e := range o.Registry {
				ever[e.ID] = true
				if (e.State == Live) != slices.Contains(o.IDs, e.ID) {
					t.Fatalf("%s is %s, ids are %v", e.ID, e.State, o.IDs)
				}
				if e.State == Merged && e.Into == "" {
					t.Fatalf("%s was merged into nothing", e.ID)
				}
			}
			past = next(clusters, o)
			if same := Assign(clusters, past, day(run+1)); len(same.Events) > 0 || !slices.Equal(same.IDs, o.IDs) {
				t.Fatalf("nothing new, and yet %+v, %v after %v", same.Events, same.IDs, o.IDs)
			}
		}
	})
}
