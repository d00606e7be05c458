package intake

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func header(t testing.TB, content string) (*text, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "t.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return lookAtHeader(path)
}

func TestHeaderTellsSeparatorAndNames(t *testing.T) {
	for content, want := range map[string][]string{
		"id,name\n1,a;b;c\n":                 {"id", "name"},
		"id;name;note, long\n":               {"id", "name", "note, long"},
		"id\tname\n":                         {"id", "name"},
		"rec_id, given_name, surname\n":      {"rec_id", "given_name", "surname"},
		"\ufeffid,name\n":                    {"id", "name"},
		"\"a,b\",c\n":                        {"a,b", "c"},
		"id\n":                               {"id"},
		"id,,ID,id\n":                        {"id", "column_2", "ID_2", "id_3"},
		"\xff\xfei\x00d\x00,\x00n\x00\n\x00": {"id", "n"},
		"a|b|c":                              {"a", "b", "c"},
		"\"line\nbreak\",b\n":                {"line\nbreak", "b"},
		"\x1f\x8bnot really packed, that":    nil,
		" \n":                                nil,
	} {
		h, err := header(t, content)
		if err != nil {
			if want != nil {
				t.Errorf("%q: %v", content, err)
			}
			continue
		}
		if !slices.Equal(h.columns, want) {
			t.Errorf("%q: %q, want %q", content, h.columns, want)
		}
	}
}

func TestSourcesOfOneNameAreToldApart(t *testing.T) {
	got := sourceNames([]string{"a/people.csv", "b/people.csv.gz", "people", "other.xlsx"})
	if want := []string{"people", "people_2", "people_3", "other"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzHeader(f *testing.F) {
	for _, s := range []string{"id,name\n1,2\n", "a;b", "\"", "\xff\xfe\x00", "\x1f\x8b\x08", "a\x00b,c", ",,,"} {
		f.Add([]byte(s))
	}
	path := filepath.Join(f.TempDir(), "t.csv")
	f.Fuzz(func(t *testing.T, content []byte) {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		h, err := lookAtHeader(path)
		if err != nil {
			return
		}
		sorted := slices.Clone(h.columns)
		slices.Sort(sorted)
		if len(sorted) == 0 || len(slices.Compact(sorted)) != len(h.columns) || slices.Contains(sorted, "") {
			t.Errorf("%q gives columns %q", content, h.columns)
		}
	})
}
