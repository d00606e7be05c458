package splink

import (
	"strings"

	"scv/internal/identity/splink/condition"
)

// nameOf is what Splink calls a comparison without a name: its one column, or
// custom_ and all of them.
func nameOf(c *Comparison) string {
	var columns []string
	seen := map[string]bool{}
	for _, l := range c.Levels {
		n, err := condition.ParseLevel(l.SQL)
		if condition.IsElse(l.SQL) || err != nil {
			continue
		}
		for _, name := range n.Columns() {
			if !seen[name] {
				seen[name] = true
				columns = append(columns, name)
			}
		}
	}
	if len(columns) == 1 {
		return columns[0]
	}
	return "custom_" + strings.Join(columns, "_")
}
