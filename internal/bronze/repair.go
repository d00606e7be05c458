package bronze

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/source"
)

// Repair is what a person said of one row in quarantine: cells that are other than
// the source wrote them. It belongs to the record and to the row's content, not to
// a file: the same row delivered again is repaired again, and one that the source
// changed is taken as the source has it.
type Repair struct {
	ID       string
	RecordID string            // as the quarantine names the row
	RowHash  string            // of the row as the source wrote it
	Set      map[string]string // column (bronze name) -> value as a text cell; "" leaves it empty
}

// Repairs gives the repairs of a source's entity, newest last: of several of one row
// the newest counts with which the row can be taken.
type Repairs func(ctx context.Context, source, entity string) ([]Repair, error)

// repairs are those of one table, by row, newest last.
type repairs map[string][]Repair

func rowKey(recordID, rowHash string) string { return recordID + "\x00" + rowHash }

// repairsOf gives the repairs of a table, and whether its files are to be read although
// nothing changed in them: one holds a row that wanted names, or one whose repair is
// not the one that it was loaded with.
func (l *Loader) repairsOf(ctx context.Context, t *source.Table, wanted func(Held) bool) (known repairs, again bool, err error) {
	known = repairs{}
	if l.repairs != nil {
		list, err := l.repairs(ctx, t.Source, t.Entity)
		if err != nil {
			return nil, false, fmt.Errorf("read repairs of %s/%s: %w", t.Source, t.Entity, err)
		}
		for _, r := range list {
			key := rowKey(r.RecordID, r.RowHash)
			known[key] = append(known[key], r)
		}
	}
	if len(known) == 0 && wanted == nil {
		return known, false, nil
	}
	rows, err := List(ctx, l.warehouse, Filter{Source: t.Source, Entity: t.Entity, State: AnyState})
	if err != nil {
		return nil, false, err
	}
	for _, h := range rows {
		list := known[rowKey(h.RecordID, h.RowHash)]
		switch {
		case h.State == Resolved:
		case len(list) > 0 && list[len(list)-1].ID != h.Repair, h.State == StateHeld && wanted != nil && wanted(h):
			again = true
		}
	}
	return known, again, nil
}

// mend takes a row as a repair says with which it can be typed. Then the row is
// staged, and the quarantine keeps what the source wrote as repaired. It gives the
// repair's id, "" when the row stays aside.
func (g *stage) mend(r *source.Row, start int, a aside) string {
	key := rowKey(a.id, a.hash)
	for _, repair := range slices.Backward(g.repairs[key]) {
		if g.take(r, start, repair) {
			g.mended[key] = true
			return repair.ID
		}
		g.cut(start)
	}
	return ""
}

// take stages a row with a repair; false when it still has a fault.
func (g *stage) take(r *source.Row, start int, repair Repair) bool {
	mended := *r
	mended.Faults, mended.Cells = nil, make([]source.Cell, len(g.typers))
	if len(r.Cells) == len(g.typers) {
		copy(mended.Cells, r.Cells)
	}
	for i := range g.typers {
		if value, set := repair.Set[g.typers[i].field.Name]; set {
			mended.Cells[i] = textCell(value)
		}
	}
	if g.table.Identify != nil {
		g.table.Identify(&mended)
	}
	g.faults = append(g.faults[:0], mended.Faults...)
	g.typeCells(&mended)
	if len(g.faults) == 0 {
		g.repair = repair.ID
		g.finish(&mended, start)
		g.repair = ""
	}
	return len(g.faults) == 0
}

func textCell(value string) source.Cell {
	if value == "" {
		return source.Cell{}
	}
	return source.Cell{Kind: source.Text, Text: value}
}

// Mendable says what still keeps a held row out when set is applied to it: the
// columns whose values are no good, with the code of the reason, and those that
// have a reason and are not set. Values are not in it.
func Mendable(t *source.Table, h Held, set map[string]string) (bad map[string]scv.Code, missing []string) {
	bad = map[string]scv.Code{}
	for i := range t.Fields {
		value, ok := set[t.Fields[i].Name]
		if !ok {
			continue
		}
		cell := textCell(value)
		if code := NewCheck(t.Fields[i]).Takes(&cell); code != "" {
			bad[t.Fields[i].Name] = code
		}
	}
	for _, r := range h.Reasons {
		if _, ok := set[r.Column]; r.Column != "" && !ok && !slices.Contains(missing, r.Column) {
			missing = append(missing, r.Column)
		}
	}
	return bad, missing
}

// FieldNamed finds a column by its name in bronze or as the source writes it.
func FieldNamed(t *source.Table, name string) (string, bool) {
	for _, f := range t.Fields {
		if strings.EqualFold(f.Name, name) || f.Header == name {
			return f.Name, true
		}
	}
	return "", false
}
