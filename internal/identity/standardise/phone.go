package standardise

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// PhoneNumber is a telephone number in its parts.
type PhoneNumber struct {
	E164      string // +4930901820; "" when there is none
	Extension string // digits
}

// Phone gives a number as E.164. Country is the row's country in any form that
// Country knows; where it has none, defaultCountry (ISO alpha-2) is taken.
func Phone(s, country, defaultCountry string) Result {
	number, reason := ParsePhone(s, country, defaultCountry)
	return Result{number.E164, reason}
}

// ParsePhone is Phone with the extension apart. Numbers are read as the plan of
// their country says; a number that came without its plus sign (447911000000 out
// of a spreadsheet) is recognised by being none of the country's own.
func ParsePhone(s, country, defaultCountry string) (PhoneNumber, Reason) {
	s = strings.TrimSpace(strings.ToValidUTF8(s, "?"))
	switch {
	case blank(s):
		return PhoneNumber{}, ""
	case len(s) > 100:
		return PhoneNumber{}, TooLong
	}
	s = dropDecimals(s)
	digits := onlyDigits(s)
	if digits == "" {
		return PhoneNumber{}, placeholderOr(s, PhoneSyntax)
	}
	if fakeDigits(digits) {
		return PhoneNumber{}, PhoneFake
	}
	region := Country(country).Value
	if region == "" {
		region = strings.ToUpper(defaultCountry)
	}
	return readPhone(s, digits, region)
}

func readPhone(s, digits, region string) (PhoneNumber, Reason) {
	international := strings.HasPrefix(strings.TrimLeft(s, "( "), "+") || strings.HasPrefix(digits, "00")
	if !international && region == "" {
		if n, ok := withPlus(digits); ok {
			return n, PhonePlusRestored
		}
		return PhoneNumber{}, PhoneNoCountry
	}
	parsed, err := phonenumbers.Parse(international00(s, digits), region)
	if err == nil && phonenumbers.IsValidNumber(parsed) {
		n, reason := finish(parsed, "")
		if reason == "" && !international && n.E164 == "+"+digits {
			reason = PhonePlusRestored
		}
		return n, reason
	}
	if !international {
		if n, ok := withPlus(digits); ok {
			return n, PhonePlusRestored
		}
	}
	if err != nil {
		return PhoneNumber{}, PhoneSyntax
	}
	if phonenumbers.IsPossibleNumberWithReason(parsed) != phonenumbers.IS_POSSIBLE {
		return PhoneNumber{}, PhoneLength
	}
	n, reason := finish(parsed, PhoneNotInPlan)
	if again, err := phonenumbers.Parse(n.E164, ""); err != nil || phonenumbers.Format(again, phonenumbers.E164) != n.E164 {
		return PhoneNumber{}, PhoneSyntax
	}
	return n, reason
}

// international00 turns a leading 00 into the plus sign: the prefix of nearly
// every country, written also by people whose own country has another.
func international00(s, digits string) string {
	trimmed := strings.TrimLeft(s, "( ")
	if strings.HasPrefix(trimmed, "00") && len(digits) > 8 {
		return "+" + trimmed[2:]
	}
	return strings.ReplaceAll(s, "(0)", "")
}

// withPlus reads digits as an international number that lost its plus sign.
func withPlus(digits string) (PhoneNumber, bool) {
	if len(digits) < 10 || len(digits) > 15 || digits[0] == '0' {
		return PhoneNumber{}, false
	}
	parsed, err := phonenumbers.Parse("+"+digits, "")
	if err != nil || !phonenumbers.IsValidNumber(parsed) {
		return PhoneNumber{}, false
	}
	n, _ := finish(parsed, "")
	return n, true
}

func finish(parsed *phonenumbers.PhoneNumber, reason Reason) (PhoneNumber, Reason) {
	n := PhoneNumber{phonenumbers.Format(parsed, phonenumbers.E164), parsed.GetExtension()}
	if reason == "" && n.Extension != "" {
		reason = PhoneExtension
	}
	return n, reason
}

// dropDecimals takes off the ".0" that a spreadsheet's number may bring along.
func dropDecimals(s string) string {
	whole, rest, ok := strings.Cut(s, ".")
	if ok && strings.Trim(rest, "0") == "" && rest != "" && len(rest) <= 2 && onlyDigits(whole) == whole {
		return whole
	}
	return s
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		if unicode.IsDigit(r) { // full-width and other scripts: each block of ten starts at a multiple of ten
			return digitOf(r)
		}
		return -1
	}, s)
}

func digitOf(r rune) rune {
	for zero := r; zero > r-10; zero-- {
		if !unicode.IsDigit(zero - 1) {
			return '0' + r - zero
		}
	}
	return -1
}

func fakeDigits(digits string) bool {
	tail := strings.TrimLeft(digits, "0")
	if len(tail) > 6 {
		tail = tail[len(tail)-6:]
	}
	same := tail == "" || len(tail) >= 5 && strings.Count(tail, tail[:1]) == len(tail) && tail[0] != '0'
	ladder := strings.Contains("01234567890123456789", digits) || strings.Contains("98765432109876543210", digits)
	return len(digits) >= 3 && (same && sameFrom(digits) || ladder && len(digits) >= 5)
}

// sameFrom says whether at least the last seven digits, or all but a leading
// zero or code of three, are one digit: 0000000, 0999999999, +49 111 1111111.
func sameFrom(digits string) bool {
	last := digits[len(digits)-1]
	run := len(digits) - len(strings.TrimRight(digits, string(last)))
	return run >= 7 || run >= len(digits)-1
}
