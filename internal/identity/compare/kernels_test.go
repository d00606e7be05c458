package compare

import (
	"strings"
	"testing"

	"scv/internal/identity/record/recordtest"
	"scv/internal/identity/standardise"
	"scv/similarity"

	"pgregory.net/rapid"
)

// plainLikeness is what names must answer, by the texts themselves.
func plainLikeness(a, b string, nicknames bool) likeness {
	if nicknames && standardise.NicknameRoot(a) == standardise.NicknameRoot(b) {
		return nickname
	}
	switch {
	case closeText(a, b):
		return closeName
	case partOf(a, b) || partOf(b, a):
		return partName
	case jaroWinkler(a, b) >= similarJW:
		return similarName
	}
	return noLikeness
}

// plainDates is what dateOf must answer of two dates that are not the same.
func plainDates(a, b string) Grade {
	if len(a) != len("2006-01-02") || len(b) != len(a) {
		return 5
	}
	if strings.HasSuffix(a, "-00-00") && strings.HasSuffix(b, "-00-00") {
		return yearGrade(a[:4], b[:4])
	}
	year, month, day := a[:4] == b[:4], a[5:7] == b[5:7], a[8:] == b[8:]
	switch {
	case similarity.WithinOneEdit(a, b) || year && a[5:7] == b[8:] && a[8:] == b[5:7]:
		return 2
	case year && month || year && day || month && day:
		return 3
	case year:
		return 4
	}
	return 5
}

func TestReadiedNamesAreJudgedAsTheirTexts(t *testing.T) {
	name := rapid.OneOf(rapid.StringMatching(`[aeinrst]{1,8}( [aeinrst]{1,6})?`), rapid.StringMatching(`(anna|maria)-?[a-z]{5,20}`),
		rapid.StringMatching(`[ab]{3,6}`), rapid.SampledFrom([]string{"robert", "bob", "rob", "elisabeth", "liz", "betty", "j", "jürgen", "juergen", "anna maria", "maria", "a maria"}))
	rapid.Check(t, func(r *rapid.T) {
		x, y := name.Draw(r, "x"), name.Draw(r, "y")
		if x == y {
			return
		}
		s := recordtest.Set(t, []string{"record_id", given}, []string{"1", x}, []string{"2", y})
		c := s.Column(given)
		for _, nicknames := range []bool{false, true} {
			n := newNames(c.Dict, nicknames)
			if got, want := n.likeness(c.Codes[0], c.Codes[1]), plainLikeness(x, y, nicknames); got != want {
				r.Fatalf("%q and %q: %d, want %d", x, y, got, want)
			}
			if n.far(c.Codes[0], c.Codes[1]) && plainLikeness(x, y, nicknames) != noLikeness {
				r.Fatalf("%q and %q are alike and said to be far", x, y)
			}
			if got := n.near(c.Codes[0], c.Codes[1]); got != closeText(x, y) || got != n.close(c.Codes[0], c.Codes[1]) {
				r.Fatalf("%q and %q are close: %t", x, y, got)
			}
		}
	})
}

func TestReadiedDatesAreJudgedAsTheirTexts(t *testing.T) {
	day := rapid.OneOf(rapid.StringMatching(`19[78][0-2]-0[1-3]-0[1-3]`), rapid.StringMatching(`19[78]0-?0[12]-1[0-2]`), rapid.StringMatching(`19[78][0-4]-00-00`),
		rapid.StringMatching(`(19|20)[0-9]{2}-(0[0-9]|1[0-2])-[0-3][0-9]`))
	rapid.Check(t, func(r *rapid.T) {
		x, y := day.Draw(r, "x"), day.Draw(r, "y")
		if x == y {
			return
		}
		s := recordtest.Set(t, []string{"record_id", "birth_date_std"}, []string{"1", x}, []string{"2", y})
		if got, want := dateOf("birth_date_std")(plain(s)).of(0, 1), plainDates(x, y); got != want {
			r.Fatalf("%s and %s: %d, want %d", x, y, got, want)
		}
	})
}

func TestManyPairsAreComparedAsOneByOne(t *testing.T) {
	draw := map[string]*rapid.Generator[string]{
		given:            rapid.SampledFrom([]string{"", "anna", "anne", "ana", "j", "anna maria", "bob", "robert", "berger", "brigitte-elisabeth"}),
		family:           rapid.SampledFrom([]string{"", "anna", "anne", "berger", "bergre", "bergen", "schmidt", "meier"}),
		"birth_date_std": rapid.SampledFrom([]string{"", "1970-01-02", "1970-02-01", "1970-01-03", "1970-00-00", "1971-00-00", "1970/01/02", "1970"}),
		"email_std":      rapid.SampledFrom([]string{"", "anna.berger@a.example", "anna.berger@b.example", "sunny77@a.example", "sunny77@b.example", "info@a.example"}),
		"phone_std":      rapid.SampledFrom([]string{"", "+4930111111", "+4930111112", "+4989222222"}),
		"mobile_std":     rapid.SampledFrom([]string{"", "+4930111111", "+4930111112"}),
		"street_std":     rapid.SampledFrom([]string{"", "lindenweg", "lindenwege", "gasse"}), "street_number_std": rapid.SampledFrom([]string{"", "1", "2"}),
		"postal_code_std": rapid.SampledFrom([]string{"", "10115", "10116"}), "city_std": rapid.SampledFrom([]string{"", "berlin", "berlim", "bonn"}),
		"country_std": rapid.SampledFrom([]string{"", "DE", "AT"}), "organisation_name_std": rapid.SampledFrom([]string{"", "muster bau", "bau muster", "muster"}),
		"tax_id_std": rapid.SampledFrom([]string{"", "12345", "12346", "99"}), "name_suffix_std": rapid.SampledFrom([]string{"", "jr", "sr"}),
	}
	rapid.Check(t, func(r *rapid.T) {
		of := rapid.SliceOfNDistinct(rapid.SampledFrom(fields[1:]), 1, -1, rapid.ID).Draw(r, "columns")
		var rows [][]string
		for _, id := range []string{"1", "2", "3", "4"} {
			row := []string{id}
			for _, column := range of {
				row = append(row, draw[column].Draw(r, column))
			}
			rows = append(rows, row)
		}
		comparisons, set := For(rapid.SampledFrom([]string{"person", "organisation"}).Draw(r, "party")), recordtest.Set(t, append([]string{"record_id"}, of...), rows...)
		judge, single := NewJudge(comparisons, set), NewJudge(comparisons, set)
		var pairs []Pair
		for i := range int32(4) {
			for j := range int32(4) {
				pairs = append(pairs, Pair{i, j})
			}
		}
		got, counts := make([]Pattern, len(pairs)), make([]int32, len(pairs))
		for range 2 {
			judge.Patterns(pairs, got)
			for n, p := range pairs {
				if want := single.Pattern(p.I, p.J); got[n] != want {
					r.Fatalf("%v of %v: %x, want %x", p, rows, got[n], want)
				}
			}
		}
		for k, c := range comparisons {
			judge.Counts(k, pairs, []int32{3, 6, 9}, counts)
			for n, at := range []int32{3, 6, 9} {
				if want := single.Count(k, pairs[at].I, pairs[at].J); counts[n] != want {
					r.Fatalf("%s of %v: %d records, want %d", c.Name, rows, counts[n], want)
				}
			}
		}
	})
}
