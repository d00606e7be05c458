package version

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// Diff is what changed from one version to another.
type Diff struct {
	From      int64       `json:"from"`
	To        int64       `json:"to"`
	Tables    []TableDiff `json:"tables"` // those that differ first, then by name
	Customers Customers   `json:"customers"`
}

// TableDiff is what changed in one gold table. Rows are the same by their key;
// a table in which no few first columns tell rows apart has none, and a changed row
// counts as one that went and one that came.
type TableDiff struct {
	Table   string           `json:"table"`
	Key     []string         `json:"key"`
	Added   int64            `json:"added"`
	Removed int64            `json:"removed"`
	Changed int64            `json:"changed"`
	Same    int64            `json:"same"`
	Columns map[string]int64 `json:"columns"` // changed rows in which the column differs
	Schema  []string         `json:"schema"`  // columns that came (+name), went (-name) or have another type (~name)
}

// Differs says whether anything did.
func (d TableDiff) Differs() bool { return d.Added+d.Removed+d.Changed > 0 || len(d.Schema) > 0 }

// Customers is what became of customers, by the records they have.
type Customers struct {
	Added       int64  `json:"added"`   // ids that came
	Removed     int64  `json:"removed"` // ids that went
	MergedCount int64  `json:"merged_count"`
	SplitCount  int64  `json:"split_count"`
	Merged      []Move `json:"merged"` // one customer now, several before: the first by id, at most 1,000
	Split       []Move `json:"split"`  // several customers now, one before: the same
}

// Move is customers that became one, or one that became several: ids in order.
type Move struct {
	From []string `json:"from"`
	To   []string `json:"to"`
}

// Diff compares two versions, table by table.
func (v *Store) Diff(ctx context.Context, from, to int64) (*Diff, error) {
	for _, n := range []int64{from, to} {
		if _, err := v.Find(ctx, n); err != nil {
			return nil, err
		}
	}
	d := &Diff{From: from, To: to}
	names, err := v.tables(ctx, from, to)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		t, err := v.diffTable(ctx, name, from, to)
		if err != nil {
			return nil, fmt.Errorf("compare %s: %w", name, err)
		}
		d.Tables = append(d.Tables, t)
	}
	slices.SortStableFunc(d.Tables, func(a, b TableDiff) int { return before(b.Differs()) - before(a.Differs()) })
	d.Customers, err = v.diffCustomers(ctx, from, to)
	return d, err
}

func before(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// tables names the gold tables of either version, sorted.
func (v *Store) tables(ctx context.Context, versions ...int64) ([]string, error) {
	names := map[string]bool{}
	for _, n := range versions {
		relations, err := v.w.Relations(ctx, Schema(scv.Gold, n))
		if err != nil {
			return nil, err
		}
		for _, r := range relations {
			names[r.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// pairOf is one table in both versions.
type pairOf struct {
	old, fresh scv.Relation
	shared     []string // columns of both, with the same type, in the new order
	schema     []string // as in TableDiff
}

func (v *Store) pair(ctx context.Context, name string, from, to int64) (pairOf, error) {
	p := pairOf{old: scv.Relation{Schema: Schema(scv.Gold, from), Name: name}, fresh: scv.Relation{Schema: Schema(scv.Gold, to), Name: name}}
	old, err := v.w.Columns(ctx, p.old)
	if err != nil {
		return p, err
	}
	fresh, err := v.w.Columns(ctx, p.fresh)
	if err != nil {
		return p, err
	}
	p.shared, p.schema = compareColumns(old, fresh)
	return p, nil
}

func compareColumns(old, fresh []scv.Field) (shared, schema []string) {
	types := map[string]scv.Type{}
	for _, f := range old {
		types[f.Name] = f.Type
	}
	for _, f := range fresh {
		switch t, ok := types[f.Name]; {
		case !ok:
			schema = append(schema, "+"+f.Name)
		case t != f.Type:
			schema = append(schema, "~"+f.Name)
		default:
			shared = append(shared, f.Name)
		}
		delete(types, f.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		schema = append(schema, "-"+name)
	}
	return shared, schema
}

func (v *Store) diffTable(ctx context.Context, name string, from, to int64) (TableDiff, error) {
	p, err := v.pair(ctx, name, from, to)
	if err != nil {
		return TableDiff{}, err
	}
	d := TableDiff{Table: "gold." + name, Schema: p.schema, Columns: map[string]int64{}}
	if len(p.shared) == 0 {
		return d, v.onlyOne(ctx, p, &d)
	}
	if d.Key, err = v.key(ctx, p); err != nil {
		return d, err
	}
	if len(d.Key) == 0 {
		return d, v.diffRows(ctx, p, &d)
	}
	return d, v.diffKeyed(ctx, p, &d)
}

// onlyOne counts a table that one version alone has.
func (v *Store) onlyOne(ctx context.Context, p pairOf, d *TableDiff) error {
	for r, n := range map[scv.Relation]*int64{p.old: &d.Removed, p.fresh: &d.Added} {
		columns, err := v.w.Columns(ctx, r)
		if err != nil || len(columns) == 0 {
			if err != nil {
				return err
			}
			continue
		}
		if *n, err = v.number(ctx, "select count(*) from "+warehouse.QuoteRelation(r)); err != nil {
			return err
		}
	}
	return nil
}

// longestKey is how many first columns may tell rows apart.
const longestKey = 4

// key gives the fewest first columns that tell the rows of both tables apart.
func (v *Store) key(ctx context.Context, p pairOf) ([]string, error) {
	for n := 1; n <= min(longestKey, len(p.shared)); n++ {
		unique := true
		for _, r := range []scv.Relation{p.old, p.fresh} {
			doubled, err := v.number(ctx, warehouse.NewStatement(statement("doubled")).List("key", "", p.shared[:n]).Relation("table", r).String())
			if err != nil {
				return nil, err
			}
			unique = unique && doubled == 0
		}
		if unique {
			return p.shared[:n], nil
		}
	}
	return nil, nil
}

// diffRows compares whole rows, where no key tells them apart.
func (v *Store) diffRows(ctx context.Context, p pairOf, d *TableDiff) error {
	t, err := v.w.Table(ctx, p.statement("rows").String())
	if err != nil {
		return err
	}
	d.Added, d.Removed, d.Same = t.Rows[0][0].(int64), t.Rows[0][1].(int64), t.Rows[0][2].(int64)
	return nil
}

func (p pairOf) statement(name string) *warehouse.Statement {
	return warehouse.NewStatement(statement(name)).Relation("old", p.old).Relation("new", p.fresh).List("columns", "", p.shared)
}

// diffKeyed compares rows with the same key, column by column.
func (v *Store) diffKeyed(ctx context.Context, p pairOf, d *TableDiff) error {
	values := p.shared[len(d.Key):]
	fill := strings.NewReplacer("{{any}}", anyDiffers(values), "{{counts}}", countDiffers(values), "{{same}}", sameKey(d.Key))
	t, err := v.w.Table(ctx, fill.Replace(p.statement("keyed").String()))
	if err != nil {
		return err
	}
	row := t.Rows[0]
	d.Added, d.Removed, d.Changed, d.Same = row[0].(int64), row[1].(int64), row[2].(int64), row[3].(int64)
	for i, name := range values {
		if n := row[4+i].(int64); n > 0 {
			d.Columns[name] = n
		}
	}
	return nil
}

func differs(name string) string {
	return "o." + warehouse.Quote(name) + " is distinct from n." + warehouse.Quote(name)
}

// sameKey holds for rows with equal keys; nulls are equal.
func sameKey(key []string) string {
	parts := make([]string, len(key))
	for i, name := range key {
		parts[i] = "o." + warehouse.Quote(name) + " is not distinct from n." + warehouse.Quote(name)
	}
	return strings.Join(parts, " and ")
}

func anyDiffers(columns []string) string {
	parts := []string{"false"}
	for _, name := range columns {
		parts = append(parts, differs(name))
	}
	return strings.Join(parts, " or ")
}

func countDiffers(columns []string) string {
	var b strings.Builder
	for _, name := range columns {
		b.WriteString(",\n    count(*) filter (where o._there and n._there and " + differs(name) + ")")
	}
	return b.String()
}
