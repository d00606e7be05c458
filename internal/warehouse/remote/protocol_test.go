package remote

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"testing"
	"time"

	"scv"
	"scv/internal/warehouse"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// values draws what warehouse.Table may hold.
func values() *rapid.Generator[any] {
	return rapid.Custom(func(t *rapid.T) any { return drawValue(t, 0) })
}

func drawValue(t *rapid.T, depth int) any {
	most := 8
	if depth > 3 {
		most = 6
	}
	switch rapid.IntRange(0, most).Draw(t, "type") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Int64().Draw(t, "int")
	case 3:
		return rapid.Float64().Draw(t, "float")
	case 4, 5:
		return rapid.String().Draw(t, "text")
	case 6:
		return time.Unix(rapid.Int64Range(-1e11, 1e11).Draw(t, "seconds"), rapid.Int64Range(0, 999_999_999).Draw(t, "nanos")).UTC()
	case 7:
		list := make([]any, rapid.IntRange(0, 4).Draw(t, "length"))
		for i := range list {
			list[i] = drawValue(t, depth+1)
		}
		return list
	default:
		pairs := map[string]any{}
		for range rapid.IntRange(0, 4).Draw(t, "length") {
			pairs[rapid.String().Draw(t, "key")] = drawValue(t, depth+1)
		}
		return pairs
	}
}

// sent gives the frames that a sender makes of blocks.
func sent(t *rapid.T, blocks ...func(*sender) error) (payloads [][]byte) {
	s := &sender{send: func(k kind, payload []byte) error {
		if k != rowsFrame {
			t.Fatalf("frame %c", k)
		}
		payloads = append(payloads, bytes.Clone(payload))
		return nil
	}}
	for _, b := range blocks {
		if err := b(s); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.flush(); err != nil {
		t.Fatal(err)
	}
	return payloads
}

func TestRowsComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := &warehouse.Table{}
		for range rapid.IntRange(1, 4).Draw(t, "columns") {
			want.Columns, want.Types = append(want.Columns, rapid.String().Draw(t, "name")), append(want.Types, rapid.String().Draw(t, "type"))
		}
		for range rapid.IntRange(0, 5).Draw(t, "rows") {
			row := make([]any, len(want.Columns))
			for c := range row {
				row[c] = values().Draw(t, "value")
			}
			want.Rows = append(want.Rows, row)
		}
		head, err := readTableColumns(encodeColumns(want.Columns, func(b []byte, i int) []byte { return appendText(b, want.Types[i]) }))
		if err != nil {
			t.Fatal(err)
		}
		got := &warehouse.Table{Columns: head.Columns, Types: head.Types}
		for _, p := range sent(t, func(s *sender) error { return s.table(want) }) {
			block, err := readTableRows(p, head)
			if err != nil {
				t.Fatal(err)
			}
			got.Rows = append(got.Rows, block.Rows...)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(sameFloat)); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
	})
}

func sameFloat(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

func TestQueriesComeBackAsTheyWere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := query{way: asRows, sql: rapid.String().Draw(t, "sql")}
		for range rapid.IntRange(0, 4).Draw(t, "arguments") {
			want.args = append(want.args, rapid.OneOf(rapid.Just[any](nil), rapid.Just[any](true), rapid.Int64().AsAny(), rapid.String().AsAny()).Draw(t, "argument"))
		}
		payload, err := want.encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := readQuery(payload)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(query{})); diff != "" {
			t.Errorf("query (-want +got):\n%s", diff)
		}
	})
}

func TestErrorsKeepCodePlaceAndHint(t *testing.T) {
	want := &scv.Error{Code: scv.CodeSQL, Op: "run query", Subject: "line 1", Hint: "Correct it.", Err: errors.New("no such table")}
	got := readError(encodeError(want))
	if scv.CodeOf(got) != want.Code || got.Error() != want.Error() || scv.HintOf(got) != want.Hint {
		t.Errorf("got %v (%s, %q)", got, scv.CodeOf(got), scv.HintOf(got))
	}
	if got := readError(encodeError(errors.New("plain"))); scv.CodeOf(got) != scv.CodeInternal || got.Error() != "plain" {
		t.Errorf("got %v (%s)", got, scv.CodeOf(got))
	}
}

func TestAnArgumentThatCannotBeBoundIsRefusedBeforeItIsSent(t *testing.T) {
	for _, a := range []any{struct{}{}, []any{int64(1)}, map[string]any{}} {
		if _, err := (query{asRows, "select ?", []any{a}}).encode(); err == nil {
			t.Errorf("%T was taken", a)
		}
	}
}

// FuzzFrames reads any bytes as everything that either side may be sent: it ends
// with a message or an error, and holds no more memory than bytes came.
func FuzzFrames(f *testing.F) {
	frame := func(k kind, payload []byte) []byte {
		var b bytes.Buffer
		if err := writeFrame(&b, k, payload); err != nil {
			f.Fatal(err)
		}
		return b.Bytes()
	}
	q, err := query{asRows, "select ?, ?", []any{"a", int64(3)}}.encode()
	if err != nil {
		f.Fatal(err)
	}
	greeting, err := json.Marshal(hello{Protocol: protocol, Holder: Holder{PID: 7, Command: "scv run"}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(frame(helloFrame, greeting))
	f.Add(frame(queryFrame, q))
	f.Add(frame(columnsFrame, encodeColumns([]string{"a", "b"}, func(b []byte, _ int) []byte { return appendText(b, "BIGINT") })))
	f.Add(frame(columnsFrame, encodeColumns([]string{"a", "b"}, func(b []byte, _ int) []byte { return append(b, byte(scv.Text)) })))
	f.Add(frame(rowsFrame, []byte{1, tagList, 2, tagInt, 4, tagNull, tagMap, 1, 1, 'k', tagTrue}))
	f.Add(frame(rowsFrame, []byte{2, 1, 1, 'x', 1, 6, 0, 0}))
	f.Add(frame(errorFrame, encodeError(errors.New("x"))))
	f.Add([]byte{'R', 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		in := bytes.NewReader(data)
		var buf []byte
		for {
			_, payload, err := readFrame(in, buf)
			if err != nil {
				break
			}
			buf = payload
			readAll(payload)
		}
		if len(buf) > len(data)+readStep {
			t.Errorf("%d bytes made a buffer of %d", len(data), len(buf))
		}
	})
}

func readAll(payload []byte) {
	_, _ = readHello(payload)
	_ = readError(payload)
	if q, err := readQuery(payload); err == nil {
		_, _ = q.encode()
	}
	_, _ = readTableColumns(payload)
	_, _ = readTableRows(payload, &warehouse.Table{Columns: []string{"a", "b"}, Types: []string{"", ""}})
	if fields, err := readFields(payload); err == nil {
		_ = readBatch(payload, scv.NewBatch(fields))
	}
	_ = readBatch(payload, scv.NewBatch([]scv.Field{{Name: "a", Type: scv.Text}, {Name: "b", Type: scv.Int}, {Name: "c", Type: scv.Float}}))
}
