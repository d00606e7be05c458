package identity

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

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
	reportPairs = 1 << 16 // after so many pairs of a worker progress is reported
)

// matched is what came out for one party.
type matched struct {
	party    string
	plan     plan
	set      *record.Set
	model    *score.Model
	cluster  []int32 // by row: the smallest row of its cluster
	size     []int32 // by row: of its cluster
	weakest  []float64
	edges    *edges
	outward  []outward
	made     made // by the rules, where all pairs are compared
	rules    []string
	skipped  []block.Skipped
	compared []int64 // by rule: pairs that it made first
	report   cluster.Report
	limits   block.Limits
	learned  bool     // the model, from these records
	loose    float64  // part of one customer's pairs that are merely alike, as the model has it
	settling *settled // with it, once it was asked for; nil = it was not
}

// letGo gives back what the records hold, which is not needed to write what was found.
func (m *matched) letGo() { m.settling, m.set = m.settles(), m.set.Named() }

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

// outward is an edge to a record that is not in the set: too light to be a link.
type outward struct {
	edge
	left, right string
}

// plan is how the records of one party are matched.
type plan struct {
	party       string
	rules       []block.Rule
	comparisons []compare.Comparison
	source      []int32 // by row: only pairs of two sources are looked at; nil = all pairs
	sources     []int32 // by row, for clusters of one record of each
	line        float64 // bits: from here on two records are one
	review      float64 // bits: from here on a person is asked
	method      string  // how clusters are made (spec.Methods); "" = linkage
	every       bool    // the pairs that no rule makes are compared, too, with what was learned from the others
	people      []Decision
	held        held     // what the weights do not decide
	careful     bool     // records that are merely alike are not one where most of one customer are that
	told        int      // of a table: columns that tell records apart
	linked      bool     // equal values make records one, whatever the weights
	beside      bool     // records of a key that too many share are compared with those beside them
	settled     *settled // goes with the model that is used; nil = is found
	seen        func(rule, slot int, list []block.Keyed)
}

// matcher matches with so many goroutines; the result does not depend on it.
type matcher struct {
	progress scv.Progress
	workers  int
	least    float64   // bits: lighter pairs leave no edge
	room     *room     // nil = as much as it takes
	doubts   bool      // pairs in doubt are listed
	db       *Database // that finds and weighs pairs to learn a model from; nil = here
}

func newMatcher(progress scv.Progress, workers int) matcher {
	if progress == nil {
		progress = scv.NoProgress{}
	}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	return matcher{progress: progress, workers: workers, least: keptWeight}
}

// match takes the records of one party the whole way. frozen is the model to
// use, nil to learn one.
func (x matcher) match(ctx context.Context, set *record.Set, how plan, frozen *score.Model) (matched, error) {
	if !how.canUse(frozen) {
		frozen, how.settled = nil, nil
	}
	comparisons := how.comparisons
	records := set.Bytes()
	x.room.hold(records)
	defer func() { x.room.release(records) }()
	m := matched{party: how.party, plan: how, set: set, model: frozen}
	index := block.NewUnder(how.rules, set, block.Frozen{Limits: how.settled.limits(), Beside: how.beside, Seen: how.seen})
	keys := index.Bytes()
	x.room.hold(keys)
	records += keys
	m.rules, m.skipped, m.limits = index.Rules(), index.Skipped(), index.Limits()
	if how.every { // what no rule makes is compared, too: nothing is given up
		m.rules, m.skipped = append(m.rules, "nothing: all pairs of few records"), nil
	}
	judges := compare.NewJudges(x.workers, comparisons, set, how.settled.terms())
	laid := judges[0].Bytes()
	x.room.hold(laid)
	records += laid
	scorer, err := x.findEdges(ctx, &m, comparisons, index, judges)
	if err != nil {
		return m, err
	}
	m.beCareful()
	x.gather(&m, scorer, judges)
	return m, errors.Join(ctx.Err(), m.edges.err)
}

// canUse says whether matching goes by a model that is there.
func (p plan) canUse(m *score.Model) bool {
	return m != nil && !m.Provisional && m.Fits(p.comparisons)
}

// scorer weighs with the model; the frequency of a value is that among the records
// in which it was counted.
func (m *matched) scorer() *score.Scorer {
	records := m.set.Len()
	if m.plan.settled != nil {
		records = m.plan.settled.Records
	}
	return score.New(m.model, m.plan.comparisons, records)
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

// findEdges compares every pair that the rules make and keeps those that are worth
// it. With a model each pair is weighed when it is met; to learn one all pairs
// are needed first.
func (x matcher) findEdges(ctx context.Context, m *matched, comparisons []compare.Comparison, index *block.Index, judges []*compare.Judge) (*score.Scorer, error) {
	parts := make([]gathering, len(judges))
	lists := make([]pairs, len(judges))
	for w := range parts {
		parts[w].file.room, lists[w].aside.room = x.room, x.room
		parts[w].later = x.later(m.plan)
	}
	if m.model != nil {
		scorer := m.scorer()
		weighers := x.weighers(scorer)
		err := x.compare(ctx, index, judges, m, func(w int, met *meeting) { x.weighTogether(&parts[w], met, weighers[w], judges[w]) })
		x.compareRest(ctx, m, weighers, judges, parts)
		m.edges = joined(parts)
		return scorer, errors.Join(err, m.edges.err)
	}
	if x.db != nil && !m.plan.every {
		return inDatabase{x.db, x, m, index}.edges(ctx, judges)
	}
	if err := x.compare(ctx, index, judges, m, func(w int, met *meeting) { lists[w].add(met) }); err != nil {
		return nil, err
	}
	stage := "identity: learn from " + m.party + "s"
	x.progress.Report(scv.Event{Stage: stage})
	made, random, labelled := countPatterns(lists), x.compareRandom(judges, m.set.Len(), m.plan), m.labelled(judges[0])
	m.model, m.learned = estimate.Train(m.party, comparisons, m.set.Len(), made, random, labelled), true
	scorer := score.New(m.model, comparisons, m.set.Len())
	if m.plan.every {
		m.model = estimate.Train(m.party, comparisons, m.set.Len(), x.withLikely(ctx, m, made, scorer, judges), random, labelled)
		scorer = score.New(m.model, comparisons, m.set.Len())
	}
	weighers := x.weighers(scorer)
	each(len(lists), func(w int) {
		err := lists[w].drain(func(met *meeting) { x.weighTogether(&parts[w], met, weighers[w], judges[w]) })
		parts[w].err = errors.Join(parts[w].err, err)
	})
	x.compareRest(ctx, m, weighers, judges, parts)
	m.edges = joined(parts)
	x.progress.Report(scv.Event{Stage: stage, End: true})
	return scorer, m.edges.err
}

// labelled counts the patterns of the pairs that people have said are one.
func (m *matched) labelled(judge *compare.Judge) estimate.Counts {
	out := estimate.Counts{}
	for _, p := range decidedIn(m.set, m.plan.people).Same {
		out[judge.Pattern(p[0], p[1])]++
	}
	return out
}

// compare hands every pair that the rules make to the worker that compared it.
func (x matcher) compare(ctx context.Context, index *block.Index, judges []*compare.Judge, m *matched, found func(w int, met *meeting)) error {
	stage, total := "identity: compare "+m.party+"s", index.Size()
	x.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Total: total})
	counts, byRule := make([]int64, len(judges)), make([][]int64, len(judges))
	for w := range byRule {
		byRule[w] = make([]int64, len(m.rules))
	}
	var all atomic.Int64
	m.made = newMade(m.plan, m.set.Len(), len(judges))
	met := make([]meeting, len(judges))
	judged := func(w int) {
		m := &met[w]
		m.judge(judges[w])
		found(w, m)
		for _, rule := range m.rules {
			byRule[w][rule]++
		}
		before := counts[w]
		if counts[w] += int64(len(m.rules)); before/reportPairs < counts[w]/reportPairs {
			x.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Done: all.Add(reportPairs), Total: total})
		}
		m.leave()
	}
	err := index.Each(ctx, len(judges), func(w int, i, j int32, rule int) {
		if m.plan.apart(i, j) {
			return
		}
		m.made.add(w, i, j)
		if met[w].add(i, j, int32(rule)) {
			judged(w)
		}
	})
	each(len(judges), judged)
	var n int64
	m.compared = make([]int64, len(m.rules))
	for w, c := range counts {
		n += c
		for r, of := range byRule[w] {
			m.compared[r] += of
		}
	}
	note := ""
	for _, s := range m.skipped {
		note += fmt.Sprintf(" (%s: %d keys of more than enough records give no pairs)", s.Rule, s.Blocks)
	}
	x.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Done: n, Total: n, End: true, Note: note})
	return err
}

// compareRandom counts the patterns of random pairs.
func (x matcher) compareRandom(judges []*compare.Judge, records int, how plan) estimate.Counts {
	var sample [][2]int32
	estimate.Sample(records, how.draws(records), func(i, j int32) {
		if !how.apart(i, j) {
			sample = append(sample, [2]int32{i, j})
		}
	})
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

// weigh adds a pair to the edges if it is worth keeping.
func (x matcher) weigh(into *gathering, p pair, weigher *score.Weigher, judge *compare.Judge) {
	if weight, enough := weigher.AtLeast(x.least, p.pattern, func(k int) int32 { return judge.Count(k, p.i, p.j) }); enough {
		into.add(edge{p, weight})
	}
}

// weighers gives one for each worker.
func (x matcher) weighers(scorer *score.Scorer) []*score.Weigher {
	out := make([]*score.Weigher, x.workers)
	for w := range out {
		out[w] = score.NewWeigher(scorer)
	}
	return out
}

// inOrder joins the workers' edges by their rows.
func inOrder(parts [][]edge) []edge {
	out := slices.Concat(parts...)
	slices.SortFunc(out, byRows)
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
func (x matcher) gather(m *matched, scorer *score.Scorer, judges []*compare.Judge) {
	weights := make([]func(i, j int32) float64, len(judges))
	for w, judge := range judges {
		weigher := score.NewWeigher(scorer)
		weights[w] = func(i, j int32) float64 {
			weight, _ := weigher.AtLeast(math.Inf(-1), judge.Pattern(i, j), func(k int) int32 { return judge.Count(k, i, j) })
			return weight
		}
	}
	m.decide(weights)
	x.room.release(linkBytes * m.edges.links)
	m.size = make([]int32, m.set.Len())
	for _, first := range m.cluster {
		m.size[first]++
	}
	m.weakest = m.weakestLinks(weights[0])
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
	note = strings.TrimSpace(note + " " + m.looseNote())
	x.progress.Report(scv.Event{Stage: "identity: find " + m.party + "s", Unit: "customers", Done: customers, Total: customers, End: true, Note: note})
}

// decide makes clusters of the pairs on the good side of the line.
func (m *matched) decide(weights []func(i, j int32) float64) {
	if m.plan.method == "components" {
		parts := cluster.NewParts(m.set.Len())
		for e := range m.links() {
			parts.Join(e.i, e.j)
		}
		m.cluster = parts.All()
		return
	}
	var links []cluster.Edge
	for e := range m.links() {
		links = append(links, cluster.Edge{I: e.i, J: e.j, Weight: e.weight - m.plan.line})
	}
	if m.plan.method == "one_to_one" {
		m.cluster = cluster.OneToOne(m.set.Len(), links, m.plan.sources)
	} else {
		above := make([]func(i, j int32) float64, len(weights))
		for w, weight := range weights {
			above[w] = m.plan.held.weight(func(i, j int32) float64 { return weight(i, j) - m.plan.line })
		}
		m.cluster, m.report = cluster.ClusterBy(m.set.Len(), links, above, m.plan.held.join(decidedIn(m.set, m.plan.people)))
	}
}

// links are the pairs on the good side of the line that no veto is against and of which
// nobody is asked.
func (m *matched) links() iter.Seq[edge] {
	return func(yield func(edge) bool) {
		for e := range m.edges.all() {
			if e.weight >= m.plan.line && !m.plan.held.vetoed(e.i, e.j) && m.plan.held.asks(e.i, e.j) == "" && !yield(e) {
				return
			}
		}
	}
}

// weakestLinks gives, by the first row of each cluster, the smallest of its
// records' best weights to another record of the cluster.
func (m *matched) weakestLinks(weight func(i, j int32) float64) []float64 {
	best := make([]float64, m.set.Len())
	for row := range best {
		best[row] = math.Inf(-1)
	}
	for e := range m.edges.all() {
		if m.cluster[e.i] == m.cluster[e.j] {
			best[e.i], best[e.j] = max(best[e.i], e.weight), max(best[e.j], e.weight)
		}
	}
	out := make([]float64, m.set.Len())
	for row := range out {
		out[row] = math.Inf(1)
	}
	m.reach(best, weight)
	for row, first := range m.cluster {
		if m.size[first] > 1 {
			out[first] = min(out[first], best[row])
		}
	}
	return out
}

// reach finds the best weight of the rows that no rule pairs with another row of
// their cluster.
func (m *matched) reach(best []float64, weight func(i, j int32) float64) {
	clusters := map[int32][]int32{}
	for row, first := range m.cluster {
		if m.size[first] > 1 && math.IsInf(best[row], -1) {
			clusters[first] = nil
		}
	}
	for row, first := range m.cluster {
		if rows, ok := clusters[first]; ok {
			clusters[first] = append(rows, int32(row))
		}
	}
	for _, rows := range clusters {
		for _, row := range rows {
			if !math.IsInf(best[row], -1) {
				continue
			}
			for _, other := range rows {
				if other != row {
					best[row] = max(best[row], weight(min(row, other), max(row, other)))
				}
			}
		}
	}
}

// members gives the record ids of each cluster, clusters by their first record.
func (m *matched) members() [][]string {
	place := make([]int32, len(m.cluster))
	var out [][]string
	all := make([]string, len(m.cluster)) // of all clusters, one behind the other
	for row, first := range m.cluster {
		if int32(row) == first {
			n := m.size[first]
			place[first] = int32(len(out))
			out = append(out, all[:0:n])
			all = all[n:]
		}
		k := place[first]
		out[k] = append(out[k], m.set.IDs[row])
	}
	return out
}
