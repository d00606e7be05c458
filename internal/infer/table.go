package infer

import (
	"context"
	"errors"

	"scv"
	"scv/internal/source"
)

// table is what one sheet, or several with the same columns, or one table of an
// export hold.
type table struct {
	entity  string  // what the export calls it; "" in workbooks
	places  []Place // where it was found, in order
	columns []*column
	rows    int            // data rows that were read
	faulty  int            // of them, those with a fault of their own
	ignored map[string]int // rows that are no data, by reason
	more    bool           // reading stopped at the limit
}

// Place is where a table stands.
type Place struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	Header int64  `json:"header_row,omitempty"`
	Rows   int    `json:"rows"`
}

var errEnough = errors.New("enough")

// readTable reads what a driver hands out of its only table, up to limit rows
// (0 = all).
func readTable(ctx context.Context, d source.Driver, limit int) (*table, error) {
	tables, err := d.Tables(ctx)
	if err != nil {
		return nil, err
	}
	src := tables[0]
	t := &table{entity: src.Entity, ignored: map[string]int{}}
	for _, f := range src.Fields {
		t.columns = append(t.columns, newColumn(f))
	}
	for _, f := range src.Files {
		before := t.rows
		ignored, err := d.Read(ctx, &src, f, func(r *source.Row) error { return t.add(ctx, r, limit) })
		if err != nil && !errors.Is(err, errEnough) {
			return nil, err
		}
		for _, i := range ignored {
			t.ignored[i.Reason] += int(i.To - i.From + 1)
		}
		t.places = append(t.places, Place{File: f.Path, Rows: t.rows - before})
		if t.more {
			break
		}
	}
	return t, nil
}

func (t *table) add(ctx context.Context, r *source.Row, limit int) error {
	if limit > 0 && t.rows >= limit {
		t.more = true
		return errEnough
	}
	if t.rows%1024 == 0 && ctx.Err() != nil {
		return ctx.Err()
	}
	if r.Deleted {
		return nil
	}
	t.rows++
	if len(r.Faults) > 0 {
		t.faulty++
		return nil
	}
	for i, cell := range r.Cells {
		t.columns[i].add(cell)
	}
	return nil
}

// names lists the columns as bronze calls them.
func (t *table) names() []string {
	var out []string
	for _, c := range t.columns {
		out = append(out, c.name)
	}
	return out
}

func (t *table) headers() []string {
	var out []string
	for _, c := range t.columns {
		out = append(out, c.header)
	}
	return out
}

// similar says whether two tables have the same columns, but for one in four.
func (t *table) similar(o *table) bool {
	in := map[string]bool{}
	for _, n := range t.names() {
		in[n] = true
	}
	same := 0
	for _, n := range o.names() {
		if in[n] {
			same++
		}
	}
	return same > 0 && 4*same >= 3*(len(t.columns)+len(o.columns)-same)
}

// join adds the rows of another table with the same columns.
func (t *table) join(o *table) {
	at := map[string]*column{}
	for _, c := range t.columns {
		at[c.name] = c
	}
	for _, c := range o.columns {
		mine, ok := at[c.name]
		if !ok {
			t.columns = append(t.columns, c)
			continue
		}
		mine.join(c)
	}
	for reason, n := range o.ignored {
		t.ignored[reason] += n
	}
	t.places = append(t.places, o.places...)
	t.rows, t.faulty, t.more = t.rows+o.rows, t.faulty+o.faulty, t.more || o.more
}

func (c *column) join(o *column) {
	for _, v := range o.values {
		key := string(rune('0'+v.Kind)) + v.Text
		if i, ok := c.index[key]; ok {
			c.values[i].count += v.count
			continue
		}
		c.index[key] = len(c.values)
		c.values = append(c.values, v)
	}
	c.filled += o.filled
}

// oneTable is the configuration under which a driver reads one table.
func oneTable(kind scv.SourceKind, path string, e scv.EntityConfig) scv.SourceConfig {
	return scv.SourceConfig{Name: "infer", Kind: kind, Path: path, Priority: 1, Entities: []scv.EntityConfig{e}}
}
