package openmeteo

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
	"scv/internal/source"
	"scv/internal/source/csvrow"
	"scv/internal/source/sourcetest"

	"github.com/google/go-cmp/cmp"
)

const (
	two = `location_id,latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation
0,51.06,13.74,117.0,3600,Europe/Berlin,GMT+1
1,51.5,-0.12,23.0,0,Europe/London,GMT

location_id,time,temperature_2m_max (°C),precipitation_sum (mm)
0,2026-11-24,6.5,0.00
0,2026-11-25,,1.20
1,2026-11-24,9.1,0.30
7,2026-11-24,9.1,0.30
1,2026-11-25
`
	inches = `location_id,latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation
0,51.06,13.74,117.0,3600,Europe/Berlin,GMT+1

location_id,time,precipitation_sum (inch)
0,2026-11-24,0.5
`
	places = "location_id,country,postal_code,city\n0,DE,01099,Dresden\n1,GB,SW1A 0AA,London\n"
)

func home(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "meteo"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, "meteo", name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func config() scv.SourceConfig {
	return scv.SourceConfig{Name: "meteo", Kind: scv.OpenMeteo, Path: "meteo"}
}

func good(t *testing.T) string {
	return home(t, map[string]string{"2026-11-24T06.csv": two, "2026-11-24T0930 again.csv": inches, placesFile: places})
}

func TestDriverPassesTheSuite(t *testing.T) {
	sourcetest.Run(t, New, func(t *testing.T) (string, scv.SourceConfig) { return good(t), config() })
}

func lines(t *testing.T, home string) []string {
	t.Helper()
	s, err := source.New(config(), home, map[scv.SourceKind]source.Factory{scv.OpenMeteo: New})
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
		lines = append(lines, table.Entity+" by "+table.Issued+": "+strings.Join(columns, ", "))
		for _, f := range table.Files {
			_, err := s.Read(t.Context(), &table, f, func(r *source.Row) error {
				line := fmt.Sprintf("%d %s", r.Line, r.Key)
				for _, c := range r.Cells[4:] {
					line += " " + c.Text + ";"
				}
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
	return lines
}

func TestDaysComeWithTheirPlaceAndUnitsStayInTheColumnsName(t *testing.T) {
	want := []string{
		"daily by fetched_at: country text, postal_code text, city text, fetched_at timestamp, time date, temperature_2m_max_c float, precipitation_sum_mm float, precipitation_sum_inch float",
		"6 DE|01099|2026-11-24|2026-11-24T06:00:00Z 2026-11-24; 6.5; 0.00; ;",
		"7 DE|01099|2026-11-25|2026-11-24T06:00:00Z 2026-11-25; ; 1.20; ;",
		"8 GB|SW1A 0AA|2026-11-24|2026-11-24T06:00:00Z 2026-11-24; 9.1; 0.30; ;",
		"9 ||2026-11-24|2026-11-24T06:00:00Z 2026-11-24; 9.1; 0.30; ; SCV-S104 SCV-S104",
		"10  ; ; ; ; SCV-S101",
		"5 DE|01099|2026-11-24|2026-11-24T09:30:00Z 2026-11-24; ; ; 0.5;",
	}
	if diff := cmp.Diff(want, lines(t, good(t))); diff != "" {
		t.Error(diff)
	}
}

func TestOnePlaceNeedsNoNumber(t *testing.T) {
	got := lines(t, home(t, map[string]string{
		"2026-11-24.csv": "latitude,longitude,elevation,utc_offset_seconds,timezone,timezone_abbreviation\n51.06,13.74,117.0,3600,Europe/Berlin,GMT+1\n\ntime,temperature_2m_max (°F)\n2026-11-24,41.2\n",
		placesFile:       "country,postal_code\nDE,01099\n",
	}))
	want := []string{
		"daily by fetched_at: country text, postal_code text, city text, fetched_at timestamp, time date, temperature_2m_max_f float",
		"5 DE|01099|2026-11-24|2026-11-24T00:00:00Z 2026-11-24; 41.2;",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBadAnswersAreNamed(t *testing.T) {
	for name, tc := range map[string]struct {
		files    map[string]string
		code     scv.Code
		contains string
	}{
		"none":             {nil, scv.CodeSourceMissing, "meteo"},
		"places only":      {map[string]string{placesFile: places}, scv.CodeSourceMissing, "no answer"},
		"no places":        {map[string]string{"2026-11-24.csv": two}, scv.CodeSourceMissing, "meteo/places.csv"},
		"no postal code":   {map[string]string{"2026-11-24.csv": two, placesFile: "location_id,country\n"}, scv.CodeSourceColumn, "postal_code"},
		"no time in name":  {map[string]string{"answer.csv": two, placesFile: places}, scv.CodeSourceKind, "answer.csv"},
		"an error as JSON": {map[string]string{"2026-11-24.csv": `{"error":true,"reason":"daily limit"}`, placesFile: places}, scv.CodeSourceColumn, "no block of days"},
		"bad gzip":         {map[string]string{"2026-11-24.csv": "\x1f\x8bnonsense", placesFile: places}, scv.CodeSourceBroken, "2026-11-24.csv"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := source.New(config(), home(t, tc.files), map[scv.SourceKind]source.Factory{scv.OpenMeteo: New})
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

// Whatever a file holds, reading ends, and each row has a cell for every field or
// says what is wrong with it.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(two))
	f.Add([]byte("time\n,\n\"\n"))
	f.Add([]byte("\xff\xfet\x00i\x00m\x00e\x00\n\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r := csvrow.NewReader(strings.NewReader(string(text)))
		header, _, err := skipPlaces(r)
		if err != nil {
			return
		}
		table := &source.Table{}
		answer := &file{fetched: "2026-11-24T00:00:00Z", places: map[string]place{"0": {"DE", "01099", ""}}, header: header}
		for i, c := range append(own(), header...) {
			table.Fields = append(table.Fields, source.Field{Field: scv.Field{Name: c}})
			answer.at = append(answer.at, i-len(own()))
		}
		for {
			row, err := r.Read()
			if err != nil {
				return
			}
			if got := answer.row(table, row, header); len(got.Cells) != len(table.Fields) || got.Line < 1 {
				t.Fatalf("a row of %d cells on line %d", len(got.Cells), got.Line)
			}
		}
	})
}
