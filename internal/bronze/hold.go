package bronze

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/source"
)

// hold puts a row aside with all its reasons, or stages it as its repair says; start
// is where the staged row begins.
func (g *stage) hold(r *source.Row, start int) error {
	a, err := g.aside(r)
	if err != nil {
		return err
	}
	repair := g.mend(r, start, a)
	if repair == "" && g.mended[rowKey(a.id, a.hash)] {
		// The same line once more: what keeps it out is the one that was repaired.
		g.faults = g.faults[:0]
		g.fault(scv.CodeDuplicateKey, "", "another row of this load has the same key")
		if a, err = g.aside(r); err != nil {
			return err
		}
	}
	c := g.held.Columns
	c[0].AppendText(g.table.Files[g.fileNo].Path)
	c[1].AppendText(r.Sheet)
	c[2].AppendInt(r.Line)
	c[3].AppendText(a.id)
	c[4].AppendText(a.codes)
	c[5].AppendText(a.reasons)
	c[6].AppendText(a.raw)
	c[7].AppendText(a.hash)
	c[8].AppendInt(int64(g.fileNo))
	appendOrNull(&c[9], a.cells)
	appendOrNull(&c[10], repair)
	g.bytes += len(a.raw) + len(a.reasons) + len(a.cells)
	return nil
}

// aside is a row as the quarantine keeps it.
type aside struct{ id, hash, codes, reasons, raw, cells string }

// aside describes a row with the faults it has now.
func (g *stage) aside(r *source.Row) (a aside, err error) {
	reasons := make([]Reason, len(g.faults))
	codes := make([]string, len(g.faults))
	for i, f := range g.faults {
		reasons[i] = Reason{f.Code, f.Column, strings.ToValidUTF8(f.Detail, "\ufffd")}
		codes[i] = string(f.Code)
	}
	slices.Sort(codes)
	a.codes = strings.Join(slices.Compact(codes), ", ")
	text, err := json.Marshal(reasons)
	if err != nil {
		return a, fmt.Errorf("write reasons: %w", err)
	}
	a.reasons = string(text)
	if a.raw, err = g.raw(r); err != nil {
		return a, err
	}
	if a.cells, err = g.cells(r); err != nil {
		return a, err
	}
	a.hash = string(g.hash.text(r.Key, a.raw, a.codes))
	g.nameHeld(r, a.hash)
	a.id = string(g.id)
	return a, nil
}

// nameHeld gives a held row its id: by its key, else by its text.
func (g *stage) nameHeld(r *source.Row, hash string) {
	g.id = append(g.id[:0], g.prefix...)
	if r.Key == "" {
		g.nameByContent([]byte(hash))
		return
	}
	key := strings.ToValidUTF8(r.Key, "\ufffd")
	key = strings.NewReplacer(`\`, `\\`, `/`, `\/`).Replace(key)
	g.id = append(g.id, key...)
}

// appendOrNull adds a text, or null for "".
func appendOrNull(c *scv.Column, s string) {
	if s == "" {
		c.AppendNull()
		return
	}
	c.AppendText(s)
}

// cells gives the row's cells by column as JSON, "" where it has none.
func (g *stage) cells(r *source.Row) (string, error) {
	if len(r.Cells) != len(g.typers) {
		return "", nil
	}
	byName := make(map[string]string, len(r.Cells))
	empty := true
	for i := range r.Cells {
		byName[g.typers[i].field.Name] = strings.ToValidUTF8(cellText(&r.Cells[i]), "\ufffd")
		empty = empty && r.Cells[i].Kind == source.Empty
	}
	if empty {
		return "", nil
	}
	text, err := json.Marshal(byName)
	if err != nil {
		return "", fmt.Errorf("write cells: %w", err)
	}
	return string(text), nil
}

// raw gives the row as text: what the driver says, else its cells as JSON.
func (g *stage) raw(r *source.Row) (string, error) {
	if r.Raw != "" {
		return strings.ToValidUTF8(r.Raw, "\ufffd"), nil
	}
	cells := make([]string, len(r.Cells))
	for i := range r.Cells {
		cells[i] = strings.ToValidUTF8(cellText(&r.Cells[i]), "\ufffd")
	}
	text, err := json.Marshal(cells)
	if err != nil {
		return "", fmt.Errorf("write row: %w", err)
	}
	return string(text), nil
}

// cellText writes a cell for people.
func cellText(c *source.Cell) string {
	switch c.Kind {
	case source.Empty:
		return ""
	case source.DateTime:
		return isoText(c.Time)
	case source.Bool:
		if c.Number != 0 {
			return "true"
		}
		return "false"
	default:
		return c.Text
	}
}
