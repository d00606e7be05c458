package identity

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"sync"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/cluster"
	"scv/internal/identity/compare"
	"scv/internal/identity/estimate"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
)

const (
	randomPairs = 200_000 // that show what strangers have in common
	keptWeight  = -8.     // bits: lighter pairs leave no edge
)

// matched is what came out for one party.
type matched struct {
	party   string
	set     *record.Set
	model   *score.Model
	cluster []int32 // by row: the smallest row of its cluster
	size    []int32 // by row: of its cluster
	weakest []float64
	edges   []edge
	rules   []string
	skipped []block.Skipped
	report  cluster.Report
}

// pair is two rows that were compared.
type pair struct {
	i, j    int32
	rule    int32
	pattern compare.Pattern
}

// edge is a pair with a weight that is worth keeping.
type edge struct {
	pair
	weight float64
}

// match takes the records of one party the whole way. frozen is the model to
// use, nil to learn one.
func (x *Materialization) match(ctx context.Context, all *record.Set, party string, frozen *score.Model) (matched, error) {
	set := all.Subset(rowsOf(all, party))
	comparisons := compare.For(party)
	m := matched{party: party, set: set}
	index := block.New(block.For(party), set)
	m.rules, m.skipped = index.Rules(), index.Skipped()
	judges := make([]*compare.Judge, x.workers)
	for w := range judges {
		judges[w] = compare.NewJudge(comparisons, set)
	}
	pairs, err := x.comparePairs(ctx, index, judges, party)
	if err != nil {
		return m, err
	}
	m.model = frozen
	if frozen == nil || frozen.Provisional || !frozen.Fits(comparisons) {
		m.model = estimate.Train(party, comparisons, set.Len(), countPatterns(pairs), x.compareRandom(judges, set.Len()))
	}
	scorer := score.New(m.model, comparisons, set.Len())
	m.edges = x.weigh(pairs, scorer, judges)
	x.gather(&m, scorer, judges[0])
	return m, ctx.Err()
}

// rowsOf gives the rows of a party.
func rowsOf(s *record.Set, party string) []int32 {
	declared, name := s.Column("party_type"), s.Column("organisation_name_std")
	given, family := s.Column("given_name_std"), s.Column("family_name_std")
	var rows []int32
	for row := range int32(s.Len()) {
		of := declared.Text(row)
		if of != "person" && of != "organisation" {
			of = "person"
			if name.Codes[row] != 0 && given.Codes[row] == 0 && family.Codes[row] == 0 {
				of = "organisation"
			}
		}
		if of == party {
			rows = append(rows, row)
		}
	}
	return rows
}

// comparePairs compares every pair that the rules make; the lists are by worker.
func (x *Materialization) comparePairs(ctx context.Context, index *block.Index, judges []*compare.Judge, party string) ([][]pair, error) {
	lists := make([][]pair, len(judges))
	stage := "identity: compare " + party + "s"
	err := index.Each(ctx, len(judges), func(w int, i, j int32, rule int) {
		lists[w] = append(lists[w], pair{i, j, int32(rule), judges[w].Pattern(i, j)})
		if n := len(lists[w]); n%(1<<18) == 0 {
			x.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Done: int64(n * len(judges)), Total: index.Size()})
		}
	})
	var n int64
	for _, list := range lists {
		n += int64(len(list))
	}
	note := ""
	for _, s := range index.Skipped() {
		note += fmt.Sprintf(" (%s: %d keys of more than enough records give no pairs)", s.Rule, s.Blocks)
	}
	x.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Done: n, Total: n, End: true, Note: note})
	return lists, err
}

func countPatterns(lists [][]pair) estimate.Counts {
	c := estimate.Counts{}
	for _, list := range lists {
		for _, p := range list {
			c[p.pattern]++
		}
	}
	return c
}

// compareRandom counts the patterns of random pairs.
func (x *Materialization) compareRandom(judges []*compare.Judge, records int) estimate.Counts {
	var sample [][2]int32
	estimate.Sample(records, randomPairs, func(i, j int32) { sample = append(sample, [2]int32{i, j}) })
	parts := make([]estimate.Counts, len(judges))
	each(len(judges), func(w int) {
		parts[w] = estimate.Counts{}
		for k := w; k < len(sample); k += len(judges) {
			parts[w][judges[w].Pattern(sample[k][0], sample[k][1])]++
		}
	})
	for _, part := range parts[1:] {
		for p, n := range part {
			parts[0][p] += n
		}
	}
	return parts[0]
}

// weigh gives the pairs that are worth keeping, in order of their rows.
func (x *Materialization) weigh(lists [][]pair, scorer *score.Scorer, judges []*compare.Judge) []edge {
	parts := make([][]edge, len(lists))
	each(len(lists), func(w int) {
		for _, p := range lists[w] {
			weight := scorer.Weight(p.pattern, func(k int) int32 { return judges[w].Count(k, p.i, p.j) })
			if weight >= keptWeight {
				parts[w] = append(parts[w], edge{p, weight})
			}
		}
	})
	out := slices.Concat(parts...)
	slices.SortFunc(out, func(a, b edge) int { return cmp.Or(cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j)) })
	return out
}

func each(n int, fn func(k int)) {
	var all sync.WaitGroup
	for k := range n {
		all.Go(func() { fn(k) })
	}
	all.Wait()
}

// gather makes the clusters and what is told about them.
func (x *Materialization) gather(m *matched, scorer *score.Scorer, judge *compare.Judge) {
	var links []cluster.Edge
	for _, e := range m.edges {
		if e.weight >= 0 {
			links = append(links, cluster.Edge{I: e.i, J: e.j, Weight: e.weight})
		}
	}
	weight := func(i, j int32) float64 {
		return scorer.Weight(judge.Pattern(i, j), func(k int) int32 { return judge.Count(k, i, j) })
	}
	m.cluster, m.report = cluster.Cluster(m.set.Len(), links, weight)
	m.size = make([]int32, m.set.Len())
	for _, first := range m.cluster {
		m.size[first]++
	}
	m.weakest = m.weakestLinks(weight)
	customers := int64(0)
	for row, first := range m.cluster {
		if int32(row) == first {
			customers++
		}
		m.size[row] = m.size[first]
	}
	note := ""
	if m.report.Large > 0 {
		note = fmt.Sprintf("(%d groups of %d records were too large to take whole)", m.report.Large, m.report.Rows)
	}
	x.progress.Report(scv.Event{Stage: "identity: find " + m.party + "s", Unit: "customers", Done: customers, Total: customers, End: true, Note: note})
}

// weakestLinks gives, by the first row of each cluster, the smallest of its
// records' best weights to another record of the cluster.
func (m *matched) weakestLinks(weight func(i, j int32) float64) []float64 {
	best := make([]float64, m.set.Len())
	for row := range best {
		best[row] = math.Inf(-1)
	}
	for _, e := range m.edges {
		if m.cluster[e.i] == m.cluster[e.j] {
			best[e.i], best[e.j] = max(best[e.i], e.weight), max(best[e.j], e.weight)
		}
	}
	out := make([]float64, m.set.Len())
	for row := range out {
		out[row] = math.Inf(1)
	}
	for row, first := range m.cluster {
		if m.size[first] < 2 {
			continue
		}
		if math.IsInf(best[row], -1) { // joined by pairs that no rule made
			for other, o := range m.cluster {
				if o == first && other != row {
					best[row] = max(best[row], weight(min(int32(row), int32(other)), max(int32(row), int32(other))))
				}
			}
		}
		out[first] = min(out[first], best[row])
	}
	return out
}

// members gives the record ids of each cluster, clusters by their first record.
func (m *matched) members() [][]string {
	place := map[int32]int{}
	var out [][]string
	for row, first := range m.cluster {
		k, ok := place[first]
		if !ok {
			k = len(out)
			place[first] = k
			out = append(out, nil)
		}
		out[k] = append(out[k], m.set.IDs[row])
	}
	return out
}
