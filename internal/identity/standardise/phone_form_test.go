package standardise

import "testing"

func TestPhoneFormSeesTheFormOnly(t *testing.T) {
	for s, want := range map[string][2]bool{
		"+49 30 1234567":        {true, true},
		"(030) 123-456 ext 12":  {true, true},
		"030/1234567":           {true, true},
		"123456":                {true, false},
		"12345":                 {false, false},
		"anna":                  {false, false},
		"12345678901234567":     {false, false},
		"Aaaa\xff\xffX\n000000": {false, false},
	} {
		if got := [2]bool{PhoneForm(s), PhoneForm(s) && DialledForm(s)}; got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}
