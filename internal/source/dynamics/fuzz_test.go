package dynamics

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"scv"
	"scv/internal/source"
)

// FuzzExport holds that no export, however broken, panics or hangs: its rows come
// out, each with as many cells as the table has fields and with a fault where it
// has no key, or it is refused with a code and a hint.
func FuzzExport(f *testing.F) {
	f.Add([]byte(modelText), []byte("{AA-1},Ann,1980-02-03,1,7,False\nbb-2,\"Bo\nb\",,2,8,False\n"), []byte("aa-1,,,,9,True\n"))
	f.Add([]byte(modelText), []byte("a,b\n\"never closed\nc,d\xff\n,,,,,\n"), []byte("EntityName,OptionSetName,Option,LocalizedLabel\ncontact,gendercode,1,Male\n"))
	f.Add([]byte(`{"entities":[{"name":"contact","attributes":[{"name":"Id"},{"name":"id"}],"partitions":[{"location":"contact/2025.csv"}]}]}`), []byte("1,2\n"), []byte(""))
	f.Add([]byte(`{"entities":[{"name":"contact","attributes":[],"partitions":[{"location":"../../x.csv"},{"location":"contact/2025.csv"}]}]}`), []byte("x\n"), []byte("\xff\xfea\x00"))
	f.Add([]byte(`{"entities":[{"name":"CONTACT","attributes":[{"name":"versionnumber","dataType":"int64"},{"name":"IsDelete"}],"partitions":[{"location":"https://h/contact/2025.csv"}]}]}`), []byte("9,1\n8,0\n"), []byte("x"))
	f.Fuzz(func(t *testing.T, model, rows, options []byte) {
		home := t.TempDir()
		for name, text := range map[string][]byte{"model.json": model, "contact/2025.csv": rows, "contact/2026.csv": options, "OptionsetMetadata/a.csv": options} {
			path := filepath.Join(home, "export", filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		err := readExport(t, home, len(rows)+len(options))
		if err != nil && (scv.ExitOf(err) != scv.ExitUnusable || scv.HintOf(err) == "") {
			t.Errorf("an error without code or hint: %v", err)
		}
	})
}

func readExport(t *testing.T, home string, most int) error {
	s, err := source.New(config("contact"), home, map[scv.SourceKind]source.Factory{scv.Dynamics: New})
	if err != nil {
		return err
	}
	tables, err := s.Tables(t.Context())
	if err != nil {
		return err
	}
	for _, file := range tables[0].Files {
		n, line := 0, int64(0)
		_, err := s.Read(t.Context(), &tables[0], file, func(r *source.Row) error {
			if n++; n > most+1 || r.Line <= line || len(r.Cells) != len(tables[0].Fields) {
				t.Fatalf("row %d at line %d after %d with %d cells", n, r.Line, line, len(r.Cells))
			}
			line = r.Line
			if len(r.Faults) > 0 && r.Raw == "" && bytes.Equal(nil, []byte(r.Key)) && r.Faults[0].Code != scv.CodeRowNoKey {
				t.Fatalf("a faulty row without its text: %+v", r)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
