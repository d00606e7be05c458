package main

import (
	"encoding/json"
	"testing"

	"scv"
)

// FuzzRecord: what is no record is refused by its place, and what is one has texts only.
func FuzzRecord(f *testing.F) {
	f.Add(`{"given_name": "Anna", "postal_code": 1070, "email": null}`)
	f.Add(`["Anna"]`)
	f.Add(`{"a": {"b": 1}}`)
	f.Add(`{} {}`)
	f.Fuzz(func(t *testing.T, text string) {
		record, err := parseRecord([]byte(text), "line 7")
		if err != nil {
			if scv.CodeOf(err) != scv.CodeLiveRecord {
				t.Errorf("%v", err)
			}
			return
		}
		if back, err := json.Marshal(record); err != nil || !json.Valid([]byte(text)) {
			t.Errorf("%q is %s, %v", text, back, err)
		}
	})
}
