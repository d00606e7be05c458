package command

import (
	"bytes"
	"encoding/json"
	"strings"

	"scv/internal/dbt/project"
	"scv/jinja"
)

// indented writes a Jinja value as JSON with two blanks of indentation, keys in
// their order.
func indented(v jinja.Value) string {
	var flat strings.Builder
	if err := project.WriteJSON(&flat, v, project.JSONOptions{}); err != nil {
		return "{}"
	}
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(flat.String()), "", "  "); err != nil {
		return flat.String()
	}
	return b.String()
}
