package csvrow

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Faults of a row.
var (
	ErrQuote    = errors.New("a quoted field does not end, or goes on after its closing quote")
	ErrEncoding = errors.New("bytes that are not UTF-8")
	ErrTooLong  = errors.New("a row of more than 1 MiB")
)

// A row longer than this is no row: a quote was opened and never closed.
const maxRow = 1 << 20

// Row is one record. Its slices are valid until the next Read.
type Row struct {
	Fields []Field
	Line   int64  // physical line it starts on, from 1
	Raw    []byte // its text, line break left out
	Err    error  // one of the faults, or nil
}

// Field is a value and whether it was quoted: in exports an unquoted empty field
// is a null, a quoted one an empty text.
type Field struct {
	Value  []byte
	Quoted bool
}

// Reader reads rows. Blank lines are skipped.
type Reader struct {
	in   *bufio.Reader
	line int64
	raw  []byte
	row  Row
	out  []byte // unquoted values of the row, one after another
	ends []span
}

type span struct {
	from, to int
	quoted   bool
}

// NewReader reads UTF-8 with or without a byte order mark, and UTF-16 with one or
// with a first character that shows it.
func NewReader(in io.Reader) *Reader {
	marked := bufio.NewReaderSize(in, 1<<16)
	decoded := transform.NewReader(marked, unicode.BOMOverride(unmarked(marked)))
	return &Reader{in: bufio.NewReaderSize(decoded, 1<<16), line: 1}
}

// unmarked decodes what has no byte order mark. No text has a zero byte, but
// every Latin character of UTF-16 has one: the side it stands on gives the order.
func unmarked(in *bufio.Reader) transform.Transformer {
	head, _ := in.Peek(4) // shorter: no two characters of UTF-16
	switch {
	case len(head) < 4:
	case head[0] != 0 && head[1] == 0 && head[3] == 0:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder()
	case head[0] == 0 && head[1] != 0 && head[2] == 0:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder()
	}
	return transform.Nop
}

// Read gives the next row, or io.EOF. Any other error is one of the stream.
func (r *Reader) Read() (*Row, error) {
	for {
		start := r.line
		if err := r.record(); err != nil {
			return nil, err
		}
		if len(r.raw) == 0 {
			continue
		}
		r.row = Row{Fields: r.row.Fields[:0], Line: start, Raw: r.raw}
		r.split()
		return &r.row, nil
	}
}

// record reads physical lines until no quoted field is open. A quote that is
// never closed would swallow the rest of the file: then the first line alone is
// the record, and reading goes on after it.
func (r *Reader) record() error {
	r.raw = r.raw[:0]
	var state quoting
	start := r.line
	for {
		from := len(r.raw)
		err := r.physical()
		if err != nil && (!errors.Is(err, io.EOF) || len(r.raw) == 0) {
			return err
		}
		state = state.after(r.raw[from:])
		if state != inQuotes {
			break
		}
		if errors.Is(err, io.EOF) || len(r.raw) > maxRow {
			r.giveBack(start)
			break
		}
	}
	r.raw = bytes.TrimRight(r.raw, "\r\n")
	return nil
}

// giveBack keeps the first physical line and puts the rest in front of the input.
func (r *Reader) giveBack(start int64) {
	i := bytes.IndexByte(r.raw, '\n')
	if i < 0 || i+1 == len(r.raw) {
		return
	}
	rest := bytes.Clone(r.raw[i+1:])
	r.in = bufio.NewReaderSize(io.MultiReader(bytes.NewReader(rest), r.in), 1<<16)
	r.raw, r.line = r.raw[:i+1], start+1
}

// quoting says where in a field a text ends.
type quoting uint8

const (
	atStart quoting = iota
	unquoted
	inQuotes
	closed
)

// after follows the text to its end. A quote inside an unquoted field is a
// character like any other.
func (q quoting) after(text []byte) quoting {
	for _, c := range text {
		switch {
		case q == inQuotes:
			if c == '"' {
				q = closed
			}
		case c == ',' || c == '\n':
			q = atStart
		case c == '"' && (q == atStart || q == closed):
			q = inQuotes
		default:
			q = max(q, unquoted)
		}
	}
	return q
}

// physical appends one line with its break.
func (r *Reader) physical() error {
	for {
		part, err := r.in.ReadSlice('\n')
		r.raw = append(r.raw, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if len(part) > 0 && part[len(part)-1] == '\n' {
			r.line++
		}
		return err
	}
}

// split cuts the row's text into fields.
func (r *Reader) split() {
	r.out, r.ends = r.out[:0], r.ends[:0]
	switch {
	case len(r.raw) > maxRow:
		r.row.Err = ErrTooLong
		return
	case !utf8.Valid(r.raw):
		r.row.Err = ErrEncoding
	}
	rest := r.raw
	for {
		var more bool
		rest, more = r.field(rest)
		if !more {
			break
		}
	}
	for _, e := range r.ends {
		r.row.Fields = append(r.row.Fields, Field{r.out[e.from:e.to], e.quoted})
	}
}

// field takes one field off the text and says whether another one follows.
func (r *Reader) field(s []byte) (rest []byte, more bool) {
	from := len(r.out)
	if len(s) == 0 || s[0] != '"' {
		i := bytes.IndexByte(s, ',')
		if i < 0 {
			i = len(s)
		}
		r.out = append(r.out, s[:i]...)
		r.ends = append(r.ends, span{from, len(r.out), false})
		return after(s, i)
	}
	i := 1
	for {
		j := bytes.IndexByte(s[i:], '"')
		if j < 0 {
			r.out = append(r.out, s[i:]...)
			r.row.Err = ErrQuote
			i = len(s)
			break
		}
		r.out = append(r.out, s[i:i+j]...)
		i += j + 1
		if i == len(s) || s[i] != '"' {
			break
		}
		r.out = append(r.out, '"')
		i++
	}
	if i < len(s) && s[i] != ',' {
		r.row.Err = ErrQuote
		k := bytes.IndexByte(s[i:], ',')
		if k < 0 {
			k = len(s) - i
		}
		r.out = append(r.out, s[i:i+k]...)
		i += k
	}
	r.ends = append(r.ends, span{from, len(r.out), true})
	return after(s, i)
}

func after(s []byte, i int) ([]byte, bool) {
	if i < len(s) {
		return s[i+1:], true
	}
	return nil, false
}
