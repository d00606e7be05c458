package bronze

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"scv"
	"scv/internal/source"
	"scv/internal/warehouse"
)

// The temporary tables of a load.
const (
	stageTable = "_scv_stage" // rows that could be typed
	heldTable  = "_scv_held"  // rows that could not
)

// provenance are the columns of a bronze table behind the source's own.
func provenance() []scv.Field {
	return []scv.Field{
		{Name: "_scv_record_id", Type: scv.Text},
		{Name: "_scv_source", Type: scv.Text},
		{Name: "_scv_file", Type: scv.Text},
		{Name: "_scv_sheet", Type: scv.Text},
		{Name: "_scv_row", Type: scv.Int},
		{Name: "_scv_version", Type: scv.Int},
		{Name: "_scv_loaded_at", Type: scv.Timestamp},
		{Name: "_scv_load_id", Type: scv.Text},
		{Name: "_scv_row_hash", Type: scv.Text},
		{Name: "_scv_deleted", Type: scv.Bool},
		{Name: repairColumn, Type: scv.Text},
	}
}

// repairColumn names the repair that a row was taken with; null where the row is as
// the source wrote it.
const repairColumn = "_scv_repair"

// What a staged row has behind the source's own columns.
const (
	stageID = iota
	stageSheet
	stageRow
	stageVersion
	stageHash
	stageDeleted
	stageFile  // position of the file in the table's files
	stageOrder // position of the row in the load
	stageRepair
)

func stageFields() []scv.Field {
	return []scv.Field{
		{Name: "_scv_record_id", Type: scv.Text},
		{Name: "_scv_sheet", Type: scv.Text},
		{Name: "_scv_row", Type: scv.Int},
		{Name: "_scv_version", Type: scv.Int},
		{Name: "_scv_row_hash", Type: scv.Text},
		{Name: "_scv_deleted", Type: scv.Bool},
		{Name: "_scv_file_no", Type: scv.Int},
		{Name: "_scv_order", Type: scv.Int},
		{Name: repairColumn, Type: scv.Text},
	}
}

func heldFields() []scv.Field {
	return []scv.Field{
		{Name: "file", Type: scv.Text},
		{Name: "sheet", Type: scv.Text},
		{Name: "row", Type: scv.Int},
		{Name: "record_id", Type: scv.Text},
		{Name: "codes", Type: scv.Text},
		{Name: "reasons", Type: scv.Text},
		{Name: "raw", Type: scv.Text},
		{Name: "row_hash", Type: scv.Text},
		{Name: "file_no", Type: scv.Int},
		{Name: "cells", Type: scv.Text},
		{Name: "repair_id", Type: scv.Text},
	}
}

// reportEvery is after how many rows progress is reported and a stop is noticed.
const reportEvery = 4096

// stage types the rows of one table and adds them to the session's temporary
// tables. It is used by one goroutine.
type stage struct {
	table  *source.Table
	typers []typer
	writer *writer
	*block              // being filled
	meta   []scv.Column // the provenance columns of block.rows
	hash   *hasher
	prefix string // of record ids
	id     []byte

	fileNo int
	order  int64
	read   []int64 // rows met, by file
	bytes  int

	ordinals map[[hashBytes * 2]byte]int      // rows without a key: how often their content was met
	taken    map[[hashBytes * 2]byte]struct{} // snapshot: keys met, as hashes
	faults   []source.Fault
	repairs  repairs         // of the table's rows
	repair   string          // the one that the row being finished is taken with
	mended   map[string]bool // rows of this load that were taken with one
	progress func(n int64)
}

func newStage(ctx context.Context, s *warehouse.Session, t *source.Table) (*stage, error) {
	g := &stage{
		table:    t,
		hash:     newHasher(t.Fields),
		prefix:   string(scv.NewRecordID(t.Source, t.Entity, "")),
		read:     make([]int64, len(t.Files)),
		ordinals: map[[hashBytes * 2]byte]int{},
		taken:    map[[hashBytes * 2]byte]struct{}{},
		mended:   map[string]bool{},
	}
	var fields []scv.Field
	for _, f := range t.Fields {
		g.typers = append(g.typers, newTyper(f))
		fields = append(fields, f.Field)
	}
	fields = append(fields, stageFields()...)
	for name, fields := range map[string][]scv.Field{stageTable: fields, heldTable: heldFields()} {
		if _, err := s.Exec(ctx, s.Dialect().CreateTempTable(name, fields)); err != nil {
			return nil, fmt.Errorf("make staging table: %w", err)
		}
	}
	g.writer = startWriter(ctx, s, func() *block {
		return &block{rows: scv.NewBatch(fields), held: scv.NewBatch(heldFields())}
	})
	g.fill(<-g.writer.empty)
	return g, nil
}

// fill makes b the block that rows are added to.
func (g *stage) fill(b *block) {
	g.block, g.bytes = b, 0
	g.meta = b.rows.Columns[len(g.typers):]
}

// close waits until all rows are in the temporary tables. It must be called, also
// after an error: until then the session is the writer's.
func (g *stage) close() error {
	g.writer.full <- g.block
	return g.writer.close()
}

// startFile says which of the table's files the next rows come from. In a log,
// equal rows without a key are told apart inside their file; in a snapshot, inside
// the load, because a snapshot is always read whole.
func (g *stage) startFile(no int) {
	g.fileNo = no
	if g.table.Mode == source.Log {
		clear(g.ordinals)
	}
}

// add takes one row: it ends up among the typed rows or among the held ones.
func (g *stage) add(ctx context.Context, r *source.Row) error {
	g.read[g.fileNo]++
	g.order++
	g.faults = append(g.faults[:0], r.Faults...)
	start := g.rows.Len()
	if len(r.Cells) == len(g.typers) || r.Deleted && len(r.Cells) == 0 {
		g.typeCells(r)
	} else if len(g.faults) == 0 {
		g.fault(scv.CodeRowShape, "", fmt.Sprintf("%d values for %d columns", len(r.Cells), len(g.typers)))
	}
	if len(g.faults) == 0 {
		g.finish(r, start)
	}
	if len(g.faults) > 0 {
		g.cut(start)
		if err := g.hold(r, start); err != nil {
			return err
		}
	}
	if g.rows.Len()+g.held.Len() >= blockRows || g.bytes >= blockBytes {
		b, err := g.writer.swap(g.block)
		g.fill(b)
		if err != nil {
			return err
		}
	}
	if g.order%reportEvery != 0 {
		return nil
	}
	if g.progress != nil {
		g.progress(g.order)
	}
	return ctx.Err()
}

func (g *stage) typeCells(r *source.Row) {
	if len(r.Cells) == 0 {
		for i := range g.typers {
			g.rows.Columns[i].AppendNull()
		}
		return
	}
	for i := range g.typers {
		c := &r.Cells[i]
		g.bytes += len(c.Text)
		if reason := g.typers[i].put(c, &g.rows.Columns[i]); reason != fine {
			f := g.typers[i].field
			g.fault(scv.Code(reason), f.Name, fmt.Sprintf("%q is no %s", cellText(c), f.Type))
		}
	}
}

func (g *stage) fault(code scv.Code, column, detail string) {
	g.faults = append(g.faults, source.Fault{Code: code, Column: column, Detail: strings.ToValidUTF8(detail, "\ufffd")})
}

// finish adds the provenance columns of a row that was typed, or the fault that
// its key was met before.
func (g *stage) finish(r *source.Row, row int) {
	if !utf8.ValidString(r.Key) || !utf8.ValidString(r.Sheet) {
		g.fault(scv.CodeCellNotUTF8, "", "the row's key or sheet is not UTF-8")
		return
	}
	hash := g.hash.row(g.rows.Columns, row, r.Deleted)
	if !g.name(r, hash) {
		g.fault(scv.CodeDuplicateKey, "", "another row of this load has the same key")
		return
	}
	g.meta[stageID].AppendBytes(g.id)
	if r.Sheet == "" {
		g.meta[stageSheet].AppendNull()
	} else {
		g.meta[stageSheet].AppendText(r.Sheet)
	}
	g.meta[stageRow].AppendInt(r.Line)
	g.meta[stageVersion].AppendInt(r.Version)
	g.meta[stageHash].AppendBytes(hash)
	deleted := int64(0)
	if r.Deleted {
		deleted = 1
	}
	g.meta[stageDeleted].AppendInt(deleted)
	g.meta[stageFile].AppendInt(int64(g.fileNo))
	g.meta[stageOrder].AppendInt(g.order)
	appendOrNull(&g.meta[stageRepair], g.repair)
	g.bytes += len(g.id) + len(hash)
}

// name puts the row's record id into g.id. It is false when a snapshot has the
// key already.
func (g *stage) name(r *source.Row, hash []byte) bool {
	g.id = append(g.id[:0], g.prefix...)
	if r.Key == "" {
		g.nameByContent(hash)
		return true
	}
	if strings.ContainsAny(r.Key, `/\`) {
		g.id = append(g.id[:0], scv.NewRecordID(g.table.Source, g.table.Entity, r.Key)...)
	} else {
		g.id = append(g.id, r.Key...)
	}
	if g.table.Mode == source.Log {
		return true
	}
	var key [hashBytes * 2]byte
	copy(key[:], newKey(r.Key))
	if _, met := g.taken[key]; met {
		return false
	}
	g.taken[key] = struct{}{}
	return true
}

// nameByContent names a row that has no name by its content and how often the
// content was met: rows that move keep their name.
func (g *stage) nameByContent(hash []byte) {
	var key [hashBytes * 2]byte
	copy(key[:], hash)
	g.ordinals[key]++
	g.id = append(g.id, hash...)
	g.id = append(g.id, '-')
	g.id = strconv.AppendInt(g.id, int64(g.ordinals[key]), 10)
}

func newKey(key string) []byte { return (&hasher{}).text(key) }

// cut takes an unfinished row off the batch.
func (g *stage) cut(rows int) {
	for i := range g.rows.Columns {
		c := &g.rows.Columns[i]
		if c.Len() <= rows {
			continue
		}
		c.Null = c.Null[:rows]
		switch c.Type {
		case scv.Text, scv.Decimal:
			c.Ends = c.Ends[:rows]
			end := uint32(0)
			if rows > 0 {
				end = c.Ends[rows-1]
			}
			c.Data = c.Data[:end]
		case scv.Float:
			c.Floats = c.Floats[:rows]
		default:
			c.Ints = c.Ints[:rows]
		}
	}
}
