package identity

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/warehouse"
)

// Question is a pair of records that a person should look at.
type Question struct {
	Left          scv.RecordID   `json:"left_record_id"`
	Right         scv.RecordID   `json:"right_record_id"`
	Weight        float64        `json:"weight"` // bits
	Probability   float64        `json:"probability"`
	SameCustomer  bool           `json:"same_customer"` // as published
	LeftCustomer  scv.CustomerID `json:"left_customer"`
	RightCustomer scv.CustomerID `json:"right_customer"`
	LeftRecords   int64          `json:"left_records"` // that the customer has
	RightRecords  int64          `json:"right_records"`
	Value         float64        `json:"value"` // pairs of records that the answer is expected to put right
}

// Queue gives at most limit questions about the published version, those that are
// worth most first, of those that lie in doubt by the spec it was matched under. A customer, or two of them, about which a person has said
// something already is not asked about again.
func Queue(ctx context.Context, w warehouse.Conn, decided []Decision, limit int) ([]Question, error) {
	known, err := customersOf(ctx, w, decided)
	if err != nil {
		return nil, err
	}
	sp, err := publishedSpec(ctx, w)
	if err != nil {
		return nil, err
	}
	t, err := w.Table(ctx, statement("queue").String(), sp.Review, 2*sp.Auto-sp.Review, int64(limit+len(known)))
	if err != nil {
		return nil, fmt.Errorf("read what is uncertain: %w", err)
	}
	out := []Question{}
	for _, row := range t.Rows {
		q := question(row)
		if !known[inOrderOf(q.LeftCustomer, q.RightCustomer)] && len(out) < limit {
			out = append(out, q)
		}
	}
	return out, nil
}

// customersOf gives the customers of the records that were decided about, by twos.
func customersOf(ctx context.Context, w warehouse.Conn, decided []Decision) (map[[2]scv.CustomerID]bool, error) {
	var ids []scv.RecordID
	for _, d := range decided {
		ids = append(ids, d.Left, d.Right)
	}
	of, err := columnOf(ctx, w, "customer_id", ids)
	if err != nil {
		return nil, err
	}
	out := map[[2]scv.CustomerID]bool{}
	for _, d := range decided {
		out[inOrderOf(scv.CustomerID(of[d.Left]), scv.CustomerID(of[d.Right]))] = true
	}
	return out, nil
}

func question(row []any) Question {
	text := func(k int) string { s, _ := row[k].(string); return s }
	number := func(k int) float64 { f, _ := row[k].(float64); return f }
	count := func(k int) int64 { n, _ := row[k].(int64); return n }
	same, _ := row[4].(bool)
	return Question{
		Left: scv.RecordID(text(0)), Right: scv.RecordID(text(1)), Weight: number(2), Probability: number(3), SameCustomer: same,
		LeftCustomer: scv.CustomerID(text(5)), RightCustomer: scv.CustomerID(text(6)), LeftRecords: count(7), RightRecords: count(8), Value: number(9),
	}
}
