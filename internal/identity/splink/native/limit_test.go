package native

import (
	"testing"

	"scv/internal/identity/splink/condition"
	"scv/similarity"

	"pgregory.net/rapid"
)

// What is known of two texts by their letters never contradicts the distance.
func TestLettersNeverContradictTheDistance(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching(`[a-e]{0,8}`), rapid.StringN(0, 10, 30), rapid.SampledFrom([]string{"smith", "smyth", "smithe", "müller"}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		x, y := lettersOf(a), lettersOf(b)
		onlyA, onlyB := missing(x, y)
		if d := similarity.DamerauLevenshtein(a, b); onlyA > d || onlyB > d {
			t.Fatalf("%q and %q: %d edits, letters missing %d and %d", a, b, d, onlyA, onlyB)
		}
		if j := similarity.Jaro(a, b); j > bound(x, y, false) {
			t.Fatalf("%q and %q: Jaro %v above its bound", a, b, j)
		}
		if j := similarity.JaroWinkler(a, b); j > bound(x, y, true) {
			t.Fatalf("%q and %q: Jaro-Winkler %v above its bound", a, b, j)
		}
	})
}

// A condition with a memo, one without and one over a derived column agree,
// also for null.
func TestMemoChangesNoAnswer(t *testing.T) {
	texts := []string{"", "ann", "anne", "bob", "robert", "rob", "nan"}
	column, err := NewColumn("t", TextKind, []int32{0, 1, 2, 3, 4, 5, 6}, texts)
	if err != nil {
		t.Fatal(err)
	}
	p := NewProgram(NewFrame(len(texts), column))
	n, err := condition.ParseLevel("levenshtein(t_l, t_r) <= 1 or substr(t_l, 1, 2) = substr(t_r, 1, 2)")
	if err != nil {
		t.Fatal(err)
	}
	plain, err := p.Condition(n)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := p.Remembered(n)
	if err != nil {
		t.Fatal(err)
	}
	choice := p.Choice([]*Expr{plain}, []int8{1}, 0)
	p.Seal()
	pair := p.NewPair()
	for range 2 {
		for i := range int32(len(texts)) {
			for j := range int32(len(texts)) {
				pair.Left(i)
				pair.Right(j)
				want := plain.Bool(pair)
				if got := kept.Bool(pair); got != want {
					t.Errorf("%q and %q: %v remembered, %v without", texts[i], texts[j], got, want)
				}
				if got := choice.Of(pair); (got == 1) != (want == True) {
					t.Errorf("%q and %q: choice %v, condition %v", texts[i], texts[j], got, want)
				}
				if (i == 0 || j == 0) && want != Unknown {
					t.Errorf("null is %v", want)
				}
			}
		}
	}
}
