package config

import (
	"fmt"
	"slices"

	"scv"
)

// parseMap reads word: column, word: {columns, separator}, word: {value} and
// word: {sql}, and sorts them in vocabulary order.
func parseMap(n *node, e *scv.EntityConfig) error {
	if err := n.fields().err; err != nil {
		return err
	}
	words := vocabularyNames()
	for _, m := range n.entries {
		if !slices.Contains(words, m.key) {
			return m.node.fault(nearWord(m.key, words), "%q is not a word of the customer vocabulary", m.key)
		}
		mapping := scv.Mapping{To: m.key}
		if err := parseMapping(m.node, &mapping); err != nil {
			return err
		}
		e.Map = append(e.Map, mapping)
	}
	slices.SortFunc(e.Map, func(a, b scv.Mapping) int {
		return slices.Index(words, a.To) - slices.Index(words, b.To)
	})
	return nil
}

func vocabularyNames() []string {
	var words []string
	for _, w := range scv.Vocabulary() {
		words = append(words, w.Name)
	}
	return words
}

func nearWord(wrong string, words []string) string {
	if near := scv.Nearest(wrong, words); near != "" {
		return fmt.Sprintf("Did you mean %q?", near)
	}
	return fmt.Sprintf("Words are %v.", words)
}

func parseMapping(n *node, m *scv.Mapping) error {
	if n.kind != mapping {
		if n.kind == scalar {
			m.Columns = []string{fmt.Sprint(n.value)}
			return nil
		}
		return n.fault("Several columns are written as {columns: [a, b], separator: \" \"}.", "%s must be a column", n.path)
	}
	f := n.fields()
	f.texts("column", &m.Columns)
	f.texts("columns", &m.Columns)
	f.text("separator", &m.Separator)
	f.text("value", &m.Value)
	f.text("sql", &m.SQL)
	if err := f.end(); err != nil {
		return err
	}
	given := 0
	for _, set := range []bool{len(m.Columns) > 0, m.Value != "", m.SQL != ""} {
		if set {
			given++
		}
	}
	if given != 1 {
		return n.fault("Write exactly one of column, columns, value and sql.", "%s says %d things", n.path, given)
	}
	return nil
}
