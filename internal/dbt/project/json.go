package project

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"scv/jinja"
)

// JSONOptions say how WriteJSON writes.
type JSONOptions struct {
	Spaced bool // ", " and ": " as Python's json.dumps
	Sorted bool // keys in order
	ASCII  bool // other characters as \uXXXX
}

// WriteJSON writes a Jinja value as JSON, dicts in their order. A value that
// JSON does not have is an error, unless it prints itself (fmt.Stringer).
func WriteJSON(w io.Writer, v jinja.Value, o JSONOptions) error {
	buf, err := AppendJSON(nil, v, o)
	if err != nil {
		return err
	}
	_, err = w.Write(buf)
	return err
}

// AppendJSON is WriteJSON to the end of a buffer.
func AppendJSON(buf []byte, v jinja.Value, o JSONOptions) ([]byte, error) {
	j := jsonWriter{o: o, buf: buf}
	err := j.value(v, 0)
	return j.buf, err
}

type jsonWriter struct {
	o   JSONOptions
	buf []byte
}

func (j *jsonWriter) value(v jinja.Value, depth int) error {
	if depth > maxDepth {
		return errors.New("nested too deeply")
	}
	switch v := v.(type) {
	case nil:
		j.buf = append(j.buf, "null"...)
	case bool:
		j.buf = strconv.AppendBool(j.buf, v)
	case int64:
		j.buf = strconv.AppendInt(j.buf, v, 10)
	case *big.Int:
		j.buf = v.Append(j.buf, 10)
	case float64:
		j.float(v)
	case string:
		j.text(v)
	case jinja.Markup:
		j.text(string(v))
	case *jinja.List:
		return j.list(v.Items, depth)
	case *jinja.Tuple:
		return j.list(v.Items, depth)
	case *jinja.Dict:
		return j.dict(v, depth)
	case fmt.Stringer:
		j.text(v.String())
	default:
		return fmt.Errorf("Object of type %T is not JSON serializable", v) //nolint:staticcheck // Python's words
	}
	return nil
}

func (j *jsonWriter) float(f float64) {
	switch {
	case math.IsNaN(f):
		j.buf = append(j.buf, "NaN"...)
	case math.IsInf(f, 0):
		j.buf = append(j.buf, strings.Replace(strconv.FormatFloat(f, 'g', -1, 64), "Inf", "Infinity", 1)...)
	default:
		j.buf = append(j.buf, jinja.Str(f)...)
	}
}

func (j *jsonWriter) sep(s string) {
	j.buf = append(j.buf, s...)
	if j.o.Spaced {
		j.buf = append(j.buf, ' ')
	}
}

func (j *jsonWriter) list(items []jinja.Value, depth int) error {
	j.buf = append(j.buf, '[')
	for i, item := range items {
		if i > 0 {
			j.sep(",")
		}
		if err := j.value(item, depth+1); err != nil {
			return err
		}
	}
	j.buf = append(j.buf, ']')
	return nil
}

func (j *jsonWriter) dict(d *jinja.Dict, depth int) error {
	j.buf = append(j.buf, '{')
	first := true
	pair := func(k, v jinja.Value) error {
		if !first {
			j.sep(",")
		}
		first = false
		j.text(jsonKey(k))
		j.sep(":")
		return j.value(v, depth+1)
	}
	if err := j.eachPair(d, pair); err != nil {
		return err
	}
	j.buf = append(j.buf, '}')
	return nil
}

func (j *jsonWriter) eachPair(d *jinja.Dict, pair func(k, v jinja.Value) error) error {
	if !j.o.Sorted {
		for k, v := range d.All() {
			if err := pair(k, v); err != nil {
				return err
			}
		}
		return nil
	}
	keys := d.Keys()
	slices.SortStableFunc(keys, func(a, b jinja.Value) int { return strings.Compare(jinja.Str(a), jinja.Str(b)) })
	for _, k := range keys {
		v, _ := d.Get(k)
		if err := pair(k, v); err != nil {
			return err
		}
	}
	return nil
}

func jsonKey(k jinja.Value) string {
	if s, ok := k.(string); ok {
		return s
	}
	switch k {
	case nil:
		return "null"
	case true:
		return "true"
	case false:
		return "false"
	}
	return jinja.Str(k)
}

const hexDigits = "0123456789abcdef"

func (j *jsonWriter) text(s string) {
	j.buf = append(j.buf, '"')
	for s = j.plain(s); s != ""; s = j.plain(s) {
		r, size := utf8.DecodeRuneInString(s)
		s = s[size:]
		switch {
		case r == '"' || r == '\\':
			j.buf = append(j.buf, '\\', byte(r))
		case r == '\n':
			j.buf = append(j.buf, `\n`...)
		case r == '\r':
			j.buf = append(j.buf, `\r`...)
		case r == '\t':
			j.buf = append(j.buf, `\t`...)
		case r < 0x20 || r > 0x7e && j.o.ASCII && r < 0x10000 || r == 0x7f && j.o.ASCII:
			j.unicode(r)
		case r >= 0x10000 && j.o.ASCII:
			r -= 0x10000
			j.unicode(0xd800 + r>>10)
			j.unicode(0xdc00 + r&0x3ff)
		default:
			j.buf = utf8.AppendRune(j.buf, r)
		}
	}
	j.buf = append(j.buf, '"')
}

// plain writes the beginning of s that stands for itself and gives the rest.
func (j *jsonWriter) plain(s string) string {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			j.buf = append(j.buf, s[:i]...)
			return s[i:]
		}
	}
	j.buf = append(j.buf, s...)
	return ""
}

func (j *jsonWriter) unicode(r rune) {
	j.buf = append(j.buf, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// ParseJSON reads one JSON value as Jinja sees it: objects in their order, whole
// numbers exact.
func ParseJSON(data []byte) (jinja.Value, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	v, err := jsonValue(dec, 0)
	if err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one value")
	}
	return v, nil
}

func jsonValue(dec *json.Decoder, depth int) (jinja.Value, error) {
	if depth > maxDepth {
		return nil, errors.New("nested too deeply")
	}
	t, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return jsonObject(dec, depth)
		}
		return jsonList(dec, depth)
	case json.Number:
		return jinja.From(t), nil
	}
	return t, nil
}

func jsonList(dec *json.Decoder, depth int) (jinja.Value, error) {
	l := jinja.NewList()
	for dec.More() {
		v, err := jsonValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		l.Items = append(l.Items, v)
	}
	_, err := dec.Token()
	return l, err
}

func jsonObject(dec *json.Decoder, depth int) (jinja.Value, error) {
	d := jinja.NewDict()
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			return nil, err
		}
		v, err := jsonValue(dec, depth+1)
		if err != nil {
			return nil, err
		}
		d.Put(fmt.Sprint(k), v)
	}
	_, err := dec.Token()
	return d, err
}
