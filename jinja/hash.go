package jinja

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"strings"
)

type (
	noneKey   struct{}
	undefKey  struct{}
	bigKey    string
	tupleKey  string
	objectKey string
)

const maxHash = 1 << 20

// hashKey gives a comparable Go value that is equal for equal keys.
func hashKey(v Value) (Value, error) {
	switch v := v.(type) {
	case string:
		return v, nil
	case Markup:
		return string(v), nil
	case nil:
		return noneKey{}, nil
	case bool:
		return boolInt(v), nil
	case int64:
		return v, nil
	case float64:
		return hashFloat(v), nil
	case *big.Int:
		return bigKey(v.String()), nil
	case *Undefined:
		return undefKey{}, nil
	case *Tuple:
		var b strings.Builder
		err := hashTuple(&b, v, 0)
		return tupleKey(b.String()), err
	}
	return hashObject(v)
}

func hashFloat(f float64) Value {
	if f == math.Trunc(f) && math.Abs(f) < 1<<63 {
		return int64(f)
	}
	if f == math.Trunc(f) && !math.IsInf(f, 0) {
		x, _ := big.NewFloat(f).Int(nil)
		return bigKey(x.String())
	}
	return f
}

func hashObject(v Value) (Value, error) {
	switch k := v.(type) {
	case Keyed:
		return objectKey(typeName(v) + ":" + k.Key()), nil
	case *List, *Dict, *Set:
		return nil, Raise(kindType, "unhashable type: '%s'", typeName(v))
	}
	if t := reflect.TypeOf(v); t.Comparable() && reflect.ValueOf(v).Comparable() {
		return v, nil
	}
	return nil, Raise(kindType, "unhashable type: '%s'", typeName(v))
}

// hashTuple writes the parts with their types, so that ('1',) is not (1,).
func hashTuple(b *strings.Builder, t *Tuple, depth int) error {
	if depth > maxDepth || b.Len() > maxHash {
		return Raise(kindRecursion, "maximum recursion depth exceeded")
	}
	b.WriteByte('(')
	for _, item := range t.Items {
		if inner, ok := item.(*Tuple); ok {
			if err := hashTuple(b, inner, depth+1); err != nil {
				return err
			}
			continue
		}
		h, err := hashKey(item)
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "%T%q,", h, fmt.Sprintf("%v", h))
	}
	b.WriteByte(')')
	return nil
}

func boolInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
