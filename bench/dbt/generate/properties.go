package generate

import (
	"fmt"
	"strings"
)

// properties writes one file for each folder: descriptions of models and columns,
// and the tests.
func (g *generator) properties() {
	text := map[string]*strings.Builder{}
	left := g.size.Tests
	for i, name := range g.names {
		dir := g.folder(i)
		b := text[dir]
		if b == nil {
			b = &strings.Builder{}
			b.WriteString("version: 2\n\nmodels:\n")
			text[dir] = b
		}
		fmt.Fprintf(b, "  - name: %s\n    description: \"Model %d of the generated project, one row per id.\"\n    columns:\n", name, i)
		share := left / (len(g.names) - i)
		left -= share
		g.columns(b, i, share)
	}
	for dir, b := range text {
		g.files[dir+"/_models.yml"] = b.String()
	}
}

// columns describes the columns of model i with as many tests.
func (g *generator) columns(b *strings.Builder, i, tests int) {
	all := []string{"unique", "not_null"}
	if i >= g.size.Folder {
		all = append(all, "relationships:\n              arguments: {to: \"ref('model_0')\", field: id}")
	} else {
		all = append(all, "positive")
	}
	n := min(tests, len(all))
	g.column(b, "id", "The key.", all[:n])
	tests -= n
	for c := range g.size.Columns {
		own := []string{}
		for _, test := range []string{"not_null", "positive"} {
			if tests > 0 {
				own = append(own, test)
				tests--
			}
		}
		g.column(b, fmt.Sprintf("c%d", c), fmt.Sprintf("Measure %d, scaled by the project's factor.", c), own)
	}
	own := []string{}
	if tests > 0 {
		own = append(own, "accepted_values:\n              arguments: {values: ['made']}")
	}
	g.column(b, "label", "What made the row.", own)
}

func (g *generator) column(b *strings.Builder, name, description string, tests []string) {
	fmt.Fprintf(b, "      - name: %s\n        description: %s\n", name, description)
	if len(tests) == 0 {
		return
	}
	b.WriteString("        data_tests:\n")
	for _, test := range tests {
		fmt.Fprintf(b, "          - %s\n", test)
	}
}
