package demo

import "strings"

// phoneText writes an E.164 number in one of the ways that people do.
func phoneText(e164, country string, style int) string {
	if e164 == "" || len(e164) < 8 {
		return e164
	}
	code := callingCode(country)
	local := national(e164, country)
	rest := e164[1+len(code):]
	switch style % 10 {
	case 0, 1:
		return e164
	case 2:
		return "00" + e164[1:]
	case 3, 4, 5:
		return "+" + code + " " + rest[:3] + " " + rest[3:]
	case 6:
		if code == "1" {
			return "(" + rest[:3] + ") " + rest[3:6] + "-" + rest[6:]
		}
		return "+" + code + " (0)" + rest[:3] + " " + rest[3:]
	case 7:
		return local[:4] + "/" + local[4:]
	case 8:
		return local[:4] + " " + local[4:]
	}
	return local
}

// countryText writes a country as the systems' users do: mostly by its name.
func countryText(country string, style int) string {
	names := map[string][2]string{
		"DE": {"Germany", "Deutschland"}, "AT": {"Austria", "Österreich"}, "CH": {"Switzerland", "Schweiz"}, "FR": {"France", "Frankreich"},
		"GB": {"United Kingdom", "UK"}, "US": {"United States", "USA"}, "CA": {"Canada", "Kanada"}, "NL": {"Netherlands", "Niederlande"},
		"IT": {"Italy", "Italien"}, "ES": {"Spain", "Spanien"}, "SE": {"Sweden", "Schweden"}, "AU": {"Australia", "Australien"},
	}[country]
	switch {
	case style < 60:
		return names[0]
	case style < 75:
		return names[1]
	case style < 78:
		return strings.ToLower(country)
	}
	return country
}
