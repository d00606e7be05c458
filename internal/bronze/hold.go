package bronze

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"scv/internal/source"
)

// reason is a fault as the quarantine keeps it.
type reason struct {
	Code   string `json:"code"`
	Column string `json:"column,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// hold puts a row aside with all its reasons.
func (g *stage) hold(r *source.Row) error {
	reasons := make([]reason, len(g.faults))
	codes := make([]string, len(g.faults))
	for i, f := range g.faults {
		reasons[i] = reason{string(f.Code), f.Column, strings.ToValidUTF8(f.Detail, "\ufffd")}
		codes[i] = string(f.Code)
	}
	slices.Sort(codes)
	text, err := json.Marshal(reasons)
	if err != nil {
		return fmt.Errorf("write reasons: %w", err)
	}
	raw, err := g.raw(r)
	if err != nil {
		return err
	}
	joined := strings.Join(slices.Compact(codes), ", ")
	hash := string(g.hash.text(r.Key, raw, joined))
	g.nameHeld(r, hash)
	c := g.held.Columns
	c[0].AppendText(g.table.Files[g.fileNo].Path)
	c[1].AppendText(r.Sheet)
	c[2].AppendInt(r.Line)
	c[3].AppendBytes(g.id)
	c[4].AppendText(joined)
	c[5].AppendBytes(text)
	c[6].AppendText(raw)
	c[7].AppendText(hash)
	c[8].AppendInt(int64(g.fileNo))
	g.bytes += len(raw) + len(text)
	return nil
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
