package jinja

import "strings"

// kind names a token; an operator's kind is its own text.
type kind string

const (
	tokData     kind = "data"
	tokVarBegin kind = "variable_begin"
	tokVarEnd   kind = "variable_end"
	tokBegin    kind = "block_begin"
	tokEnd      kind = "block_end"
	tokName     kind = "name"
	tokInt      kind = "integer"
	tokFloat    kind = "float"
	tokBad      kind = "bad" // where the lexer stopped
	tokString   kind = "string"
	tokEOF      kind = "eof"
)

// token is a piece of source; at is its byte offset.
type token struct {
	kind  kind
	text  string // name, or text of data
	value Value  // of a literal
	at    int
	end   int
}

// is tests a rule as Jinja's parser writes it: "name:if" or "comma"-like kinds.
func (t token) is(rule string) bool {
	if name, ok := strings.CutPrefix(rule, "name:"); ok {
		return t.kind == tokName && t.text == name
	}
	return string(t.kind) == rule
}

func (t token) isName(name string) bool { return t.kind == tokName && t.text == name }

// describe is how messages name the token.
func (t token) describe() string {
	if t.kind == tokName {
		return t.text
	}
	return describeKind(t.kind)
}

func describeKind(k kind) string {
	switch k {
	case tokData:
		return "template data / text"
	case tokVarBegin:
		return "begin of print statement"
	case tokVarEnd:
		return "end of print statement"
	case tokBegin:
		return "begin of statement block"
	case tokEnd:
		return "end of statement block"
	case tokEOF:
		return "end of template"
	}
	return string(k)
}

func describeRule(rule string) string {
	if name, ok := strings.CutPrefix(rule, "name:"); ok {
		return name
	}
	return describeKind(kind(rule))
}
