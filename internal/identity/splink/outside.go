package splink

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"scv"
	"scv/internal/identity/splink/native"
	"scv/internal/warehouse"
)

// Connection is one connection of an embedded DuckDB: its temporary tables are kept
// between calls.
type Connection interface {
	Exec(ctx context.Context, sql string, args ...any) (int64, error)
	Scan(ctx context.Context, sql string, fn func(*scv.Batch) error) error
	Append(ctx context.Context, to scv.Relation, b *scv.Batch) error
}

// DuckDB evaluates what native does not know, on records that it is given once.
// It is safe for concurrent use: one statement runs at a time.
type DuckDB struct {
	session Connection
	dialect warehouse.Dialect
	frame   *native.Frame
	once    sync.Mutex
	loaded  bool
}

// NewDuckDB readies a session; the records are loaded when they are first needed.
func NewDuckDB(s Connection, d warehouse.Dialect, f *native.Frame) *DuckDB {
	return &DuckDB{session: s, dialect: d, frame: f}
}

//go:embed sql/records.sql
var recordsSQL string

//go:embed sql/gammas.sql
var gammasSQL string

//go:embed sql/pairs.sql
var pairsSQL string

const (
	textTable = "scv_splink_text"
	pairTable = "scv_splink_pair"
	rowColumn = "_scv_row"
)

func fill(statement string, with ...string) string {
	return strings.NewReplacer(with...).Replace(statement)
}

// load puts the records into the session: as text first, then as what they are.
func (d *DuckDB) load(ctx context.Context) error {
	if d.loaded {
		return nil
	}
	fields, casts := []scv.Field{{Name: rowColumn, Type: scv.Int}}, []string{}
	for _, c := range d.frame.Columns() {
		f := scv.Field{Name: c.Name, Type: scv.Text}
		name := warehouse.Quote(c.Name)
		cast := name
		switch c.Kind {
		case native.NumberKind:
			f.Type = scv.Float
		case native.ListKind:
			cast = fmt.Sprintf("cast(cast(%s as json) as varchar[]) as %s", name, name)
		case native.VectorKind:
			cast = fmt.Sprintf("cast(cast(%s as json) as float[%d]) as %s", name, width(c), name)
		}
		fields, casts = append(fields, f), append(casts, cast)
	}
	text := scv.Relation{Name: textTable}
	if _, err := d.session.Exec(ctx, d.dialect.CreateTempTable(textTable, fields)); err != nil {
		return err
	}
	if err := d.appendRows(ctx, text, fields); err != nil {
		return err
	}
	if _, err := d.session.Exec(ctx, fill(recordsSQL, "{columns}", strings.Join(casts, ",\n    "))); err != nil {
		return err
	}
	pairs := []scv.Field{{Name: "n", Type: scv.Int}, {Name: "l", Type: scv.Int}, {Name: "r", Type: scv.Int}}
	_, err := d.session.Exec(ctx, d.dialect.CreateTempTable(pairTable, pairs))
	d.loaded = err == nil
	return err
}

func width(c *native.Column) int {
	for _, v := range c.Vectors {
		if len(v) > 0 {
			return len(v)
		}
	}
	return 1
}

// block is how many rows are handed over at once.
const block = 1 << 14

func (d *DuckDB) appendRows(ctx context.Context, to scv.Relation, fields []scv.Field) error {
	b := scv.NewBatch(fields)
	for row := range d.frame.Rows {
		b.Columns[0].AppendInt(int64(row))
		for k, c := range d.frame.Columns() {
			code := c.Codes[row]
			switch {
			case code == 0:
				b.Columns[k+1].AppendNull()
			case c.Kind == native.NumberKind:
				b.Columns[k+1].AppendFloat(c.Numbers[code])
			default:
				b.Columns[k+1].AppendText(c.Texts[code])
			}
		}
		if b.Len() == block || row+1 == d.frame.Rows {
			if err := d.session.Append(ctx, to, b); err != nil {
				return err
			}
			b.Reset()
		}
	}
	return nil
}

// Gammas is Outside's.
func (d *DuckDB) Gammas(ctx context.Context, expression string, pairs []Pair) ([]int8, error) {
	d.once.Lock()
	defer d.once.Unlock()
	if err := d.load(ctx); err != nil {
		return nil, err
	}
	if _, err := d.session.Exec(ctx, "truncate "+pairTable); err != nil {
		return nil, err
	}
	b := scv.NewBatch([]scv.Field{{Name: "n", Type: scv.Int}, {Name: "l", Type: scv.Int}, {Name: "r", Type: scv.Int}})
	for n, p := range pairs {
		b.Columns[0].AppendInt(int64(n))
		b.Columns[1].AppendInt(int64(p.I))
		b.Columns[2].AppendInt(int64(p.J))
	}
	if err := d.session.Append(ctx, scv.Relation{Name: pairTable}, b); err != nil {
		return nil, err
	}
	var columns []string
	for _, c := range d.frame.Columns() {
		for _, side := range []string{"l", "r"} {
			columns = append(columns, side+"."+warehouse.Quote(c.Name)+" as "+warehouse.Quote(c.Name+"_"+side))
		}
	}
	out := make([]int8, 0, len(pairs))
	err := d.session.Scan(ctx, fill(gammasSQL, "{expression}", expression, "{columns}", strings.Join(columns, ",\n        ")), func(b *scv.Batch) error {
		for row := range b.Len() {
			out = append(out, int8(b.Columns[0].Ints[row]))
		}
		return nil
	})
	return out, err
}

// Pairs is Outside's.
func (d *DuckDB) Pairs(ctx context.Context, condition string, explode []string) ([][2]int32, error) {
	d.once.Lock()
	defer d.once.Unlock()
	if err := d.load(ctx); err != nil {
		return nil, err
	}
	from := "scv_splink_record"
	if len(explode) > 0 {
		from = d.exploded(explode)
	}
	var out [][2]int32
	err := d.session.Scan(ctx, fill(pairsSQL, "{left}", from, "{right}", from, "{condition}", condition), func(b *scv.Batch) error {
		for row := range b.Len() {
			out = append(out, [2]int32{int32(b.Columns[0].Ints[row]), int32(b.Columns[1].Ints[row])})
		}
		return nil
	})
	return out, err
}

// exploded is the records with one row for each element of their arrays.
func (d *DuckDB) exploded(arrays []string) string {
	columns := []string{rowColumn}
	for _, c := range d.frame.Columns() {
		name := warehouse.Quote(c.Name)
		for _, a := range arrays {
			if equalFold(a, c.Name) {
				name = "unnest(" + name + ") as " + name
			}
		}
		columns = append(columns, name)
	}
	return "(select " + strings.Join(columns, ", ") + " from scv_splink_record)"
}
