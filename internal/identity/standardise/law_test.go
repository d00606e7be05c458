package standardise

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// holds checks the laws for one value and all kinds.
func holds(t interface{ Errorf(string, ...any) }, value, country string) {
	reasons := map[Reason]bool{"": true}
	for _, info := range Reasons() {
		reasons[info.Reason] = true
	}
	for name, k := range kinds() {
		once := k.apply(value, country, "DE")
		if !reasons[once.Reason] {
			t.Errorf("%s(%q): reason %q is not in the table", name, value, once.Reason)
		}
		if strings.ToValidUTF8(once.Value, "") != once.Value {
			t.Errorf("%s(%q): %q is no UTF-8", name, value, once.Value)
		}
		if once.Value == "" {
			continue
		}
		again := k.apply(once.Value, country, "DE")
		if again.Value != once.Value {
			t.Errorf("%s(%q, %q) = %q, and of that %q", name, value, country, once.Value, again.Value)
		}
	}
}

func TestCanonicalOfCanonicalIsItself(t *testing.T) {
	words := rapid.SampledFrom([]string{
		"Dr.", "Jean", "van", "der", "Müller", "GmbH", "& Co", "S.A.", "12", "12a", "St.", "Straße", "Str.", "Apt 4", "#3", ",", "-", "/", "7",
		"Jr.", "PhD", "x", "n/a", "test", "Høj", "Ωmega", "Иван", "太郎", "05", "03", "1980", ".", "+49", "@", "web.de", "D", "CEDEX", "O'", "the", "and", "limited", "MAX", "ii", "100001", "bis", "Nr", "no",
	})
	text := rapid.Custom(func(t *rapid.T) string {
		sep := rapid.SampledFrom([]string{"", " ", "", " ", ", "}).Draw(t, "separator")
		return strings.Join(rapid.SliceOfN(words, 1, 6).Draw(t, "words"), sep)
	})
	country := rapid.SampledFrom([]string{"", "DE", "US", "GB", "FR", "NL", "Spain", "SE", "AU", "LV", "nowhere"})
	rapid.Check(t, func(t *rapid.T) { holds(t, text.Draw(t, "text"), country.Draw(t, "country")) })
	rapid.Check(t, func(t *rapid.T) { holds(t, rapid.String().Draw(t, "string"), country.Draw(t, "country")) })
}

func FuzzStandardise(f *testing.F) {
	for _, s := range []string{"Anna Müller <a@b.de>", "+49 (0)30 1", "Smith, Jr.", "31.02.1980", "SW1A 0AA", "12 bis, rue du 8 Mai", "\xff\xfe", "S.à r.l.", "İ", "ß"} {
		f.Add(s, "DE")
		f.Add(s, "")
	}
	f.Fuzz(func(t *testing.T, value, country string) { holds(t, value, country) })
}

func TestEveryReasonIsDescribedOnce(t *testing.T) {
	seen := map[Reason]bool{}
	for _, info := range Reasons() {
		if seen[info.Reason] || info.Means == "" {
			t.Errorf("%s: twice, or without a meaning", info.Reason)
		}
		seen[info.Reason] = true
	}
}

func TestPostalTable(t *testing.T) {
	for iso2, rule := range postalRules() {
		if Country(iso2).Value != iso2 {
			t.Errorf("%s is no country", iso2)
		}
		for _, f := range rule.forms {
			if strings.Trim(f.compact, "9A?D") != "" {
				t.Errorf("%s: pattern %q", iso2, f.compact)
			}
		}
	}
	if n := len(postalRules()); n < 40 {
		t.Errorf("%d countries, want at least 40", n)
	}
}

func TestEveryCountryIsFoundByCodeAndName(t *testing.T) {
	for line := range strings.Lines(countryText) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, name := range fields[:3] {
			if got := Country(name).Value; got != fields[0] {
				t.Errorf("Country(%q) = %q, want %s", name, got, fields[0])
			}
		}
	}
}
