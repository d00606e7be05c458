package identity

import (
	"fmt"
	"strings"

	"scv/internal/identity/picture"
	"scv/internal/term"
)

// Verdict is what an explanation comes to, in a sentence.
func (e *Explanation) Verdict() string {
	if e.SameCustomer {
		return fmt.Sprintf("one %s: %s", e.word(), e.LeftCustomer)
	}
	return fmt.Sprintf("two %ss: %s and %s", e.word(), e.LeftCustomer, e.RightCustomer)
}

// word is how a group of records is called: outside a home nobody is a customer.
func (e *Explanation) word() string {
	if e.table {
		return "cluster"
	}
	return "customer"
}

// headline says what a picture of the explanation shows.
func (e *Explanation) headline() string {
	switch {
	case e.Party == "":
		return "A person and an organisation are never compared"
	case e.SameCustomer:
		return fmt.Sprintf("One %s: %+.1f bits, %s", e.word(), e.Weight, term.Chance(e.Probability))
	case e.Weight >= e.Apart.Line:
		return fmt.Sprintf("Two %ss, though the pair alone has %+.1f bits", e.word(), e.Weight)
	}
	return fmt.Sprintf("Two %ss: %+.1f bits, %s that they are one", e.word(), e.Weight, term.Chance(e.Probability))
}

// Because says why two records are one customer that are not so by themselves, or why
// they are two: sentences, none where the waterfall says it all.
func (e *Explanation) Because() []string {
	switch {
	case e.Apart != nil:
		return e.Apart.words(e)
	case e.MustLink != "":
		return []string{fmt.Sprintf("They agree in %s, in which records that agree are one (must_link of the spec).", e.MustLink)}
	case e.SameCustomer && len(e.Path) > 1:
		return []string{fmt.Sprintf("They are held together by other records of the %s.", e.word())}
	case e.SameCustomer && e.Left != e.Right && len(e.Rules) == 0:
		return []string{"No rule looked for this pair: it was compared because other pairs brought both into one group."}
	}
	return nil
}

func (a *Apart) words(e *Explanation) []string {
	if a.Reason == ApartParty {
		return []string{"One is a person, the other an organisation: they are never compared."}
	}
	out := []string{a.held()}
	if a.Pairs > 1 {
		out = append(out, fmt.Sprintf("Of the %s pairs of their records %s and %s are most alike: %+.1f bits. On average the pairs have %+.1f, none counting for more than 12.",
			term.Count(int64(a.Pairs)), a.Closest.Left, a.Closest.Right, a.Closest.Weight, a.Average))
	}
	return append(out, a.paired(e))
}

// held is the first reason that holds.
func (a *Apart) held() string {
	switch a.Reason {
	case ApartDecision:
		return fmt.Sprintf("%s said on %s that %s and %s are different: %s.", a.Decided.Who, a.Decided.At.Format("2006-01-02"), a.Decided.Left, a.Decided.Right, a.Decided.Reason)
	case ApartVeto:
		return fmt.Sprintf("They differ in %s, in which records that are one do not.", a.Column)
	case ApartLikeness:
		return fmt.Sprintf("They are alike enough, but differ in %s, and in this table records that are not one are alike, too: a person is asked (--review, --labels).", a.Column)
	case ApartSource:
		return "Both are of one table, and a link looks for pairs of two tables only."
	case ApartWeight:
		return fmt.Sprintf("They are not alike enough: %.1f bits are missing to the line, which is at %.4g.", a.Short, a.Line)
	case ApartRules:
		return "They are alike enough, but no rule brought such a pair together."
	case ApartOther:
		return "They are alike enough, but another record of the other table is more so, and a record has one link at most."
	case ApartAverage:
		return fmt.Sprintf("Two records are alike enough, but on average the records of the two are not: %.1f bits are missing.", a.Short)
	}
	return "They are part of a group that was too large to be taken whole: it was put together of parts, of which samples are compared."
}

// paired says which rules look for the pair.
func (a *Apart) paired(e *Explanation) string {
	if len(e.Rules) == 0 {
		return "No rule looks for " + string(e.Left) + " and " + string(e.Right) + ": they share no key."
	}
	return "Rules under whose keys both stand: " + strings.Join(e.Rules, "; ") + "."
}

// SVG draws the waterfall.
func (e *Explanation) SVG() []byte {
	w := picture.Waterfall{
		Title: e.headline(), Told: fmt.Sprintf("%s ↔ %s", e.Left, e.Right), Prior: e.Prior, Total: term.Chance(e.Probability), Notes: e.Because(),
	}
	var silent []string
	for _, s := range e.Steps {
		name := strings.ReplaceAll(s.Comparison, "_", " ")
		if s.Level == "" {
			silent = append(silent, name)
			continue
		}
		w.Steps = append(w.Steps, picture.Step{Name: name, Found: s.Level, Seen: s.Seen(), Weight: s.Weight, Frequency: s.Frequency})
	}
	if len(silent) > 0 {
		w.Notes = append(w.Notes, "Nothing to compare: "+strings.Join(silent, ", ")+".")
	}
	return w.SVG()
}

// Seen is what a comparison saw on both sides, once where they are the same, with how
// many records share it.
func (s Step) Seen() string {
	text := s.LeftValue
	if s.LeftValue != s.RightValue {
		text += " ↔ " + s.RightValue
	}
	if s.Records > 2 {
		text += fmt.Sprintf(" (%s records have it)", term.Count(int64(s.Records)))
	}
	return text
}

// SVG draws the links that hold the records together, or those of the way from the
// record that was asked about.
func (m *Membership) SVG() []byte {
	links := m.Links
	title := fmt.Sprintf("What holds the %d records of %s together", len(m.Records), m.Customer)
	if len(m.Path) > 0 {
		links, title = m.Path, fmt.Sprintf("What holds %s in %s", m.Record, m.Customer)
	}
	p := picture.Links{Title: title, Told: "The record that the others are most like is " + string(m.Heart) + ".", Weakest: -1, Word: m.Word()}
	for k, l := range links {
		why := strings.ReplaceAll(l.Levels, "; ", ", ")
		if l.Decided {
			why = "a person said so; " + why
		}
		p.Links = append(p.Links, picture.Link{Left: string(l.Left), Right: string(l.Right), Weight: l.Weight, Why: why})
		if m.Weakest != nil && l == *m.Weakest {
			p.Weakest = k
		}
	}
	for _, part := range m.Without {
		var ids []string
		for _, id := range part {
			ids = append(ids, string(id))
		}
		p.Parts = append(p.Parts, ids)
	}
	return p.SVG()
}
