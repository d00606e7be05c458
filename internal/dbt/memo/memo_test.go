package memo

import (
	"math"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"scv/jinja"
)

type inner struct {
	Name  string
	Value jinja.Value
}

type outer struct {
	Text   string
	On     bool
	N      int
	Small  uint8
	F      float64
	Pairs  [][2]string
	Items  []*inner
	One    *inner
	Config *jinja.Dict
	Any    jinja.Value
}

func value(t *rapid.T, depth int) jinja.Value {
	kinds := 8
	if depth == 0 {
		kinds = 5
	}
	switch rapid.IntRange(0, kinds).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Int64().Draw(t, "int")
	case 3:
		return rapid.Float64().Draw(t, "float")
	case 4:
		return rapid.String().Draw(t, "text")
	case 5:
		return new(big.Int).Lsh(big.NewInt(rapid.Int64().Draw(t, "big")), 70)
	case 6:
		return jinja.NewList(value(t, depth-1), value(t, depth-1))
	case 7:
		return jinja.NewTuple(value(t, depth-1))
	}
	d := jinja.NewDict()
	for range rapid.IntRange(0, 12).Draw(t, "size") {
		d.Put(rapid.String().Draw(t, "key"), value(t, depth-1))
	}
	_ = d.Set(int64(1), "a number as a key")
	return d
}

// TestValuesComeBack holds that what is kept is read as it was put in: nil and
// empty stay apart, dicts keep their order.
func TestValuesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := outer{
			Text: rapid.String().Draw(t, "text"), On: rapid.Bool().Draw(t, "on"), N: rapid.Int().Draw(t, "n"), Small: 7, F: math.Inf(1),
			One: &inner{"one", value(t, 3)}, Any: value(t, 3),
		}
		if rapid.Bool().Draw(t, "more") {
			in.Pairs, in.Items, in.Config = [][2]string{{"a", "b"}}, []*inner{nil, {"x", nil}}, jinja.NewDict("a", value(t, 2))
		} else {
			in.Pairs = [][2]string{}
		}
		data, err := encode(in)
		if err != nil {
			t.Fatal(err)
		}
		var back outer
		if err := decode(string(data), &back); err != nil {
			t.Fatal(err)
		}
		if !same(in, back) {
			t.Fatalf("\n put %#v\nread %#v", in, back)
		}
	})
}

// same compares by what templates see: a Dict's inner form depends on how it grew.
func same(a, b outer) bool {
	if (a.Config == nil) != (b.Config == nil) || jinja.Repr(a.Any) != jinja.Repr(b.Any) || jinja.Repr(a.One.Value) != jinja.Repr(b.One.Value) {
		return false
	}
	if a.Config != nil && jinja.Repr(a.Config) != jinja.Repr(b.Config) {
		return false
	}
	a.Any, a.Config, a.One, b.Any, b.Config, b.One = nil, nil, nil, nil, nil, nil
	return reflect.DeepEqual(a, b)
}

// TestWhatHasNoFormIsLeftOut puts a function: it is not kept, and no key comes of it.
func TestWhatHasNoFormIsLeftOut(t *testing.T) {
	s := Open(filepath.Join(t.TempDir(), "memo"), "e")
	k, err := KeyOf("a")
	if err != nil {
		t.Fatal(err)
	}
	s.Put(k, inner{Value: jinja.Func(nil)})
	var back inner
	if s.Fresh() != 0 || s.Get(k, &back) {
		t.Error("a function was kept")
	}
	if _, err := KeyOf("a", jinja.Func(nil)); err == nil {
		t.Error("a key was made of a function")
	}
}

func kept(t *testing.T, path, engine string, k Key) bool {
	t.Helper()
	var back outer
	return Open(path, engine).Get(k, &back)
}

// TestStoreForgetsWhatNobodyAskedFor follows a file over several runs.
func TestStoreForgetsWhatNobodyAskedFor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "memo")
	a, _ := KeyOf("a", int64(1))
	b, _ := KeyOf("b")
	first := Open(path, "one")
	first.Put(a, outer{Text: "a"})
	first.Put(b, outer{Text: "b"})
	if err := first.Save(); err != nil {
		t.Fatal(err)
	}
	if !kept(t, path, "one", a) || !kept(t, path, "one", b) {
		t.Fatal("what was put in is not there")
	}
	if kept(t, path, "two", a) {
		t.Error("another engine reads it")
	}
	second := Open(path, "one")
	var got outer
	if !second.Get(b, &got) || got.Text != "b" {
		t.Error(got)
	}
	if err := second.Save(); err != nil {
		t.Fatal(err)
	}
	if kept(t, path, "one", a) || !kept(t, path, "one", b) {
		t.Error("the file holds something else than what was asked for")
	}
	var none *Store
	none.Put(a, got)
	if none.Get(a, &got) || none.Save() != nil || none.Fresh() != 0 {
		t.Error("no store remembers")
	}
}

// TestDamagedFileIsEmpty cuts and changes a file at every byte.
func TestDamagedFileIsEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "memo")
	k, _ := KeyOf("a")
	s := Open(path, "one")
	s.Put(k, outer{Text: "a", Any: jinja.NewDict("k", jinja.NewList("v"))})
	if err := s.Save(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range whole {
		changed := append([]byte{}, whole...)
		changed[i] ^= 0x55
		for _, data := range [][]byte{whole[:i], changed} {
			if old, err := read(string(data), "one"); err == nil && len(old) > 0 {
				t.Fatalf("byte %d: %d of %d bytes were taken", i, len(data), len(whole))
			}
		}
	}
}

// FuzzDecode holds that no entry, however damaged, panics or takes more than its size.
func FuzzDecode(f *testing.F) {
	data, err := encode(outer{Items: []*inner{{"x", jinja.NewTuple("a")}}, Config: jinja.NewDict("a", 1.5), Any: big.NewInt(0)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(data))
	f.Add("\xff\xff\xff\xff\x0f")
	f.Fuzz(func(_ *testing.T, data string) {
		var back outer
		_ = decode(data, &back)
		_, _ = read(magic+"e\n"+data, "e")
	})
}
