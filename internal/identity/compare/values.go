package compare

import (
	"strings"

	"scv/internal/identity/record"
)

// Values gives what the comparison sees of a row, for people. The other name of a
// person, which is only looked at for names in each other's place, is left out.
func (c Comparison) Values(s *record.Set, row int32) string {
	var words []string
	for k, name := range c.Columns {
		if k > 0 && strings.HasSuffix(c.Name, "_name") {
			break
		}
		if v := s.Column(name).Text(row); v != "" {
			words = append(words, v)
		}
	}
	return strings.Join(words, ", ")
}
