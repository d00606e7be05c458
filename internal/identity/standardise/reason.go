package standardise

import (
	"cmp"
	"slices"
)

// Reason says why a value has no canonical form or, for a note, what was done
// or is doubtful about the form beside it. "" is no reason: nothing to say.
type Reason string

// Reasons why there is no canonical form.
const (
	Placeholder     Reason = "placeholder"
	TooLong         Reason = "too_long"
	NoLetters       Reason = "no_letters"
	TitleOnly       Reason = "title_only"
	EmailSyntax     Reason = "email_syntax"
	EmailDomain     Reason = "email_domain"
	PhoneSyntax     Reason = "phone_syntax"
	PhoneLength     Reason = "phone_length"
	PhoneFake       Reason = "phone_fake"
	PhoneNoCountry  Reason = "phone_no_country"
	DateSyntax      Reason = "date_syntax"
	DateImpossible  Reason = "date_impossible"
	DateOutOfRange  Reason = "date_out_of_range"
	DatePlaceholder Reason = "date_placeholder"
	DateTwoDigits   Reason = "date_two_digit_year"
	CountryUnknown  Reason = "country_unknown"
	PostalInvalid   Reason = "postal_code_invalid"
)

// Notes: reasons that stand beside a canonical form.
const (
	NotLatin          Reason = "not_latin"
	PhoneNotInPlan    Reason = "phone_not_in_plan"
	PhoneExtension    Reason = "phone_extension_apart"
	PhonePlusRestored Reason = "phone_plus_restored"
	DateAmbiguous     Reason = "date_day_month_ambiguous"
	DateSerial        Reason = "date_excel_serial"
	DateEpoch         Reason = "date_epoch"
	ZeroRestored      Reason = "leading_zero_restored"
	PostalNoCountry   Reason = "postal_code_no_country"
	PostalNoRule      Reason = "postal_code_no_rule"
	PostalPartial     Reason = "postal_code_partial"
	PostalShortened   Reason = "postal_code_shortened"
	PostalRepaired    Reason = "postal_code_letters_read_as_digits"
	SplitFromFullName Reason = "split_from_full_name"
	SplitFromStreet   Reason = "split_from_street"
	SuffixFromName    Reason = "suffix_from_name"
)

// ReasonInfo is a reason's entry in the table.
type ReasonInfo struct {
	Reason Reason
	Note   bool // a canonical form stands beside it
	Means  string
}

// Reasons lists every reason with its meaning, those without a form first. The
// codes are stable: checks and reports name them.
func Reasons() []ReasonInfo {
	return slices.Concat([]ReasonInfo{
		{Placeholder, false, "The value stands for \"nothing known\": unknown, n/a, test, xxx, noreply@."},
		{TooLong, false, "The value is longer than such a value can be."},
		{NoLetters, false, "A name without any letter."},
		{TitleOnly, false, "A name that is only a title: Mr, Frau, Dr."},
		{EmailSyntax, false, "Not of the form name@domain.tld."},
		{EmailDomain, false, "The domain cannot be one: a label is empty, too long, or no IDN."},
		{PhoneSyntax, false, "Not a telephone number."},
		{PhoneLength, false, "Too short or too long for its country."},
		{PhoneFake, false, "Digits that nobody has: all the same, or 123456789."},
		{PhoneNoCountry, false, "A national number, and neither the row nor the configuration names a country."},
		{DateSyntax, false, "Not a date in a form that is known."},
		{DateImpossible, false, "A day that does not exist: 31 February, month 13."},
		{DateOutOfRange, false, "Before 1850 or after 2100."},
		{DatePlaceholder, false, "1900-01-01, 1899-12-30, 9999-12-31 and the like: a system's word for no date."},
		{DateTwoDigits, false, "A year of two digits: the century would be a guess."},
		{CountryUnknown, false, "No country has this name or code."},
		{PostalInvalid, false, "Not of a form that the country's postal codes have."},
	}, notes())
}

func notes() []ReasonInfo {
	return []ReasonInfo{
		{NotLatin, true, "Letters without a Latin form are kept as they are."},
		{PhoneNotInPlan, true, "The length is right, but the country's numbering plan has no such number."},
		{PhoneExtension, true, "An extension was taken off; it stays in the value as received."},
		{PhonePlusRestored, true, "The plus sign in front of the country code was missing, as when a spreadsheet took the number for a quantity."},
		{DateAmbiguous, true, "Day and month can be swapped; the country's order was taken, day first where none is known."},
		{DateSerial, true, "A spreadsheet's day number was read as a date."},
		{DateEpoch, true, "1970-01-01: a birthday, or a system's word for no date."},
		{ZeroRestored, true, "Zeros were missing in front, as when a spreadsheet took the code for a quantity."},
		{PostalNoCountry, true, "No country is known: only spaces and case were made uniform."},
		{PostalNoRule, true, "The form of this country's codes is not known: only spaces and case were made uniform."},
		{PostalPartial, true, "Only the first part of a code, such as a GB outward code."},
		{PostalShortened, true, "An addition to the code was left out, such as +4 in the US or CEDEX in FR."},
		{PostalRepaired, true, "Letters that look like digits (O, I, S, B) were read as digits."},
		{SplitFromFullName, true, "The source has the whole name only; this part was split from it."},
		{SplitFromStreet, true, "The source has street and number in one; this part was split from it."},
		{SuffixFromName, true, "Taken from the end of the name: jr, sr, ii, iii."},
	}
}

// Result is a canonical form with its reason. Value "" means there is none.
type Result struct {
	Value  string
	Reason Reason
}

func refuse(r Reason) Result { return Result{Reason: r} }

// settle applies f until its form stays the same, so that the form of a form is
// itself also where one cut lays another bare ("Dr" behind a comma). The reason
// of the first pass stays when there is a form, that of the last when there is
// none. A form that does not settle is none: no input is known to get there.
func settle(s string, f func(string) Result) Result {
	first := f(s)
	now := first
	for range 8 {
		if now.Value == "" {
			return now
		}
		next := f(now.Value)
		if next.Value == now.Value {
			return Result{now.Value, cmp.Or(first.Reason, next.Reason)}
		}
		now = next
	}
	return refuse(NoLetters)
}
