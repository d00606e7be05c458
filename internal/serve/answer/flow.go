package answer

import (
	"context"
	"time"
)

// Flow is the way of the rows of one table of a source. Received and Held count
// the rows that came in, the others what became of them: Received less Excluded
// and Prepared are older versions and records that were deleted since.
type Flow struct {
	Source    string
	Entity    string
	Received  int64 // rows that bronze took, every version of a record
	Held      int64 // rows in quarantine
	Excluded  int64 // records that a rule keeps out of matching
	Prepared  int64 // records of the newest build that matching reads
	Published int64 // records behind the published customers
}

// Superseded counts older versions and records deleted since.
func (f Flow) Superseded() int64 { return f.Received - f.Excluded - f.Prepared }

// Flow counts the way of the records by source and table. Before the first
// published version it is an error with code SCV-A001.
func (a *Answers) Flow(ctx context.Context) ([]Flow, error) {
	t, err := a.table(ctx, "flow")
	if err != nil {
		return nil, err
	}
	flows := make([]Flow, len(t.Rows))
	for i, r := range t.Rows {
		flows[i] = Flow{str(r[0]), str(r[1]), count(r[2]), count(r[3]), count(r[4]), count(r[5]), count(r[6])}
	}
	return flows, nil
}

// Size counts the customers that have so many records.
type Size struct{ Records, Customers int64 }

// Sizes counts customers by how many records they have, fewest records first.
func (a *Answers) Sizes(ctx context.Context) ([]Size, error) {
	t, err := a.table(ctx, "sizes")
	if err != nil {
		return nil, err
	}
	sizes := make([]Size, len(t.Rows))
	for i, r := range t.Rows {
		sizes[i] = Size{count(r[0]), count(r[1])}
	}
	return sizes, nil
}

// HeldAt is rows in quarantine that share their reasons and their place.
type HeldAt struct {
	Source, Entity string
	Codes          string // codes of every reason, comma-separated
	File, Sheet    string
	Rows           int64
	Since          time.Time
	First          []int64 // the first row numbers, at most five
}

// Held tells what is in quarantine, by reason and place. It holds no value of a row.
func (a *Answers) Held(ctx context.Context) ([]HeldAt, error) {
	t, err := a.table(ctx, "held")
	if err != nil {
		return nil, err
	}
	held := make([]HeldAt, len(t.Rows))
	for i, r := range t.Rows {
		since, _ := r[6].(time.Time)
		held[i] = HeldAt{str(r[0]), str(r[1]), str(r[2]), str(r[3]), str(r[4]), count(r[5]), since, counts(r[7])}
	}
	return held, nil
}

func count(v any) int64 {
	n, _ := v.(int64)
	return n
}

// counts reads a list of whole numbers and leaves out what is none.
func counts(v any) []int64 {
	list, _ := v.([]any)
	var all []int64
	for _, x := range list {
		if n, ok := x.(int64); ok {
			all = append(all, n)
		}
	}
	return all
}
