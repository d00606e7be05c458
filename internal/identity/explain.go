package identity

import (
	"scv"
	"scv/internal/identity/score"
)

// Explanation tells why two records are one customer, or not. Outside a home a
// customer is a cluster, called as its smallest record.
type Explanation struct {
	Left          scv.RecordID   `json:"left"`
	Right         scv.RecordID   `json:"right"`
	LeftCustomer  scv.CustomerID `json:"left_customer"`
	RightCustomer scv.CustomerID `json:"right_customer"`
	SameCustomer  bool           `json:"same_customer"`
	Party         string         `json:"party_type"` // "" when one is a person and the other an organisation
	Prior         float64        `json:"prior"`      // bits, before anything is compared
	Steps         []Step         `json:"steps"`
	Weight        float64        `json:"weight"` // bits: the prior and all steps
	Probability   float64        `json:"probability"`
	Rules         []string       `json:"rules,omitempty"`      // under whose keys both stand
	Path          []Link         `json:"path,omitempty"`       // of one customer: the strongest way from left to right
	Apart         *Apart         `json:"apart,omitempty"`      // of two customers: what holds them apart
	Decided       *Decision      `json:"decided,omitempty"`    // what a person has said of the two
	MustLink      string         `json:"must_link,omitempty"`  // a word of must_link in which they agree: one, whatever the weight
	Redirected    []Redirect     `json:"redirected,omitempty"` // customers that answer for the ids that were asked about

	table bool // outside a home
}

// Step is what one comparison says, with the values it saw.
type Step struct {
	score.Step
	LeftValue  string `json:"left_value"`
	RightValue string `json:"right_value"`
}

// Link is one pair on the way between two records.
type Link struct {
	Left    scv.RecordID `json:"left"`
	Right   scv.RecordID `json:"right"`
	Weight  float64      `json:"weight"` // bits
	Levels  string       `json:"levels"`
	Rule    string       `json:"rule,omitempty"`    // that made the pair; "" = it was compared because both came into one group
	Decided bool         `json:"decided,omitempty"` // a person said that the two are one
	// MustLink is a word of must_link in which the two agree: they are one, whatever the weight.
	MustLink string `json:"must_link,omitempty"`
}

// compare fills the waterfall of two rows.
func (e *Explanation) compare(b *basis, i, j int32) {
	e.Prior, e.Steps = b.steps(i, j)
	e.Weight = b.weight(i, j)
	e.Probability = score.Probability(e.Weight)
	e.Rules = b.rules(i, j)
}

// judge tells of two rows and the rows of their customers all there is to tell.
func (e *Explanation) judge(b *basis, i, j int32, left, right []int32) {
	e.compare(b, i, j)
	for _, d := range b.plan.people {
		if d.Pair() == inOrderOf(e.Left, e.Right) {
			e.Decided = &d
		}
	}
	switch {
	case i == j:
	case e.SameCustomer:
		e.MustLink = b.linked[inOrderOf(i, j)]
		e.Path = path(b.tree(left), e.Left, e.Right)
	default:
		e.Apart = b.apart(i, j, left, right)
	}
}

// link tells of a pair of rows.
func (b *basis) link(i, j int32) Link {
	pair := inOrderOf(i, j)
	l := Link{
		Left: scv.RecordID(b.record(pair[0])), Right: scv.RecordID(b.record(pair[1])), Weight: b.weight(pair[0], pair[1]),
		Levels: b.levels(pair[0], pair[1]), Rule: b.found[pair], MustLink: b.linked[pair],
	}
	for _, p := range b.people.Same {
		l.Decided = l.Decided || p == pair
	}
	return l
}
