package standardise

import (
	"slices"
	"strings"

	"scv"
)

var _ scv.Derivation = (*Materialization)(nil)

// Derive implements scv.Derivation: columns of the select are copied; a canonical
// form and its reason come from each column whose kind may fill them, and from the
// country where the kind looks at it.
func (x *Materialization) Derive(m scv.Model, name string, input []string) (from []string, copied, ok bool) {
	if slices.Contains(input, name) {
		return []string{name}, true, true
	}
	columns, err := readConfig(m, input, x.DefaultCountry)
	if err != nil {
		return nil, false, false
	}
	word := strings.TrimSuffix(strings.TrimSuffix(name, "_std"), "_reason")
	for _, c := range columns {
		if c.word != word && !slices.ContainsFunc(c.outputs, func(o output) bool { return o.word == word }) {
			continue
		}
		from = append(from, c.word)
		if c.country != "" {
			from = append(from, c.country)
		}
	}
	slices.Sort(from)
	return slices.Compact(from), false, word != name && len(from) > 0
}
