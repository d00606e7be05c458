package term

import (
	"strings"
	"unicode/utf8"
)

// narrowest is how narrow a column of a table may become.
const narrowest = 8

// Wrap breaks a text into lines between words; a word that is wider than a line stands
// on one of its own.
func Wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && Width(line)+1+Width(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// breakCell breaks a cell into lines that are no wider than its column: between words,
// behind a sign inside a word that is too wide, or where nothing else is left.
func breakCell(cell string, width int) []string {
	if Width(cell) <= width {
		return []string{cell}
	}
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(cell) {
		switch {
		case line == "":
			line = word
		case Width(line)+1+Width(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
		for Width(line) > width {
			at := breakAt(line, width)
			lines, line = append(lines, line[:at]), line[at:]
		}
	}
	return append(lines, line)
}

// breakAt is after how many bytes a word that is too wide is broken.
func breakAt(word string, width int) int {
	at, sign, wide := 0, 0, 0
	for at < len(word) {
		r, size := utf8.DecodeRuneInString(word[at:])
		if wide += Width(string(r)); wide > width && at > 0 {
			break
		}
		at += size
		if strings.ContainsRune("/-@,;:_", r) {
			sign = at
		}
	}
	if sign > 0 && sign >= at/2 {
		return sign
	}
	return at
}

// fit makes the widest columns narrower until a table of them is as wide as it may be,
// but for those of numbers.
func fit(widths []int, numbers []bool, width int) {
	total := 2 * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	for ; total > width; total-- {
		widest := -1
		for i, w := range widths {
			if !numbers[i] && w > narrowest && (widest < 0 || w > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return
		}
		widths[widest]--
	}
}
