package config

import (
	"strings"

	"scv"
)

// Notes are comments of sources, by place: "legacy", "legacy/customer", and
// below an entity key, columns/NAME, map/WORD, exclude/RULE, all at the end of
// their line, and end for lines behind the entity.
type Notes map[string][]string

// FormatSources writes sources as they stand under sources: of an scv.yml, each
// with its comments. Priorities count from first+1 on.
func FormatSources(sources []scv.SourceConfig, notes Notes, first int) []byte {
	w := &writer{notes: notes}
	for i, s := range sources {
		if s.Priority == 0 {
			s.Priority = first + i + 1
		}
		w.source(s, first+i+1)
	}
	return []byte(w.String())
}

// Lines up to noteColumn have their comments there, longer ones two blanks on.
const noteColumn = 44

// noted writes a line with the comment of its place, if there is one.
func (w *writer) noted(depth int, text, at string) {
	note := strings.Join(w.notes[at], "; ")
	if note == "" {
		w.line(depth, "%s", text)
		return
	}
	gap := max(2, noteColumn-2*depth-len([]rune(text)))
	w.line(depth, "%s%s# %s", text, strings.Repeat(" ", gap), oneLine(note))
}

// oneLine keeps a comment from ending early: no control character, none of the
// line breaks that YAML knows.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff' {
			return ' '
		}
		return r
	}, s)
}

// Comment writes text as a comment line.
func Comment(text string) string { return "# " + oneLine(text) + "\n" }
