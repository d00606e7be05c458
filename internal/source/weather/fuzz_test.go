package weather

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"

	"scv"
	"scv/internal/source"
)

// FuzzWeather holds that no weather file, plain or packed, panics or hangs: its
// rows come out, each with a key or a fault, or it is refused with a code and a hint.
func FuzzWeather(f *testing.F) {
	header := "POSTAL_CODE,CITY_NAME,COUNTRY,TIME_INIT_UTC,DATE_VALID_STD,AVG_TEMPERATURE_AIR_2M_F\n"
	f.Add([]byte(header + "01099,Dresden,DE,2026-11-23T06:00:00,2026-11-24,41.5\nshort\n\"a\nb\"\n"))
	f.Add([]byte("COUNTRY,COUNTRY,POSTAL_CODE,DATE_VALID_STD\nDE,AT,1,2\n"))
	f.Add([]byte("\xef\xbb\xbfcountry,postal_code,date_valid_std,\n,,,,\n"))
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(header + "1,2,3,4,5,6\n")) // to memory
	_ = z.Close()
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()-6])
	f.Fuzz(func(t *testing.T, text []byte) {
		home := t.TempDir()
		if err := os.MkdirAll(filepath.Join(home, "weather"), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(home, "weather", "a.csv"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := readWeather(t, home); err != nil && (scv.ExitOf(err) != scv.ExitUnusable || scv.HintOf(err) == "") {
			t.Errorf("an error without code or hint: %v", err)
		}
	})
}

func readWeather(t *testing.T, home string) error {
	s, err := source.New(config(), home, map[scv.SourceKind]source.Factory{scv.WeatherFiles: New})
	if err != nil {
		return err
	}
	tables, err := s.Tables(t.Context())
	if err != nil {
		return err
	}
	for i := range tables {
		for _, file := range tables[i].Files {
			_, err := s.Read(t.Context(), &tables[i], file, func(r *source.Row) error {
				if len(r.Cells) != len(tables[i].Fields) || r.Key == "" && len(r.Faults) == 0 {
					t.Fatalf("%+v of %d fields", r, len(tables[i].Fields))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}
