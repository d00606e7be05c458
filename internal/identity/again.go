package identity

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"scv"
	"scv/internal/identity/compare"
)

// decide makes the clusters again that hang together with something that changed.
func (p *part) decide(ctx context.Context, a *again, found []outward) (matched, error) {
	set, err := p.those(p.hangTogether(a, found))
	if err != nil {
		return matched{}, err
	}
	m := matched{party: p.party, model: p.past.models[p.party], set: set}
	if m.plan, err = p.plan(p.party, m.set); err != nil {
		return matched{}, err
	}
	m.plan.settled, m.plan.every = p.how.settled, false
	for _, r := range p.how.rules {
		m.rules = append(m.rules, r.Name)
	}
	judges := p.judges(m.set)
	var own []edge
	for _, e := range found {
		i, here := m.set.Row(e.left)
		j, there := m.set.Row(e.right)
		if !here || !there {
			m.outward = append(m.outward, e)
			continue
		}
		e.i, e.j = i, j
		own = append(own, e.edge)
	}
	kept, err := p.keptEdges(ctx, &m, a, judges[0])
	if err != nil {
		return matched{}, err
	}
	m.edges = &edges{list: inOrder([][]edge{own, kept})}
	p.gather(&m, m.scorer(), judges)
	return m, nil
}

// hangTogether gives the records that hung together with one that something changed
// for, and those.
func (p *part) hangTogether(a *again, found []outward) []string {
	for _, id := range slices.Concat(a.set.IDs, p.olds.IDs) {
		p.seeds[id] = true
	}
	for _, e := range found {
		if e.weight >= p.how.line {
			p.seeds[e.left], p.seeds[e.right] = true, true
		}
	}
	ids := map[string]bool{}
	for _, id := range a.set.IDs {
		ids[id] = true
	}
	for seed := range p.seeds {
		s, published := p.near.states[seed]
		if !published {
			continue
		}
		for _, id := range p.near.together[s.component] {
			p.carryOn(id)
			if !p.now.removed[id] && !p.now.changed[id] {
				ids[id] = true
			}
		}
	}
	return slices.Collect(maps.Keys(ids))
}

// carryOn notes that a record's cluster is made again.
func (p *part) carryOn(id string) {
	s := p.near.states[id]
	p.delta.before[id] = s
	if _, ok := p.delta.number[id]; !ok {
		p.delta.number[id] = s.number
	}
	if _, ok := p.delta.touched[id]; !ok {
		p.delta.touched[id] = false
	}
}

// keptEdges reads the published edges between records whose clusters are made again
// that are not compared again, with each other at least. Their patterns are found again: they are what they were.
func (p *part) keptEdges(ctx context.Context, m *matched, a *again, judge *compare.Judge) ([]edge, error) {
	if err := p.ask(ctx, m.set.IDs); err != nil {
		return nil, err
	}
	rules := map[string]int32{}
	for k, name := range m.rules {
		rules[name] = int32(k)
	}
	var out []edge
	var unknown error
	err := p.s.Scan(ctx, p.past.layout.rows(edgeTable, "old.left_record_id, old.right_record_id, old.weight, old.blocking_rule", edgesAmong), func(b *scv.Batch) error {
		for n := range b.Len() {
			left, right := string(b.Columns[0].Bytes(n)), string(b.Columns[1].Bytes(n))
			p.delta.among = append(p.delta.among, [2]string{left, right})
			if p.delta.touched[left] || p.delta.touched[right] || a.both(left, right) {
				continue
			}
			i, _ := m.set.Row(left)
			j, _ := m.set.Row(right)
			rule, ok := rules[string(b.Columns[3].Bytes(n))]
			if !ok {
				unknown = damaged("identity_edge has a rule that is not there")
			}
			out = append(out, edge{pair{i, j, rule, judge.Pattern(i, j)}, b.Columns[2].Floats[n]})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read links of the published version: %w", err)
	}
	return out, unknown
}
