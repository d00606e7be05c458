package bronze

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"scv"
	"scv/internal/warehouse"
)

// The states of a row in quarantine.
const (
	StateHeld = "held"     // it waits
	Repaired  = "repaired" // it was taken with a repair
	Resolved  = "resolved" // its file was read again and does not hold it any more
	AnyState  = "any"      // in a Filter
)

// Filter chooses rows in quarantine; what is zero chooses all.
type Filter struct {
	ID     string
	Source string
	Entity string
	Code   string    // one of the reasons
	State  string    // "" = held
	Before time.Time // in quarantine since then or earlier
}

// Reason is why a row is in quarantine. Detail may hold a customer's value.
type Reason struct {
	Code   scv.Code `json:"code"`
	Column string   `json:"column,omitempty"`
	Detail string   `json:"detail,omitempty"`
}

// Held is a row in quarantine. What Find gives has the row's values, what List
// gives has not.
type Held struct {
	ID       string    `json:"id"` // "Q-…": the same for the same row delivered again
	Source   string    `json:"source"`
	Entity   string    `json:"entity"`
	File     string    `json:"file"`
	Sheet    string    `json:"sheet,omitempty"`
	Row      int64     `json:"row"`
	RecordID string    `json:"record_id"`
	RowHash  string    `json:"row_hash"`
	Codes    string    `json:"codes"`
	Since    time.Time `json:"since"`
	LoadID   string    `json:"load_id"`
	State    string    `json:"state"`
	Repair   string    `json:"repair,omitempty"` // the repair it was taken with

	Reasons []Reason          `json:"reasons,omitempty"`
	Raw     string            `json:"raw,omitempty"`   // the row as text
	Cells   map[string]string `json:"cells,omitempty"` // by column; none where the row could not be cut into cells
}

// quarantineColumns is how many columns the table has since rows can be repaired.
const quarantineColumns = 15

var quarantine = scv.Relation{Schema: string(scv.Bronze), Name: "quarantine"}

// List gives rows in quarantine, oldest first, without their values; none before
// the first load.
func List(ctx context.Context, w *warehouse.Warehouse, f Filter) ([]Held, error) {
	return held(ctx, w, f, false)
}

// Find gives one row in quarantine with its values; false when no row has the id.
// Of a row that several files hold it is the newest, one that waits before others.
func Find(ctx context.Context, w *warehouse.Warehouse, id string) (Held, bool, error) {
	rows, err := held(ctx, w, Filter{ID: id, State: AnyState}, true)
	if err != nil || len(rows) == 0 {
		return Held{}, false, err
	}
	best := rows[0]
	for _, h := range rows[1:] {
		if h.State == StateHeld || best.State != StateHeld {
			best = h
		}
	}
	return best, true, nil
}

func held(ctx context.Context, w *warehouse.Warehouse, f Filter, values bool) ([]Held, error) {
	columns, err := w.Columns(ctx, quarantine)
	if err != nil || columns == nil {
		return nil, err
	}
	if f.State == "" {
		f.State = StateHeld
	}
	var before any
	if !f.Before.IsZero() {
		before = f.Before
	}
	t, err := w.Table(ctx, statement("held").String(), f.ID, f.ID, f.Source, f.Source, f.Entity, f.Entity, f.Code, f.Code, f.State, f.State, before, before)
	if err != nil {
		return nil, fmt.Errorf("read quarantine: %w", err)
	}
	list := make([]Held, len(t.Rows))
	for i, row := range t.Rows {
		if list[i], err = heldRow(t.Columns, row, values); err != nil {
			return nil, fmt.Errorf("read quarantine: %w", err)
		}
	}
	return list, nil
}

// heldRow reads a row by the names of its columns: a home that was not loaded since
// rows can be repaired has fewer.
func heldRow(columns []string, row []any, values bool) (h Held, err error) {
	at := map[string]any{}
	for i, c := range columns {
		at[c] = row[i]
	}
	text := func(c string) string { s, _ := at[c].(string); return s }
	h = Held{
		ID: text("id"), Source: text("source"), Entity: text("entity"), File: text("file"), Sheet: text("sheet"), RecordID: text("record_id"),
		RowHash: text("row_hash"), Codes: text("codes"), LoadID: text("load_id"), State: text("state"), Repair: text("repair_id"),
	}
	h.Row, _ = at["row"].(int64)
	h.Since, _ = at["quarantined_at"].(time.Time)
	if !values {
		return h, nil
	}
	h.Raw = text("raw")
	if s := text("reasons"); s != "" {
		if err := json.Unmarshal([]byte(s), &h.Reasons); err != nil {
			return h, fmt.Errorf("reasons of %s: %w", h.ID, err)
		}
	}
	if s := text("cells"); s != "" {
		if err := json.Unmarshal([]byte(s), &h.Cells); err != nil {
			return h, fmt.Errorf("cells of %s: %w", h.ID, err)
		}
	}
	return h, nil
}
