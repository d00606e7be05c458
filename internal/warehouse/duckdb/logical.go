package duckdb

import (
	"fmt"
	"strings"

	m "github.com/duckdb/duckdb-go/v2/mapping"

	b "github.com/duckdb/duckdb-go-bindings"

	"scv"
)

// logical is a column's type, read once out of the engine's description.
type logical struct {
	id    m.Type
	alias string // JSON and other names for a type
	width uint8  // decimals
	scale uint8
	inner m.Type // how decimals and enums are stored
	size  int    // arrays
	words []string
	names []string   // members of structs and unions
	kids  []*logical // element, key and value, or members
}

// read takes ownership of t.
func read(t m.LogicalType) (*logical, error) {
	defer m.DestroyLogicalType(&t)
	l := &logical{id: m.GetTypeId(t), alias: m.LogicalTypeGetAlias(t)}
	switch l.id {
	case m.TypeDecimal:
		l.width, l.scale, l.inner = m.DecimalWidth(t), m.DecimalScale(t), m.DecimalInternalType(t)
	case m.TypeEnum:
		l.inner = m.EnumInternalType(t)
		for i := range m.EnumDictionarySize(t) {
			l.words = append(l.words, m.EnumDictionaryValue(t, m.IdxT(i)))
		}
	case m.TypeList:
		return l, l.add("", m.ListTypeChildType(t))
	case m.TypeArray:
		l.size = int(m.ArrayTypeArraySize(t))
		return l, l.add("", m.ArrayTypeChildType(t))
	case m.TypeMap:
		if err := l.add("key", m.MapTypeKeyType(t)); err != nil {
			return nil, err
		}
		return l, l.add("value", m.MapTypeValueType(t))
	case m.TypeStruct:
		for i := range m.StructTypeChildCount(t) {
			if err := l.add(m.StructTypeChildName(t, i), m.StructTypeChildType(t, i)); err != nil {
				return nil, err
			}
		}
	case m.TypeUnion:
		for i := range m.UnionTypeMemberCount(t) {
			if err := l.add(m.UnionTypeMemberName(t, i), m.UnionTypeMemberType(t, i)); err != nil {
				return nil, err
			}
		}
	}
	if l.name() == "" {
		return nil, fmt.Errorf("type %d", l.id)
	}
	return l, nil
}

func (l *logical) add(name string, t m.LogicalType) error {
	kid, err := read(t)
	if err != nil {
		return err
	}
	l.names, l.kids = append(l.names, name), append(l.kids, kid)
	return nil
}

// name gives the type as DuckDB writes it, "" for one that cannot be read.
func (l *logical) name() string {
	switch {
	case l.alias != "":
		return l.alias
	case l.id == m.TypeDecimal:
		return fmt.Sprintf("DECIMAL(%d,%d)", l.width, l.scale)
	case l.id == m.TypeList:
		return l.kids[0].name() + "[]"
	case l.id == m.TypeArray:
		return fmt.Sprintf("%s[%d]", l.kids[0].name(), l.size)
	case l.id == m.TypeMap:
		return "MAP(" + l.kids[0].name() + ", " + l.kids[1].name() + ")"
	case l.id == m.TypeStruct:
		return "STRUCT" + l.members()
	case l.id == m.TypeUnion:
		return "UNION" + l.members()
	default:
		return plainName(l.id)
	}
}

func (l *logical) members() string {
	parts := make([]string, len(l.kids))
	for i, k := range l.kids {
		parts[i] = l.names[i] + " " + k.name()
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

func plainName(id m.Type) string {
	return map[m.Type]string{
		m.TypeBoolean: "BOOLEAN", m.TypeTinyInt: "TINYINT", m.TypeSmallInt: "SMALLINT", m.TypeInteger: "INTEGER",
		m.TypeBigInt: "BIGINT", m.TypeUTinyInt: "UTINYINT", m.TypeUSmallInt: "USMALLINT", m.TypeUInteger: "UINTEGER",
		m.TypeUBigInt: "UBIGINT", m.TypeHugeInt: "HUGEINT", m.TypeUHugeInt: "UHUGEINT", m.TypeFloat: "FLOAT",
		m.TypeDouble: "DOUBLE", m.TypeVarchar: "VARCHAR", m.TypeBlob: "BLOB", m.TypeDate: "DATE", m.TypeTime: "TIME",
		b.TypeTimeNS: "TIME_NS", m.TypeTimeTZ: "TIME WITH TIME ZONE", m.TypeTimestamp: "TIMESTAMP",
		m.TypeTimestampS: "TIMESTAMP_S", m.TypeTimestampMS: "TIMESTAMP_MS", m.TypeTimestampNS: "TIMESTAMP_NS",
		m.TypeTimestampTZ: "TIMESTAMP WITH TIME ZONE", m.TypeInterval: "INTERVAL", m.TypeUUID: "UUID", m.TypeBit: "BIT",
		m.TypeEnum: "ENUM", m.TypeBigNum: "BIGNUM", m.TypeSQLNull: "NULL", b.TypeGeometry: "GEOMETRY",
	}[id]
}

// field gives the type a column has in a batch: Text where scv.Type has no closer one.
func (l *logical) field() scv.Type {
	switch l.id {
	case m.TypeTinyInt, m.TypeSmallInt, m.TypeInteger, m.TypeBigInt, m.TypeUTinyInt, m.TypeUSmallInt, m.TypeUInteger:
		return scv.Int
	case m.TypeFloat, m.TypeDouble:
		return scv.Float
	case m.TypeDecimal, m.TypeHugeInt, m.TypeUHugeInt, m.TypeUBigInt:
		return scv.Decimal
	case m.TypeBoolean:
		return scv.Bool
	case m.TypeDate:
		return scv.Date
	case m.TypeTimestamp, m.TypeTimestampTZ, m.TypeTimestampS, m.TypeTimestampMS, m.TypeTimestampNS:
		return scv.Timestamp
	default:
		return scv.Text
	}
}

// header reads names and types of a result's columns.
func header(r *m.Result) (names []string, types []*logical, err error) {
	for i := range m.ColumnCount(r) {
		name := m.ColumnName(r, i)
		l, err := read(m.ColumnLogicalType(r, i))
		if err != nil {
			return nil, nil, &scv.Error{
				Code: scv.CodeTypeUnknown, Op: "read column", Subject: name, Err: err,
				Hint: "Cast the column to varchar in the query.",
			}
		}
		names, types = append(names, name), append(types, l)
	}
	return names, types, nil
}
