package identity

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"scv/internal/identity/engine"
	"scv/internal/identity/evaluate"
	"scv/internal/race"
)

// Tables of odd sizes and links of unlike lists.

// person is one row of a plain list of customers; of says how much is wrong in it.
type person struct{ first, last, birth, street, zip, city, mail, phone string }

var plainColumns = []string{"first_name", "last_name", "birth_date", "street", "zip", "city", "email", "phone"}

func (m maker) person(surnames []string) person {
	first, last := m.skewed(englishGiven), m.skewed(surnames)
	return person{
		first, last, m.born(1940, 2004).as(""), fmt.Sprint(1+m.IntN(200), " ", m.of(surnames...), " Road"), m.digits(5), m.of("Bristol", "Leeds", "York", "Bath", "Exeter", "Derby"),
		strings.ToLower(first+"."+last+m.digits(5)) + "@mail.example", "07" + m.digits(9),
	}
}

func (m maker) row(p person, slip, missing float64) []string {
	var out []string
	for _, v := range []string{p.first, p.last, p.birth, p.street, p.zip, p.city, p.mail, p.phone} {
		out = append(out, m.noisy(v, slip, missing))
	}
	return out
}

// copies makes people of so many rows each.
func copies(m maker, people int, rows func(person int) int, slip, missing float64) invented {
	t := invented{columns: plainColumns}
	surnames := m.englishFamily(500)
	for e := range people {
		p := m.person(surnames)
		for range rows(e) {
			t.add(e, 0, m.row(p, slip, missing)...)
		}
	}
	return t
}

func strangers(m maker) invented { return copies(m, 2100, func(int) int { return 1 }, 0, .1) }
func triples(m maker) invented   { return copies(m, 700, func(int) int { return 3 }, 0, 0) }

// crowd is one customer of many rows among others.
func crowd(m maker) invented {
	return copies(m, 1200, func(e int) int { return 1 + e%2 + 1500*(1-min(e, 1)) }, .03, .1)
}

// lists are two lists of which so many rows have their like in the other.
func lists(m maker, left, right, common int) invented {
	t := invented{columns: plainColumns}
	surnames := m.englishFamily(500)
	for e := range left {
		p := m.person(surnames)
		t.add(e, 0, m.row(p, .02, .1)...)
		if e < common {
			t.add(e, 1, m.row(p, .05, .15)...)
		}
	}
	for e := range right - common {
		t.add(left+e, 1, m.row(m.person(surnames), .05, .15)...)
	}
	return t
}

func strangeLists(m maker) invented { return lists(m, 2000, 2000, 100) }
func sameLists(m maker) invented    { return lists(m, 1500, 1500, 1500) }
func shortList(m maker) invented    { return lists(m, 20, 6000, 15) }

// A table in which nobody stands twice has next to nothing to find.
func TestStrangersStayStrangers(t *testing.T) {
	race.Skip(t, "TestATableIsMatchedAlikeInAnyOrder matches one table with 1, 2 and 5 workers")
	for seed := range uint64(3) {
		in, _ := strangers(maker{rand.New(rand.NewPCG(seed, 1))}).input(engine.Dedupe, 3)
		r := matchTable(t, in, nil)
		joined := 0
		for row, first := range r.Cluster {
			if int32(row) != first {
				joined++
			}
		}
		if joined > 3 {
			t.Errorf("seed %d: %d of %d rows were joined to another", seed, joined, in.Records.Len())
		}
	}
}

// So few rows that nothing can be learned are matched by what is thought beforehand.
func TestAHandfulOfRows(t *testing.T) {
	for _, rows := range []int{1, 2, 3, 10} {
		m := maker{rand.New(rand.NewPCG(2, 9))}
		table := copies(m, rows, func(e int) int { return 1 + (e+1)%2 }, 0, 0)
		table.rows, table.entity, table.source = table.rows[:rows], table.entity[:rows], table.source[:rows]
		in, truth := table.input(engine.Dedupe, 3)
		r := matchTable(t, in, nil)
		if m := evaluate.Compare(truth, found(in, r)); m.Precision < 1 || m.Recall < 1 {
			t.Errorf("%d rows: precision %.2f recall %.2f", rows, m.Precision, m.Recall)
		}
	}
}
