package duckdb

import (
	"fmt"
	"time"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	"scv"
)

// bind gives a statement its arguments. Times become UTC timestamps.
func bind(st m.PreparedStatement, args []any) error {
	for i, a := range args {
		state, known := bindOne(st, m.IdxT(i+1), a)
		if !known {
			return fmt.Errorf("argument %d has a type that cannot be bound: %T", i+1, a)
		}
		if state == m.StateError {
			return fmt.Errorf("argument %d cannot be bound", i+1)
		}
	}
	return nil
}

func bindOne(st m.PreparedStatement, i m.IdxT, a any) (state m.State, known bool) {
	switch v := a.(type) {
	case nil:
		return m.BindNull(st, i), true
	case string:
		return m.BindVarcharLength(st, i, v, m.IdxT(len(v))), true
	case scv.RecordID:
		return bindOne(st, i, string(v))
	case scv.CustomerID:
		return bindOne(st, i, string(v))
	case scv.Code:
		return bindOne(st, i, string(v))
	case []byte:
		return m.BindBlob(st, i, v), true
	case bool:
		return m.BindBoolean(st, i, v), true
	case int:
		return m.BindInt64(st, i, int64(v)), true
	case int32:
		return m.BindInt32(st, i, v), true
	case int64:
		return m.BindInt64(st, i, v), true
	case float64:
		return m.BindDouble(st, i, v), true
	case time.Time:
		return m.BindTimestamp(st, i, m.NewTimestamp(v.UnixMicro())), true
	default:
		return m.StateError, false
	}
}
