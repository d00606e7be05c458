package standardise

import (
	"context"
	"fmt"
	"slices"

	"scv"
)

// Conn is one connection of the warehouse: temporary tables made in it are seen
// by its later calls. The methods are those of warehouse.Session.
type Conn interface {
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error
	Append(ctx context.Context, to scv.Relation, b *scv.Batch) error
	Columns(ctx context.Context, r scv.Relation) ([]scv.Field, error)
}

// Materialization builds models with `materialized: standardise`: all columns of
// the model's select, and for each word of the config's `columns:` the text
// columns <word>_std (canonical form or null) and <word>_reason (or null).
//
// An entry is `word: kind` or `word: {as: kind, country: column, default_country:
// DE}`. Kinds: email, phone, given_name, family_name, full_name, organisation,
// date, country, postal_code, street, house_number, city, text, identifier.
// Without `country` the column called country is taken where there is one.
//
// Some kinds fill further columns, with a note as reason where they say more than the value:
//   - street: street_number_std (option number: another word), in rows whose
//     street_number is blank;
//   - full_name: given_name_std and family_name_std (options given, family), in
//     rows whose given_name and family_name are both blank;
//   - given_name, family_name, and full_name in such rows: given_name_display_std and
//     family_name_display_std (option display; given_display, family_display), the name
//     as people write it, see DisplayName;
//   - full_name, family_name, given_name: name_suffix_std (option suffix), jr, sr,
//     ii, iii or iv, from the first of them that has one.
//
// Only the distinct pairs of value and country leave the warehouse. The result
// does not depend on the order of rows or the number of workers.
type Materialization struct {
	// Session hands out one connection for the time of the call.
	Session func(ctx context.Context, fn func(Conn) error) error
	// DefaultCountry (ISO alpha-2) is taken for rows that name no country, unless
	// the model's config has another; "" for none.
	DefaultCountry string
	Progress       scv.Progress // may be nil
	Workers        int          // goroutines; 0 = one per core
}

var _ scv.Materialization = (*Materialization)(nil)

var _ scv.Repeatable = (*Materialization)(nil)

// Settings implements scv.Repeatable.
func (x *Materialization) Settings(context.Context) (string, error) {
	return "default_country=" + x.DefaultCountry, nil
}

// Beside implements scv.Repeatable: there is one table.
func (x *Materialization) Beside(scv.Model) []scv.Relation { return nil }

// Materialize implements scv.Materialization.
func (x *Materialization) Materialize(ctx context.Context, m scv.Model) (rows int64, err error) {
	err = x.Session(ctx, func(c Conn) error {
		rows, err = x.build(ctx, c, m)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("standardise %s: %w", m.Name, err)
	}
	return rows, nil
}

func (x *Materialization) build(ctx context.Context, c Conn, m scv.Model) (int64, error) {
	if _, err := c.Exec(ctx, inputSQL(m.SQL)); err != nil {
		return 0, err
	}
	fields, err := c.Columns(ctx, scv.Relation{Name: inputTable})
	if err != nil {
		return 0, err
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	columns, err := readConfig(m, names, x.DefaultCountry)
	if err != nil {
		return 0, err
	}
	for i, col := range columns {
		if err := x.mapColumn(ctx, c, i, col); err != nil {
			return 0, fmt.Errorf("map %s: %w", col.word, err)
		}
	}
	if _, err := c.Exec(ctx, targetSQL(m.Target, columns, names)); err != nil {
		return 0, err
	}
	if err := dropTemps(ctx, c, len(columns)); err != nil {
		return 0, err
	}
	return count(ctx, c, m.Target)
}

// mapColumn makes the temporary table that leads from a column's values to
// their forms.
func (x *Materialization) mapColumn(ctx context.Context, c Conn, i int, col column) error {
	x.report(col, 0, 0, false)
	if _, err := c.Exec(ctx, mappingSQL(i, len(col.outputs))); err != nil {
		return err
	}
	pairs, err := distinct(ctx, c, col)
	if err != nil {
		return err
	}
	n := int64(len(pairs))
	forms, err := col.apply(ctx, pairs, x.Workers, func(done int64) { x.report(col, done, n, false) })
	if err != nil {
		return err
	}
	if err := appendMapping(ctx, c, i, col, pairs, forms); err != nil {
		return err
	}
	x.report(col, n, n, true)
	return nil
}

func (x *Materialization) report(col column, done, total int64, end bool) {
	if x.Progress == nil {
		return
	}
	e := scv.Event{Stage: "standardise " + col.word, Done: done, Total: total, End: end}
	if total > 0 {
		e.Unit = "values" // a column without any leaves no line
	}
	x.Progress.Report(e)
}

// pair is a distinct value with the country of its rows, both as received.
type pair struct{ value, country string }

func distinct(ctx context.Context, c Conn, col column) ([]pair, error) {
	var pairs []pair
	err := c.Scan(ctx, distinctSQL(col), func(b *scv.Batch) error {
		pairs = slices.Grow(pairs, b.Len())
		for i := range b.Len() {
			pairs = append(pairs, pair{string(b.Columns[0].Bytes(i)), string(b.Columns[1].Bytes(i))})
		}
		return nil
	})
	return pairs, err
}

const batchRows = 8192

func appendMapping(ctx context.Context, c Conn, i int, col column, pairs []pair, forms []form) error {
	b := scv.NewBatch(mappingFields(len(col.outputs)))
	to := scv.Relation{Name: mappingTable(i)}
	for n, f := range forms {
		if f == (form{}) {
			continue
		}
		appendForm(b, pairs[n], f)
		if b.Len() < batchRows {
			continue
		}
		if err := c.Append(ctx, to, b); err != nil {
			return err
		}
		b.Reset()
	}
	if b.Len() == 0 {
		return nil
	}
	return c.Append(ctx, to, b)
}

func appendForm(b *scv.Batch, p pair, f form) {
	b.Columns[0].AppendText(p.value)
	b.Columns[1].AppendText(p.country)
	orNull(&b.Columns[2], f.Value)
	orNull(&b.Columns[3], string(f.Reason))
	for i := 4; i < len(b.Columns); i++ {
		orNull(&b.Columns[i], f.parts[i-4])
	}
}

func orNull(c *scv.Column, s string) {
	if s == "" {
		c.AppendNull()
		return
	}
	c.AppendText(s)
}

func dropTemps(ctx context.Context, c Conn, mappings int) error {
	names := []string{inputTable}
	for i := range mappings {
		names = append(names, mappingTable(i))
	}
	for _, name := range names {
		if _, err := c.Exec(ctx, dropSQL(name)); err != nil {
			return err
		}
	}
	return nil
}

func count(ctx context.Context, c Conn, target scv.Relation) (n int64, err error) {
	err = c.Scan(ctx, countSQL(target), func(b *scv.Batch) error {
		if b.Len() > 0 {
			n = b.Columns[0].Ints[0]
		}
		return nil
	})
	return n, err
}
