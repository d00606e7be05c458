package jinja

import (
	"encoding/json"
	"math/big"
	"reflect"
	"slices"
)

// From gives the Value of plain Go data: integers, floats, strings, slices and
// maps, whose keys are sorted because Go's maps have no order. Values are given
// back as they are; a struct is carried untouched.
func From(v any) Value { return from(v, 0) }

func from(v any, depth int) Value {
	if depth > maxDepth {
		return nil
	}
	switch v := plainGo(v).(type) {
	case nil, bool, int64, float64, string, Object, Callable:
		return v
	case []any:
		out := &List{Items: make([]Value, len(v))}
		for i, item := range v {
			out.Items[i] = from(item, depth+1)
		}
		return out
	case json.Number:
		return fromNumber(v)
	default:
		return fromReflect(v, depth)
	}
}

func fromNumber(n json.Number) Value {
	if x, ok := new(big.Int).SetString(string(n), 10); ok {
		return normBig(x)
	}
	f, err := n.Float64()
	if err != nil {
		return string(n)
	}
	return f
}

func fromReflect(v any, depth int) Value {
	r := reflect.ValueOf(v)
	switch r.Kind() {
	case reflect.Slice, reflect.Array:
		out := &List{Items: make([]Value, r.Len())}
		for i := range out.Items {
			out.Items[i] = from(r.Index(i).Interface(), depth+1)
		}
		return out
	case reflect.Map:
		return fromMap(r, depth)
	case reflect.String:
		if _, ok := v.(Markup); !ok {
			return r.String()
		}
	}
	return v
}

func fromMap(r reflect.Value, depth int) Value {
	type pair struct{ k, v Value }
	var pairs []pair
	for it := r.MapRange(); it.Next(); {
		pairs = append(pairs, pair{from(it.Key().Interface(), depth+1), from(it.Value().Interface(), depth+1)})
	}
	slices.SortFunc(pairs, func(a, b pair) int {
		if c, err := compare(a.k, b.k); err == nil {
			return c
		}
		return 0
	})
	d := &Dict{}
	for _, p := range pairs {
		if h, err := hashKey(p.k); err == nil {
			d.put(h, p.k, p.v)
		}
	}
	return d
}

// plainGo turns Go's numeric types into Value's.
func plainGo(v any) Value {
	switch v := v.(type) {
	case int:
		return int64(v)
	case int32:
		return int64(v)
	case int16:
		return int64(v)
	case int8:
		return int64(v)
	case uint8:
		return int64(v)
	case uint16:
		return int64(v)
	case uint32:
		return int64(v)
	case uint:
		return normBig(new(big.Int).SetUint64(uint64(v)))
	case uint64:
		return normBig(new(big.Int).SetUint64(v))
	case float32:
		return float64(v)
	}
	return v
}

// To gives plain Go data: nil, bool, int64, float64, string, []any and
// map[string]any; *big.Int stays, Undefined becomes nil, keys become strings,
// tuples, sets and iterators become slices. Objects stay as they are.
func To(v Value) any { return to(v, 0) }

func to(v Value, depth int) any {
	if depth > maxDepth {
		return nil
	}
	switch v := v.(type) {
	case *Undefined:
		return nil
	case Markup:
		return string(v)
	case *List:
		return toSlice(v.Items, depth)
	case *Tuple:
		return toSlice(v.Items, depth)
	case *Dict:
		out := make(map[string]any, v.Len())
		for k, item := range v.All() {
			out[Str(k)] = to(item, depth+1)
		}
		return out
	case *Set, *Range, *dictView, *Iterator:
		items, err := elements(nil, v)
		if err != nil {
			return nil
		}
		return toSlice(items, depth)
	}
	return v
}

func toSlice(items []Value, depth int) []any {
	out := make([]any, len(items))
	for i, item := range items {
		out[i] = to(item, depth+1)
	}
	return out
}
