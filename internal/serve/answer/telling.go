package answer

import (
	"context"

	"scv"
)

// Link is a compared pair of records inside one customer.
type Link struct {
	Left, Right scv.RecordID
	Weight      float64 // bits
	Probability float64
	Levels      string // what agrees, "family_name: exact; email: exact"
}

// Links lists the compared pairs inside a customer, strongest first.
func (a *Answers) Links(ctx context.Context, id scv.CustomerID) ([]Link, error) {
	t, err := a.table(ctx, "links", string(id))
	if err != nil {
		return nil, err
	}
	links := make([]Link, len(t.Rows))
	for i, r := range t.Rows {
		links[i] = Link{scv.RecordID(str(r[0])), scv.RecordID(str(r[1])), num(r[2]), num(r[3]), str(r[4])}
	}
	return links, nil
}

// Telling gives the customer that shows most of what the view does: several
// sources, three or four records that differ, weather. It is the same one as long
// as the version is; "" when there are no customers.
func (a *Answers) Telling(ctx context.Context) (scv.CustomerID, error) {
	t, err := a.table(ctx, "telling")
	if err != nil || len(t.Rows) == 0 {
		return "", err
	}
	return scv.CustomerID(str(t.Rows[0][0])), nil
}
