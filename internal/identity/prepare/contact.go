package prepare

import (
	"strings"

	"scv/internal/identity/profile"
	"scv/internal/identity/record"
	"scv/internal/identity/standardise"
)

func (f *forms) contact() {
	f.add("email_std", f.one(f.by[profile.Email], plain(standardise.Email), record.NewDict()))
	phone := func(v, _ string) [2]string { return [2]string{endOf(v)} }
	if f.country != "" || f.by[profile.Country] != "" {
		phone = func(v, country string) [2]string { return [2]string{standardise.Phone(v, country, f.country).Value} }
	}
	f.add("phone_std", f.one(f.by[profile.Phone], phone, f.phones))
	f.add("mobile_std", f.one(f.by[profile.Mobile], phone, f.phones))
}

// endOf is the end of a number whose country nobody knows: the last nine digits
// are the same with the country's code and without. Fewer than six are none, nor is one
// that ends in the same digit seven times: it was typed to get past a form.
func endOf(v string) string {
	var out []byte
	for i := range len(v) {
		if v[i] >= '0' && v[i] <= '9' {
			out = append(out, v[i])
		}
	}
	number := strings.TrimLeft(string(out), "0")
	if len(number) < 6 || len(number)-len(strings.TrimRight(number, number[len(number)-1:])) >= min(7, len(number)) {
		return ""
	}
	return number[max(0, len(number)-9):]
}
