package standardise

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNamesAreShownAsPeopleWriteThem(t *testing.T) {
	cases := []struct{ received, canonical, want string }{
		{"Maier, Jürgen", "jurgen", "Jürgen"},
		{"Maier, Jürgen", "maier", "Maier"},
		{"GRÜNEDER Emma", "gruneder", "Grüneder"},
		{"Berg, Jan VAN DER", "van der berg", "van der Berg"},
		{"jean-luc o'brien", "jean luc", "Jean-Luc"},
		{"JEAN-LUC O’BRIEN", "obrien", "O’Brien"},
		{"Herr Dr. Hans von der Heide", "von der heide", "von der Heide"},
		{"Ann McDonald", "mcdonald", "McDonald"},
		{"", "anna", "Anna"},
		{"太郎", "太郎", "太郎"},
	}
	for _, c := range cases {
		if got := DisplayName(c.received, c.canonical); got != c.want {
			t.Errorf("DisplayName(%q, %q) = %q, want %q", c.received, c.canonical, got, c.want)
		}
	}
}

// What is shown folds to what is compared: nobody sees another name than the one
// that was matched.
func TestShownNamesAreTheComparedOnes(t *testing.T) {
	word := rapid.StringMatching(`[A-Za-zÄÖÜäöüßéèñçŁłØøİıſÆæÅåŞŸ'’.-]{1,9}`)
	rapid.Check(t, func(t *rapid.T) {
		name := word.Draw(t, "one") + rapid.SampledFrom([]string{" ", ", ", "  "}).Draw(t, "between") + word.Draw(t, "two")
		split, _ := SplitName(name, "DE")
		for _, part := range []string{split.Given, split.Family} {
			if got := Fold(DisplayName(name, part)); got != part {
				t.Fatalf("%q in %q is shown as %q", part, name, got)
			}
		}
	})
}
