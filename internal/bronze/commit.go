package bronze

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"scv"
	"scv/internal/source"
	"scv/internal/warehouse"
)

// commit is the transaction of one table's load.
type commit struct {
	session *warehouse.Session
	stage   *stage
	table   *source.Table
	loadID  string
	todo    []int
	files   []FileReport
	now     func() time.Time

	to scv.Relation
	at time.Time // of the load; each file is a microsecond later than the one before
}

func (c *commit) run(ctx context.Context) error {
	c.to = Relation(c.table.Source, c.table.Entity)
	for _, step := range []func(context.Context) error{
		c.shape, c.clock, c.listFiles, c.pick, c.insert, c.bury, c.keepAside, c.count, c.record,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// clock takes the time of the load. It is later than every load before, also
// where the machine's clock went back: the later load wins by it.
func (c *commit) clock(ctx context.Context) error {
	c.at = c.now().UTC().Truncate(time.Microsecond)
	t, err := c.session.Table(ctx, statement("newest_load").String())
	if err != nil {
		return fmt.Errorf("find newest load: %w", err)
	}
	if last, ok := t.Rows[0][0].(time.Time); ok && !c.at.After(last.Add(time.Microsecond)) {
		c.at = last.Add(2 * time.Microsecond)
	}
	return nil
}

// fileTime is the _scv_loaded_at of a file's rows.
func (c *commit) fileTime(no int) time.Time { return c.at.Add(time.Duration(no) * time.Microsecond) }

// endTime is the _scv_loaded_at of the tombstones: later than every file.
func (c *commit) endTime() time.Time { return c.fileTime(len(c.table.Files)) }

// listFiles makes the temporary table of the files that were read.
func (c *commit) listFiles(ctx context.Context) error {
	fields := []scv.Field{
		{Name: "file_no", Type: scv.Int},
		{Name: "path", Type: scv.Text},
		{Name: "source", Type: scv.Text},
		{Name: "entity", Type: scv.Text},
		{Name: "loaded_at", Type: scv.Timestamp},
	}
	if _, err := c.session.Exec(ctx, c.session.Dialect().CreateTempTable("_scv_files", fields)); err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	b := scv.NewBatch(fields)
	for _, no := range c.todo {
		b.Columns[0].AppendInt(int64(no))
		b.Columns[1].AppendText(c.table.Files[no].Path)
		b.Columns[2].AppendText(c.table.Source)
		b.Columns[3].AppendText(c.table.Entity)
		b.Columns[4].AppendInt(c.fileTime(no).UnixMicro())
	}
	if err := c.session.Append(ctx, scv.Relation{Name: "_scv_files"}, b); err != nil {
		return fmt.Errorf("list files: %w", err)
	}
	return nil
}

// pick finds the staged rows that are new.
func (c *commit) pick(ctx context.Context) error {
	if _, err := c.session.Exec(ctx, statement("known").Relation("table", c.to).String()); err != nil {
		return fmt.Errorf("find known rows: %w", err)
	}
	repeats, err := c.session.Table(ctx, statement("repeats").String())
	if err != nil {
		return fmt.Errorf("find repeated rows: %w", err)
	}
	name := "pick"
	if len(repeats.Rows) > 0 {
		name = "pick_repeats"
	}
	if _, err := c.session.Exec(ctx, statement(name).Relation("table", c.to).String()); err != nil {
		return fmt.Errorf("find new rows: %w", err)
	}
	return nil
}

func (c *commit) insert(ctx context.Context) error {
	names := c.columnNames()
	sql := statement("insert").Relation("table", c.to).List("into", "", names).List("from", "s.", names)
	if _, err := c.session.Exec(ctx, sql.String(), c.table.Source, c.loadID); err != nil {
		return fmt.Errorf("add rows to %s: %w", c.to, err)
	}
	return nil
}

func (c *commit) columnNames() []string {
	names := make([]string, len(c.table.Fields))
	for i, f := range c.table.Fields {
		names[i] = f.Name
	}
	return names
}

// bury writes tombstones for the records that left a snapshot.
func (c *commit) bury(ctx context.Context) error {
	if c.table.Mode != source.Snapshot {
		return nil
	}
	sql := statement("tombstones").Relation("table", c.to).String()
	if _, err := c.session.Exec(ctx, sql, c.table.Source, c.endTime(), c.loadID); err != nil {
		return fmt.Errorf("mark deleted records of %s: %w", c.to, err)
	}
	return nil
}

func (c *commit) keepAside(ctx context.Context) error {
	if _, err := c.session.Exec(ctx, statement("resolve").String()); err != nil {
		return fmt.Errorf("resolve quarantine: %w", err)
	}
	for _, mark := range []string{"repaired", "reopened"} {
		if _, err := c.session.Exec(ctx, statement(mark).String()); err != nil {
			return fmt.Errorf("mark %s rows: %w", mark, err)
		}
	}
	if _, err := c.session.Exec(ctx, statement("hold").String(), c.loadID, c.at); err != nil {
		return fmt.Errorf("quarantine rows: %w", err)
	}
	return nil
}

// count counts in the tables what became of the rows, and holds it against the
// rows that were read.
func (c *commit) count(ctx context.Context) error {
	sql := statement("counts").Relation("table", c.to).String()
	t, err := c.session.Table(ctx, sql, c.loadID, c.loadID, c.endTime())
	if err != nil {
		return fmt.Errorf("count rows of %s: %w", c.to, err)
	}
	for _, row := range t.Rows {
		n := [5]int64{}
		for i := range n {
			n[i], _ = row[i].(int64)
		}
		no := n[0]
		f := &c.files[no]
		f.Counts = scv.Counts{
			Read: c.stage.read[no], Loaded: n[2], Unchanged: n[1] - n[2], Quarantined: n[3],
			Ignored: ignoredRows(f.Ignored), Deleted: n[4],
		}
		if !f.Conserved() || f.Unchanged < 0 {
			return &scv.Error{
				Code: scv.CodeLawBroken, Op: "load " + c.to.String(), Subject: f.Path,
				Hint: "Report this with the counts; nothing of this table was changed.",
				Err:  fmt.Errorf("%d rows read, but %d loaded, %d unchanged and %d in quarantine", f.Read, f.Loaded, f.Unchanged, f.Quarantined),
			}
		}
	}
	return nil
}

// record writes the counts of each file.
func (c *commit) record(ctx context.Context) error {
	for _, no := range c.todo {
		f, counts := c.table.Files[no], c.files[no].Counts
		ranges, err := ignoredRanges(c.files[no].Ignored)
		if err != nil {
			return err
		}
		_, err = c.session.Exec(ctx, statement("record").String(),
			c.loadID, c.table.Source, c.table.Entity, f.Path, f.Size, f.SHA256, c.table.Digest, c.fileTime(no),
			counts.Read, counts.Loaded, counts.Unchanged, counts.Quarantined, counts.Ignored, counts.Deleted, ranges)
		if err != nil {
			return fmt.Errorf("record load of %s: %w", f.Path, err)
		}
	}
	return nil
}

// ignoredRanges writes the rows that are no data as JSON: sheet, from, to, reason.
func ignoredRanges(list []source.Ignored) (string, error) {
	type cells struct {
		Sheet  string `json:"sheet,omitempty"`
		From   int64  `json:"from"`
		To     int64  `json:"to"`
		Reason string `json:"reason"`
	}
	out := make([]cells, len(list))
	for i, r := range list {
		out[i] = cells{strings.ToValidUTF8(r.Sheet, "\ufffd"), r.From, r.To, r.Reason}
	}
	text, err := json.Marshal(out)
	if err != nil {
		return "", fmt.Errorf("write ignored rows: %w", err)
	}
	return string(text), nil
}
