package identity

import (
	"cmp"
	"encoding/csv"
	"io"
	"slices"
	"strconv"

	"scv/internal/identity/engine"
	"scv/internal/identity/profile"
	"scv/internal/identity/score"
)

// doubt is a pair that a person should look at.
type doubt struct {
	party int
	edge
	value float64 // pairs of records that the answer is expected to put right
}

// doubts lists the pairs between the lines of review and auto, and those that are merely
// alike where that is not enough, whose records are not in one cluster, the most worthful first: of two clusters the pair that is most alike,
// none that somebody has judged.
func doubts(found []pairsOf) ([]doubt, error) {
	best := map[[3]int32]doubt{}
	for k, f := range found {
		judged := map[[2]int32]bool{}
		said := decidedIn(f.set, f.plan.people)
		for _, p := range slices.Concat(said.Same, said.Apart) {
			judged[[2]int32{f.cluster[p[0]], f.cluster[p[1]]}], judged[[2]int32{f.cluster[p[1]], f.cluster[p[0]]}] = true, true
		}
		for e := range f.edges.all() {
			a, b := f.cluster[e.i], f.cluster[e.j]
			if a == b || e.weight < f.plan.review || e.weight >= f.plan.line && f.plan.held.asks(e.i, e.j) == "" || judged[[2]int32{a, b}] {
				continue
			}
			key := [3]int32{int32(k), min(a, b), max(a, b)}
			if before, ok := best[key]; !ok || e.weight > before.weight {
				best[key] = doubt{k, e, score.Probability(e.weight) * float64(f.size[e.i]) * float64(f.size[e.j])}
			}
		}
		if err := f.edges.unread(); err != nil {
			return nil, err
		}
	}
	var out []doubt
	for _, d := range best {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b doubt) int {
		return cmp.Or(-cmp.Compare(a.value, b.value), cmp.Compare(a.party, b.party), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	return out, nil
}

// writeDoubts writes a file of labels to be filled in: the column same is empty. Behind
// it stand how likely the two are one, what was found of them, and what both say.
func writeDoubts(to io.Writer, in engine.Input, taken []engine.Column, found []pairsOf) (int64, error) {
	list, err := doubts(found)
	if err != nil {
		return 0, err
	}
	w := csv.NewWriter(to)
	header := []string{"left_record_id", "right_record_id", "same", "probability", "weight", "levels"}
	var columns []string
	for _, c := range taken {
		if c.Role != string(profile.Ignored) {
			columns = append(columns, c.Name)
			header = append(header, "left_"+c.Name, "right_"+c.Name)
		}
	}
	if err := w.Write(header); err != nil {
		return 0, err
	}
	for _, d := range list {
		f := found[d.party]
		i, j := f.rows[d.i], f.rows[d.j]
		row := []string{
			in.Records.IDs[i], in.Records.IDs[j], "", strconv.FormatFloat(score.Probability(d.weight), 'f', 4, 64), strconv.FormatFloat(d.weight, 'f', 2, 64),
			f.model.Describe(d.pattern),
		}
		for _, name := range columns {
			c := in.Records.Column(name)
			row = append(row, c.Text(i), c.Text(j))
		}
		if err := w.Write(row); err != nil {
			return 0, err
		}
	}
	w.Flush()
	return int64(len(list)), w.Error()
}
