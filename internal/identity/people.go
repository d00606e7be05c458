package identity

import (
	"cmp"
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

// Pair gives the two records, whichever was named first.
func (d Decision) Pair() [2]scv.RecordID { return inOrderOf(d.Left, d.Right) }

func inOrderOf[T cmp.Ordered](a, b T) [2]T { return [2]T{min(a, b), max(a, b)} }

// lacking gives the decisions that a list has not: of other records, or that say the
// opposite of them.
func lacking(decisions, list []Decision) []Decision {
	type said struct {
		pair [2]scv.RecordID
		same bool
	}
	has := map[said]bool{}
	for _, d := range list {
		has[said{d.Pair(), d.Same}] = true
	}
	var out []Decision
	for _, d := range decisions {
		if !has[said{d.Pair(), d.Same}] {
			out = append(out, d)
		}
	}
	return out
}

// readDecisions reads what had been decided when a version was built.
func readDecisions(ctx context.Context, s warehouse.Conn, from scv.Relation) ([]Decision, error) {
	t, err := s.Table(ctx, statement("decisions").Relation("decision", from).String())
	if err != nil {
		return nil, fmt.Errorf("read decisions of the published version: %w", err)
	}
	var out []Decision
	for _, row := range t.Rows {
		text := func(k int) string { s, _ := row[k].(string); return s }
		same, _ := row[2].(bool)
		out = append(out, Decision{Left: scv.RecordID(text(0)), Right: scv.RecordID(text(1)), Same: same, Who: text(3), Reason: text(4)})
	}
	return out, nil
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
		if pair := inOrderOf(i, j); x.Same {
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
		pair := inOrderOf(i, j)
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
