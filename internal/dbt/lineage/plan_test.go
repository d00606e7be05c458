package lineage

import "testing"

// A plan that is not DuckDB's, or of a version that writes others, is an error.
func FuzzPlan(f *testing.F) {
	f.Add(`{"error":false,"plans":[{"type":"LOGICAL_PROJECTION","children":[{"type":"LOGICAL_DUMMY_SCAN"}],"expressions":[{"expression_class":"BOUND_REF","type":"BOUND_REF","index":0}]}]}`)
	f.Add(`{"error":false,"plans":[{"type":"LOGICAL_UNION","children":[{"type":"LOGICAL_GET","names":["a"],"column_indexes":[{}],"function_data":{"table":"t"}},{"type":"LOGICAL_EMPTY_RESULT"}]}]}`)
	f.Add(`{"error":false,"plans":[{"type":"LOGICAL_COMPARISON_JOIN","join_type":"MARK","conditions":[{"left":{},"right":{}}],"children":[{},{}]}]}`)
	f.Add(`{"error":true,"error_message":"no"}`)
	f.Fuzz(func(_ *testing.T, text string) {
		plan, err := readPlan(text)
		if err != nil {
			return
		}
		w := &walk{conditions: conditions{}, ctes: map[int][]column{}}
		_, _ = w.columns(plan)
	})
}
