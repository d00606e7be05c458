package main

import (
	"bytes"
	"encoding/json"
	"math"
	"time"
)

// jsonRow is a row as a JSON object with its columns in the answer's order.
type jsonRow struct {
	columns []string
	values  []any
	types   []string
}

// MarshalJSON writes dates as 2026-11-24, timestamps as RFC 3339 and numbers that
// JSON does not know (NaN, infinities) as null.
func (r jsonRow) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, name := range r.columns {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := plainJSON(name)
		if err != nil {
			return nil, err
		}
		value, err := plainJSON(jsonValue(r.values[i], r.types[i]))
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

func jsonValue(v any, kind string) any {
	switch x := v.(type) {
	case time.Time:
		if kind == "DATE" {
			return x.Format(time.DateOnly)
		}
		return x.Format(time.RFC3339Nano)
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil
		}
	}
	return v
}
