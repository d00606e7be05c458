package project

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"scv"
)

// parse reads YAML of a file; a fault names file and line and shows the line.
func (p *Project) parse(file string, data []byte) (*Node, error) {
	n, err := ParseYAML(data)
	var syntax *SyntaxError
	if errors.As(err, &syntax) {
		return nil, p.fault(scv.CodeDBTYAML, file, data, syntax.Line, syntax.Column, syntax.Message,
			"Correct the line named here; the mistake may be one line above it.")
	}
	return n, err
}

// fault is an error about a place, with the line and, where the column is known, a
// caret below it.
func (p *Project) fault(code scv.Code, file string, data []byte, line, column int, text, hint string) error {
	msg := text
	if shown := ShownLine(file, string(data), line); shown != "" {
		before := "  " + itoa(line) + " | "
		msg += "\n" + before + strings.ReplaceAll(shown, "\t", " ")
		if column > 0 && column <= len(shown) {
			msg += "\n" + strings.Repeat(" ", len(before)+utf8.RuneCountInString(shown[:column-1])) + "^"
		}
	}
	return &scv.Error{Code: code, Op: "read", Subject: fmt.Sprintf("%s:%d", p.Shown(file), line), Hint: hint, Err: errors.New(msg)}
}

func (p *Project) faultAt(file string, data []byte, n *Node, text, hint string) error {
	line, column := 1, 0
	if n != nil {
		line, column = n.Line, n.Column
	}
	return p.fault(codeOf(file), file, data, line, column, text, hint)
}

// codeOf is the code of what is wrong in a file.
func codeOf(file string) scv.Code {
	switch file {
	case projectFile:
		return scv.CodeDBTConfig
	case profilesFile:
		return scv.CodeDBTProfile
	case "packages.yml", "dependencies.yml":
		return scv.CodeDBTPackage
	}
	return scv.CodeDBTProperties
}

// Fault is an error about a place in a YAML file of the project, with the line.
func (p *Project) Fault(file string, line, column int, text, hint string) error {
	return p.faultIn(codeOf(file), file, line, column, text, hint)
}

func (p *Project) faultIn(code scv.Code, file string, line, column int, text, hint string) error {
	data, err := readFile(p.FS, file)
	if err != nil {
		data = nil
	}
	return p.fault(code, file, data, line, column, text, hint)
}

// renderFault is an error about the Jinja of a value. One that has a code, such as
// that of a variable which is not set, keeps it and its hint.
func (p *Project) renderFault(file string, at *Node, err error) error {
	own, ok := errors.AsType[*scv.Error](err)
	if !ok || own.Err == nil {
		return p.Fault(file, at.Line, at.Column, err.Error(), "Look at the Jinja in this value.")
	}
	return p.faultIn(own.Code, file, at.Line, at.Column, own.Err.Error(), own.Hint)
}

// hiddenKey is a key whose value nobody is shown.
var hiddenKey = regexp.MustCompile(`(?i)pass|secret|token|key|credential`)

// ShownLine is a line as an error may show it: of the files that hold secrets not what
// may be one, or an address that has one in it.
func ShownLine(file, text string, number int) string {
	line := Line(text, number)
	if codeOf(file) != scv.CodeDBTProfile && codeOf(file) != scv.CodeDBTPackage {
		return line
	}
	key, value, ok := strings.Cut(line, ":")
	switch {
	case strings.TrimSpace(value) == "" && ok || line == "":
		return line
	case !ok:
		return "…"
	case hiddenKey.MatchString(key) || strings.Contains(line, "://") && strings.Contains(line, "@"):
		return key + ": …"
	}
	return line
}

// Line gives one line of a text, numbered from 1, without its end; "" beyond.
func Line(text string, number int) string {
	rest := []byte(text)
	for i := 1; ; i++ {
		line, after, more := bytes.Cut(rest, []byte("\n"))
		if i == number {
			return strings.TrimRight(string(line), "\r \t")
		}
		if !more {
			return ""
		}
		rest = after
	}
}
