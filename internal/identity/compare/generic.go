package compare

import (
	"strings"

	"scv/internal/identity/record"
	"scv/similarity"
)

// Identifier compares numbers and codes that few records share: a passport, an
// insurance number. Alike: two of one household never have one in common.
func Identifier(name, column string) Comparison {
	return Comparison{
		Name: name, Columns: []string{column}, Alike: .004,
		Levels: []Level{
			{"exact", 1, Prior{.85, .004, .00005}},
			{"close", .5, Prior{.08, .002, .0005}},
			{"different", 0, Prior{.07, .994, .99945}},
		},
		bind: closeOf(column, 5), counted: []string{column}, say: sayClose(column, 5),
	}
}

// Words compares short texts of any kind. Shared: as of two people who live or
// work together.
func Words(name, column string, shared bool) Comparison {
	c := Comparison{
		Name: name, Columns: []string{column}, Shared: shared, Alike: .02,
		Levels: []Level{
			{"exact", 1, Prior{.65, .5, .01}},
			{"close", .5, Prior{.12, .1, .01}},
			{"part", .25, Prior{.08, .05, .02}},
			{"different", 0, Prior{.15, .35, .96}},
		},
		bind: wordsOf(column), counted: []string{column}, say: sayWords(column),
	}
	return c
}

// Category compares one of few values: a gender, a kind of contract.
func Category(name, column string) Comparison {
	return Comparison{
		Name: name, Columns: []string{column}, Alike: .05,
		Levels: []Level{{"same", 1, Prior{.9, .5, .4}}, {"different", 0, Prior{.1, .5, .6}}},
		bind:   equalOf(column), counted: []string{column}, say: sayEqual(column),
	}
}

func wordsOf(column string) func(*laid) grader {
	return judged(column, func(a, b string) Grade {
		share := commonWords(a, b)
		switch {
		case share == 1 || strings.ReplaceAll(a, " ", "") == strings.ReplaceAll(b, " ", "") || closeText(a, b):
			return 2
		case min(len(a), len(b)) >= 8 && similarity.WithinEdits(a, b, 2):
			return 2
		case share >= .5 || partOf(a, b) || partOf(b, a):
			return 3
		}
		return 4
	})
}

// Present leaves out comparisons of which the set has no column.
func Present(comparisons []Comparison, s *record.Set) []Comparison {
	var out []Comparison
	for _, c := range comparisons {
		for _, name := range c.Columns {
			if s.Has(name) {
				out = append(out, c)
				break
			}
		}
	}
	return out
}
