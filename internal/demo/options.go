package demo

import (
	"fmt"
	"time"

	"scv"
)

// DefaultRows is the size of the example where Options say none.
const DefaultRows = 20_000

// Options say which example company to make. Equal options make equal data.
type Options struct {
	Rows  int       // source records of customers over all systems, about; 0 = DefaultRows
	Seed  uint64    // another seed, another company
	AsOf  time.Time // the company's today; its clock and zone do not count
	Noise string    // how much goes wrong: "low", "normal" or "high"; "" = normal

	Progress scv.Progress // told how far it is; nil = nobody
}

// complete fills in what is left out.
func (o Options) complete() (Options, float64, error) {
	if o.Progress == nil {
		o.Progress = scv.NoProgress{}
	}
	if o.Rows <= 0 {
		o.Rows = DefaultRows
	}
	y, m, d := o.AsOf.Date()
	o.AsOf = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	switch o.Noise {
	case "low":
		return o, 0.4, nil
	case "", "normal":
		return o, 1, nil
	case "high":
		return o, 2.2, nil
	}
	return o, 0, fmt.Errorf("noise %q is none of low, normal, high", o.Noise)
}
