package live

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
)

// town makes records of people, a third of them known twice and written otherwise.
type town struct {
	*rand.Rand
	given, family, street, city []string
}

func newTown() town {
	t := town{Rand: rand.New(rand.NewPCG(7, 11))}
	words := func(n int) (out []string) {
		for range n {
			w := ""
			for range 2 + t.IntN(2) {
				w += string("bdfghjklmnprstvw"[t.IntN(16)]) + string("aeiou"[t.IntN(5)])
			}
			out = append(out, w+[]string{"", "n", "r", "s"}[t.IntN(4)])
		}
		return out
	}
	t.given, t.family, t.street, t.city = words(3000), words(60_000), words(8000), words(4000)
	return t
}

// skewed prefers the beginning of a list, as names do.
func (t town) skewed(list []string) string {
	return list[int(float64(len(list))*t.Float64()*t.Float64()*t.Float64())]
}

func columns() []string {
	return []string{
		"given_name_std", "family_name_std", "birth_date_std", "email_std", "phone_std", "mobile_std", "street_std", "street_number_std",
		"postal_code_std", "city_std",
	}
}

func (t town) person(n int) []string {
	city := t.IntN(len(t.city))
	p := []string{
		t.skewed(t.given), t.skewed(t.family), fmt.Sprintf("%d-%02d-%02d", 1930+t.IntN(75), 1+t.IntN(12), 1+t.IntN(28)),
		fmt.Sprintf("%s%d@post%d.example", t.skewed(t.given), n, t.IntN(20)), fmt.Sprintf("+49%09d", t.IntN(1e9)), fmt.Sprintf("+491%08d", t.IntN(1e8)),
		t.skewed(t.street), fmt.Sprint(1 + t.IntN(120)), fmt.Sprintf("%05d", 1000+10*city), t.city[city],
	}
	for k := 2; k < len(p); k++ {
		if t.Float64() < .3 {
			p[k] = ""
		}
	}
	return p
}

// again writes a person otherwise.
func (t town) again(p []string) []string {
	out := slices.Clone(p)
	for k := range out {
		switch x := t.Float64(); {
		case x < .1:
			out[k] = ""
		case x < .2 && len(out[k]) > 3:
			at := 1 + t.IntN(len(out[k])-2)
			out[k] = out[k][:at] + out[k][at+1:]
		}
	}
	return out
}

func (t town) records(n int) (rows [][]string) {
	for len(rows) < n {
		p := t.person(len(rows))
		rows = append(rows, p)
		if t.Float64() < .3 {
			rows = append(rows, t.again(p))
		}
	}
	return rows[:n]
}

func setOf(rows [][]string) *record.Set {
	b := record.NewBuilder(columns(), map[string]string{"given_name_std": "name", "family_name_std": "name", "phone_std": "phone", "mobile_std": "phone"})
	for k, row := range rows {
		b.Add(fmt.Sprintf("r%08d", k), func(c int) []byte { return []byte(row[c]) })
	}
	s, _ := b.Set() // the ids are different
	return s
}

// BenchmarkMatch looks for records that are written a little otherwise than one that is
// there, among a million, and reports the time of a look at the median and at the 99th
// part of 100:
//
//	go test ./internal/identity/live -run '^$' -bench Match -benchtime 20000x -timeout 30m
func BenchmarkMatch(b *testing.B) {
	for _, n := range []int{10_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmark(b, n) })
	}
}

func benchmark(b *testing.B, n int) {
	t := newTown()
	rows := t.records(n)
	set := setOf(rows)
	customers := make([]scv.CustomerID, n)
	for k := range customers {
		customers[k] = scv.CustomerID(set.IDs[k])
	}
	comparisons := compare.For("person")
	x := New(Basis{Set: set, Customers: customers, Rules: block.For("person"), Comparisons: comparisons, Model: score.Prior("person", comparisons, n), Least: -8})
	guests := make([]*record.Set, 5000)
	for k := range guests {
		guests[k] = setOf([][]string{t.again(rows[t.IntN(n)])})
	}
	took := make([]time.Duration, 0, b.N)
	b.ReportAllocs()
	compared, k := 0, 0
	for b.Loop() {
		start := time.Now()
		found, err := x.Match(b.Context(), guests[k%len(guests)])
		took = append(took, time.Since(start))
		if err != nil {
			b.Fatal(err)
		}
		compared += len(found)
		k++
	}
	slices.Sort(took)
	at := func(part float64) float64 { return float64(took[int(part*float64(len(took)-1))].Microseconds()) / 1000 }
	b.ReportMetric(at(.5), "p50-ms")
	b.ReportMetric(at(.99), "p99-ms")
	b.ReportMetric(float64(x.Stats().Bytes)/(1<<20), "index-MiB")
	b.ReportMetric(float64(compared)/float64(k), "candidates")
}
