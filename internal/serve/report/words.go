package report

import (
	"fmt"
	"strings"
	"time"

	"scv"
	"scv/internal/term"
)

// state is how something stands: the class of its colour and shape. The page
// always adds a word.
type state string

const (
	good  state = "good"
	watch state = "watch"
	bad   state = "bad"
	none  state = "none"
)

// light is a state with its word.
type light struct {
	State state
	Word  string
}

func verdictLight(v scv.Verdict) light {
	switch v {
	case scv.Pass:
		return light{good, "pass"}
	case scv.Fail:
		return light{bad, "fail"}
	default:
		return light{none, "not seen"}
	}
}

// worst is the state of a number of things, some of which failed.
func worst(failed, warned int) state {
	switch {
	case failed > 0:
		return bad
	case warned > 0:
		return watch
	default:
		return good
	}
}

func day(t time.Time) string    { return t.UTC().Format(time.DateOnly) }
func moment(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") + " UTC" }

// ago says how long before now something was: "just now", "12 min ago", "3 h ago",
// "5 days ago".
func ago(at, now time.Time) string {
	d := now.Sub(at)
	switch {
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h ago", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days ago", int(d.Hours()/24))
	}
}

func took(seconds float64) string { return term.Took(time.Duration(seconds * float64(time.Second))) }

// many writes a number with the word it counts: "1 record", "2,000 records".
func many(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return term.Count(n) + " " + more
}

// share writes a part of a whole; an empty whole has no share. It never rounds to
// all or nothing what is not.
func share(part, whole int64) string {
	switch {
	case whole == 0:
		return "–"
	case part == whole || part == 0:
		return fmt.Sprintf("%d %%", 100*part/whole)
	}
	p := 100 * float64(part) / float64(whole)
	switch {
	case p > 99.9:
		return "over 99.9 %"
	case p < 0.1:
		return "under 0.1 %"
	}
	return fmt.Sprintf("%.1f %%", p)
}

// signed writes bits with their sign, with a true minus.
func signed(bits float64) string {
	return strings.Replace(fmt.Sprintf("%+.1f", bits), "-", "−", 1)
}

// degrees writes a temperature without a decimal, "−3°".
func degrees(c float64) string {
	s := strings.Replace(fmt.Sprintf("%.0f°", c), "-", "−", 1)
	if s == "−0°" {
		return "0°"
	}
	return s
}

// plain writes a name of a column for people: "postal_code" is "postal code".
func plain(name string) string { return strings.ReplaceAll(name, "_", " ") }

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// ownerName is an owner of the checklist in words.
func ownerName(code string) string {
	names := map[string]string{
		"TECH": "Technical", "DQ": "Data quality", "OPS": "Operations",
		"SEC": "Security", "BIZ": "Business", "DPO": "Data protection",
	}
	if name, ok := names[code]; ok {
		return name
	}
	return code
}
