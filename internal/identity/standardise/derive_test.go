package standardise

import (
	"slices"
	"testing"

	"scv"
)

func TestDeriveTellsWhereAFormComesFrom(t *testing.T) {
	m := scv.Model{Name: "m", Config: map[string]any{"columns": map[string]any{
		"given_name": "given_name", "full_name": "full_name", "phone": map[string]any{"as": "phone", "country": "land"}, "street": "street", "city": "city",
	}}}
	input := []string{"record_id", "given_name", "full_name", "phone", "street", "city", "land", "country"}
	cases := []struct {
		name   string
		from   []string
		copied bool
		ok     bool
	}{
		{"record_id", []string{"record_id"}, true, true},
		{"phone", []string{"phone"}, true, true},
		{"phone_std", []string{"land", "phone"}, false, true},
		{"city_reason", []string{"city"}, false, true},
		{"given_name_std", []string{"country", "full_name", "given_name"}, false, true},
		{"family_name_std", []string{"country", "full_name"}, false, true},
		{"street_number_std", []string{"country", "street"}, false, true},
		{"email_std", nil, false, false},
		{"nothing", nil, false, false},
	}
	for _, c := range cases {
		from, copied, ok := (&Materialization{}).Derive(m, c.name, input)
		if !slices.Equal(from, c.from) || copied != c.copied || ok != c.ok {
			t.Errorf("%s: from %v, copied %v, %v", c.name, from, copied, ok)
		}
	}
}
