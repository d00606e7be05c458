package jinja

import (
	"regexp"
	"slices"
	"strings"
)

// Block is a top-level block of a file, {% tag name args %}body{% endtag %}.
type Block struct {
	Tag  string // "macro", "test", "materialization"
	Name string // the first word after the tag
	Args string // what follows Name in the tag, trimmed, without a leading comma
	Body string // between the two tags
	Full string // with both tags
	Line int    // of the first tag
}

// Blocks finds the top-level blocks of the given tags in file order. Text,
// comments, raw blocks and other tags are passed over; a block inside if or for
// and a block without an end are errors of kind TemplateSyntaxError. A source
// may hold tags that Jinja2 does not know.
func Blocks(name, text string, tags ...string) ([]Block, error) {
	src := newSource(text, 1, true)
	s := &blockScanner{lexer: lexer{name: name, src: src, text: src.text, lineStart: true}, tags: tags}
	for s.at < len(s.text) {
		if err := s.next(); err != nil {
			return nil, err
		}
	}
	if s.open != nil {
		return nil, s.fail(s.openAt, "Reached EOF without finding a close tag for %s", s.open.Tag)
	}
	return s.found, nil
}

type blockScanner struct {
	lexer
	tags   []string
	found  []Block
	open   *Block
	openAt int // of its first tag
	bodyAt int
	depth  int      // blocks of the same tag inside the open one
	flow   []string // if and for around
}

// tag is a statement tag of a source.
type tag struct {
	name    string
	rest    []token // behind the name, without the end
	at, end int
}

// next reads up to and including one tag.
func (s *blockScanner) next() error {
	if s.open != nil && s.open.Tag == "docs" {
		return s.docs()
	}
	s.tokens = s.tokens[:0]
	if err := s.root(); err != nil {
		return err
	}
	t, ok := s.tag()
	if !ok {
		return nil
	}
	if s.open != nil {
		s.inside(t)
		return nil
	}
	return s.outside(t)
}

// tag gives the statement tag among the tokens just read.
func (s *blockScanner) tag() (tag, bool) {
	i := slices.IndexFunc(s.tokens, func(t token) bool { return t.kind == tokBegin })
	if i < 0 || i+2 >= len(s.tokens) || s.tokens[i+1].kind != tokName {
		return tag{}, false
	}
	last := s.tokens[len(s.tokens)-1]
	if last.kind != tokEnd {
		return tag{}, false
	}
	end := last.at + 2
	if c := s.text[last.at]; c == '-' || c == '+' {
		end++
	}
	word := s.tokens[i+1]
	return tag{
		name: word.text, rest: s.tokens[i+2 : len(s.tokens)-1], at: s.tokens[i].at, end: end,
	}, true
}

func (s *blockScanner) outside(t tag) error {
	switch t.name {
	case "if", "for":
		s.flow = append(s.flow, t.name)
	case "endif", "endfor":
		if n := len(s.flow); n == 0 || "end"+s.flow[n-1] != t.name {
			return s.fail(t.at, "Got an unexpected control flow end tag, got %s", t.name)
		}
		s.flow = s.flow[:len(s.flow)-1]
	}
	if !slices.Contains(s.tags, t.name) {
		return nil
	}
	if len(s.flow) > 0 {
		return s.fail(t.at, "Got a block definition inside control flow: a %s must be at the top level", t.name)
	}
	b := &Block{Tag: t.name, Line: s.src.place(t.at).line}
	if len(t.rest) > 0 && t.rest[0].kind == tokName {
		b.Name = t.rest[0].text
		rest := s.text[t.rest[0].end : t.end-2]
		rest = strings.TrimRight(rest, "-+")
		b.Args = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(rest), ","))
	}
	s.open, s.openAt, s.bodyAt, s.depth = b, t.at, t.end, 0
	return nil
}

func (s *blockScanner) inside(t tag) {
	switch {
	case t.name == s.open.Tag:
		s.depth++
	case t.name == "end"+s.open.Tag && s.depth > 0:
		s.depth--
	case t.name == "end"+s.open.Tag:
		s.close(t.at, t.end)
	}
}

func (s *blockScanner) close(at, end int) {
	s.open.Body = s.text[s.bodyAt:at]
	s.open.Full = s.text[s.openAt:end]
	s.found = append(s.found, *s.open)
	s.open = nil
}

var endDocs = regexp.MustCompile(`\{%[-+]?\s*enddocs\s*[-+]?%\}`)

// docs passes over prose, which may hold anything, to its end tag.
func (s *blockScanner) docs() error {
	m := endDocs.FindStringIndex(s.text[s.bodyAt:])
	if m == nil {
		s.at = len(s.text)
		return nil
	}
	s.at = s.bodyAt + m[1]
	s.close(s.bodyAt+m[0], s.at)
	return nil
}
