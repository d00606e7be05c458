package jinja

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

type lexOptions struct{ trim, lstrip, keepNewline bool }

// lexer cuts a source into tokens in one pass.
type lexer struct {
	name      string
	src       *source
	text      string
	at        int
	opt       lexOptions
	lineStart bool
	tokens    []token
	open      []byte // brackets waiting for their end
}

// lex gives the tokens of a source. At a fault it stops: the last tokens are then
// a tokBad and the end, and the error tells what is wrong there.
func lex(name string, src *source, opt lexOptions) ([]token, error) {
	l := &lexer{name: name, src: src, text: src.text, opt: opt, lineStart: true}
	l.tokens = tokenSlices.Get().([]token)
	var fault error
	for l.at < len(l.text) {
		if fault = l.root(); fault != nil {
			l.push(token{kind: tokBad, at: l.at, end: l.at})
			break
		}
	}
	l.push(token{kind: tokEOF, at: len(l.text), end: len(l.text)})
	return l.tokens, fault
}

// tokenSlices are used again: what is parsed keeps texts, never tokens.
var tokenSlices = sync.Pool{New: func() any { return make([]token, 0, 512) }}

const maxRecycled = 1 << 14

func recycle(tokens []token) {
	if cap(tokens) <= maxRecycled {
		clear(tokens)
		tokenSlices.Put(tokens[:0]) //nolint:staticcheck // the header that Put allocates is small beside the tokens
	}
}

func (l *lexer) push(t token) { l.tokens = append(l.tokens, t) }

func (l *lexer) fail(at int, format string, args ...any) error {
	return l.src.fail(l.name, at, Raise(kindSyntax, format, args...))
}

// root reads text up to the next tag, and that tag.
func (l *lexer) root() error {
	start := l.at
	open := l.findOpen()
	if open < 0 {
		l.data(start, len(l.text))
		l.at = len(l.text)
		return nil
	}
	l.data(start, l.stripBefore(start, open))
	l.at = open + 2
	l.sign()
	switch l.text[open+1] {
	case '#':
		return l.comment(open)
	case '{':
		l.push(token{kind: tokVarBegin, at: open, end: l.at})
		return l.inside(open, tokVarEnd)
	}
	if end, ok := l.rawBegin(); ok {
		return l.raw(open, end)
	}
	l.push(token{kind: tokBegin, at: open, end: l.at})
	return l.inside(open, tokEnd)
}

// findOpen finds the next {{, {% or {#.
func (l *lexer) findOpen() int {
	for i := l.at; ; i++ {
		j := strings.IndexByte(l.text[i:], '{')
		if j < 0 || i+j+1 >= len(l.text) {
			return -1
		}
		i += j
		if c := l.text[i+1]; c == '{' || c == '%' || c == '#' {
			return i
		}
	}
}

func (l *lexer) data(from, to int) {
	if from < to {
		l.push(token{kind: tokData, text: l.text[from:to], at: from, end: to})
	}
}

// sign skips the - or + behind the opening of a tag.
func (l *lexer) sign() byte {
	if l.at < len(l.text) && (l.text[l.at] == '-' || l.text[l.at] == '+') {
		l.at++
		return l.text[l.at-1]
	}
	return 0
}

// stripBefore says where text that began at start ends, given the tag at open.
func (l *lexer) stripBefore(start, open int) int {
	next := byte(0)
	if open+2 < len(l.text) {
		next = l.text[open+2]
	}
	if next == '-' {
		return start + len(trimRight(l.text[start:open]))
	}
	if next == '+' || !l.opt.lstrip || l.text[open+1] == '{' {
		return open
	}
	line := strings.LastIndexByte(l.text[start:open], '\n') + 1
	if (line > 0 || l.lineStart) && trimRight(l.text[start+line:open]) == "" {
		return start + line
	}
	return open
}

func trimRight(s string) string { return strings.TrimRightFunc(s, isSpace) }

// isSpace is Python's idea of white space.
func isSpace(r rune) bool {
	return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f
}

func (l *lexer) skipSpace() {
	for l.at < len(l.text) {
		r, n := utf8.DecodeRuneInString(l.text[l.at:])
		if !isSpace(r) {
			return
		}
		l.at += n
	}
}

// closed moves behind the end of a tag that stands at l.at, if one does.
func (l *lexer) closed(mark string, isBlock bool) bool {
	rest := l.text[l.at:]
	switch {
	case strings.HasPrefix(rest, "-"+mark):
		l.at += 3
		l.skipSpace()
	case isBlock && strings.HasPrefix(rest, "+"+mark):
		l.at += 3
	case strings.HasPrefix(rest, mark):
		l.at += 2
		if isBlock && l.opt.trim && l.at < len(l.text) && l.text[l.at] == '\n' {
			l.at++
		}
	default:
		return false
	}
	l.lineStart = l.text[l.at-1] == '\n'
	return true
}

func (l *lexer) comment(open int) error {
	end := strings.Index(l.text[l.at:], "#}")
	if end < 0 {
		return l.fail(open, "Missing end of comment tag")
	}
	body := l.at
	l.at += end
	if l.at > body && (l.text[l.at-1] == '-' || l.text[l.at-1] == '+') {
		l.at--
	}
	l.closed("#}", true)
	return nil
}

// rawBegin says where the tag {% raw %} ends, given l.at behind its opening.
func (l *lexer) rawBegin() (int, bool) {
	saved, line := l.at, l.lineStart
	defer func() { l.at, l.lineStart = saved, line }()
	l.skipSpace()
	if !strings.HasPrefix(l.text[l.at:], "raw") {
		return 0, false
	}
	l.at += 3
	l.skipSpace()
	if strings.HasPrefix(l.text[l.at:], "+") || !l.closed("%}", false) {
		return 0, false
	}
	return l.at, true
}

// raw copies text up to {% endraw %}.
func (l *lexer) raw(open, body int) error {
	for i := body; ; {
		j := strings.Index(l.text[i:], "{%")
		if j < 0 {
			return l.fail(open, "Missing end of raw directive")
		}
		i += j
		l.at = i + 2
		l.sign()
		l.skipSpace()
		if strings.HasPrefix(l.text[l.at:], "endraw") {
			l.at += len("endraw")
			l.skipSpace()
			if l.closed("%}", true) {
				l.data(body, l.stripBefore(body, i))
				return nil
			}
		}
		i += 2
	}
}

// inside reads the tokens of a tag up to its end.
func (l *lexer) inside(open int, end kind) error {
	mark := "%}"
	if end == tokVarEnd {
		mark = "}}"
	}
	for {
		l.skipSpace()
		if l.at >= len(l.text) {
			return nil
		}
		at := l.at
		if len(l.open) == 0 && l.closed(mark, end == tokEnd) {
			l.push(token{kind: end, at: at, end: l.at})
			return nil
		}
		if err := l.expression(); err != nil {
			return err
		}
	}
}
