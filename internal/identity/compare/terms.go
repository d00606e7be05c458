package compare

import "scv/internal/identity/record"

// Terms says how many records held a value when they were counted, by comparison and
// value. A value of fewer than Frequent records is not in it: who holds it besides
// the pair that is compared makes no difference.
type Terms map[string]map[string]int32

// Frequent is the number of records from which on a value is kept.
const Frequent = 3

// counter gives, by code, the number of records that hold a value in at least one of
// the columns.
type counter func(columns ...*record.Column) []int32

// counter counts for a comparison as it was counted before; where nothing was, in the
// columns themselves.
func (t Terms) counter(comparison string) counter {
	if t == nil {
		return record.Counts
	}
	known := t[comparison]
	return func(columns ...*record.Column) []int32 {
		n := make([]int32, columns[0].Len())
		for code := 1; code < len(n); code++ {
			n[code] = max(known[columns[0].Value(int32(code))], Frequent-1)
		}
		return n
	}
}

// CountTerms counts the values that comparisons ask for.
func CountTerms(comparisons []Comparison, s *record.Set) Terms {
	out := Terms{}
	for _, c := range comparisons {
		if c.count == nil {
			continue
		}
		own := map[string]int32{}
		out[c.Name] = own
		c.count(plain(s), func(columns ...*record.Column) []int32 {
			n := record.Counts(columns...)
			for code, records := range n {
				if records >= Frequent {
					own[columns[0].Value(int32(code))] = records
				}
			}
			return n
		})
	}
	return out
}

// Asked gives the values of a set whose frequency comparisons ask for, each once.
func Asked(comparisons []Comparison, s *record.Set) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range comparisons {
		if c.count == nil {
			continue
		}
		c.count(plain(s), func(columns ...*record.Column) []int32 {
			for code := range int32(columns[0].Len()) {
				if value := columns[0].Value(code); value != "" && !seen[value] {
					seen[value] = true
					out = append(out, value)
				}
			}
			return make([]int32, columns[0].Len())
		})
	}
	return out
}

// Local says whether a grade follows from the two records alone.
func (c Comparison) Local() bool { return !c.whole }
