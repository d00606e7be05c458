package memo

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"reflect"

	"scv/jinja"
)

// The form of a value follows its Go type: numbers as varints, texts and slices
// with their length plus one (0 is nil), pointers with one byte before, structs
// as their exported fields. An interface holds a tag and one of Jinja's values.
const (
	tagNone byte = iota
	tagFalse
	tagTrue
	tagInt
	tagBig
	tagFloat
	tagText
	tagMarkup
	tagList
	tagTuple
	tagDict
	tagOther // of KeyOf only: the form of its Go type
)

type encoder struct {
	buf   []byte
	depth int
}

const maxDepth = 300

func encode(v any) ([]byte, error) {
	e := encoder{}
	err := e.value(reflect.ValueOf(v))
	return e.buf, err
}

func (e *encoder) uint(n uint64) { e.buf = binary.AppendUvarint(e.buf, n) }

func (e *encoder) text(s string) {
	e.uint(uint64(len(s)))
	e.buf = append(e.buf, s...)
}

// any writes a part of a key: Jinja's values, and any other type that has a form.
func (e *encoder) any(v any) error {
	err := e.jinja(v)
	if err == nil || v == nil {
		return err
	}
	e.buf = append(e.buf, tagOther)
	return e.value(reflect.ValueOf(v))
}

func (e *encoder) value(v reflect.Value) error {
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("nested too deeply")
	}
	defer func() { e.depth-- }()
	switch v.Kind() {
	case reflect.String:
		e.text(v.String())
	case reflect.Bool:
		e.bool(v.Bool())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		e.buf = binary.AppendVarint(e.buf, v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		e.uint(v.Uint())
	case reflect.Float64:
		e.uint(math.Float64bits(v.Float()))
	case reflect.Interface:
		if v.NumMethod() > 0 {
			return fmt.Errorf("%s has no form", v.Type())
		}
		return e.jinja(v.Interface())
	case reflect.Pointer:
		return e.pointer(v)
	case reflect.Slice:
		return e.slice(v)
	case reflect.Array:
		return e.items(v)
	case reflect.Struct:
		return e.fields(v)
	default:
		return fmt.Errorf("%s has no form", v.Type())
	}
	return nil
}

func (e *encoder) bool(b bool) {
	if b {
		e.buf = append(e.buf, 1)
		return
	}
	e.buf = append(e.buf, 0)
}

func (e *encoder) pointer(v reflect.Value) error {
	e.bool(!v.IsNil())
	if v.IsNil() {
		return nil
	}
	if d, ok := v.Interface().(*jinja.Dict); ok {
		return e.dict(d)
	}
	return e.value(v.Elem())
}

func (e *encoder) slice(v reflect.Value) error {
	if v.IsNil() {
		e.uint(0)
		return nil
	}
	e.uint(uint64(v.Len()) + 1)
	return e.items(v)
}

func (e *encoder) items(v reflect.Value) error {
	for i := range v.Len() {
		if err := e.value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) fields(v reflect.Value) error {
	for _, i := range exported(v.Type()) {
		if err := e.value(v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

// jinja writes one of Jinja's values with its tag; other Go values have no form.
func (e *encoder) jinja(v jinja.Value) error {
	switch v := v.(type) {
	case nil:
		e.buf = append(e.buf, tagNone)
	case bool:
		if v {
			e.buf = append(e.buf, tagTrue)
			return nil
		}
		e.buf = append(e.buf, tagFalse)
	case int64:
		e.buf = binary.AppendVarint(append(e.buf, tagInt), v)
	case *big.Int:
		e.buf = append(e.buf, tagBig)
		e.text(v.String())
	case float64:
		e.buf = append(e.buf, tagFloat)
		e.uint(math.Float64bits(v))
	case string:
		e.buf = append(e.buf, tagText)
		e.text(v)
	case jinja.Markup:
		e.buf = append(e.buf, tagMarkup)
		e.text(string(v))
	default:
		return e.collection(v)
	}
	return nil
}

func (e *encoder) collection(v jinja.Value) error {
	switch v := v.(type) {
	case *jinja.List:
		if v != nil {
			e.buf = append(e.buf, tagList)
			return e.list(v.Items)
		}
	case *jinja.Tuple:
		if v != nil {
			e.buf = append(e.buf, tagTuple)
			return e.list(v.Items)
		}
	case *jinja.Dict:
		if v != nil {
			e.buf = append(e.buf, tagDict)
			return e.dict(v)
		}
	}
	return fmt.Errorf("a %T has no form", v)
}

func (e *encoder) list(items []jinja.Value) error {
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("nested too deeply")
	}
	defer func() { e.depth-- }()
	e.uint(uint64(len(items)))
	for _, item := range items {
		if err := e.jinja(item); err != nil {
			return err
		}
	}
	return nil
}

func (e *encoder) dict(d *jinja.Dict) error {
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("nested too deeply")
	}
	defer func() { e.depth-- }()
	e.uint(uint64(d.Len()))
	for k, v := range d.All() {
		if err := e.jinja(k); err != nil {
			return err
		}
		if err := e.jinja(v); err != nil {
			return err
		}
	}
	return nil
}
