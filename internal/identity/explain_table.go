package identity

import (
	"context"
	"slices"

	"scv"
	"scv/internal/identity/engine"
)

// Explain matches the records and tells why two of them are in one cluster, or not.
func (n native) Explain(ctx context.Context, in engine.Input, o engine.Options, i, j int32) (*Explanation, error) {
	aside := roomOf(o)
	defer aside.close()
	out, found, err := n.match(ctx, in, o, aside)
	if err != nil {
		return nil, err
	}
	e := &Explanation{
		Left: scv.RecordID(in.Records.IDs[i]), Right: scv.RecordID(in.Records.IDs[j]), LeftCustomer: named(in, out, i), RightCustomer: named(in, out, j),
		SameCustomer: out.Cluster[i] == out.Cluster[j], table: true,
	}
	left, right := partyWith(found, i), partyWith(found, j)
	if left != right {
		e.Apart = &Apart{Reason: ApartParty}
		return e, nil
	}
	e.Party = left.party
	a, z := left.at(i), left.at(j)
	mine, yours := left.inCluster(a), left.inCluster(z)
	b, err := left.basis(slices.Concat(mine, yours))
	if err != nil {
		return nil, err
	}
	e.judge(b, a, z, mine, yours)
	return e, nil
}

// Member matches the records and tells what holds one of them in its cluster.
func (n native) Member(ctx context.Context, in engine.Input, o engine.Options, row int32) (*Membership, error) {
	aside := roomOf(o)
	defer aside.close()
	out, found, err := n.match(ctx, in, o, aside)
	if err != nil {
		return nil, err
	}
	p := partyWith(found, row)
	at := p.at(row)
	rows := p.inCluster(at)
	b, err := p.basis(rows)
	if err != nil {
		return nil, err
	}
	m := b.membership(named(in, out, row), rows, at)
	m.table = true
	return m, nil
}

// named is how the cluster of a row is called.
func named(in engine.Input, r *engine.Result, row int32) scv.CustomerID {
	return scv.CustomerID(in.Records.IDs[r.Cluster[row]])
}

// partyWith gives the party that has a row of the input; every row has one.
func partyWith(found []pairsOf, row int32) *pairsOf {
	for k := range found {
		if found[k].at(row) >= 0 {
			return &found[k]
		}
	}
	return nil
}

// at gives the party's row for a row of the input, -1 = the party has it not.
func (p *pairsOf) at(row int32) int32 {
	if at, ok := slices.BinarySearch(p.rows, row); ok {
		return int32(at)
	}
	return -1
}

func (p *pairsOf) inCluster(row int32) []int32 {
	var out []int32
	for other, first := range p.cluster {
		if first == p.cluster[row] {
			out = append(out, int32(other))
		}
	}
	return out
}

// basis is what the pairs of some rows were judged by.
func (p *pairsOf) basis(rows []int32) (*basis, error) {
	b := &newBasis(p.plan, p.set, p.model, p.set.Len()).basis
	wanted := map[int32]bool{}
	for _, row := range rows {
		wanted[row] = true
	}
	for e := range p.edges.all() {
		if wanted[e.i] && wanted[e.j] {
			b.found[[2]int32{e.i, e.j}] = p.rules[e.rule]
		}
	}
	return b, p.edges.unread()
}
