package remote

import (
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"scv"
)

// The tags of values, as warehouse.Table and bound arguments have them.
const (
	tagNull byte = iota
	tagFalse
	tagTrue
	tagInt
	tagFloat
	tagText
	tagBytes
	tagTime // seconds since 1970, nanoseconds
	tagList
	tagMap
)

// deepest is how far lists and maps may nest.
const deepest = 100

// errTooLong is a row that does not fit a frame.
var errTooLong = errors.New("a row is longer than 64 MiB")

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendFloat(b []byte, f float64) []byte {
	return binary.BigEndian.AppendUint64(b, math.Float64bits(f))
}

func appendTime(b []byte, t time.Time) []byte {
	return binary.AppendUvarint(binary.AppendVarint(b, t.Unix()), uint64(t.Nanosecond()))
}

// appendValue adds one value with its tag.
func appendValue(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, tagNull), nil
	case bool:
		if v {
			return append(b, tagTrue), nil
		}
		return append(b, tagFalse), nil
	case int64:
		return binary.AppendVarint(append(b, tagInt), v), nil
	case float64:
		return appendFloat(append(b, tagFloat), v), nil
	case string:
		return appendText(append(b, tagText), v), nil
	case []byte:
		return appendText(append(b, tagBytes), string(v)), nil
	case time.Time:
		return appendTime(append(b, tagTime), v), nil
	default:
		return appendNested(b, v)
	}
}

func appendNested(b []byte, v any) (out []byte, err error) {
	switch v := v.(type) {
	case []any:
		b = binary.AppendUvarint(append(b, tagList), uint64(len(v)))
		for _, e := range v {
			if b, err = appendValue(b, e); err != nil {
				return b, err
			}
		}
		return b, nil
	case map[string]any:
		b = binary.AppendUvarint(append(b, tagMap), uint64(len(v)))
		for _, k := range slices.Sorted(maps.Keys(v)) {
			if b, err = appendValue(appendText(b, k), v[k]); err != nil {
				return b, err
			}
		}
		return b, nil
	default:
		return b, fmt.Errorf("a value has a type that cannot be sent: %T", v)
	}
}

// appendArgument adds a bound argument: a value, or one of the types that mean one.
func appendArgument(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case scv.RecordID:
		return appendValue(b, string(v))
	case scv.CustomerID:
		return appendValue(b, string(v))
	case scv.Code:
		return appendValue(b, string(v))
	case int:
		return appendValue(b, int64(v))
	case int32:
		return appendValue(b, int64(v))
	case []any, map[string]any:
		return b, fmt.Errorf("an argument has a type that cannot be bound: %T", v)
	default:
		return appendValue(b, v)
	}
}
