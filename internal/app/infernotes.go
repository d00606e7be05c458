package app

import (
	"fmt"
	"slices"
	"strings"

	"scv/internal/app/config"
	"scv/internal/infer"
)

// proposalYAML is a proposal as a person pastes it into scv.yml.
func proposalYAML(p *infer.Proposal) string {
	var b strings.Builder
	b.WriteString("# Proposed by scv source infer: look at what is marked unsure. The percentage is how\n# sure a column's meaning is. Paste it, or use --append (--write makes a new home).\n")
	if len(p.Sources) == 0 {
		b.WriteString("sources: {}\n")
	} else {
		b.WriteString("sources:\n")
		b.Write(config.FormatSources(configsOf(p), notesOf(p), 0))
	}
	for _, d := range p.Doubts {
		b.WriteString(config.Comment("unsure: " + d))
	}
	for _, s := range p.Skipped {
		b.WriteString(config.Comment("left out: " + s.Subject + ": " + s.Reason))
	}
	return b.String()
}

// notesOf turns the reasons of a proposal into comments.
func notesOf(p *infer.Proposal) config.Notes {
	notes := config.Notes{}
	for _, s := range p.Sources {
		for _, e := range s.Entities {
			at := s.Name + "/" + e.Name
			notes[at] = []string{entityNote(e)}
			if e.KeyReason != "" {
				notes[at+"/key"] = []string{e.KeyReason}
			}
			for _, c := range e.Columns {
				columnNotes(notes, at, c)
			}
			if e.Country != "" {
				notes[at+"/map/country"] = []string{"by telephone numbers, postal codes or mail hosts: no column says it"}
			}
			for _, r := range e.Exclude {
				notes[at+"/exclude/"+r.Name] = []string{r.Reason}
			}
			notes[at+"/end"] = endNotes(e)
		}
	}
	return notes
}

func entityNote(e infer.Entity) string {
	text := fmt.Sprintf("%d rows", e.Rows)
	if len(e.Places) > 1 {
		text += fmt.Sprintf(" in %d places", len(e.Places))
	}
	if h := e.Places[0].Header; h > 0 && !slices.ContainsFunc(e.Places, func(p infer.Place) bool { return p.Header != h }) {
		text += fmt.Sprintf(", header in row %d", h)
	}
	var left []string
	for _, reason := range []string{"title", "blank", "totals"} {
		if n := e.Ignored[reason]; n > 0 {
			left = append(left, fmt.Sprintf("%d %s", n, reason))
		}
	}
	if left != nil {
		text += "; no data: " + strings.Join(left, ", ")
	}
	return text
}

func columnNotes(notes config.Notes, at string, c infer.Column) {
	about := []string{}
	if c.Seen != "" {
		about = append(about, c.Seen)
	}
	if c.Doubt != "" {
		about = append(about, c.Doubt)
	}
	if c.Samples != nil {
		about = append(about, "such as "+strings.Join(c.Samples, " | "))
	}
	if c.Type != "" {
		notes[at+"/columns/"+c.Column] = about
		about = nil
	}
	if c.Word == "" {
		return
	}
	sure := fmt.Sprintf("%.0f %%", c.Confidence*100)
	if c.Unsure() {
		sure = "unsure, " + sure
	}
	notes[at+"/map/"+c.Word] = append([]string{sure + ": " + c.Reason}, about...)
}

// endNotes are what concerns the table as a whole, and the columns that fill no
// word.
func endNotes(e infer.Entity) []string {
	var out []string
	for _, d := range e.Doubts {
		out = append(out, "unsure: "+d)
	}
	if n := e.HeldRows(); n > 0 {
		var codes []string
		for code, rows := range e.Held {
			codes = append(codes, fmt.Sprintf("%s: %d", code, rows))
		}
		slices.Sort(codes)
		out = append(out, fmt.Sprintf("%d of %d rows would be held aside (%s)", n, e.Rows, strings.Join(codes, ", ")))
	}
	var rest []string
	for _, c := range e.Columns {
		if c.Word != "" || slices.Contains(e.Key, c.Column) || c.Filled == 0 && c.Header == "" {
			continue
		}
		text := fmt.Sprintf("%q", c.Header)
		switch {
		case c.Filled == 0:
			text += " (empty)"
		case c.Type == "" && c.Doubt != "":
			text += " (" + c.Doubt + ")"
		}
		rest = append(rest, text)
	}
	if rest != nil {
		out = append(out, "in bronze, not mapped: "+strings.Join(rest, ", "))
	}
	return out
}
