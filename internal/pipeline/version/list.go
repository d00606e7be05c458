package version

import (
	"context"
	"fmt"
	"time"

	"scv"
	"scv/internal/warehouse"
)

// Published is one version. Times are UTC.
type Published struct {
	Version     int64     `json:"version"`
	RunID       string    `json:"run_id"`
	AsOf        time.Time `json:"as_of"`
	Fingerprint string    `json:"fingerprint"`
	Inputs      string    `json:"-"`
	PublishedAt time.Time `json:"published_at"`
	Live        bool      `json:"live"`
	Left        *Left     `json:"left"` // nil unless readers were taken back from it
}

// Left says who took readers back from a version, when and why.
type Left struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Reason string    `json:"reason"`
}

// versionColumns is how many columns _scv.versions has; homes made before rollback
// have fewer.
const versionColumns = 10

// List gives the versions that are kept, newest first; none before the first run.
func (v *Store) List(ctx context.Context) ([]Published, error) {
	columns, err := v.w.Columns(ctx, scv.Relation{Schema: "_scv", Name: "versions"})
	if err != nil || len(columns) == 0 {
		return nil, err
	}
	if len(columns) < versionColumns {
		if err := v.do(ctx, v.w, "upgrade versions", statement("upgrade")); err != nil {
			return nil, fmt.Errorf("add columns to versions: %w", err)
		}
	}
	t, err := v.w.Table(ctx, statement("list"))
	if err != nil {
		return nil, fmt.Errorf("list versions: %w", err)
	}
	list := make([]Published, len(t.Rows))
	for i, row := range t.Rows {
		list[i] = published(row)
	}
	return list, nil
}

func published(row []any) Published {
	p := Published{
		Version: row[0].(int64), RunID: row[1].(string), AsOf: row[2].(time.Time), Fingerprint: row[3].(string), Inputs: row[4].(string),
		PublishedAt: row[5].(time.Time), Live: row[6].(bool),
	}
	if at, ok := row[7].(time.Time); ok {
		p.Left = &Left{at, row[8].(string), row[9].(string)}
	}
	return p
}

// Live gives the version readers see; false when there is none.
func (v *Store) Live(ctx context.Context) (Published, bool, error) {
	list, err := v.List(ctx)
	for _, p := range list {
		if p.Live {
			return p, true, nil
		}
	}
	return Published{}, false, err
}

// Find gives a version by its number; a number that is not kept is an error with
// code SCV-P004 that names those that are.
func (v *Store) Find(ctx context.Context, number int64) (Published, error) {
	list, err := v.List(ctx)
	if err != nil {
		return Published{}, err
	}
	var kept []int64
	for _, p := range list {
		if p.Version == number {
			return p, nil
		}
		kept = append(kept, p.Version)
	}
	return Published{}, unknown(number, kept)
}

func unknown(number int64, kept []int64) error {
	return &scv.Error{
		Code: scv.CodeVersion, Op: "find version", Subject: fmt.Sprint(number), Err: fmt.Errorf("it is not kept; there are %v", kept),
		Hint: "Type `scv versions` to see what is kept; keep_versions: in scv.yml says how many.",
	}
}

// Size is what a version holds.
type Size struct {
	Rows  map[string]int64 `json:"rows"`  // by relation as readers name it, "gold.dim_customer"
	Bytes int64            `json:"bytes"` // on disk, of what it has written itself; -1 where the engine cannot tell
}

// Size counts a version's rows and bytes.
func (v *Store) Size(ctx context.Context, number int64) (Size, error) {
	size := Size{Rows: map[string]int64{}, Bytes: -1}
	measured := v.w.Dialect().TableBytes != ""
	if measured {
		size.Bytes = 0
	}
	for _, layer := range layers() {
		relations, err := v.w.Relations(ctx, Schema(layer, number))
		if err != nil {
			return size, err
		}
		for _, r := range relations {
			rows, err := v.number(ctx, "select count(*) from "+warehouse.QuoteRelation(r))
			if err != nil {
				return size, err
			}
			size.Rows[string(layer)+"."+r.Name] = rows
		}
		for _, schema := range []string{Schema(layer, number), scv.DataSchema(Schema(layer, number))} {
			if !measured {
				continue
			}
			n, err := v.bytes(ctx, schema)
			if err != nil {
				return size, err
			}
			size.Bytes += n
		}
	}
	return size, nil
}

// bytes is what the tables of a schema take on disk.
func (v *Store) bytes(ctx context.Context, schema string) (n int64, err error) {
	t, err := v.w.Table(ctx, statement("standing"), schema)
	if err != nil {
		return 0, err
	}
	for _, row := range t.Rows {
		if row[1] != "" {
			continue // a view takes nothing
		}
		one, err := v.number(ctx, v.w.Dialect().TableBytes, warehouse.QuoteRelation(scv.Relation{Schema: schema, Name: row[0].(string)}))
		if err != nil {
			return 0, err
		}
		n += one
	}
	return n, nil
}

// number asks for one whole number.
func (v *Store) number(ctx context.Context, sql string, args ...any) (int64, error) {
	t, err := v.w.Table(ctx, sql, args...)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	return t.Rows[0][0].(int64), nil
}
