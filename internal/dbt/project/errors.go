package project

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"scv"
)

// parse reads YAML of a file; a fault names file and line and shows the line.
func (p *Project) parse(file string, data []byte) (*Node, error) {
	n, err := ParseYAML(data)
	var syntax *SyntaxError
	if errors.As(err, &syntax) {
		return nil, p.fault(scv.CodeDBTYAML, file, data, syntax.Line, syntax.Message,
			"Correct the line named here; the mistake may be one line above it.")
	}
	return n, err
}

func (p *Project) fault(code scv.Code, file string, data []byte, line int, text, hint string) error {
	msg := text
	if shown := Line(string(data), line); shown != "" {
		msg += "\n  " + itoa(line) + " | " + shown
	}
	return &scv.Error{Code: code, Op: "read", Subject: fmt.Sprintf("%s:%d", p.Shown(file), line), Hint: hint, Err: errors.New(msg)}
}

func (p *Project) faultAt(file string, data []byte, n *Node, text, hint string) error {
	line := 1
	if n != nil {
		line = n.Line
	}
	code := scv.CodeDBTProperties
	if file == projectFile {
		code = scv.CodeDBTConfig
	}
	return p.fault(code, file, data, line, text, hint)
}

// Fault is an error about a place in a YAML file of the project, with the line.
func (p *Project) Fault(file string, line, _ int, text, hint string) error {
	data, err := readFile(p.FS, file)
	if err != nil {
		data = nil
	}
	code := scv.CodeDBTProperties
	if file == projectFile {
		code = scv.CodeDBTConfig
	}
	return p.fault(code, file, data, line, text, hint)
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
