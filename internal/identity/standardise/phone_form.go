package standardise

import "strings"

// PhoneForm says whether a text has the form of a telephone number: digits and what
// people put between them, perhaps with an extension. Which country's plan it is to
// fit may stand elsewhere. A date has that form, too.
func PhoneForm(s string) bool {
	if i := strings.IndexAny(s, "xXeE"); i > 6 {
		s = s[:i] // an extension
	}
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune("+-/(). \u00a0–", r):
		default:
			return false
		}
	}
	return digits >= 6 && digits <= 16
}

// DialledForm says whether a text of the form of a telephone number is written as no
// quantity and no code is.
func DialledForm(s string) bool {
	return strings.HasPrefix(s, "+") || strings.HasPrefix(s, "00") || strings.HasPrefix(s, "(") ||
		strings.HasPrefix(s, "0") && len(s) > 8 || strings.Count(s, "-") == 2 && len(s) >= 12
}
