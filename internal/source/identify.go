package source

import (
	"strings"

	"scv"
)

// IdentifyBy names rows by some of their columns: their texts with | between.
func IdentifyBy(fields []Field, key []int) func(*Row) {
	if len(key) == 0 {
		return nil
	}
	return func(row *Row) {
		var parts []string
		for _, k := range key {
			text := strings.TrimSpace(row.Cells[k].Text)
			if text == "" || row.Cells[k].Kind == Broken {
				row.Faults = append(row.Faults, Fault{Code: scv.CodeRowNoKey, Column: fields[k].Name, Detail: "the key column is empty"})
			}
			parts = append(parts, text)
		}
		row.Key = strings.Join(parts, "|")
	}
}
