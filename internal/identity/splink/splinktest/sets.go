package splinktest

import (
	"encoding/csv"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"scv/internal/identity/splink"
	"scv/internal/identity/splink/native"
)

// Set is one of the oracle's: where its files are, and how its input is read.
type Set struct {
	Name  string
	Dir   string
	Input func(t testing.TB) *splink.Input
}

// Sets gives what Splink answered: two sets travel with the repository, two are
// there only beside the public data. root is the repository's folder.
func Sets(root string) []Set {
	own, shared := root+"/internal/identity/splink/testdata/", root+"/../shared/"
	return []Set{
		{"fake_1000", own + "fake_1000", func(t testing.TB) *splink.Input { t.Helper(); return fake(t, own) }},
		{"shapes", own + "shapes", func(t testing.TB) *splink.Input { t.Helper(); return shapes(t, own) }},
		{"febrl3", shared + "oracle/splink/febrl3", func(t testing.TB) *splink.Input { t.Helper(); return febrl3(t, shared) }},
		{"febrl4", shared + "oracle/splink/febrl4", func(t testing.TB) *splink.Input { t.Helper(); return febrl4(t, shared) }},
	}
}

// Need skips the test when the set is not there.
func (s Set) Need(t testing.TB) {
	t.Helper()
	if _, err := os.Stat(s.Dir); err != nil {
		t.Skipf("the oracle's set %s is not there: %v", s.Name, err)
	}
}

// Model reads a model file of the set.
func (s Set) Model(t testing.TB, file string) *splink.Model {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.Dir, file))
	if err != nil {
		t.Fatal(err)
	}
	m, unknown, err := splink.Decode(text)
	if err != nil || len(unknown) > 0 {
		t.Fatalf("%v, unknown %v", err, unknown)
	}
	return m
}

// rows is text by column, with what has to be read as something else.
type rows struct {
	columns []string
	kinds   map[string]native.Kind
	values  []map[string]string
}

// frame puts rows in order of their keys.
func (r *rows) frame(t testing.TB, key func(map[string]string) string) *native.Frame {
	t.Helper()
	slices.SortStableFunc(r.values, func(a, b map[string]string) int { return strings.Compare(key(a), key(b)) })
	var out []*native.Column
	for _, name := range r.columns {
		texts, codes, known := []string{""}, make([]int32, len(r.values)), map[string]int32{}
		for i, row := range r.values {
			v, ok := row[name]
			if !ok {
				continue
			}
			if _, ok := known[v]; !ok {
				known[v] = int32(len(texts))
				texts = append(texts, v)
			}
			codes[i] = known[v]
		}
		c, err := native.NewColumn(name, r.kinds[name], codes, texts)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	return native.NewFrame(len(r.values), out...)
}

func readCSV(t testing.TB, path string) *rows {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Skipf("public data is not there: %v", err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := &rows{kinds: map[string]native.Kind{}}
	for _, name := range all[0] {
		out.columns = append(out.columns, strings.TrimSpace(name))
	}
	for _, line := range all[1:] {
		row := map[string]string{}
		for k, v := range line {
			if v = strings.TrimSpace(v); v != "" {
				row[out.columns[k]] = v
			}
		}
		out.values = append(out.values, row)
	}
	return out
}

func (r *rows) drop(name string) {
	r.columns = slices.DeleteFunc(r.columns, func(c string) bool { return c == name })
}

// tokens adds address_tokens: address_1 divided at blanks.
func (r *rows) tokens() {
	r.columns = append(r.columns, "address_tokens")
	r.kinds["address_tokens"] = native.ListKind
	for _, row := range r.values {
		if a := row["address_1"]; a != "" {
			text, _ := json.Marshal(strings.Fields(a))
			row["address_tokens"] = string(text)
		}
	}
}

func (r *rows) input(t testing.TB, id string) *splink.Input {
	t.Helper()
	in := &splink.Input{Frame: r.frame(t, func(row map[string]string) string { return row[id] })}
	for _, row := range r.values {
		in.IDs = append(in.IDs, row[id])
	}
	return in
}

func fake(t testing.TB, dir string) *splink.Input {
	t.Helper()
	r := readCSV(t, dir+"fake_1000/fake_1000.csv")
	r.drop("cluster")
	return r.input(t, "unique_id")
}

func febrl3(t testing.TB, dir string) *splink.Input {
	t.Helper()
	r := readCSV(t, dir+"data/people/febrl3.csv")
	r.drop("soc_sec_id")
	r.tokens()
	r.columns = append(r.columns, "full_name")
	for _, row := range r.values {
		if row["given_name"] != "" && row["surname"] != "" {
			row["full_name"] = row["given_name"] + " " + row["surname"]
		}
	}
	return r.input(t, "rec_id")
}

func febrl4(t testing.TB, dir string) *splink.Input {
	t.Helper()
	a, b := readCSV(t, dir+"data/people/febrl4a.csv"), readCSV(t, dir+"data/people/febrl4b.csv")
	for k, r := range []*rows{a, b} {
		for _, row := range r.values {
			row["source_dataset"] = string("ab"[k])
		}
	}
	a.values = append(a.values, b.values...)
	a.drop("soc_sec_id")
	a.tokens()
	in := &splink.Input{Sources: []string{"a", "b"}, Frame: a.frame(t, func(row map[string]string) string { return row["source_dataset"] + "-__-" + row["rec_id"] })}
	for _, row := range a.values {
		in.IDs = append(in.IDs, row["rec_id"])
		in.Source = append(in.Source, int32(strings.Index("ab", row["source_dataset"])))
	}
	return in
}

func shapes(t testing.TB, dir string) *splink.Input {
	t.Helper()
	text, err := os.ReadFile(dir + "shapes/input.json")
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]json.RawMessage
	if err := json.Unmarshal(text, &records); err != nil {
		t.Fatal(err)
	}
	r := &rows{kinds: map[string]native.Kind{
		"tags": native.ListKind, "vec": native.VectorKind, "lat": native.NumberKind, "long": native.NumberKind, "income": native.NumberKind,
	}}
	r.columns = slices.Sorted(maps.Keys(records[0]))
	for _, record := range records {
		row := map[string]string{}
		for name, value := range record {
			text := string(value)
			switch {
			case text == "null":
				continue
			case text[0] == '"':
				if err := json.Unmarshal(value, &text); err != nil {
					t.Fatal(err)
				}
			}
			if r.kinds[name] == native.NumberKind {
				text = asPandas(text)
			}
			row[name] = text
		}
		r.values = append(r.values, row)
	}
	return r.input(t, "unique_id")
}

// asPandas reads a number as the oracle's input was read: pandas adds the decimal
// places as a product, which is off by one in the last bit for some.
func asPandas(text string) string {
	whole, places, ok := strings.Cut(text, ".")
	if !ok {
		return text
	}
	digits, err := strconv.ParseFloat(places, 64)
	one, err2 := strconv.ParseFloat("1e-"+strconv.Itoa(len(places)), 64)
	v, err3 := strconv.ParseFloat(strings.TrimPrefix(whole, "-"), 64)
	if err != nil || err2 != nil || err3 != nil {
		return text
	}
	v += float64(digits * one)
	if strings.HasPrefix(whole, "-") {
		v = -v
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}
