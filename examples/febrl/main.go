package main

import (
	"crypto/sha256"
	"embed"
	"encoding/csv"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed data/*.csv scv-*.yml
var files embed.FS

func main() {
	set := flag.String("set", "febrl4", "febrl4 (two sources to link) or febrl3 (one source with duplicates)")
	out := flag.String("out", "febrl", "folder to write the home to")
	flag.Parse()
	if err := Convert(*set, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Fprintf(os.Stderr, "wrote %s; now type: go run ./cmd/scv run --dir %s\n", *out, *out)
}

// Convert writes the home of one data set.
func Convert(set, out string) error {
	config, err := files.ReadFile("scv-" + set + ".yml")
	if err != nil {
		return fmt.Errorf("there is no set %q: choose febrl4 or febrl3", set)
	}
	if err := write(filepath.Join(out, "scv.yml"), config); err != nil {
		return err
	}
	var truth [][]string
	switch set {
	case "febrl4":
		truth, err = convertLink(out)
	default:
		truth, err = convertDedupe(out)
	}
	if err != nil {
		return err
	}
	return writeCSV(filepath.Join(out, "truth", "truth.csv"), append([][]string{{"record_id", "entity_id"}}, truth...))
}

func convertLink(out string) ([][]string, error) {
	a, err := people("data/febrl4a.csv")
	if err != nil {
		return nil, err
	}
	b, err := people("data/febrl4b.csv")
	if err != nil {
		return nil, err
	}
	if err := writeExport(filepath.Join(out, "sources", "dynamics"), a); err != nil {
		return nil, err
	}
	if err := writeWorkbook(filepath.Join(out, "sources", "legacy", "people.xlsx"), b); err != nil {
		return nil, err
	}
	var truth [][]string
	for _, p := range a {
		truth = append(truth, []string{"crm/contact/" + p.guid(), p.entity()})
	}
	for _, p := range b {
		truth = append(truth, []string{"legacy/person/" + p.number(), p.entity()})
	}
	return truth, nil
}

func convertDedupe(out string) ([][]string, error) {
	all, err := people("data/febrl3.csv")
	if err != nil {
		return nil, err
	}
	if err := writeExport(filepath.Join(out, "sources", "dynamics"), all); err != nil {
		return nil, err
	}
	var truth [][]string
	for _, p := range all {
		truth = append(truth, []string{"crm/contact/" + p.guid(), p.entity()})
	}
	return truth, nil
}

// person is one row: rec_id, given_name, surname, street_number, address_1,
// address_2, suburb, postcode, state, date_of_birth, soc_sec_id.
type person []string

func people(name string) ([]person, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.TrimLeadingSpace = true
	var all []person
	for {
		row, err := r.Read()
		if err == io.EOF {
			return all[1:], nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		for i := range row {
			row[i] = strings.TrimSpace(row[i])
		}
		all = append(all, person(row))
	}
}

var entityNumber = regexp.MustCompile(`^rec-(\d+)-`)

// entity is the number that the data set's authors put into the record id.
func (p person) entity() string { return entityNumber.FindStringSubmatch(p[0])[1] }

func (p person) digest() string {
	sum := sha256.Sum256([]byte("febrl:" + p[0]))
	return hex.EncodeToString(sum[:])
}

func (p person) guid() string {
	d := p.digest()
	return d[:8] + "-" + d[8:12] + "-4" + d[13:16] + "-8" + d[17:20] + "-" + d[20:32]
}

func (p person) number() string { return "P" + strings.ToUpper(p.digest()[:10]) }

func write(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o644)
}

func writeCSV(path string, rows [][]string) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		return err
	}
	return write(path, []byte(b.String()))
}
