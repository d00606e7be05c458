package compare

import (
	"fmt"
	"math"
	"testing"

	"scv/internal/identity/record"
	"scv/internal/identity/record/recordtest"

	"pgregory.net/rapid"
)

var fields = []string{
	"record_id", "given_name_std", "family_name_std", "birth_date_std", "email_std", "phone_std", "mobile_std", "street_std", "street_number_std",
	"postal_code_std", "city_std", "country_std", "tax_id_std", "name_suffix_std", "organisation_name_std",
}

// two makes a set of two records that differ in the values given: "field=left|right".
func two(t testing.TB, values map[string][2]string) *record.Set {
	left, right := []string{"a"}, []string{"b"}
	for _, f := range fields[1:] {
		left, right = append(left, values[f][0]), append(right, values[f][1])
	}
	return recordtest.Set(t, fields, left, right)
}

func levelOf(t testing.TB, party, comparison string, values map[string][2]string) string {
	t.Helper()
	s := two(t, values)
	p := NewJudge(For(party), s).Pattern(0, 1)
	for k, c := range For(party) {
		if c.Name != comparison {
			continue
		}
		if g := p.Grade(k); g != Null {
			return c.Levels[g-1].Name
		}
		return "null"
	}
	t.Fatalf("no comparison %s", comparison)
	return ""
}

func TestLevels(t *testing.T) {
	names := func(g1, f1, g2, f2 string) map[string][2]string {
		return map[string][2]string{"given_name_std": {g1, g2}, "family_name_std": {f1, f2}}
	}
	one := func(field, a, b string) map[string][2]string { return map[string][2]string{field: {a, b}} }
	door := func(a, b [4]string) map[string][2]string {
		return map[string][2]string{
			"street_std": {a[0], b[0]}, "street_number_std": {a[1], b[1]}, "postal_code_std": {a[2], b[2]}, "city_std": {a[3], b[3]}, "country_std": {"DE", "DE"},
		}
	}
	home := [4]string{"lindenweg", "5", "12345", "berlin"}
	cases := []struct {
		party, comparison string
		values            map[string][2]string
		want              string
	}{
		{"person", "given_name", names("anna", "", "anna", ""), "exact"},
		{"person", "given_name", names("robert", "", "bob", ""), "nickname"},
		{"person", "given_name", names("brandon", "", "brendon", ""), "close"},
		{"person", "given_name", names("anna maria", "", "anna", ""), "part"},
		{"person", "given_name", names("j", "", "john", ""), "part"},
		{"person", "given_name", names("anna", "berger", "berger", "anna"), "swapped"},
		{"person", "family_name", names("anna", "berger", "berger", "anna"), "null"}, // the given name has told it
		{"person", "given_name", names("anna", "berger", "bergr", "anna"), "swapped"},
		{"person", "given_name", names("anna", "", "peter", ""), "different"},
		{"person", "given_name", names("anna", "", "", ""), "null"},
		{"person", "family_name", names("", "meier schmidt", "", "meier"), "part"},
		{"person", "family_name", names("", "meyer", "", "meier"), "close"},
		{"person", "birth_date", one("birth_date_std", "1980-03-14", "1980-03-14"), "exact"},
		{"person", "birth_date", one("birth_date_std", "1980-03-14", "1980-03-41"), "close"},
		{"person", "birth_date", one("birth_date_std", "1980-03-04", "1980-04-03"), "close"},
		{"person", "birth_date", one("birth_date_std", "1980-03-14", "1980-03-27"), "partly"},
		{"person", "birth_date", one("birth_date_std", "1980-03-14", "1980-11-27"), "same year"},
		{"person", "birth_date", one("birth_date_std", "1980-03-14", "1971-11-27"), "different"},
		{"person", "email", one("email_std", "sunny77@a.example", "sunny77@b.example"), "same mailbox"},
		{"person", "email", map[string][2]string{"email_std": {"anna.berger@a.example", "anna.berger@b.example"}, "given_name_std": {"anna", "anna"}, "family_name_std": {"berger", "berger"}}, "null"},
		{"person", "email", mail("jurgen", "jager", "juergen.jaeger@a.example", "juergen.jaeger@b.example"), "null"},
		{"person", "email", mail("anna", "berger", "anna.berger@a.example", "annaberger@a.example"), "null"},
		{"person", "email", mail("anna", "berger", "anna_ber84@a.example", "anna_ber87@a.example"), "null"},
		{"person", "email", mail("anna", "berger", "anna.berger@a.example", "anna.berger@a.example"), "exact"},
		{"person", "email", mail("anna", "berger", "4711123@a.example", "4711123@b.example"), "same mailbox"},
		{"person", "email", mail("anna", "berger", "rosebud@a.example", "rosebut@a.example"), "close"},
		{"organisation", "email", one("email_std", "info@a.example", "info@b.example"), "null"},
		{"person", "email", one("email_std", "anna@a.example", "amna@a.example"), "close"},
		{"person", "phone", map[string][2]string{"phone_std": {"+491", ""}, "mobile_std": {"", "+491"}}, "exact"},
		{"person", "phone", one("phone_std", "+4930111111", "+4930111112"), "close"},
		{"person", "phone", one("phone_std", "+4930111111", "+4989222222"), "different"},
		{"person", "address", door(home, home), "same door"},
		{"person", "address", door(home, [4]string{"lindnweg", "5", "12345", "berlin"}), "same door"},
		{"person", "address", door(home, [4]string{"lindenweg", "7", "12345", "berlin"}), "nearly the same door"},
		{"person", "address", door(home, [4]string{"am markt", "5", "12345", "berlin"}), "same place and number"},
		{"person", "address", door(home, [4]string{"am markt", "8", "12345", "berlin"}), "same place"},
		{"person", "address", door(home, [4]string{"am markt", "8", "12345", "koeln"}), "same postal code"},
		{"person", "address", door(home, [4]string{"am markt", "8", "54321", "berlin"}), "same city"},
		{"person", "address", door(home, [4]string{"am markt", "8", "54321", "koeln"}), "different"},
		{"person", "address", door(home, [4]string{}), "null"},
		{"person", "name_suffix", one("name_suffix_std", "jr", "sr"), "different"},
		{"organisation", "organisation_name", one("organisation_name_std", "berger metall", "metall berger"), "same words"},
		{"organisation", "organisation_name", one("organisation_name_std", "berger metallbau", "berger metalbau"), "close"},
		{"organisation", "organisation_name", one("organisation_name_std", "berger metall", "berger holz"), "part"},
		{"organisation", "organisation_name", one("organisation_name_std", "berger metall", "stadtwerke ulm"), "different"},
	}
	for _, c := range cases {
		if got := levelOf(t, c.party, c.comparison, c.values); got != c.want {
			t.Errorf("%s of %v: %q, want %q", c.comparison, c.values, got, c.want)
		}
	}
}

// mail is two people of one name with a mailbox each.
func mail(first, last, a, b string) map[string][2]string {
	return map[string][2]string{given: {first, first}, family: {last, last}, "email_std": {a, b}}
}

func TestYearsAloneAreComparedAsYears(t *testing.T) {
	for other, want := range map[string]string{"1819-00-00": "exact", "1820-00-00": "close", "1816-00-00": "partly", "1919-00-00": "different", "1819-05-02": "same year"} {
		if got := levelOf(t, "person", "birth_date", map[string][2]string{"birth_date_std": {"1819-00-00", other}}); got != want {
			t.Errorf("1819 and %s: %s, want %s", other, got, want)
		}
	}
}

// A table may have mobile numbers and no others.
func TestAMobileAloneIsCompared(t *testing.T) {
	s := recordtest.Set(t, []string{"record_id", "mobile_std"}, []string{"a", "641234567"}, []string{"b", "641234567"}, []string{"c", "641234568"})
	comparisons := Present(Persons(), s)
	j := NewJudge(comparisons, s)
	if one, other := j.Pattern(0, 1).Grade(0), j.Pattern(0, 2).Grade(0); one != 1 || other != 2 || j.Count(0, 0, 1) != 2 {
		t.Errorf("grades %d and %d, %d records", one, other, j.Count(0, 0, 1))
	}
}

func TestAnAddressInAnotherCountryIsAnother(t *testing.T) {
	got := levelOf(t, "person", "address", map[string][2]string{"postal_code_std": {"1010", "1010"}, "country_std": {"AT", "AU"}})
	if got != "different" {
		t.Errorf("level %q", got)
	}
}

func TestPriorsAreShares(t *testing.T) {
	for _, party := range []string{"person", "organisation"} {
		for _, c := range For(party) {
			var sum Prior
			for _, l := range c.Levels {
				sum = Prior{sum.M + l.Prior.M, sum.H + l.Prior.H, sum.U + l.Prior.U}
				if l.Prior.M <= 0 || l.Prior.H <= 0 || l.Prior.U <= 0 {
					t.Errorf("%s %s: a prior of 0 can never be unlearned", c.Name, l.Name)
				}
			}
			for name, s := range map[string]float64{"M": sum.M, "H": sum.H, "U": sum.U} {
				if math.Abs(s-1) > 1e-9 {
					t.Errorf("%s %s: %s sums to %v", party, c.Name, name, s)
				}
			}
			if len(c.Levels) > 15 {
				t.Errorf("%s has %d levels", c.Name, len(c.Levels))
			}
		}
		if n := len(For(party)); n > 16 {
			t.Errorf("%d comparisons", n)
		}
	}
}

func TestComparingIsSymmetricAndNullsSayNothing(t *testing.T) {
	value := map[string]*rapid.Generator[string]{
		"birth_date_std": rapid.StringMatching(`(19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]|[a-z]{0,4}|`), "email_std": rapid.StringMatching(`([a-z]{1,6}@[a-c]{1,3}\.de)?`),
		"phone_std": rapid.StringMatching(`(\+49[0-9]{2,4})?`), "mobile_std": rapid.StringMatching(`(\+49[0-9]{2,4})?`),
	}
	rapid.Check(t, func(r *rapid.T) {
		var rows [2][]string
		for k := range rows {
			rows[k] = []string{fmt.Sprint(k)}
			for _, f := range fields[1:] {
				g, ok := value[f]
				if !ok {
					g = rapid.StringMatching(`([a-e]{1,5}( [a-e]{1,4})?)?`)
				}
				rows[k] = append(rows[k], g.Draw(r, f))
			}
		}
		s := recordtest.Set(t, fields, rows[0], rows[1])
		for _, party := range []string{"person", "organisation"} {
			j := NewJudge(For(party), s)
			p := j.Pattern(0, 1)
			if q := j.Pattern(1, 0); q != p {
				r.Fatalf("%v: %x and %x the other way", rows, p, q)
			}
			self := j.Pattern(0, 0)
			for k, c := range For(party) {
				if g := self.Grade(k); g > 1 && c.Name != "address" {
					r.Fatalf("%s of a record with itself has grade %d", c.Name, g)
				}
				if g := p.Grade(k); int(g) > len(c.Levels) {
					r.Fatalf("%s has grade %d of %d", c.Name, g, len(c.Levels))
				}
				if j.Count(k, 0, 1) != j.Count(k, 1, 0) {
					r.Fatalf("%s counts depend on the order", c.Name)
				}
			}
		}
	})
}

// Two names of 1,000 records lie beside each other with their counts, in four cells of
// four bytes.
func TestTheColumnsOfJudgesAreCounted(t *testing.T) {
	rows := make([][]string, 1000)
	for k := range rows {
		rows[k] = []string{fmt.Sprintf("r%04d", k), "anna", "berg"}
	}
	s := recordtest.Set(t, []string{"record_id", given, family}, rows...)
	comparisons := Present(Persons(), s)
	for n, j := range NewJudges(3, comparisons, s, CountTerms(comparisons, s)) {
		if got := j.Bytes(); got != 1000*4*4 {
			t.Errorf("judge %d looks at %d bytes", n, got)
		}
	}
}
