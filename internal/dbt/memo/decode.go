package memo

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"sync"

	"scv/jinja"
)

var errShort = errors.New("the entry is damaged")

// decoder reads what an encoder wrote. Texts are parts of the data, not copies.
type decoder struct {
	data  string
	depth int
}

func decode(data string, into any) error {
	d := decoder{data: data}
	to := reflect.ValueOf(into)
	if to.Kind() != reflect.Pointer {
		return fmt.Errorf("decode into %T", into)
	}
	if err := d.value(to.Elem()); err != nil {
		return err
	}
	if d.data != "" {
		return errShort
	}
	return nil
}

func (d *decoder) uint() (uint64, error) {
	var v uint64
	for i := 0; i < len(d.data) && i < binary.MaxVarintLen64; i++ {
		b := d.data[i]
		v |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			d.data = d.data[i+1:]
			return v, nil
		}
	}
	return 0, errShort
}

func (d *decoder) int() (int64, error) {
	u, err := d.uint()
	v := int64(u >> 1)
	if u&1 != 0 {
		v = ^v
	}
	return v, err
}

func (d *decoder) byte() (byte, error) {
	if d.data == "" {
		return 0, errShort
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b, nil
}

func (d *decoder) text() (string, error) {
	n, err := d.uint()
	if err != nil || n > uint64(len(d.data)) {
		return "", errShort
	}
	s := d.data[:n]
	d.data = d.data[n:]
	return s, nil
}

// count reads a length: no more than there are bytes left.
func (d *decoder) count() (int, error) {
	n, err := d.uint()
	if err != nil || n > uint64(len(d.data)) {
		return 0, errShort
	}
	return int(n), nil
}

func (d *decoder) value(v reflect.Value) error {
	if d.depth++; d.depth > maxDepth {
		return errShort
	}
	defer func() { d.depth-- }()
	switch v.Kind() {
	case reflect.String:
		s, err := d.text()
		v.SetString(s)
		return err
	case reflect.Bool:
		b, err := d.byte()
		v.SetBool(b == 1)
		return err
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		n, err := d.int()
		v.SetInt(n)
		return err
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		n, err := d.uint()
		v.SetUint(n)
		return err
	case reflect.Float64:
		n, err := d.uint()
		v.SetFloat(math.Float64frombits(n))
		return err
	case reflect.Interface:
		return d.iface(v)
	case reflect.Pointer:
		return d.pointer(v)
	case reflect.Slice:
		return d.slice(v)
	case reflect.Array:
		return d.items(v)
	case reflect.Struct:
		return d.fields(v)
	}
	return fmt.Errorf("%s has no form", v.Type())
}

func (d *decoder) iface(v reflect.Value) error {
	got, err := d.jinja()
	if err != nil {
		return err
	}
	if got != nil {
		v.Set(reflect.ValueOf(got))
	} else {
		v.SetZero()
	}
	return nil
}

func (d *decoder) pointer(v reflect.Value) error {
	set, err := d.byte()
	if err != nil || set == 0 {
		v.SetZero()
		return err
	}
	if to, ok := v.Addr().Interface().(**jinja.Dict); ok {
		*to, err = d.dict()
		return err
	}
	v.Set(reflect.New(v.Type().Elem()))
	return d.value(v.Elem())
}

func (d *decoder) slice(v reflect.Value) error {
	n, err := d.uint()
	if err != nil || n > uint64(len(d.data))+1 {
		return errShort
	}
	if n == 0 {
		v.SetZero()
		return nil
	}
	v.Set(reflect.MakeSlice(v.Type(), int(n-1), int(n-1)))
	return d.items(v)
}

func (d *decoder) items(v reflect.Value) error {
	for i := range v.Len() {
		if err := d.value(v.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (d *decoder) fields(v reflect.Value) error {
	for _, i := range exported(v.Type()) {
		if err := d.value(v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

var fieldCache sync.Map // reflect.Type -> []int

// exported lists the exported fields of a struct. The others are not kept: they
// must follow from these, or be of no use after reading.
func exported(t reflect.Type) []int {
	if known, ok := fieldCache.Load(t); ok {
		return known.([]int)
	}
	fields := []int{}
	for i := range t.NumField() {
		if t.Field(i).IsExported() {
			fields = append(fields, i)
		}
	}
	fieldCache.Store(t, fields)
	return fields
}

func (d *decoder) jinja() (jinja.Value, error) {
	if d.depth++; d.depth > maxDepth {
		return nil, errShort
	}
	defer func() { d.depth-- }()
	tag, err := d.byte()
	if err != nil {
		return nil, err
	}
	switch tag {
	case tagNone:
		return nil, nil
	case tagFalse, tagTrue:
		return tag == tagTrue, nil
	case tagInt:
		return d.int()
	case tagFloat:
		bits, err := d.uint()
		return math.Float64frombits(bits), err
	case tagText:
		return d.text()
	case tagMarkup:
		s, err := d.text()
		return jinja.Markup(s), err
	case tagBig:
		s, err := d.text()
		n, ok := new(big.Int).SetString(s, 10)
		if !ok {
			return nil, errors.Join(err, errShort)
		}
		return n, nil
	case tagList:
		items, err := d.list()
		return &jinja.List{Items: items}, err
	case tagTuple:
		items, err := d.list()
		return &jinja.Tuple{Items: items}, err
	case tagDict:
		return d.dict()
	}
	return nil, errShort
}

func (d *decoder) list() ([]jinja.Value, error) {
	n, err := d.count()
	if err != nil {
		return nil, err
	}
	var items []jinja.Value
	if n > 0 {
		items = make([]jinja.Value, n)
	}
	for i := range items {
		if items[i], err = d.jinja(); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (d *decoder) dict() (*jinja.Dict, error) {
	n, err := d.count()
	if err != nil {
		return nil, err
	}
	pairs := make([]jinja.Value, 2*n)
	for i := range pairs {
		if pairs[i], err = d.jinja(); err != nil {
			return nil, err
		}
	}
	return jinja.NewDict(pairs...), nil
}
