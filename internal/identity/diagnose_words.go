package identity

import (
	"fmt"
	"strings"

	"scv/internal/identity/picture"
	"scv/internal/term"
)

// Told says how large the classes are and how the model came about.
func (d Diagnosis) Told() string {
	n := float64(d.Records)
	pairs := n * (n - 1) / 2
	if d.Learned == 0 {
		return fmt.Sprintf("%s records. By the model about %s of their %s pairs are one: %+.1f bits before anything is compared.",
			term.Count(int64(d.Records)), term.Count(int64(d.Lambda*pairs+.5)), term.Count(int64(pairs)), d.Prior)
	}
	return fmt.Sprintf("%s records, learned from %s in %d rounds. About %s of their %s pairs are one customer, %s one household: %+.1f bits before anything is compared.",
		term.Count(int64(d.Records)), term.Count(d.Learned), d.Rounds, term.Count(int64(d.Lambda*pairs+.5)), term.Count(int64(pairs)), term.Count(int64(d.Household*pairs+.5)), d.Prior)
}

// Found says what the rules make of the likely pairs, and what records can reach.
func (d Diagnosis) Found() []string {
	out := []string{fmt.Sprintf("%s of the records could not reach the line (%.4g bits) even against themselves.", term.Percent(d.Unlinkable), d.Line)}
	likely, missed := term.Count(int64(d.Likely)), term.Count(int64(d.Missed+.5))
	if d.Unmade == 0 {
		return append(out, fmt.Sprintf("%s likely pairs; at least %s more are expected that no rule makes.", likely, missed))
	}
	return append(out, fmt.Sprintf("%s likely pairs; no rule makes %s of them, which were found because all pairs were compared (%s were to be expected by what the rules find).",
		likely, term.Count(int64(d.Unmade)), missed))
}

// DiagnosisSVG draws what was learned.
func DiagnosisSVG(list []Diagnosis) []byte {
	m := picture.Model{Title: "What matching has learned", Told: "m: how often records of one customer show a level; u: how often strangers do; their ratio in bits is what the level is worth."}
	for _, d := range list {
		p := picture.Party{Name: strings.ToUpper(d.Party[:1]) + d.Party[1:] + "s", Told: d.Told(), Line: d.Line, Notes: append(d.Found(), d.Warnings...)}
		for _, l := range d.Levels {
			p.Level = append(p.Level, picture.Level{Comparison: strings.ReplaceAll(l.Comparison, "_", " "), Name: l.Name, M: l.M, U: l.U, Pairs: l.Pairs, Weight: l.Bits})
		}
		for _, b := range d.Histogram {
			p.Bins = append(p.Bins, picture.Bin{From: b.From, Same: b.Same, Apart: b.Apart})
		}
		for _, r := range d.Reach {
			p.Reach = append(p.Reach, picture.Point{Weight: r.Weight, Part: float64(r.Records) / float64(max(d.Records, 1))})
		}
		for _, r := range d.Rules {
			if r.Makes > 0 {
				p.Rules = append(p.Rules, picture.Rule{Name: r.Rule, Alone: float64(r.Alone), Makes: float64(r.Makes), Missed: r.Missed})
			}
		}
		m.Parties = append(m.Parties, p)
	}
	return m.SVG()
}
