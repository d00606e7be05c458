package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
)

// attributes are the columns of the export: system columns, then the person's.
func attributes() []map[string]string {
	text := func(name string) map[string]string { return map[string]string{"name": name, "dataType": "string"} }
	return []map[string]string{
		{"name": "Id", "dataType": "guid"},
		{"name": "SinkCreatedOn", "dataType": "dateTime"},
		{"name": "SinkModifiedOn", "dataType": "dateTime"},
		text("firstname"), text("lastname"), text("address1_streetnumber"), text("address1_line1"), text("address1_line2"),
		text("address1_city"), text("address1_postalcode"), text("address1_stateorprovince"), text("birthdate"),
		{"name": "versionnumber", "dataType": "int64"},
		{"name": "IsDelete", "dataType": "boolean"},
	}
}

// writeExport writes a Synapse Link folder: model.json and one CSV without a header.
func writeExport(dir string, all []person) error {
	rows := make([][]string, len(all))
	for i, p := range all {
		stamp := "2026-01-05T08:00:00.0000000Z"
		rows[i] = append([]string{p.guid(), stamp, stamp}, p[1:10]...)
		rows[i] = append(rows[i], fmt.Sprint(1000+i), "False")
	}
	slices.SortFunc(rows, func(a, b []string) int {
		if a[0] < b[0] {
			return -1
		}
		return 1
	})
	model, err := json.MarshalIndent(map[string]any{
		"name": "cdm", "version": "1.0",
		"entities": []any{map[string]any{
			"$type": "LocalEntity", "name": "contact", "attributes": attributes(),
			"partitions": []any{map[string]any{"name": "2026", "location": "contact/2026.csv"}},
		}},
	}, "", "  ")
	if err != nil {
		return err
	}
	if err := write(filepath.Join(dir, "model.json"), model); err != nil {
		return err
	}
	return writeCSV(filepath.Join(dir, "contact", "2026.csv"), rows)
}
