package config

import (
	"bytes"
	"errors"
	"reflect"
	"strings"

	"scv"
)

// Append adds sources to the text of an scv.yml and leaves the rest of it, with
// its comments, as it is. What comes out says the old text and the added sources,
// or there is an error with code SCV-C001 and nothing to write.
func Append(file string, old []byte, sources []scv.SourceConfig, notes Notes) ([]byte, error) {
	before, err := Parse(file, old)
	if err != nil {
		return nil, err
	}
	block := string(FormatSources(sources, notes, len(before.Sources)))
	text, ok := insert(string(old), block)
	if !ok {
		return nil, byHand(file, errors.New("sources: is not written as indented lines"))
	}
	after, err := Parse(file, []byte(text))
	if err != nil || !reflect.DeepEqual(after, before.with(sources)) {
		return nil, byHand(file, errors.Join(errors.New("the sources cannot be added without changing others"), err))
	}
	return []byte(text), nil
}

func byHand(file string, err error) error {
	return &scv.Error{Code: scv.CodeConfig, Op: "add sources", Subject: file, Err: err, Hint: "Type the command without --append and paste what it prints."}
}

// with is the configuration that the added sources make.
func (c Config) with(sources []scv.SourceConfig) Config {
	for _, s := range sources {
		if s.Priority == 0 {
			s.Priority = len(c.Sources) + 1
		}
		if s.StaleAfter == 0 {
			s.StaleAfter = usualStale(s.Kind)
		}
		c.Sources = append(c.Sources[:len(c.Sources):len(c.Sources)], s)
	}
	c.Weather.Providers = completeChain(c.Weather.Providers, c.Sources)
	return c
}

// insert puts a block of sources behind the last one of a text.
func insert(old, block string) (string, bool) {
	old = strings.Replace(old, exampleSources, "sources: {}\n", 1)
	crlf := strings.Contains(old, "\r\n")
	lines := strings.Split(strings.ReplaceAll(strings.TrimRight(old, "\r\n"), "\r\n", "\n"), "\n")
	at := -1
	for i, line := range lines {
		if strings.HasPrefix(line, "sources:") {
			at = i
			break
		}
	}
	if at < 0 {
		lines, at = append(lines, "sources:"), len(lines)
	}
	value, _, _ := strings.Cut(strings.TrimPrefix(lines[at], "sources:"), "#")
	switch strings.TrimSpace(value) {
	case "{}", "null", "~":
		lines[at] = "sources:"
	case "":
	default:
		return "", false
	}
	last, indent := lastOf(lines, at)
	text := strings.Join(lines[:last+1], "\n") + "\n" + reindent(block, indent) + strings.Join(lines[last+1:], "\n")
	text = strings.TrimRight(text, "\n") + "\n"
	if crlf {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text, true
}

// lastOf gives the last line of the block below line at, and how far its entries
// are indented.
func lastOf(lines []string, at int) (last, indent int) {
	last, indent = at, 2
	for i := at + 1; i < len(lines); i++ {
		bare := strings.TrimLeft(lines[i], " ")
		depth := len(lines[i]) - len(bare)
		switch {
		case bare == "" || bare[0] == '#':
		case depth == 0:
			return last, indent
		default:
			if last == at {
				indent = depth
			}
			last = i
		}
	}
	return last, indent
}

// reindent moves a block that is indented by two blanks.
func reindent(block string, indent int) string {
	var b bytes.Buffer
	for line := range strings.Lines(block) {
		b.WriteString(strings.Repeat(" ", indent) + strings.TrimPrefix(line, "  "))
	}
	return b.String()
}
