package evaluate

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"scv"
)

// Compare measures over the records of the truth: record id -> entity. found is
// record id -> customer; a record that it lacks is a customer of its own.
// Records that the truth does not know are left out. Without any pair to find or
// found, a figure is 1.
func Compare(truth, found map[scv.RecordID]string) scv.Matching {
	type cell struct{ entity, customer string }
	entities, customers, cells := map[string]int{}, map[string]int{}, map[cell]int{}
	for record, entity := range truth {
		customer, ok := found[record]
		if !ok {
			customer = "\x00" + string(record)
		}
		entities[entity]++
		customers[customer]++
		cells[cell{entity, customer}]++
	}
	var right, bPrecision, bRecall float64
	order := slices.SortedFunc(maps.Keys(cells), func(a, b cell) int { // sums of fractions depend on their order
		return cmp.Or(strings.Compare(a.entity, b.entity), strings.Compare(a.customer, b.customer))
	})
	for _, c := range order {
		n := cells[c]
		right += pairs(n)
		bPrecision += float64(n) * float64(n) / float64(customers[c.customer])
		bRecall += float64(n) * float64(n) / float64(entities[c.entity])
	}
	records := float64(max(len(truth), 1))
	m := scv.Matching{Precision: ratio(right, total(customers)), Recall: ratio(right, total(entities))}
	m.F1 = harmonic(m.Precision, m.Recall)
	m.B3F1 = harmonic(bPrecision/records, bRecall/records)
	if len(truth) == 0 {
		m.B3F1 = 1
	}
	return m
}

func pairs(n int) float64 { return float64(n) * float64(n-1) / 2 }

func total(sizes map[string]int) (sum float64) {
	for _, n := range sizes {
		sum += pairs(n)
	}
	return sum
}

func ratio(part, whole float64) float64 {
	if whole == 0 {
		return 1
	}
	return part / whole
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}
