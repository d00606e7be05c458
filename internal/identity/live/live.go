package live

import (
	"cmp"
	"context"
	"slices"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
)

// Basis is what an index is made of: the records of one party, and what they were
// matched by.
type Basis struct {
	Set         *record.Set
	Customers   []scv.CustomerID // by row
	Rules       []block.Rule
	Limits      block.Limits // how large blocks may be that give pairs; nil = they are found
	Comparisons []compare.Comparison
	Model       *score.Model
	Terms       compare.Terms // how many records have a value; nil = they are counted
	Records     int           // among which the terms were counted; 0 = those of the set
	Line        float64       // bits from which two records are one
	Least       float64       // bits below which a record is hopeless
	Vetoes      []string      // columns in which records of one customer do not differ
	MustLink    []Link        // columns in which records that agree are one, unless a veto is against it
}

// Index finds the customers that a record may be.
type Index struct {
	b      Basis
	lookup *block.Lookup
	scorer *score.Scorer

	linked  []linked
	members []int32 // rows in order of their customers; only for what is linked under vetoes
}

// New makes an index.
func New(b Basis) *Index {
	if b.Terms == nil {
		b.Terms, b.Records = compare.CountTerms(b.Comparisons, b.Set), b.Set.Len()
	}
	x := &Index{b: b, lookup: block.NewLookup(b.Rules, b.Set, block.Frozen{Limits: b.Limits}), scorer: score.New(b.Model, b.Comparisons, b.Records)}
	for _, l := range b.MustLink {
		x.linked = append(x.linked, newLinked(l, b.Set))
	}
	if len(b.MustLink) > 0 && len(b.Vetoes) > 0 {
		x.members = byCustomer(b.Customers)
	}
	return x
}

// Candidate is a customer that a record may be.
type Candidate struct {
	Customer    scv.CustomerID `json:"customer_id"`
	Record      scv.RecordID   `json:"record_id"` // of the customer's, the one that is most alike
	Weight      float64        `json:"weight"`    // bits, of that one
	Probability float64        `json:"probability"`
	Same        bool           `json:"same_customer"`       // the weight reaches the line, or must_link says so, and no veto is against it
	MustLink    string         `json:"must_link,omitempty"` // word of must_link in which it agrees with a record of the customer: one, whatever the weight
	Veto        string         `json:"veto,omitempty"`      // column in which it differs from a record of the customer, and may not
	Compared    int            `json:"compared"`            // records of the customer that share a key, or a value of must_link
	Average     float64        `json:"average"`             // bits, of these
	Rule        string         `json:"rule"`                // the first that leads to the record
	Prior       float64        `json:"prior"`               // bits before anything is compared
	Steps       []Step         `json:"steps"`
}

// Step is what one comparison says, with the values it saw.
type Step struct {
	score.Step
	Value string `json:"value"` // of the record that was asked about
	Known string `json:"known_value"`
}

// Match gives the customers of records that share a key with the first row of a set
// of canonical values, those with most weight first, but for hopeless ones; before them
// those that the record is one with by must_link. Other records are not looked at.
func (x *Index) Match(ctx context.Context, guest *record.Set) ([]Candidate, error) {
	same := x.linkedTo(guest)
	partners := same.with(x.lookup.Partners(block.Keys(x.b.Rules, guest, 0)))
	if err := ctx.Err(); err != nil || len(partners) == 0 {
		return nil, err
	}
	rows := make([]int32, len(partners))
	for k, p := range partners {
		rows[k] = p.Row
	}
	few := x.b.Set.OwnWith(rows, guest.Own([]int32{0}))
	p := pairing{x, partners, same, guest, few, compare.NewJudgeUnder(x.b.Comparisons, few, x.b.Terms), int32(len(rows))}
	return p.candidates(), ctx.Err()
}

// pairing compares a guest, the last row of a set, with its partners, the rows before.
type pairing struct {
	*Index
	partners []block.Partner
	same     byWord
	asked    *record.Set // the guest alone
	few      *record.Set
	judge    *compare.Judge
	guest    int32
}

func (p pairing) counts(row int32) score.Counts {
	return func(k int) int32 { return p.judge.Count(k, row, p.guest) }
}

func (p pairing) candidates() []Candidate {
	of := map[scv.CustomerID]int{}
	var list []Candidate
	var best []int32 // by candidate: the row that weighs most
	for k, partner := range p.partners {
		row, id := int32(k), p.b.Customers[partner.Row]
		w := p.scorer.Weight(p.judge.Pattern(row, p.guest), p.counts(row))
		at, known := of[id]
		if !known {
			at = len(list)
			of[id] = at
			list, best = append(list, Candidate{Customer: id, Weight: w}), append(best, row)
		}
		c := &list[at]
		c.Compared++
		c.Average += w
		c.Veto, c.MustLink = cmp.Or(c.Veto, p.veto(row)), cmp.Or(c.MustLink, p.same[partner.Row])
		if w > c.Weight {
			c.Weight, best[at] = w, row
		}
	}
	var out []Candidate
	for at := range list {
		c := list[at]
		if c.MustLink != "" {
			c.Veto = cmp.Or(c.Veto, p.against(c.Customer, p.asked))
		}
		if c.Weight >= p.b.Least || c.MustLink != "" {
			p.tell(&c, best[at])
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.said(), a.said()), cmp.Compare(b.Weight, a.Weight), cmp.Compare(b.Average, a.Average), cmp.Compare(a.Customer, b.Customer))
	})
	return out
}

// said is 1 where must_link makes the record one of the customer's, else 0.
func (c Candidate) said() int {
	if c.MustLink != "" && c.Same {
		return 1
	}
	return 0
}

// veto gives the column in which a row and the guest differ though one customer's
// records do not; "" = none.
func (p pairing) veto(row int32) string {
	for _, name := range p.b.Vetoes {
		if c := p.few.Column(name); c.Codes[row] != 0 && c.Codes[p.guest] != 0 && c.Codes[row] != c.Codes[p.guest] {
			return name
		}
	}
	return ""
}

// tell fills in what a candidate's best record says.
func (p pairing) tell(c *Candidate, row int32) {
	c.Record, c.Rule = scv.RecordID(p.few.IDs[row]), "must_link "+c.MustLink
	if rule := p.partners[row].Rule; rule != noRule {
		c.Rule = p.b.Rules[rule].Name
	}
	c.Average /= float64(c.Compared)
	c.Probability, c.Same = score.Probability(c.Weight), (c.Weight >= p.b.Line || c.MustLink != "") && c.Veto == ""
	var steps []score.Step
	c.Prior, steps = p.scorer.Explain(p.judge.Pattern(row, p.guest), p.counts(row))
	for k, s := range steps {
		of := p.b.Comparisons[k]
		c.Steps = append(c.Steps, Step{s, of.Values(p.few, p.guest), of.Values(p.few, row)})
	}
}
