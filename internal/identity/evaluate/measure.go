package evaluate

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"scv"
)

// Figure is a measure with the bounds between which it lies in 95 of 100 samples
// that are drawn again from the same records.
type Figure struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Rates are precision, recall and their harmonic mean.
type Rates struct {
	Precision Figure `json:"precision"`
	Recall    Figure `json:"recall"`
	F1        Figure `json:"f1"`
}

// Measured is how well clusters agree with a truth.
type Measured struct {
	Records    int   `json:"records"`  // that the truth knows
	Entities   int   `json:"entities"` // of the truth
	Clusters   int   `json:"clusters"`
	TruePairs  int64 `json:"true_pairs"`
	FoundPairs int64 `json:"found_pairs"`
	RightPairs int64 `json:"right_pairs"` // true and found
	Pairwise   Rates `json:"pairwise"`
	B3         Rates `json:"b3"`
}

// resamples is how often the records are drawn again.
const resamples = 1000

// Measure compares over the records of the truth, as Compare does, with intervals:
// a bootstrap (Efron 1979) over groups of entities and clusters that have no record
// in common with any other group, since the pairs of one group stand or fall
// together.
func Measure(truth, found map[scv.RecordID]string) Measured {
	groups, m := groupsOf(truth, found)
	var all sums
	for _, g := range groups {
		all.add(g)
	}
	m.TruePairs, m.FoundPairs, m.RightPairs = int64(all.truePairs), int64(all.foundPairs), int64(all.right)
	m.Pairwise, m.B3 = all.rates()
	var drawn [6][]float64
	random := uint64(1)
	for range resamples {
		var s sums
		for range groups {
			random = splitmix(random)
			s.add(groups[random%uint64(len(groups))])
		}
		pairwise, b3 := s.rates()
		for k, f := range []Figure{pairwise.Precision, pairwise.Recall, pairwise.F1, b3.Precision, b3.Recall, b3.F1} {
			drawn[k] = append(drawn[k], f.Value)
		}
	}
	for k, f := range []*Figure{&m.Pairwise.Precision, &m.Pairwise.Recall, &m.Pairwise.F1, &m.B3.Precision, &m.B3.Recall, &m.B3.F1} {
		slices.Sort(drawn[k])
		f.Low = math.Min(f.Value, drawn[k][resamples*25/1000])
		f.High = math.Max(f.Value, drawn[k][resamples*975/1000-1])
	}
	return m
}

// sums are what the figures of some records follow from.
type sums struct {
	right, truePairs, foundPairs float64
	records, bPrecision, bRecall float64
}

func (s *sums) add(o sums) {
	s.right, s.truePairs, s.foundPairs = s.right+o.right, s.truePairs+o.truePairs, s.foundPairs+o.foundPairs
	s.records, s.bPrecision, s.bRecall = s.records+o.records, s.bPrecision+o.bPrecision, s.bRecall+o.bRecall
}

func (s *sums) rates() (pairwise, b3 Rates) {
	pairwise = ratesOf(ratio(s.right, s.foundPairs), ratio(s.right, s.truePairs))
	return pairwise, ratesOf(ratio(s.bPrecision, s.records), ratio(s.bRecall, s.records))
}

func ratesOf(precision, recall float64) Rates {
	return Rates{Figure{Value: precision}, Figure{Value: recall}, Figure{Value: harmonic(precision, recall)}}
}

// cell is the records of one entity in one cluster.
type cell struct {
	entity, cluster int
	records         int
}

// groupsOf gives the sums of each group of entities and clusters that hang
// together, in an order that the maps' own does not change.
func groupsOf(truth, found map[scv.RecordID]string) ([]sums, Measured) {
	cells, entities, clusters := cellsOf(truth, found)
	m := Measured{Records: len(truth), Entities: len(entities), Clusters: len(clusters)}
	parent := make([]int, len(entities)+len(clusters))
	for i := range parent {
		parent[i] = i
	}
	root := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	for _, c := range cells {
		a, b := root(c.entity), root(len(entities)+c.cluster)
		parent[max(a, b)] = min(a, b)
	}
	place := make([]int, len(parent))
	var groups []sums
	at := func(i int) *sums {
		r := root(i)
		if place[r] == 0 {
			groups = append(groups, sums{})
			place[r] = len(groups)
		}
		return &groups[place[r]-1]
	}
	for _, c := range cells {
		n, g := float64(c.records), at(c.entity)
		g.right += pairs(c.records)
		g.records += n
		g.bPrecision += n * n / float64(clusters[c.cluster])
		g.bRecall += n * n / float64(entities[c.entity])
	}
	for e, n := range entities {
		at(e).truePairs += pairs(n)
	}
	for c, n := range clusters {
		at(len(entities) + c).foundPairs += pairs(n)
	}
	return groups, m
}

// cellsOf counts the records by entity and cluster, in order of the records' ids;
// the two lists are sizes.
func cellsOf(truth, found map[scv.RecordID]string) (cells []cell, entities, clusters []int) {
	numbers := [2]map[string]int{{}, {}}
	sizes := [2][]int{}
	number := func(side int, name string) int {
		n, ok := numbers[side][name]
		if !ok {
			n = len(sizes[side])
			numbers[side][name] = n
			sizes[side] = append(sizes[side], 0)
		}
		sizes[side][n]++
		return n
	}
	places := map[[2]int]int{}
	for _, record := range slices.SortedFunc(maps.Keys(truth), func(a, b scv.RecordID) int { return cmp.Compare(a, b) }) {
		customer, ok := found[record]
		if !ok {
			customer = "\x00" + string(record)
		}
		key := [2]int{number(0, truth[record]), number(1, customer)}
		k, ok := places[key]
		if !ok {
			k = len(cells)
			places[key] = k
			cells = append(cells, cell{entity: key[0], cluster: key[1]})
		}
		cells[k].records++
	}
	return cells, sizes[0], sizes[1]
}

// splitmix is a step of SplitMix64 (Steele, Lea, Flood 2014).
func splitmix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
