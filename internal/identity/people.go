package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"scv"
	"scv/internal/identity/cluster"
	"scv/internal/identity/record"
	"scv/internal/warehouse"
)

// Decision is what a person has said of two source records. It holds in every run
// in which both are there, whatever they look like.
type Decision struct {
	Left   scv.RecordID `json:"left_record_id"`
	Right  scv.RecordID `json:"right_record_id"`
	Same   bool         `json:"same"`
	Who    string       `json:"who"`
	At     time.Time    `json:"at"`
	Reason string       `json:"reason"`
}

// Decisions gives what stands.
type Decisions func(ctx context.Context) ([]Decision, error)

func (d Decisions) read(ctx context.Context) ([]Decision, error) {
	if d == nil {
		return nil, nil
	}
	return d(ctx)
}

// decidedIn gives the decisions on records of a set by their rows. Of two that
// contradict each other the one that keeps apart gives way: it would break what a
// chain of others holds together. Nobody can take such a decision knowingly.
func decidedIn(set *record.Set, list []Decision) cluster.Decided {
	var d cluster.Decided
	for _, x := range list {
		i, here := set.Row(string(x.Left))
		j, there := set.Row(string(x.Right))
		if !here || !there || i == j {
			continue
		}
		if pair := [2]int32{min(i, j), max(i, j)}; x.Same {
			d.Same = append(d.Same, pair)
		} else {
			d.Apart = append(d.Apart, pair)
		}
	}
	return d.Consistent()
}

// Contradictions gives the decisions that keep two records apart which others hold
// together.
func Contradictions(list []Decision) []Decision {
	rows := map[scv.RecordID]int32{}
	row := func(id scv.RecordID) int32 {
		if _, ok := rows[id]; !ok {
			rows[id] = int32(len(rows))
		}
		return rows[id]
	}
	var d cluster.Decided
	at := map[[2]int32]Decision{}
	for _, x := range list {
		i, j := row(x.Left), row(x.Right)
		pair := [2]int32{min(i, j), max(i, j)}
		if x.Same {
			d.Same = append(d.Same, pair)
			continue
		}
		d.Apart = append(d.Apart, pair)
		at[pair] = x
	}
	var out []Decision
	for _, pair := range d.Contradictions() {
		out = append(out, at[pair])
	}
	return out
}

// Parties tells of records of the published version whether they are a person or an
// organisation; a record that it lacks is not in the answer.
func Parties(ctx context.Context, w warehouse.Conn, ids []scv.RecordID) (map[scv.RecordID]string, error) {
	return columnOf(ctx, w, "party_type", ids)
}

// columnOf gives a column of the published version by record; a record that it
// lacks is not in the answer.
func columnOf(ctx context.Context, w warehouse.Conn, column string, ids []scv.RecordID) (map[scv.RecordID]string, error) {
	out := map[scv.RecordID]string{}
	for chunk := range slices.Chunk(ids, 1000) {
		literals := make([]string, len(chunk))
		for k, id := range chunk {
			literals[k] = warehouse.Literal(string(id))
		}
		t, err := w.Table(ctx, "select record_id, "+column+" from identity.customer_identity where record_id in ("+strings.Join(literals, ", ")+")")
		if err != nil {
			return nil, fmt.Errorf("find records: %w", err)
		}
		for _, row := range t.Rows {
			id, _ := row[0].(string)
			out[scv.RecordID(id)], _ = row[1].(string)
		}
	}
	return out, nil
}

// RecordsOf gives the records of a published customer, ascending.
func RecordsOf(ctx context.Context, w warehouse.Conn, id scv.CustomerID) ([]scv.RecordID, error) {
	t, err := w.Table(ctx, "select record_id from identity.customer_identity where customer_id = ? order by record_id", string(id))
	if err != nil {
		return nil, fmt.Errorf("find records of %s: %w", id, err)
	}
	var out []scv.RecordID
	for _, row := range t.Rows {
		text, _ := row[0].(string)
		out = append(out, scv.RecordID(text))
	}
	if len(out) == 0 {
		return nil, &scv.Error{Code: scv.CodeNotMatched, Op: "find customer", Subject: string(id), Err: errors.New("the published version has no such customer")}
	}
	return out, nil
}

// CustomerOf gives the published customer of a record.
func CustomerOf(ctx context.Context, w warehouse.Conn, id scv.RecordID) (scv.CustomerID, error) {
	t, err := w.Table(ctx, "select customer_id from identity.customer_identity where record_id = ?", string(id))
	if err != nil {
		return "", fmt.Errorf("find record: %w", err)
	}
	if len(t.Rows) == 0 {
		return "", &scv.Error{Code: scv.CodeNotMatched, Op: "find record", Subject: string(id), Err: errors.New("the published version has no such record")}
	}
	text, _ := t.Rows[0][0].(string)
	return scv.CustomerID(text), nil
}
