package identity

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/warehouse"
)

// part is the update of one party.
type part struct {
	*build
	party string
	how   plan
	olds  *record.Set     // records that changed or are gone, as they were
	news  *record.Set     // records that are new or changed, as they are
	seeds map[string]bool // records that something can have changed for
	keys  []indexed       // of the records that are compared again
	names map[int32]string
	sized map[block.Key]int // records that blocks have in the published version, as far as they were asked for
}

// indexed is a row of identity_key.
type indexed struct {
	slot   int64
	hash   uint64
	number int
}

// match gives the clusters that are made again.
func (p *part) match(ctx context.Context) (matched, error) {
	few, err := p.few(ctx)
	if err != nil {
		return matched{}, err
	}
	if few || !p.frozen(p.party) {
		return p.matchAll(ctx)
	}
	again, crossed, err := p.again(ctx)
	if err != nil {
		return matched{}, err
	}
	pairs, err := p.pair(ctx, again, crossed)
	if err != nil {
		return matched{}, err
	}
	edges, err := p.weighPairs(ctx, again, pairs)
	if err != nil {
		return matched{}, err
	}
	return p.decide(ctx, again, edges)
}

// few says whether all pairs of the party's records are compared, or were. Where the
// limits of blocks do not hold for so many records as there are now, everything is
// matched.
func (p *part) few(ctx context.Context) (bool, error) {
	n := p.past.records[p.party]
	own, now := p.past.settled[p.party], n-p.olds.Len()+p.news.Len()
	if own.at(now) != own {
		return false, errWhole
	}
	p.how.settled, p.how.every = own, false
	return min(n, now) <= p.spec.Few, nil
}

// matchAll matches a party whose model is learned in each run.
func (p *part) matchAll(ctx context.Context) (matched, error) {
	query := statement("states_party").Relation("state", beside(p.m.Live, stateTable)).String() + warehouse.Literal(p.party)
	known := len(p.delta.before)
	if err := p.scanStates(ctx, query); err != nil {
		return matched{}, err
	}
	if float64(len(p.delta.before)-known) > p.share*float64(max(p.delta.next, 1)) {
		return matched{}, errWhole
	}
	for id, s := range p.delta.before {
		if s.party == p.party {
			p.redo(id)
		}
	}
	ids := slices.Clone(p.news.IDs)
	for id, s := range p.delta.before {
		if s.party == p.party && !p.now.changed[id] {
			ids = append(ids, id)
		}
	}
	all, err := p.readRecords(ctx, ids)
	if err != nil {
		return matched{}, err
	}
	set := all.Subset(rowsOf(all, p.party))
	for _, id := range set.IDs {
		p.redo(id)
	}
	w := &keyList{}
	settled := p.how.settled
	if p.how, err = p.plan(p.party, set); err != nil {
		return matched{}, err
	}
	p.how.settled = settled
	if p.how.local() {
		p.how.seen = w.seen(p.party, func(row int32) int { return p.delta.number[set.IDs[row]] })
	}
	m, err := p.build.match(ctx, set, p.how, p.past.models[p.party])
	p.keys = w.rows
	return m, err
}

// redo notes that a record is compared again; it keeps its number, or gets one.
func (p *part) redo(id string) {
	p.delta.touched[id] = true
	if _, ok := p.delta.number[id]; ok {
		return
	}
	if old, ok := p.delta.before[id]; ok {
		p.delta.number[id] = old.number
		return
	}
	p.delta.number[id] = p.delta.next
	p.delta.next++
}

// again gives the records that are compared again: the new and changed ones, and
// those of blocks that gave pairs and are too large now, or the other way round;
// crossed are the latter.
func (p *part) again(ctx context.Context) (set *record.Set, crossed []string, err error) {
	was, is := tally(block.KeysOf(p.how.rules, p.olds)), tally(block.KeysOf(p.how.rules, p.news))
	var crossing []block.Key
	err = p.settle(ctx, [][][]block.Key{was.lists, is.lists}, func(k block.Key, size int) (bool, error) {
		left := size - len(was.rows[k])
		if left < 0 {
			return false, damaged("a block lacks records")
		}
		bound := p.how.settled.Limits.Of(p.how.rules[k.Rule].Name, int(k.Slot))
		before, now := size > bound, left+len(is.rows[k]) > bound
		if before != now && left > 0 {
			crossing = append(crossing, k)
		}
		return before && now, nil
	})
	if err != nil {
		return nil, nil, err
	}
	ids := slices.Clone(p.news.IDs)
	if len(crossing) > 0 {
		if crossed, err = p.membersOf(ctx, crossing); err != nil {
			return nil, nil, err
		}
		ids = append(ids, crossed...)
		if set, err = p.readRecords(ctx, ids); err != nil {
			return nil, nil, err
		}
		set = set.Subset(rowsOf(set, p.party))
	} else {
		set = p.news
	}
	if set.Len() != len(ids) {
		return nil, nil, damaged("it knows records that are not there")
	}
	for _, id := range ids {
		p.redo(id)
	}
	return set, crossed, nil
}

// tallied is keys by row, and rows by key.
type tallied struct {
	lists [][]block.Key
	rows  map[block.Key][]int32
}

func tally(lists ...[][]block.Key) tallied {
	t := tallied{rows: map[block.Key][]int32{}}
	for _, list := range lists {
		for row, keys := range list {
			for _, k := range keys {
				t.rows[k] = append(t.rows[k], int32(row))
			}
		}
		t.lists = append(t.lists, list...)
	}
	return t
}

// met is a pair of record numbers.
type met struct{ a, b int32 }

func metOf(a, b int32) met { return met{min(a, b), max(a, b)} }

// pair gives the pairs of the records that are compared again, with the first rule
// that makes each, and notes the keys of those records.
func (p *part) pair(ctx context.Context, again *record.Set, crossed []string) (map[met]int32, error) {
	own := tally(block.KeysOf(p.how.rules, again))
	stayed := map[string]bool{}
	for _, id := range crossed {
		stayed[id] = true
	}
	var before [][]block.Key
	for row, keys := range own.lists {
		if stayed[again.IDs[row]] {
			before = append(before, keys)
		}
	}
	gone := tally(block.KeysOf(p.how.rules, p.olds), before)
	divided, others := map[block.Key]bool{}, []block.Key(nil)
	err := p.settle(ctx, [][][]block.Key{own.lists}, func(k block.Key, size int) (bool, error) {
		left := 0
		if size > 0 {
			left = size - len(gone.rows[k])
		}
		if left < 0 {
			return false, damaged("a block lacks records")
		}
		bound := p.how.settled.Limits.Of(p.how.rules[k.Rule].Name, int(k.Slot))
		divided[k] = left+len(own.rows[k]) > bound
		if !divided[k] && left > 0 {
			others = append(others, k)
		}
		return divided[k], nil
	})
	if err != nil {
		return nil, err
	}
	members, err := p.members(ctx, others)
	if err != nil {
		return nil, err
	}
	return p.meet(again, own, divided, members), nil
}

// meet lists the pairs, and the keys of the records that are compared again.
func (p *part) meet(again *record.Set, own tallied, divided map[block.Key]bool, members map[block.Key][]int32) map[met]int32 {
	number := func(row int32) int32 { return int32(p.delta.number[again.IDs[row]]) }
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
	for row, keys := range own.lists {
		n := number(int32(row))
		block.Walk(keys, func(k block.Key) bool {
			p.keys = append(p.keys, indexed{slotOf(p.party, int(k.Rule), int(k.Slot)), k.Hash, int(n)})
			if divided[k] {
				return true
			}
			for _, other := range own.rows[k] {
				add(n, number(other), k.Rule)
			}
			for _, other := range members[k] {
				if !left[other] {
					add(n, other, k.Rule)
				}
			}
			return false
		})
	}
	return pairs
}

// judges gives one for each worker.
func (p *part) judges(set *record.Set) []*compare.Judge {
	return compare.NewJudges(p.workers, p.how.comparisons, set, p.how.settled.Terms)
}

// weighPairs compares the pairs and gives those that are worth it.
func (p *part) weighPairs(ctx context.Context, again *record.Set, pairs map[met]int32) ([]outward, error) {
	numbers := map[int32]bool{}
	for m := range pairs {
		numbers[m.a], numbers[m.b] = true, true
	}
	own := map[int32]string{}
	for _, id := range again.IDs {
		n := int32(p.delta.number[id])
		own[n] = id
		delete(numbers, n)
	}
	if err := p.name(ctx, slices.Sorted(maps.Keys(numbers))); err != nil {
		return nil, err
	}
	ids := slices.Clone(again.IDs)
	for _, n := range slices.Sorted(maps.Keys(numbers)) {
		own[n] = p.names[n]
		ids = append(ids, p.names[n])
	}
	set, err := p.readRecords(ctx, ids)
	if err != nil {
		return nil, err
	}
	if set.Len() != len(ids) {
		return nil, damaged("it knows records that are not there")
	}
	rows := map[int32]int32{}
	for n, id := range own {
		row, _ := set.Row(id)
		rows[n] = row
	}
	return p.weighAll(set, byRule(pairs, rows)), ctx.Err()
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

func (p *part) weighAll(set *record.Set, list []pair) []outward {
	stage := "identity: compare " + p.party + "s"
	p.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Total: int64(len(list))})
	judges, parts := p.judges(set), make([]gathering, p.workers)
	f := matched{plan: p.how, model: p.past.models[p.party], set: set}
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
		out = append(out, outward{e, set.IDs[e.i], set.IDs[e.j]})
	}
	slices.SortFunc(out, func(a, b outward) int { return cmp.Or(cmp.Compare(a.left, b.left), cmp.Compare(a.right, b.right)) })
	p.progress.Report(scv.Event{Stage: stage, Unit: "pairs", Done: int64(len(list)), Total: int64(len(list)), End: true, Note: "(of records that are new or changed)"})
	return out
}
