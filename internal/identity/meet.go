package identity

import (
	"cmp"
	"context"
	"slices"

	"scv"
	"scv/internal/identity/block"
)

// met is a pair of record numbers.
type met struct{ a, b int32 }

func metOf(a, b int32) met { return met{min(a, b), max(a, b)} }

// pair gives the pairs of the records that are compared again, with the first rule
// that makes each, and notes the keys of those records.
func (p *part) pair(a *again) map[met]int32 {
	number := func(row int32) int32 { return int32(p.delta.number[a.set.IDs[row]]) }
	left := map[int32]bool{} // numbers that are in the index as they were, and not any more
	for id, redone := range p.delta.touched {
		if old, ok := p.delta.before[id]; ok && redone {
			left[int32(old.number)] = true
		}
	}
	pairs := map[met]int32{}
	add := func(a, b, rule int32) {
		if first, ok := pairs[metOf(a, b)]; a != b && (!ok || rule < first) {
			pairs[metOf(a, b)] = rule
		}
	}
	for row, keys := range a.keys {
		n, isNew := number(int32(row)), a.held[row] == nil
		block.Walk(keys, func(k block.Key) bool {
			p.keys = append(p.keys, indexed{slotOf(p.party, int(k.Rule), int(k.Slot)), k.Hash, int(n)})
			if a.divided[k] {
				return true
			}
			for _, other := range a.rows[k] {
				add(n, number(other), k.Rule)
			}
			if o := p.blocks[k]; o != nil && isNew {
				for _, other := range o.members {
					if !left[other] {
						add(n, other, k.Rule)
					}
				}
			}
			return false
		})
	}
	return pairs
}

// weighPairs compares the pairs and gives those that are worth it.
func (p *part) weighPairs(ctx context.Context, a *again, pairs map[met]int32) ([]outward, error) {
	rows := map[int32]int32{}
	for _, id := range a.set.IDs {
		rows[int32(p.delta.number[id])], _ = p.set.Row(id)
	}
	for m := range pairs {
		for _, n := range []int32{m.a, m.b} {
			if _, ok := rows[n]; ok {
				continue
			}
			row, ok := p.set.Row(p.near.ids[n])
			if !ok {
				return nil, damaged("it knows records that are not there")
			}
			rows[n] = row
		}
	}
	return p.weighAll(byRule(pairs, rows)), ctx.Err()
}

// byRule gives pairs of numbers as pairs of their rows, those of the first rule first.
func byRule(pairs map[met]int32, rows map[int32]int32) []pair {
	var list []pair
	for m, rule := range pairs {
		i, j := rows[m.a], rows[m.b]
		list = append(list, pair{i: min(i, j), j: max(i, j), rule: rule})
	}
	slices.SortFunc(list, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.i, b.i), cmp.Compare(a.j, b.j))
	})
	return list
}

func (p *part) weighAll(list []pair) []outward {
	stage := "identity: compare " + p.party + "s"
	p.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Total: int64(len(list))})
	judges, parts := p.judges(p.set), make([]gathering, p.workers)
	f := matched{plan: p.how, model: p.past.models[p.party], set: p.set}
	weighers := p.weighers(f.scorer())
	each(len(judges), func(w int) {
		for k := w; k < len(list); k += len(judges) {
			one := list[k]
			one.pattern = judges[w].Pattern(one.i, one.j)
			p.weigh(&parts[w], one, weighers[w], judges[w])
		}
	})
	var out []outward
	for e := range joined(parts).all() {
		out = append(out, outward{e, p.set.IDs[e.i], p.set.IDs[e.j]})
	}
	slices.SortFunc(out, func(a, b outward) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right)) })
	p.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Done: int64(len(list)), Total: int64(len(list)), End: true, Note: "(of records that are new or changed)"})
	return out
}
