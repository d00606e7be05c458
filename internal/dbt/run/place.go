package run

import (
	"fmt"
	"regexp"
	"strings"

	"scv/internal/dbt/graph"
)

// faultLine is how the warehouse shows the line of a statement it refused.
var faultLine = regexp.MustCompile(`(?m)^LINE \d+: (.*)$`)

// lineOf finds the line of a node's file that the warehouse refused, by its text; 0
// when the line was made by Jinja or is there more than once. The text says which
// line of the compiled file it is, ":7".
func lineOf(n *graph.Node, sql string, err error) (line int, compiled string) {
	m := faultLine.FindStringSubmatch(err.Error())
	if m == nil || n.First == 0 {
		return 0, ""
	}
	text := strings.Trim(strings.TrimSpace(m[1]), ".")
	if at := onlyLine(sql, text); at > 0 {
		compiled = fmt.Sprintf(":%d", at)
	}
	if at := onlyLine(n.RawCode, text); at > 0 {
		line = n.First + at - 1
	}
	return line, compiled
}

// onlyLine gives the one line of a text that holds a piece of it, 0 for none or many.
func onlyLine(text, piece string) int {
	found := 0
	for i, line := range strings.Split(text, "\n") {
		if piece == "" || !strings.Contains(line, piece) {
			continue
		}
		if found > 0 {
			return 0
		}
		found = i + 1
	}
	return found
}
