package compile

import "testing"

func TestSeedTypesAreGuessedFromAllValues(t *testing.T) {
	for _, c := range []struct {
		values []string
		want   string
	}{
		{[]string{"1", "", "-20"}, "integer"},
		{[]string{"1", "3000000000"}, "bigint"},
		{[]string{"1", "2.5"}, "double"},
		{[]string{"1", "x"}, "varchar"},
		{[]string{"2024-01-31"}, "date"},
		{[]string{"2024-01-31", "2024-01-31 10:00:00"}, "timestamp"},
		{[]string{"true", "FALSE"}, "boolean"},
		{[]string{"true", "0"}, "varchar"},
		{[]string{"", "null"}, "integer"},
		{[]string{"nan"}, "varchar"},
		{[]string{"0x1F"}, "varchar"},
		{[]string{"1_000"}, "varchar"},
		{[]string{"2024-02-30"}, "varchar"},
		{[]string{"99999999999999999999"}, "double"},
	} {
		if got := GuessType(c.values); got != c.want {
			t.Errorf("%v is %s, want %s", c.values, got, c.want)
		}
	}
}
