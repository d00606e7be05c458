package report

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// colours reads the colours of a theme: what stands between two marks of the sheet.
func colours(t *testing.T, from, to string) map[string]string {
	t.Helper()
	text, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(text), from)
	if !ok {
		t.Fatalf("no %q in the style sheet", from)
	}
	theme, _, _ := strings.Cut(rest, to)
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{3,6});`).FindAllStringSubmatch(theme, -1) {
		found[m[1]] = m[2]
	}
	return found
}

// luminance is the relative luminance of WCAG 2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{.2126, .7152, .0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= .03928 {
			c /= 12.92
		} else {
			c = math.Pow((c+.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

// Text has a contrast of 4.5 to 1 at least to whatever it stands on, and what
// carries a meaning without text 3 to 1: WCAG 2 AA, in every theme.
func TestContrastIsEnoughInEveryTheme(t *testing.T) {
	themes := map[string]map[string]string{
		"light": colours(t, ":root {", "}\n@media"),
		"dark":  colours(t, "prefers-color-scheme: dark", "* { box-sizing"),
		"paper": colours(t, "@media print", "@page"),
	}
	text := map[string][]string{
		"ink": {"bg", "card", "hover", "accent-soft", "watch-soft", "none-soft"}, "soft": {"bg", "card", "hover", "accent-soft", "watch-soft"},
		"accent": {"bg", "card", "accent-soft"}, "good": {"card", "good-soft"}, "watch": {"card", "watch-soft", "bg"}, "bad": {"card", "bad-soft", "bg"}, "none": {"card", "none-soft"},
	}
	for theme, colour := range themes {
		contrast := func(a, b string) float64 {
			x, y := luminance(t, colour[a]), luminance(t, colour[b])
			return (math.Max(x, y) + .05) / (math.Min(x, y) + .05)
		}
		for a, grounds := range text {
			for _, b := range grounds {
				if colour[a] == "" || colour[b] == "" {
					t.Fatalf("%s: no colour %s or %s", theme, a, b)
				}
				if c := contrast(a, b); c < 4.5 {
					t.Errorf("%s: %s on %s has contrast %.2f", theme, a, b, c)
				}
			}
		}
	}
}

func TestStyleIsSmall(t *testing.T) {
	text, err := pageFiles.ReadFile("page/style.css")
	if err != nil {
		t.Fatal(err)
	}
	if len(text) > 20_000 {
		t.Errorf("%d bytes of style", len(text))
	}
}
