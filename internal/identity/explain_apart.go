package identity

import (
	"strings"

	"scv"
	"scv/internal/identity/prepare"
)

// Reasons why two are not one customer, the first that holds.
const (
	ApartParty    = "party"      // one is a person, the other an organisation
	ApartDecision = "decision"   // a person said so of two of their records
	ApartVeto     = "veto"       // they differ where one customer's records do not
	ApartLikeness = "likeness"   // they differ in what they say, and most of one customer's records are merely alike: a person is asked
	ApartSource   = "source"     // both are of one table of a link
	ApartWeight   = "weight"     // no pair of their records reaches the line
	ApartRules    = "rules"      // one does, and no rule brought such a pair together
	ApartOther    = "other link" // links are one to one, and another one is better
	ApartAverage  = "average"    // one does, and their pairs on average do not
	ApartGroup    = "group"      // they are part of a group too large to take whole, which was put together of parts
)

// Apart tells what holds two customers apart.
type Apart struct {
	Reason  string    `json:"reason"`
	Short   float64   `json:"short,omitempty"`   // bits that are missing, of reasons weight and average
	Line    float64   `json:"line"`              // bits from which two records are one
	Closest Link      `json:"closest"`           // of all pairs of the two customers
	Pairs   int       `json:"pairs"`             // there are so many
	Average float64   `json:"average"`           // of these pairs in bits, each no more than a cluster counts it
	Column  string    `json:"column,omitempty"`  // of a veto, and of likeness
	Decided *Decision `json:"decided,omitempty"` // of reason decision
}

// apart tells of rows i and j, of two customers with these rows.
func (b *basis) apart(i, j int32, left, right []int32) *Apart {
	a := &Apart{Line: b.plan.line, Pairs: len(left) * len(right), Average: b.average(left, right)}
	closest, paired := b.closest(left, right)
	a.Closest = b.link(closest[0], closest[1])
	a.Decided = b.decided(left, right)
	a.Column = b.column(left, right, b.plan.held.veto)
	asked := b.column(left, right, b.plan.held.asks)
	switch {
	case a.Decided != nil:
		a.Reason = ApartDecision
	case a.Column != "":
		a.Reason = ApartVeto
	case b.plan.apart(i, j):
		a.Reason = ApartSource
	case a.Closest.Weight < a.Line:
		a.Reason, a.Short = ApartWeight, a.Line-a.Closest.Weight
	case asked != "":
		a.Reason, a.Column = ApartLikeness, asked
	case !paired:
		a.Reason = ApartRules
	case b.plan.method == "one_to_one":
		a.Reason = ApartOther
	case a.Average < 0:
		a.Reason, a.Short = ApartAverage, -a.Average
	default:
		a.Reason = ApartGroup
	}
	return a
}

// column gives the word or column that keeps rows of the two groups apart; "" = none.
func (b *basis) column(left, right []int32, of func(i, j int32) string) string {
	for _, i := range left {
		for _, j := range right {
			if name := of(i, j); name != "" {
				return strings.TrimPrefix(strings.TrimSuffix(name, "_std"), prepare.Generic(""))
			}
		}
	}
	return ""
}

// closest gives the pair of two groups that weighs most, and whether a rule made any
// that reaches the line.
func (b *basis) closest(left, right []int32) (pair [2]int32, paired bool) {
	top, first := 0., true
	for _, i := range left {
		for _, j := range right {
			if i == j {
				continue
			}
			p := inOrderOf(i, j)
			w := b.weight(p[0], p[1])
			if first || w > top {
				pair, top, first = p, w, false
			}
			_, found := b.found[p]
			paired = paired || found && w >= b.plan.line
		}
	}
	return pair, paired
}

// decided gives what a person said that keeps a record of one group from one of the
// other.
func (b *basis) decided(left, right []int32) *Decision {
	in := map[scv.RecordID]int{}
	for side, rows := range [][]int32{left, right} {
		for _, id := range b.names(rows) {
			in[id] = side + 1
		}
	}
	for _, d := range b.plan.people {
		if l, r := in[d.Left], in[d.Right]; !d.Same && l != 0 && r != 0 && l != r {
			return &d
		}
	}
	return nil
}
