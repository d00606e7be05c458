package identity

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/warehouse"
)

// Redirect leads from a customer's id that is not in use any more to the one that
// answers for it.
type Redirect struct {
	From    scv.CustomerID `json:"asked_for"`
	To      scv.CustomerID `json:"customer_id"`
	Because string         `json:"because"`
}

// String tells it in a sentence.
func (r Redirect) String() string { return fmt.Sprintf("%s is %s now: %s", r.From, r.To, r.Because) }

// RedirectOf gives the customer of the published version that an id leads to; nil where
// it leads nowhere: it is in use, or nobody knows it. An id whose last record is gone is
// an error with code SCV-A002.
func RedirectOf(ctx context.Context, w warehouse.Conn, id scv.CustomerID) (*Redirect, error) {
	t, err := w.Table(ctx, statement("answers_for").String(), string(id))
	if scv.CodeOf(err) == scv.CodeSQL { // nothing is published, or an older program published it, and left no redirects
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", id, err)
	}
	if len(t.Rows) == 0 {
		return nil, nil
	}
	r := &Redirect{From: id}
	to, _ := t.Rows[0][0].(string)
	r.To = scv.CustomerID(to)
	r.Because, _ = t.Rows[0][1].(string)
	if to == "" {
		return nil, &scv.Error{
			Code: scv.CodeNoSuchID, Op: "find customer", Subject: string(id), Err: errors.New("the last record of this customer is gone"),
			Hint: "`scv query \"select * from identity.identity_event where customer_id = '" + string(id) + "'\"` tells what happened to it.",
		}
	}
	return r, nil
}

// redirected notes the ways from what was asked for, each once.
func redirected(of ...*Redirect) []Redirect {
	var out []Redirect
	seen := map[Redirect]bool{}
	for _, r := range of {
		if r != nil && !seen[*r] {
			seen[*r] = true
			out = append(out, *r)
		}
	}
	return out
}
