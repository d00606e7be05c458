package main

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	_ "embed"
)

//go:embed model.json
var model []byte

const recall = .6

func deterministic() []string {
	return []string{"l.given_name = r.given_name and l.surname = r.surname and l.birth_date = r.birth_date", "l.email = r.email"}
}

func trainOn() []string {
	return []string{"l.given_name = r.given_name and l.surname = r.surname", "l.birth_date = r.birth_date"}
}

// dice is splitmix64: the same people from the same seed, everywhere.
type dice uint64

func (d *dice) next() uint64 {
	*d += 0x9e3779b97f4a7c15
	x := uint64(*d)
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

func (d *dice) chance(p float64) bool { return float64(d.next()>>11)/(1<<53) < p }

// skewed prefers small numbers, as names do.
func (d *dice) skewed(n int) int { return min(d.below(n), d.below(n), d.below(n)) }

// words makes n distinct pronounceable names.
func words(d *dice, n, syllables int) []string {
	seen := map[string]bool{}
	var out []string
	for len(out) < n {
		var w []byte
		for range 2 + d.below(syllables) {
			w = append(w, "bdfghjklmnprstvwz"[d.below(17)], "aeiou"[d.below(5)])
			if d.chance(.3) {
				w = append(w, "nrlst"[d.below(5)])
			}
		}
		if !seen[string(w)] {
			seen[string(w)] = true
			out = append(out, string(w))
		}
	}
	return out
}

// person is the columns of a record after its id.
type person [8]string

func columns() []string {
	return []string{"given_name", "surname", "birth_date", "email", "phone", "street", "postcode", "city"}
}

// town is what people draw from.
type town struct{ given, surnames, streets, cities []string }

func (t *town) person(d *dice) person {
	given, surname := t.given[d.skewed(len(t.given))], t.surnames[d.skewed(len(t.surnames))]
	city := d.skewed(len(t.cities))
	return person{
		given, surname, fmt.Sprintf("%04d-%02d-%02d", 1930+d.below(75), 1+d.below(12), 1+d.below(28)),
		fmt.Sprintf("%s.%s%d@%s.example", given, surname, d.below(1000), t.cities[d.below(30)]), fmt.Sprintf("0%09d", d.below(1_000_000_000)),
		strconv.Itoa(1+d.below(120)) + " " + t.streets[d.skewed(len(t.streets))] + " street", fmt.Sprintf("%c%c%d %d%c%c", 'A'+city%26, 'A'+city/26%26, 1+d.below(20), d.below(10), 'A'+d.below(20), 'A'+d.below(20)),
		t.cities[city],
	}
}

// worn is the record of a person who was written down once more.
func (t *town) worn(d *dice, p person) person {
	for k := range p {
		switch {
		case d.chance(.06):
			p[k] = ""
		case d.chance(.1):
			p[k] = typo(d, p[k])
		}
	}
	if d.chance(.1) {
		moved := t.person(d)
		copy(p[5:], moved[5:])
	}
	if d.chance(.15) {
		p[3] = t.person(d)[3]
	}
	if d.chance(.02) {
		p[0], p[1] = p[1], p[0]
	}
	return p
}

func typo(d *dice, s string) string {
	if len(s) < 3 {
		return s
	}
	i := d.below(len(s) - 1)
	switch d.below(3) {
	case 0:
		return s[:i] + s[i+1:]
	case 1:
		return s[:i] + s[i+1:i+2] + s[i:i+1] + s[i+2:]
	}
	return s[:i] + string("aeinrst0123"[d.below(11)]) + s[i+1:]
}

// writePeople writes people.csv and model.json, and gives who is who by row.
func writePeople(o options) ([]int32, error) {
	if err := os.WriteFile(filepath.Join(o.dir, "model.json"), model, 0o600); err != nil {
		return nil, err
	}
	f, err := os.Create(filepath.Join(o.dir, "people.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buffer := bufio.NewWriterSize(f, 1<<20)
	truth, err := people(csv.NewWriter(buffer), o)
	if err == nil {
		err = buffer.Flush()
	}
	return truth, err
}

func people(w *csv.Writer, o options) ([]int32, error) {
	d := dice(o.seed)
	t := &town{given: words(&d, 1500, 2), surnames: words(&d, 20_000, 3), streets: words(&d, 3000, 2), cities: words(&d, 400, 2)}
	err := w.Write(append([]string{"unique_id"}, columns()...))
	var truth []int32
	for entity := int32(0); len(truth) < o.rows && err == nil; entity++ {
		p := t.person(&d)
		copies := 1 + min(d.below(10), d.below(10), d.below(10))/2
		for k := 0; k < copies && len(truth) < o.rows && err == nil; k++ {
			record := p
			if k > 0 {
				record = t.worn(&d, p)
			}
			err = w.Write(append([]string{id(len(truth))}, record[:]...))
			truth = append(truth, entity)
		}
	}
	w.Flush()
	return truth, err
}

// id tells nothing of who the record is.
func id(row int) string {
	d := dice(row)
	return strconv.FormatUint(d.next(), 36)
}

// pairF1 is the harmonic mean of pairwise precision and recall of a file of
// clusters.
func pairF1(path string, truth []int32) (float64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	rowOf := make(map[string]int, len(truth))
	for row := range truth {
		rowOf[id(row)] = row
	}
	type both struct {
		cluster string
		entity  int32
	}
	found, same, real := map[string]float64{}, map[both]float64{}, map[int32]float64{}
	r := csv.NewReader(f)
	for {
		cells, err := r.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return 0, err
		}
		row, ok := rowOf[cells[1]]
		if !ok {
			continue // the header
		}
		found[cells[0]]++
		same[both{cells[0], truth[row]}]++
		real[truth[row]]++
	}
	return 2 * pairsIn(same) / (pairsIn(found) + pairsIn(real)), nil
}

func pairsIn[K comparable](sizes map[K]float64) float64 {
	total := 0.
	for _, n := range sizes {
		total += n * (n - 1) / 2
	}
	return total
}
