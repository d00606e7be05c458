package state

import (
	"encoding/json"
	"math"
	"reflect"
	"strconv"
	"strings"
)

// sameValue compares two configs of two manifests. dbt writes what config() says
// in a file as Python source text ("['a', 'b']", "True"), and a list of a
// properties file twice over; we write values. Where text of one side cannot be
// read as the value of the other, the file tells: with an equal file they are
// equal.
func sameValue(a, b any, fileIsSame bool) bool {
	x, y := plain(a), plain(b)
	if reflect.DeepEqual(x, y) || reflect.DeepEqual(inList(x), inList(y)) {
		return true
	}
	s, textA := x.(string)
	t, textB := y.(string)
	if textA && textB {
		return strings.EqualFold(sourceForm.Replace(s), sourceForm.Replace(t))
	}
	return fileIsSame && x != nil && y != nil && textA != textB
}

// sourceForm takes out how an expression was set: dbt writes it down anew.
var sourceForm = strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "", `"`, "", "'", "", `\`, "")

// inList makes a list of a single value: hooks and tags may be either.
func inList(v any) any {
	if _, ok := v.([]any); ok || v == nil {
		return v
	}
	return []any{v}
}

// plain takes out what makes no difference: nulls, empty maps and lists, the
// default format of unit test rows, and how a value was written down.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		return literal(v)
	case []any:
		return plainList(v)
	case map[string]any:
		if sql, ok := v["sql"].(string); ok && v["transaction"] == true {
			return sql // a hook that says nothing but its SQL
		}
		out := map[string]any{}
		for key, item := range v {
			if item = plain(item); item != nil && (key != "format" || item != "dict") {
				out[key] = item
			}
		}
		if len(out) == 0 {
			return nil
		}
		return out
	}
	return v
}

func plainList(items []any) any {
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = plain(item)
	}
	if half := len(out) / 2; half*2 == len(out) && reflect.DeepEqual(out[:half], out[half:]) {
		out = out[:half]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// literal reads Python source text of a simple value.
func literal(s string) any {
	switch s {
	case "True":
		return true
	case "False":
		return false
	case "None":
		return nil
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) { // "nan" and "inf" are texts
		return n
	}
	if !strings.HasPrefix(s, "[") && !strings.HasPrefix(s, "{") || strings.Contains(s, "{{") {
		return s
	}
	var v any
	if json.Unmarshal([]byte(asJSON(s)), &v) != nil {
		return s
	}
	return plain(v)
}

// pythonNames are the names of Python's constants in JSON.
var pythonNames = strings.NewReplacer("True", "true", "False", "false", "None", "null")

// asJSON turns Python quotes and names into JSON's; what is quoted is text.
func asJSON(s string) string {
	var b strings.Builder
	for {
		start := strings.IndexAny(s, `'"`)
		if start < 0 {
			return b.String() + pythonNames.Replace(s)
		}
		b.WriteString(pythonNames.Replace(s[:start]))
		text, rest, closed := strings.Cut(s[start+1:], s[start:start+1])
		if !closed {
			return b.String() + s[start:]
		}
		b.WriteString(strconv.Quote(text))
		s = rest
	}
}
