package similarity

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// The values are those that DuckDB 1.5 gives, and published ones.
func TestKnownValues(t *testing.T) {
	for _, c := range []struct {
		a, b string
		jw   float64
		lev  int
		dl   int
	}{
		{"martha", "marhta", 0.9611111111111111, 2, 1},
		{"dixon", "dicksonx", 0.8133333333333332, 4, 4},
		{"dwayne", "duane", 0.84, 2, 2},
		{"abcdefgh", "abcdxyzw", 0.6666666666666666, 4, 4},
		{"smith", "smitt", 0.92, 1, 1},
		{"ca", "abc", 0, 3, 2},
		{"", "", 0, 0, 0},
		{"", "abc", 0, 3, 3},
		{"müller", "muller", 0.8642857142857143, 2, 2},
		{"kitten", "sitting", 0.746031746031746, 3, 3},
	} {
		if got := JaroWinkler(c.a, c.b); math.Abs(got-c.jw) > 1e-12 {
			t.Errorf("JaroWinkler(%q, %q) = %v, want %v", c.a, c.b, got, c.jw)
		}
		if got := Levenshtein(c.a, c.b); got != c.lev {
			t.Errorf("Levenshtein(%q, %q) = %d, want %d", c.a, c.b, got, c.lev)
		}
		if got := DamerauLevenshtein(c.a, c.b); got != c.dl {
			t.Errorf("DamerauLevenshtein(%q, %q) = %d, want %d", c.a, c.b, got, c.dl)
		}
	}
}

// The codes of the United States National Archives' own examples.
func TestSoundex(t *testing.T) {
	for name, want := range map[string]string{
		"Washington": "W252", "Lee": "L000", "Gutierrez": "G362", "Pfister": "P236", "Jackson": "J250", "Tymczak": "T522",
		"VanDeusen": "V532", "Ashcraft": "A261", "robert": "R163", "rupert": "R163", "": "", "42": "", "o'brien": "O165",
	} {
		if got := Soundex(name); got != want {
			t.Errorf("Soundex(%q) = %q, want %q", name, got, want)
		}
	}
}

// plain is the textbook's table, with swaps of neighbours when asked for.
func plain(a, b string, swaps bool) int {
	seen := map[byte]int{}
	d := make([][]int, len(a)+2)
	for i := range d {
		d[i] = make([]int, len(b)+2)
	}
	for i := range len(a) + 1 {
		d[i+1][1], d[i+1][0] = i, 1<<20
	}
	for j := range len(b) + 1 {
		d[1][j+1], d[0][j+1] = j, 1<<20
	}
	for i := 1; i <= len(a); i++ {
		match := 0
		for j := 1; j <= len(b); j++ {
			k, l, cost := seen[b[j-1]], match, 1
			if a[i-1] == b[j-1] {
				cost, match = 0, j
			}
			d[i+1][j+1] = min(d[i][j]+cost, d[i+1][j]+1, d[i][j+1]+1)
			if swaps && k > 0 && l > 0 {
				d[i+1][j+1] = min(d[i+1][j+1], d[k][l]+i-k+j-l-1)
			}
		}
		seen[a[i-1]] = i
	}
	return d[len(a)+1][len(b)+1]
}

func word(t *rapid.T, name string) string {
	return rapid.OneOf(
		rapid.StringMatching(`[a-d]{0,10}`), rapid.StringN(0, 12, 40), rapid.StringMatching(`[ab]{50,140}`),
	).Draw(t, name)
}

func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := word(t, "a"), word(t, "b"), word(t, "c")
		if got, want := Levenshtein(a, b), plain(a, b, false); got != want {
			t.Fatalf("Levenshtein %d, the plain table %d", got, want)
		}
		dl := DamerauLevenshtein(a, b)
		if want := plain(a, b, true); dl != want {
			t.Fatalf("DamerauLevenshtein %d, the plain table %d", dl, want)
		}
		if WithinOneEdit(a, b) != (dl <= 1) {
			t.Fatalf("WithinOneEdit is %t at a distance of %d", WithinOneEdit(a, b), dl)
		}
		if dl != DamerauLevenshtein(b, a) || Levenshtein(a, b) != Levenshtein(b, a) {
			t.Fatal("a distance depends on the order")
		}
		if DamerauLevenshtein(a, c) > dl+DamerauLevenshtein(b, c) || Levenshtein(a, c) > Levenshtein(a, b)+Levenshtein(b, c) {
			t.Fatal("the way round is shorter")
		}
		for _, s := range []float64{Jaro(a, b), JaroWinkler(a, b)} {
			if !(s >= 0 && s <= 1) {
				t.Fatalf("similarity %v", s)
			}
		}
		if math.Abs(JaroWinkler(a, b)-JaroWinkler(b, a)) > .2 {
			t.Fatalf("%v and %v the other way", JaroWinkler(a, b), JaroWinkler(b, a))
		}
		if a != "" && (JaroWinkler(a, a) != 1 || dl == 0 != (a == b)) {
			t.Fatalf("%q and itself: %v", a, JaroWinkler(a, a))
		}
		if len(a) > 0 && len(b) > 0 && math.Abs(Jaro(a, b)-jaroLong(a, b)) > 0 {
			t.Fatalf("Jaro %v, without words %v", Jaro(a, b), jaroLong(a, b))
		}
	})
}

func FuzzBytes(f *testing.F) {
	f.Add("martha", "marhta")
	f.Add("\xff\x00", "é")
	f.Fuzz(func(t *testing.T, a, b string) {
		a, b = a[:min(len(a), 300)], b[:min(len(b), 300)]
		if d, l := DamerauLevenshtein(a, b), Levenshtein(a, b); d > l || l > max(len(a), len(b)) || l > 2*d {
			t.Errorf("distances %d and %d", d, l)
		}
		if j := JaroWinkler(a, b); !(j >= 0 && j <= 1) {
			t.Errorf("JaroWinkler %v", j)
		}
		if s := Soundex(a); len(s) != 0 && len(s) != 4 {
			t.Errorf("Soundex %q", s)
		}
	})
}

func TestNothingIsAllocated(t *testing.T) {
	n := testing.AllocsPerRun(100, func() {
		_ = JaroWinkler("christopher", "kristoffer")
		_ = Levenshtein("christopher", "kristoffer")
		_ = DamerauLevenshtein("christopher", "kristoffer")
	})
	if n != 0 {
		t.Errorf("%v allocations", n)
	}
}

var names = []string{"martha", "marhta", "johnson", "jonson", "miller", "mueller", "schmidt", "smith", "garcia", "gracia", "anna", "hanna"}

func benchmark(b *testing.B, of func(x, y string)) {
	b.ReportAllocs()
	list := slices.Clone(names)
	for i := 0; b.Loop(); i++ {
		of(list[i%len(list)], list[(i*7+1)%len(list)])
	}
}

func BenchmarkJaroWinkler(b *testing.B) { benchmark(b, func(x, y string) { JaroWinkler(x, y) }) }

func BenchmarkLevenshtein(b *testing.B) { benchmark(b, func(x, y string) { Levenshtein(x, y) }) }

func BenchmarkDamerauLevenshtein(b *testing.B) {
	benchmark(b, func(x, y string) { DamerauLevenshtein(x, y) })
}

// testdata/duckdb.csv holds what DuckDB 1.5.6 answered to
// `select jaro_winkler_similarity(a, b), levenshtein(a, b), damerau_levenshtein(a, b)`.
func TestTheNumbersAreThoseOfDuckDB(t *testing.T) {
	f, err := os.Open("testdata/duckdb.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 500 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows[1:] {
		got := []string{strconv.FormatFloat(JaroWinkler(r[0], r[1]), 'g', -1, 64), strconv.Itoa(Levenshtein(r[0], r[1])), strconv.Itoa(DamerauLevenshtein(r[0], r[1]))}
		if !slices.Equal(got, r[2:]) {
			t.Errorf("%q and %q: %v, DuckDB says %v", r[0], r[1], got, r[2:])
		}
	}
}
