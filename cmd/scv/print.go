package main

import (
	"errors"
	"fmt"
	"time"

	"scv/internal/term"
	"scv/internal/warehouse"
)

// printJSON writes the command's one document.
func (c *command) printJSON(v any) error { return term.JSON(c.stdout, v) }

// joinPrint keeps the command's error first and adds one of printing.
func joinPrint(printed, err error) error {
	if printed == nil {
		return err
	}
	return errors.Join(err, printed)
}

// say writes a line to stdout.
func (c *command) say(format string, args ...any) {
	_, _ = fmt.Fprintf(c.stdout, format+"\n", args...)
}

// table prints a table to stdout.
func (c *command) table(t *term.Table) { _ = t.Print(c.stdout, c.outStyle()) }

// rowObjects turns an answer into JSON objects, columns in their order.
func rowObjects(t *warehouse.Table) []jsonRow {
	rows := make([]jsonRow, len(t.Rows))
	for i, values := range t.Rows {
		rows[i] = jsonRow{columns: t.Columns, values: values, types: t.Types}
	}
	return rows
}

// printTable shows an answer; what is not shown is said.
func (c *command) printTable(t *warehouse.Table, limit int) {
	out := term.Table{Header: t.Columns}
	for i, row := range t.Rows {
		if i == limit {
			break
		}
		cells := make([]string, len(row))
		for j, v := range row {
			cells[j] = cell(v, t.Types[j])
		}
		out.Add(cells...)
	}
	c.table(&out)
	if hidden := len(t.Rows) - limit; hidden > 0 {
		c.say("… and %s more rows (--limit, or --json for all)", term.Count(int64(hidden)))
		return
	}
	fmt.Fprintf(c.stderr, "%s rows\n", term.Count(int64(len(t.Rows))))
}

// cell writes a value of an answer for people.
func cell(v any, kind string) string {
	switch x := v.(type) {
	case nil:
		return "–"
	case time.Time:
		if kind == "DATE" {
			return x.Format(time.DateOnly)
		}
		return x.Format("2006-01-02 15:04:05")
	case float64:
		return fmt.Sprintf("%.6g", x)
	default:
		return fmt.Sprint(x)
	}
}
