package project

import "bytes"

// deepest is how far collections may be nested. What people write has some ten
// levels; the parser's time grows with the square of them, to minutes for 100 kB
// of nothing but brackets.
const deepest = 200

// TooDeep gives the line on which YAML text is nested deeper than is read, or 0.
// It counts brackets that are open, wherever they stand, and the dashes at the
// start of a line; a line that begins a new key of the document starts anew.
func TooDeep(text []byte) int {
	open, number := 0, 0
	for line := range bytes.Lines(text) {
		number++
		if c := line[0]; c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' {
			open = 0
		}
		for _, c := range line {
			switch c {
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			}
			if open > deepest {
				return number
			}
		}
		if dashes(line) > deepest {
			return number
		}
	}
	return 0
}

// dashes counts the lists and keys that begin at the start of a line.
func dashes(line []byte) int {
	n := 0
	for {
		line = bytes.TrimLeft(line, " ")
		if len(line) < 2 || line[0] != '-' && line[0] != '?' || line[1] != ' ' {
			return n
		}
		n, line = n+1, line[1:]
	}
}
