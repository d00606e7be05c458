package native

import (
	"slices"
	"testing"

	"scv/internal/identity/splink/condition"

	"pgregory.net/rapid"
)

// levels are conditions of all shapes that are answered for many pairs at once, by
// code, or pair by pair.
func levels() []string {
	return []string{
		"t_l is null or t_r is null", "t_l = t_r", "jaro_winkler_similarity(t_l, t_r) >= 0.92", "jaro_winkler_similarity(t_l, t_r) > 0.8",
		"jaro_similarity(t_r, t_l) >= 0.7", "damerau_levenshtein(t_l, t_r) <= 1", "levenshtein(t_l, t_r) < 3", "substr(t_l, 1, 2) = substr(t_r, 1, 2)",
		"abs(try_cast(t_l as double) - try_cast(t_r as double)) <= 10", "abs(try_cast(t_l as double) - try_cast(t_r as double)) < 100",
		"jaro_winkler_similarity(t_l, t_r) >= 0.6 and t_l <> 'ann'", "t_l = 'bob' or t_r = 'bob'", "levenshtein(t_l, t_r) = 3", "t_l > t_r",
	}
}

// The first condition of a choice that is true counts, however many pairs are asked
// for at once.
func TestChoicesAreTheFirstThatHolds(t *testing.T) {
	word := rapid.OneOf(rapid.StringMatching(`[a-e]{1,8}`), rapid.StringMatching(`[0-9]{1,3}`), rapid.StringMatching(`anna?-[a-z]{5,20}`),
		rapid.SampledFrom([]string{"ann", "anne", "bob", "robert", "müller", "muller"}))
	rapid.Check(t, func(t *rapid.T) {
		texts := append([]string{""}, rapid.SliceOfNDistinct(word, 2, 8, rapid.ID[string]).Draw(t, "texts")...)
		codes := make([]int32, len(texts))
		for k := range codes {
			codes[k] = int32(k)
		}
		column, err := NewColumn("t", TextKind, codes, texts)
		if err != nil {
			t.Fatal(err)
		}
		p := NewProgram(NewFrame(len(texts), column))
		var plain []*Expr
		var values []int8
		for k, text := range rapid.SliceOfNDistinct(rapid.SampledFrom(levels()), 1, 6, rapid.ID[string]).Draw(t, "levels") {
			n, err := condition.ParseLevel(text)
			if err != nil {
				t.Fatal(err)
			}
			e, err := p.Condition(n)
			if err != nil {
				t.Fatal(text, err)
			}
			plain, values = append(plain, e), append(values, int8(k))
		}
		choice := p.Choice(plain, values, 100)
		p.Seal()
		pair := p.NewPair()
		if rapid.Bool().Draw(t, "many values") { // of which a memo keeps equal ones alone
			for k := range pair.memos {
				pair.memos[k] = memo{same: slices.Repeat([]int8{empty}, len(texts))}
			}
		}
		for range 2 { // the second time from memory
			sameChoices(t, choice, plain, pair, int32(len(texts)))
		}
	})
}

func sameChoices(t *rapid.T, choice *Choice, plain []*Expr, pair *Pair, rows int32) {
	pair.Clear()
	for i := range rows {
		for j := range rows {
			pair.Add(i, j)
		}
	}
	got := make([]int8, pair.Len())
	choice.Fill(pair, got, 1)
	for i := range rows {
		for j := range rows {
			pair.Left(i)
			pair.Right(j)
			want := int8(100)
			if k := slices.IndexFunc(plain, func(e *Expr) bool { return e.Bool(pair) == True }); k >= 0 {
				want = int8(k)
			}
			if one, many := choice.Of(pair), got[i*rows+j]; one != want || many != want {
				t.Fatalf("rows %d and %d: %d, among many %d, want %d", i, j, one, many, want)
			}
		}
	}
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
