package identity

import (
	"context"
	"slices"

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

	were, are [][]block.Key // keys of olds and news
	blocks    map[block.Key]*opened
	near      near
	set       *record.Set // the records that are looked at, as they are
	keys      []indexed   // of the records whose keys are written again
	rekeyed   []int32     // numbers of those of them that are not compared again with all others
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
	again, err := p.again(ctx)
	if err != nil {
		return matched{}, err
	}
	edges, err := p.weighPairs(ctx, again, p.pair(again))
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
	if err := p.scanStates(ctx, query, p.delta.before); err != nil {
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
	settled := p.how.settled
	if p.how, err = p.plan(p.party, set); err != nil {
		return matched{}, err
	}
	if p.how.settled, err = p.counted(ctx, p.party, settled, p.how.comparisons, set); err != nil {
		return matched{}, err
	}
	w := &keyList{}
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

// judges gives one for each worker.
func (p *part) judges(set *record.Set) []*compare.Judge {
	return compare.NewJudges(p.workers, p.how.comparisons, set, p.how.settled.Terms)
}
