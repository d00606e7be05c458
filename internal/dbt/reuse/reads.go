package reuse

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// reading is what a SELECT reads, taken from its syntax tree.
type reading struct {
	tables    map[scv.Relation]bool // in lower case; without schema where none is written
	functions map[string]bool       // in lower case
	sources   map[string]bool       // functions that stand where tables do
	sampled   bool
}

// read takes a SELECT apart. The error is for what is no single SELECT, or has a part
// that the engine cannot show.
func read(ctx context.Context, c warehouse.Conn, sql string) (*reading, error) {
	t, err := c.Table(ctx, "select json_serialize_sql("+warehouse.Literal(sql)+", skip_default := true)")
	if err != nil {
		return nil, fmt.Errorf("take SQL apart: %w", err)
	}
	text, _ := t.Rows[0][0].(string)
	return readTree(text)
}

func readTree(text string) (*reading, error) {
	var tree struct {
		Error      bool   `json:"error"`
		Message    string `json:"error_message"`
		Statements []any  `json:"statements"`
	}
	if err := json.Unmarshal([]byte(text), &tree); err != nil {
		return nil, fmt.Errorf("read syntax tree: %w", err)
	}
	if tree.Error || len(tree.Statements) != 1 {
		return nil, errors.New("it is not one SELECT: " + tree.Message)
	}
	r := &reading{map[scv.Relation]bool{}, map[string]bool{}, map[string]bool{}, false}
	r.walk(tree.Statements[0], nil)
	return r, nil
}

// timeWords are names that look like columns and give the time.
var timeWords = []string{"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}

// walk collects what a part of the tree reads; ctes are the names that stand for
// queries there.
func (r *reading) walk(part any, ctes []string) {
	switch part := part.(type) {
	case []any:
		for _, item := range part {
			r.walk(item, ctes)
		}
	case map[string]any:
		r.node(part, r.withCTEs(part, ctes))
	}
}

func (r *reading) node(n map[string]any, ctes []string) {
	kind, _ := n["type"].(string)
	switch {
	case n["class"] == "CONSTANT":
		return
	case kind == "BASE_TABLE":
		r.table(n, ctes)
	case kind == "TABLE_FUNCTION":
		if f, ok := n["function"].(map[string]any); ok {
			r.sources[lower(f["function_name"])] = true
			r.walk(f["children"], ctes)
		}
		return
	case kind == "SHOW_REF":
		r.sources["describe"] = true
	case n["class"] == "FUNCTION":
		r.functions[lower(n["function_name"])] = true
	case kind == "COLUMN_REF":
		if names, _ := n["column_names"].([]any); len(names) == 1 && slices.Contains(timeWords, lower(names[0])) {
			r.functions[lower(names[0])] = true
		}
		return
	}
	if n["sample"] != nil {
		r.sampled = true
	}
	for key, item := range n {
		if key != "cte_map" {
			r.walk(item, ctes)
		}
	}
}

func (r *reading) table(n map[string]any, ctes []string) {
	at := scv.Relation{Schema: lower(n["schema_name"]), Name: lower(n["table_name"])}
	if at.Schema == "" && slices.Contains(ctes, at.Name) {
		return
	}
	if catalog := lower(n["catalog_name"]); catalog != "" {
		at.Schema = catalog + "." + at.Schema // of another database, or named in full
	}
	r.tables[at] = true
}

// withCTEs walks the queries of a WITH and gives the names that stand for them
// below, besides those of the outside. A query may read the ones before it; itself
// only where it is recursive.
func (r *reading) withCTEs(n map[string]any, ctes []string) []string {
	with, _ := n["cte_map"].(map[string]any)
	entries, _ := with["map"].([]any)
	names := slices.Clone(ctes)
	for _, e := range entries {
		entry, _ := e.(map[string]any)
		name := lower(entry["key"])
		inside := names
		if recursive(entry["value"]) {
			inside = append(slices.Clone(names), name)
		}
		r.walk(entry["value"], inside)
		names = append(names, name)
	}
	return names
}

func recursive(value any) bool {
	v, _ := value.(map[string]any)
	query, _ := v["query"].(map[string]any)
	node, _ := query["node"].(map[string]any)
	return node["type"] == "RECURSIVE_CTE_NODE"
}

func lower(v any) string {
	s, _ := v.(string)
	return strings.ToLower(s)
}

// plainSources are the functions that may stand where a table does and give what
// their arguments say.
var plainSources = []string{"range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree"}

// doubts names what in a SELECT may give another answer to the same rows.
func (r *reading) doubts(volatile map[string]bool) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(r.functions)) {
		if volatile[name] || slices.Contains(timeWords, name) {
			out = append(out, "it uses "+name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.sources)) {
		if !slices.Contains(plainSources, name) {
			out = append(out, "it reads "+name+"(), which nobody watches")
		}
	}
	if r.sampled {
		out = append(out, "it takes a sample")
	}
	return out
}
