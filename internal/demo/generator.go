package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"scv"
)

// generator makes units until there are records enough. What is unique over all
// units (mailboxes, keys) is given out in their order.
type generator struct {
	seed    uint64
	asOf    time.Time
	noise   float64
	used    map[string]bool // mailboxes, domains and keys
	places  map[int]*place  // where somebody lives or lived
	people  int
	firms   int
	records [systems][]*record
	count   int
}

// reportEvery is after how many records progress is reported.
const reportEvery = 4096

func generate(o Options, noise float64) *generator {
	g := &generator{seed: o.Seed, asOf: o.AsOf, noise: noise, used: map[string]bool{}, places: map[int]*place{}}
	told := 0
	for n := uint64(1); g.count < o.Rows; n++ {
		g.unit(dice{rand.New(rand.NewPCG(o.Seed, n)), noise})
		if g.count-told >= reportEvery {
			told = g.count
			o.report(told, false)
		}
	}
	o.report(g.count, true)
	return g
}

func (o Options) report(done int, end bool) {
	o.Progress.Report(scv.Event{Stage: "make example", Unit: "records", Done: int64(done), Total: int64(o.Rows), End: end})
}

// Of a thousand units so many are tests and companies; the others are households.
const (
	testUnits    = 12
	companyUnits = 130
)

func (g *generator) unit(d dice) {
	switch n := d.IntN(1000); {
	case n < testUnits:
		g.keep(d.trial(g))
	case n < testUnits+companyUnits:
		g.office(d)
	default:
		g.household(d)
	}
}

// taken says whether somebody has a mailbox or key already, and takes it.
func (g *generator) taken(name string) bool {
	was := g.used[name]
	g.used[name] = true
	return was
}

// unique draws until nobody has it.
func (g *generator) unique(draw func() string) string {
	for {
		if s := draw(); !g.taken(s) {
			return s
		}
	}
}

func (g *generator) personID() string {
	g.people++
	return fmt.Sprintf("P%06d", g.people)
}

func (g *generator) firmID() string {
	g.firms++
	return fmt.Sprintf("O%06d", g.firms)
}

func (g *generator) keep(r *record) {
	g.records[r.system] = append(g.records[r.system], r)
	g.count++
}

// stay notes that weather is wanted for a place.
func (g *generator) stay(a address) { g.places[a.index] = a.place }
