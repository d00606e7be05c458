package identity

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"scv"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
	"scv/internal/warehouse"
)

// Explanation tells why two records are one customer, or not, in the published
// version.
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
	Path          []Link         `json:"path,omitempty"`    // the strongest way from left to right inside the customer
	Decided       *Decision      `json:"decided,omitempty"` // what a person has said of the two
}

// Step is what one comparison says, with the values it saw.
type Step struct {
	score.Step
	LeftValue  string `json:"left_value"`
	RightValue string `json:"right_value"`
}

// Link is one compared pair on the way between two records.
type Link struct {
	Left   scv.RecordID `json:"left"`
	Right  scv.RecordID `json:"right"`
	Weight float64      `json:"weight"`
	Levels string       `json:"levels"`
}

// live is where readers see the published version.
func live(name string) scv.Relation {
	return scv.Relation{Schema: string(scv.Identity), Name: name}
}

// Explain compares two records as the published version was built. The values
// in it are personal data.
func Explain(ctx context.Context, w *warehouse.Warehouse, left, right scv.RecordID) (*Explanation, error) {
	e := &Explanation{Left: left, Right: right}
	parties, err := e.customers(ctx, w)
	if err != nil {
		return nil, err
	}
	if parties[0] == parties[1] {
		e.Party = parties[0]
		if err := e.compare(ctx, w); err != nil {
			return nil, err
		}
	}
	if e.SameCustomer && left != right {
		e.Path, err = path(ctx, w, e.LeftCustomer, left, right)
	}
	return e, err
}

// customers finds both records and gives their parties.
func (e *Explanation) customers(ctx context.Context, w *warehouse.Warehouse) (parties [2]string, err error) {
	for k, id := range []scv.RecordID{e.Left, e.Right} {
		t, err := w.Table(ctx, "select customer_id, party_type from identity.customer_identity where record_id = ?", string(id))
		if err != nil {
			return parties, fmt.Errorf("find record: %w", err)
		}
		if len(t.Rows) == 0 {
			return parties, &scv.Error{
				Code: scv.CodeNotMatched, Op: "explain", Subject: string(id), Err: errors.New("the published version knows no such record"),
				Hint: "Record ids look like source/entity/key; `scv customer search WORDS` and `scv customer show ID` list them.",
			}
		}
		customer, _ := t.Rows[0][0].(string)
		parties[k], _ = t.Rows[0][1].(string)
		*[]*scv.CustomerID{&e.LeftCustomer, &e.RightCustomer}[k] = scv.CustomerID(customer)
	}
	e.SameCustomer = e.LeftCustomer == e.RightCustomer
	return parties, nil
}

// compare judges the two with the published model. Of the other records only
// those are read that share a value with one of the two: they say how rare it is.
func (e *Explanation) compare(ctx context.Context, w *warehouse.Warehouse) error {
	models, err := readModels(ctx, w, live(modelTable))
	if err != nil {
		return err
	}
	comparisons := compare.For(e.Party)
	model := models[e.Party]
	if model == nil || !model.Fits(comparisons) {
		return badModel(e.Party, errors.New("it was learned for other comparisons"))
	}
	set, err := e.neighbours(ctx, w, comparisons)
	if err != nil {
		return err
	}
	records, err := countParty(ctx, w, e.Party)
	if err != nil {
		return err
	}
	i, _ := set.Row(string(e.Left))
	j, _ := set.Row(string(e.Right))
	judge := compare.NewJudge(comparisons, set)
	counts := func(k int) int32 { return judge.Count(k, i, j) }
	scorer := score.New(model, comparisons, records)
	pattern := judge.Pattern(i, j)
	var steps []score.Step
	e.Prior, steps = scorer.Explain(pattern, counts)
	for k, s := range steps {
		e.Steps = append(e.Steps, Step{s, values(set, comparisons[k], i), values(set, comparisons[k], j)})
	}
	e.Weight = scorer.Weight(pattern, counts)
	e.Probability = score.Probability(e.Weight)
	return nil
}

func countParty(ctx context.Context, w *warehouse.Warehouse, party string) (int, error) {
	t, err := w.Table(ctx, "select count(*) from identity.customer_identity where party_type = ?", party)
	if err != nil {
		return 0, fmt.Errorf("count records: %w", err)
	}
	n, _ := t.Rows[0][0].(int64)
	return int(n), nil
}

// neighbours reads the two records and those that share a value with one of them.
func (e *Explanation) neighbours(ctx context.Context, w *warehouse.Warehouse, comparisons []compare.Comparison) (*record.Set, error) {
	both := fmt.Sprintf("(%s, %s)", warehouse.Literal(string(e.Left)), warehouse.Literal(string(e.Right)))
	two, err := readSet(ctx, w, live(recordTable), " where record_id in "+both)
	if err != nil {
		return nil, err
	}
	conditions := []string{"record_id in " + both}
	for _, c := range comparisons {
		for _, name := range c.Columns {
			column := two.Column(name)
			for row := range int32(two.Len()) {
				if v := column.Text(row); v != "" && c.Rare() {
					conditions = append(conditions, warehouse.Quote(name)+" = "+warehouse.Literal(v))
				}
			}
		}
	}
	all, err := readSet(ctx, w, live(recordTable), " where "+strings.Join(conditions, " or "))
	if err != nil {
		return nil, err
	}
	return all.Subset(rowsOf(all, e.Party)), nil
}

// values gives what a comparison saw of a row, for people.
func values(s *record.Set, c compare.Comparison, row int32) string {
	var words []string
	for k, name := range c.Columns {
		if k > 0 && strings.HasSuffix(c.Name, "_name") { // the other name is only looked at for swapped names
			break
		}
		if v := s.Column(name).Text(row); v != "" {
			words = append(words, v)
		}
	}
	return strings.Join(words, ", ")
}

//go:embed sql/path.sql
var pathSQL string

// path gives the way from one record of a customer to another whose weakest link
// is as strong as can be.
func path(ctx context.Context, w *warehouse.Warehouse, customer scv.CustomerID, from, to scv.RecordID) ([]Link, error) {
	t, err := w.Table(ctx, pathSQL, string(customer))
	if err != nil {
		return nil, fmt.Errorf("read links of the customer: %w", err)
	}
	tree := map[scv.RecordID][]Link{}
	for _, row := range t.Rows { // Kruskal: strongest first, so that the tree holds the widest way
		l := Link{Left: scv.RecordID(row[0].(string)), Right: scv.RecordID(row[1].(string)), Weight: row[2].(float64), Levels: fmt.Sprint(row[3])}
		if walk(tree, l.Left, l.Right, "") == nil {
			tree[l.Left] = append(tree[l.Left], l)
			tree[l.Right] = append(tree[l.Right], l)
		}
	}
	return walk(tree, from, to, ""), nil
}

// walk finds the way through a tree, coming from a record; nil when there is none.
func walk(tree map[scv.RecordID][]Link, at, to, from scv.RecordID) []Link {
	for _, l := range tree[at] {
		next := l.Left
		if next == at {
			next = l.Right
		}
		if next == from {
			continue
		}
		if next == to {
			return []Link{l}
		}
		if rest := walk(tree, next, to, at); rest != nil {
			return append([]Link{l}, rest...)
		}
	}
	return nil
}
