package weather

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/source"
	"scv/internal/source/sourcetest"

	"github.com/google/go-cmp/cmp"
)

func home(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "weather"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		content := []byte(text)
		if strings.HasSuffix(name, ".gz") {
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, err := z.Write(content)
			if err != nil || z.Close() != nil {
				t.Fatal(err)
			}
			content = b.Bytes()
		}
		if err := os.WriteFile(filepath.Join(dir, "weather", name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func config() scv.SourceConfig {
	return scv.SourceConfig{Name: "weather", Kind: scv.WeatherFiles, Path: "weather"}
}

func good(t *testing.T) string {
	return home(t, map[string]string{
		"forecast.csv":   "POSTAL_CODE,CITY_NAME,COUNTRY,TIME_INIT_UTC,DATE_VALID_STD,AVG_TEMPERATURE_AIR_2M_F\n01099,Dresden,DE,2026-11-23T06:00:00,2026-11-24,41.5\nSW1A 0AA,London,GB,2026-11-23T06:00:00,2026-11-24,\n",
		"forecast2.csv":  "COUNTRY,POSTAL_CODE,TIME_INIT_UTC,DATE_VALID_STD,TOT_SNOWFALL_IN\nDE,01099,2026-11-23T12:00:00,2026-11-24,0.5\nDE,,2026-11-23T12:00:00,2026-11-24,0.5\n",
		"history.csv.gz": "POSTAL_CODE,COUNTRY,DATE_VALID_STD,DOY_STD\n01099,DE,2026-11-20,324\nshort\n",
	})
}

func TestDriverPassesTheSuite(t *testing.T) {
	sourcetest.Run(t, New, func(t *testing.T) (string, scv.SourceConfig) { return good(t), config() })
}

func TestForecastAndHistoryAreToldApartAndColumnsUnited(t *testing.T) {
	s, err := source.New(config(), good(t), map[scv.SourceKind]source.Factory{scv.WeatherFiles: New})
	if err != nil {
		t.Fatal(err)
	}
	tables, err := s.Tables(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, table := range tables {
		var columns []string
		for _, f := range table.Fields {
			columns = append(columns, f.Name+" "+f.Type.String())
		}
		lines = append(lines, table.Entity+": "+strings.Join(columns, ", "))
		for _, f := range table.Files {
			_, err := s.Read(t.Context(), &table, f, func(r *source.Row) error {
				line := fmt.Sprintf("%d %s", r.Line, r.Key)
				for _, fault := range r.Faults {
					line += " " + string(fault.Code)
				}
				lines = append(lines, line)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []string{
		"forecast_day: postal_code text, city_name text, country text, time_init_utc timestamp, date_valid_std date, avg_temperature_air_2m_f float, tot_snowfall_in float",
		"2 DE|01099|2026-11-24|2026-11-23T06:00:00",
		"3 GB|SW1A 0AA|2026-11-24|2026-11-23T06:00:00",
		"2 DE|01099|2026-11-24|2026-11-23T12:00:00",
		"3 DE||2026-11-24|2026-11-23T12:00:00 SCV-S104",
		"history_day: postal_code text, country text, date_valid_std date, doy_std int",
		"2 DE|01099|2026-11-20",
		"3  SCV-S101",
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}

func TestBadWeatherFilesAreNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		files    map[string]string
		code     scv.Code
		contains string
	}{
		"none":      {nil, scv.CodeSourceMissing, "weather"},
		"empty":     {map[string]string{"a.csv": ""}, scv.CodeSourceEmpty, "weather/a.csv"},
		"no column": {map[string]string{"a.csv": "POSTALCODE,COUNTRY,DATE_VALID_STD\n"}, scv.CodeSourceColumn, "POSTAL_CODE"},
		"bad gzip":  {map[string]string{"a.csv": "\x1f\x8bnonsense"}, scv.CodeSourceBroken, "weather/a.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := source.New(config(), home(t, tc.files), map[scv.SourceKind]source.Factory{scv.WeatherFiles: New})
			if err != nil {
				t.Fatal(err)
			}
			_, err = s.Tables(t.Context())
			if scv.CodeOf(err) != tc.code || !strings.Contains(err.Error(), tc.contains) {
				t.Errorf("%s %v", scv.CodeOf(err), err)
			}
		})
	}
}
