package similarity

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// reaches is what Bands must answer, by the similarity itself.
func reaches(limits []float64, v float64) int {
	for k, limit := range limits {
		if v >= limit {
			return k
		}
	}
	return len(limits)
}

func sameBand(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, a, b string, limits []float64,
) {
	t.Helper()
	x, y := NewTexts([]string{a}), NewTexts([]string{b})
	if got, want := JaroWinklerBands(limits...).Of(x, 0, y, 0), reaches(limits, JaroWinkler(a, b)); got != want {
		t.Fatalf("Jaro-Winkler of %q and %q, %v: band %d of %v, want %d", a, b, JaroWinkler(a, b), got, limits, want)
	}
	if JaroWinklerBands(limits...).Below(x, 0, y, 0) && reaches(limits, max(JaroWinkler(a, b), JaroWinkler(b, a))) < len(limits) {
		t.Fatalf("Jaro-Winkler of %q and %q reaches a limit of %v and is said not to", a, b, limits)
	}
	if x.Size(0) != len(a) {
		t.Fatalf("%q has %d bytes", a, x.Size(0))
	}
	if got, want := JaroWinklerBands(limits...).Either(x, 0, y, 0), reaches(limits, JaroWinkler(min(a, b), max(a, b))); got != want {
		t.Fatalf("Jaro-Winkler of %q and %q in their order: band %d of %v, want %d", a, b, got, limits, want)
	}
	if got, want := JaroBands(limits...).Of(x, 0, y, 0), reaches(limits, Jaro(a, b)); got != want {
		t.Fatalf("Jaro of %q and %q, %v: band %d of %v, want %d", a, b, Jaro(a, b), got, limits, want)
	}
}

func sameEdits(t interface {
	Helper()
	Fatalf(format string, args ...any)
}, a, b string,
) {
	t.Helper()
	x, y := NewTexts([]string{a}), NewTexts([]string{b})
	if edits, least := DamerauLevenshtein(a, b), x.EditsAtLeast(0, y, 0); edits < least {
		t.Fatalf("%q and %q are %d edits apart, less than %d", a, b, edits, least)
	}
	if got, want := x.WithinOneEdit(0, y, 0), DamerauLevenshtein(a, b) <= 1; got != want {
		t.Fatalf("%q and %q within one edit: %v", a, b, got)
	}
}

func FuzzBandsAreThoseOfTheSimilarity(f *testing.F) {
	for _, s := range [][2]string{
		{"martha", "marhta"},
		{"dixon", "dicksonx"},
		{"", ""},
		{"", "a"},
		{"abcdefghijklmnop", "ponmlkjihgfedcba"},
		{"müller", "muller"},
		{"a\x00b", "a\x00c"},
		{"ab", "ab\x00"},
		{"abcdefghijklmnopq", "abcdefghijklmnop"},
		{"aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaa"},
		{"\x7f\x01", "\x01\x7f"},
	} {
		f.Add(s[0], s[1], .92, .7)
	}
	f.Fuzz(func(t *testing.T, a, b string, high, low float64) {
		if high > low {
			sameBand(t, a, b, []float64{high, low})
		}
		sameBand(t, a, b, []float64{JaroWinkler(a, b)})
		sameBand(t, a, b, []float64{math.Nextafter(JaroWinkler(a, b), 2), Jaro(a, b) / 2})
		sameBand(t, a, b, nil)
		sameEdits(t, a, b)
	})
}

func TestBandsAreThoseOfTheSimilarity(t *testing.T) {
	// few letters, so that words have many in common
	letter := rapid.SampledFrom([]byte("aaeinrst0\x01\x7f\xc3"))
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return string(rapid.SliceOfN(letter, 0, 20).Draw(t, name)) }
		a, b := text("a"), text("b")
		if rapid.Bool().Draw(t, "begins alike") {
			n := rapid.IntRange(0, 5).Draw(t, "prefix")
			b = a[:min(n, len(a))] + b
		}
		sameBand(t, a, b, []float64{.92, .88, .8, .7})
		sameBand(t, a, b, []float64{JaroWinkler(a, b), Jaro(a, b) - .01})
	})
}

// One edit after the other of a text: within one, or not.
func TestEditsOfReadiedTexts(t *testing.T) {
	letter := rapid.SampledFrom([]byte("ab0\x7f\xc3"))
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(letter, 0, 18).Draw(t, "a")
		b := slices.Clone(a)
		for range rapid.IntRange(0, 2).Draw(t, "edits") {
			at := rapid.IntRange(0, len(b)).Draw(t, "at")
			switch n := rapid.IntRange(0, 3).Draw(t, "kind"); {
			case n == 0 || at >= len(b):
				b = slices.Insert(b, at, letter.Draw(t, "new"))
			case n == 1:
				b = slices.Delete(b, at, at+1)
			case n == 2:
				b[at] = letter.Draw(t, "other")
			case at > 0:
				b[at], b[at-1] = b[at-1], b[at]
			}
		}
		sameEdits(t, string(a), string(b))
	})
}

// The shortcuts hold only where more matches in their order never mean less.
func TestTheSimilarityGrowsWithTheMatches(t *testing.T) {
	b := JaroWinklerBands()
	for lenA := 1; lenA <= textBytes; lenA++ {
		for lenB := 1; lenB <= textBytes; lenB++ {
			for prefix := range boostPrefix + 1 {
				for m := 1; m <= min(lenA, lenB); m++ {
					v := b.value(m, 0, lenA, lenB, prefix)
					if m > 1 && v <= b.value(m-1, 0, lenA, lenB, prefix) {
						t.Fatalf("%d matches of %d and %d give no more than one less", m, lenA, lenB)
					}
					for moved := range m + 1 {
						if b.value(m, moved, lenA, lenB, prefix) > v {
							t.Fatalf("%d matches of %d and %d, %d moved: more than in order", m, lenA, lenB, moved)
						}
					}
				}
			}
		}
	}
}

// madeUp names make pairs as blocking gives them: most unlike each other.
func madeUp() []string {
	var out []string
	for i := range 2000 {
		h := uint64(i)*0x9e3779b97f4a7c15 ^ 0x5555
		var w []byte
		for k := range 2 + h>>60%4 {
			h = h*6364136223846793005 + 1442695040888963407
			w = append(w, "bdfghjklmnprstvwz"[h>>33%17], "aeiou"[h>>45%5])
			if h>>50%3 == 0 && k > 0 {
				w = append(w, "nrlst"[h>>55%5])
			}
		}
		out = append(out, string(w))
	}
	return out
}

func BenchmarkBands(b *testing.B) {
	list := madeUp()
	texts := NewTexts(list)
	for _, limits := range [][]float64{{.92, .88, .7}, {.92, .8}} {
		bands := JaroWinklerBands(limits...)
		b.Run(fmt.Sprint("bands ", limits), func(b *testing.B) {
			n := 0
			for i := range b.N {
				n += bands.Of(texts, int32(i*7%2000), texts, int32(i*13%1999))
			}
		})
	}
	b.Run("similarity", func(b *testing.B) {
		v := 0.
		for i := range b.N {
			v += JaroWinkler(list[i*7%2000], list[i*13%1999])
		}
	})
}
