package csvrow

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

type got struct {
	Fields []string
	Line   int64
	Err    error
}

func readAll(t interface{ Fatal(...any) }, text string) []got {
	r := NewReader(strings.NewReader(text))
	var rows []got
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		g := got{Line: row.Line, Err: row.Err}
		for _, f := range row.Fields {
			g.Fields = append(g.Fields, string(f.Value))
		}
		rows = append(rows, g)
	}
}

func TestRowsAsTheyAreMet(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want []got
	}{
		"plain":           {"a,b\nc,d\n", []got{{[]string{"a", "b"}, 1, nil}, {[]string{"c", "d"}, 2, nil}}},
		"no last newline": {"a,b", []got{{[]string{"a", "b"}, 1, nil}}},
		"crlf":            {"a\r\nb\r\n", []got{{[]string{"a"}, 1, nil}, {[]string{"b"}, 2, nil}}},
		"quoted newline":  {"\"x\ny\",1\nz,2\n", []got{{[]string{"x\ny", "1"}, 1, nil}, {[]string{"z", "2"}, 3, nil}}},
		"doubled quote":   {"\"say \"\"hi\"\"\",b\n", []got{{[]string{`say "hi"`, "b"}, 1, nil}}},
		"blank lines":     {"\n\na\n", []got{{[]string{"a"}, 3, nil}}},
		"empty fields":    {",,\n", []got{{[]string{"", "", ""}, 1, nil}}},
		"after the quote": {"\"a\"b,c\n", []got{{[]string{"ab", "c"}, 1, ErrQuote}}},
		"never closed":    {"\"a,b\nc\nd", []got{{[]string{"a,b"}, 1, ErrQuote}, {[]string{"c"}, 2, nil}, {[]string{"d"}, 3, nil}}},
		"quote inside":    {"5\" pipe,b\nc,d\n", []got{{[]string{`5" pipe`, "b"}, 1, nil}, {[]string{"c", "d"}, 2, nil}}},
		"bad bytes":       {"a\xff,b\n", []got{{[]string{"a\xff", "b"}, 1, ErrEncoding}}},
		"utf-8 mark":      {"\xef\xbb\xbfa,b\n", []got{{[]string{"a", "b"}, 1, nil}}},
		"utf-16":          {"\xff\xfea\x00,\x00\xe4\x00\n\x00", []got{{[]string{"a", "ä"}, 1, nil}}},
		"utf-16, no mark": {"a\x00,\x00\xe4\x00\n\x00", []got{{[]string{"a", "ä"}, 1, nil}}},
		"utf-16, reverse": {"\x00a\x00,\x00\xe4\x00\n", []got{{[]string{"a", "ä"}, 1, nil}}},
		"nothing":         {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, readAll(t, tc.text), cmp.Comparer(func(a, b error) bool { return errors.Is(a, b) })); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What encoding/csv writes is what we read: the independent judge.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.SliceOfN(rapid.StringMatching(`[a-c,;|=\t"\r\n äßé]{0,8}`), 2, 4), 1, 6).Draw(t, "rows")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		var back [][]string
		for _, g := range readAll(t, b.String()) {
			if g.Err != nil {
				t.Fatalf("%v in %q", g.Err, b.String())
			}
			back = append(back, g.Fields)
		}
		if diff := cmp.Diff(rows, back); diff != "" {
			t.Fatalf("%s\n%q", diff, b.String())
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("a,\"b\nc\",d\n\"x\"y\n"))
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := NewReader(bytes.NewReader(text))
		for range len(text) + 1 {
			row, err := r.Read()
			if err != nil {
				return
			}
			if row.Err == nil && len(row.Fields) == 0 {
				t.Fatal("a row without fields and without a fault")
			}
		}
		t.Fatal("more rows than bytes")
	})
}
