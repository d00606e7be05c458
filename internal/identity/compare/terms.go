package compare

import "scv/internal/identity/record"

// Terms says how many records held a value when they were counted, by comparison and
// value. A value of fewer than Frequent records is not in it: who holds it besides
// the pair that is compared makes no difference.
type Terms map[string]map[string]int32

// Frequent is the number of records from which on a value is kept.
const Frequent = 3

// of gives, by code, the number of records that hold a value in at least one of the
// columns, as it was counted before; where nothing was, as it is in the columns.
func (t Terms) of(comparison string, columns []*record.Column) []int32 {
	if t == nil {
		return record.Counts(columns...)
	}
	known := t[comparison]
	n := make([]int32, columns[0].Len())
	for code := 1; code < len(n); code++ {
		n[code] = max(known[columns[0].Value(int32(code))], Frequent-1)
	}
	return n
}

// CountTerms counts the values that comparisons ask for.
func CountTerms(comparisons []Comparison, s *record.Set) Terms {
	out := Terms{}
	for _, c := range comparisons {
		if len(c.counted) == 0 {
			continue
		}
		own := map[string]int32{}
		out[c.Name] = own
		columns := c.countedIn(s)
		if len(columns) == 0 {
			continue
		}
		for code, records := range record.Counts(columns...) {
			if records >= Frequent {
				own[columns[0].Value(int32(code))] = records
			}
		}
	}
	return out
}

// Asked gives the values of a set whose frequency comparisons ask for, each once.
func Asked(comparisons []Comparison, s *record.Set) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range comparisons {
		columns := c.countedIn(s)
		if len(columns) == 0 {
			continue
		}
		for code := range int32(columns[0].Len()) { // columns that are counted together share a dictionary
			if value := columns[0].Value(code); value != "" && !seen[value] {
				seen[value] = true
				out = append(out, value)
			}
		}
	}
	return out
}

// countedIn gives the columns that are counted, those that a set has.
func (c Comparison) countedIn(s *record.Set) (columns []*record.Column) {
	for _, name := range c.counted {
		if s.Has(name) {
			columns = append(columns, s.Column(name))
		}
	}
	return columns
}

// Local says whether a grade follows from the two records alone.
func (c Comparison) Local() bool { return !c.whole }
