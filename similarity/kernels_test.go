package similarity

import (
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// alignment is the textbook's table of the restricted distance.
func alignment(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range len(b) + 1 {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// counts is another way to the same grams: maps instead of sorted lists.
func counts(list []string) map[string]int {
	out := map[string]int{}
	for _, s := range list {
		out[s]++
	}
	return out
}

func cut(s string, q int) []string {
	if len(s) < q && s != "" {
		return []string{s}
	}
	var out []string
	for i := 0; i+q <= len(s) && s != ""; i++ {
		out = append(out, s[i:i+q])
	}
	return out
}

func plainCosine(x, y map[string]int) float64 {
	dot, a, b := 0, 0, 0
	for s, n := range x {
		dot, a = dot+n*y[s], a+n*n
	}
	for _, n := range y {
		b += n * n
	}
	if a == 0 || b == 0 {
		return 0
	}
	return float64(dot) / math.Sqrt(float64(a)*float64(b))
}

func TestKernelsAgreeWithPlainOnes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, q := word(t, "a"), word(t, "b"), rapid.IntRange(1, 4).Draw(t, "q")
		d := OSA(a, b)
		if want := alignment(a, b); d != want || OSA(b, a) != want {
			t.Fatalf("OSA(%q, %q) = %d and %d, the table says %d", a, b, d, OSA(b, a), want)
		}
		if long, short := Levenshtein(a, b), DamerauLevenshtein(a, b); d > long || d < short {
			t.Fatalf("OSA %d is not between %d and %d", d, short, long)
		}
		for k := range 5 {
			if WithinEdits(a, b, k) != (d <= k) {
				t.Fatalf("WithinEdits(%q, %q, %d) at a distance of %d", a, b, k, d)
			}
		}
		x, y := counts(cut(a, q)), counts(cut(b, q))
		if got, want := CosineGrams(a, b, q), plainCosine(x, y); math.Abs(got-want) > 1e-12 {
			t.Fatalf("CosineGrams %v, plain %v", got, want)
		}
		if got, want := CosineTokens(a, b), plainCosine(counts(strings.Fields(a)), counts(strings.Fields(b))); math.Abs(got-want) > 1e-12 {
			t.Fatalf("CosineTokens %v, plain %v", got, want)
		}
		common := 0
		for s := range x {
			if y[s] > 0 {
				common++
			}
		}
		want := 0.
		if len(x) > 0 && len(y) > 0 {
			want = float64(common) / float64(len(x)+len(y)-common)
		}
		if got := Jaccard(a, b, q); got != want || a != "" && Jaccard(a, a, q) != 1 {
			t.Fatalf("Jaccard %v, plain %v", got, want)
		}
	})
}

// cosines is the distance by the spherical law of cosines, another formula.
func cosines(a, b, c, d float64) float64 {
	r := math.Pi / 180
	x := math.Sin(a*r)*math.Sin(c*r) + math.Cos(a*r)*math.Cos(c*r)*math.Cos((d-b)*r)
	return EarthRadius * math.Acos(min(1, max(-1, x)))
}

func TestPlacesAreAsFarApartAsTheyAre(t *testing.T) {
	for _, c := range []struct {
		name       string
		a, b, c, d float64
		km         float64
	}{
		{"Vienna and Graz", 48.2082, 16.3738, 47.0707, 15.4395, 144.8},
		{"London and New York", 51.5074, -.1278, 40.7128, -74.006, 5570},
		{"round the date line", 0, 179.5, 0, -179.5, 111.2},
		{"the poles", 90, 0, -90, 0, 20015},
	} {
		if got := Kilometres(c.a, c.b, c.c, c.d); math.Abs(got-c.km) > c.km/500 {
			t.Errorf("%s: %v km, want %v", c.name, got, c.km)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		latitude, longitude := rapid.Float64Range(-90, 90), rapid.Float64Range(-180, 180)
		a, b, c, d := latitude.Draw(t, "a"), longitude.Draw(t, "b"), latitude.Draw(t, "c"), longitude.Draw(t, "d")
		km := Kilometres(a, b, c, d)
		if want := cosines(a, b, c, d); math.Abs(km-want) > .2 {
			t.Fatalf("%v km, by cosines %v", km, want)
		}
		if math.Abs(km-Kilometres(c, d, a, b)) > 1e-6 || Kilometres(a, b, a, b) != 0 {
			t.Fatal("a distance depends on the order, or is not 0 to itself")
		}
	})
	for _, wrong := range []float64{91, -91, math.NaN(), math.Inf(1)} {
		if !math.IsNaN(Kilometres(wrong, 0, 0, 0)) {
			t.Errorf("latitude %v has a distance", wrong)
		}
	}
}

func FuzzKernels(f *testing.F) {
	f.Add("müller street", "mueller str", 2)
	f.Add("\xff\x00", "", -1)
	f.Fuzz(func(t *testing.T, a, b string, q int) {
		a, b = a[:min(len(a), 300)], b[:min(len(b), 300)]
		q %= 50
		for _, s := range []float64{Jaccard(a, b, q), CosineGrams(a, b, q), CosineTokens(a, b)} {
			if !(s >= 0 && s <= 1) {
				t.Errorf("similarity %v", s)
			}
		}
		if d := OSA(a, b); d < DamerauLevenshtein(a, b) || d > Levenshtein(a, b) {
			t.Errorf("OSA %d", d)
		}
	})
}

func BenchmarkOSA(b *testing.B) { benchmark(b, func(x, y string) { OSA(x, y) }) }

func BenchmarkWithinEdits(b *testing.B) { benchmark(b, func(x, y string) { WithinEdits(x, y, 2) }) }

func BenchmarkJaccard(b *testing.B) { benchmark(b, func(x, y string) { Jaccard(x, y, 2) }) }
