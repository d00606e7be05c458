package jinja

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// source is a template's text with its newlines normalised.
type source struct {
	text  string
	first int   // number of the first line
	lines []int // offsets at which lines begin
}

// newSource reads every line ending as \n and drops one newline at the end,
// unless keep is set.
func newSource(text string, first int, keep bool) *source {
	if strings.ContainsRune(text, '\r') {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	if !keep {
		text = strings.TrimSuffix(text, "\n")
	}
	s := &source{text: text, first: first, lines: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			s.lines = append(s.lines, i+1)
		}
	}
	return s
}

// place is a position that a reader can find.
type place struct{ line, col int }

func (s *source) place(at int) place {
	at = min(max(at, 0), len(s.text))
	i := sort.SearchInts(s.lines, at+1) - 1
	return place{line: s.first + i, col: utf8.RuneCountInString(s.text[s.lines[i]:at]) + 1}
}

func (s *source) line(at int) string {
	at = min(max(at, 0), len(s.text))
	i := sort.SearchInts(s.lines, at+1) - 1
	line := s.text[s.lines[i]:]
	if end := strings.IndexByte(line, '\n'); end >= 0 {
		line = line[:end]
	}
	return line
}

// fail gives an Error at a place of the source.
func (s *source) fail(name string, at int, e *Error) *Error {
	p := s.place(at)
	e.Template, e.Line, e.Col, e.Source = name, p.line, p.col, s.line(at)
	return e
}
