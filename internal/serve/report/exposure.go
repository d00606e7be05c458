package report

import (
	"fmt"

	"scv"
	"scv/internal/serve/answer"
)

// exposureView is how many customers the weather touches, and how many have any.
type exposureView struct {
	Title     string
	Weather   scv.Weather
	Light     light
	Providers []providerView
	Kinds     []string
	Days      []exposureDay
}

type providerView struct {
	Name, Issued string
	Days         int64
	Share        string
}

type exposureDay struct {
	Date  string
	Today bool
	Cells []exposureCell
}

type exposureCell struct {
	Kind, Fact string
	N          int64
	Share      float64 // of all customers, per cent
}

// leastFound is the share of customer days that should have weather.
const leastFound = 0.9

func newExposureView(f *Facts) *exposureView {
	if len(f.Exposure) == 0 {
		return nil
	}
	v := &exposureView{Kinds: []string{"frost", "storm", "heavy rain", "snow", "heat"}}
	for _, d := range f.Exposure {
		v.Weather.Wanted += d.Customers
		v.Weather.Found += d.Found
		if d.Date >= day(f.Live.AsOf) {
			v.Days = append(v.Days, v.day(d, day(f.Live.AsOf)))
		}
	}
	v.Light = light{good, "complete"}
	if float64(v.Weather.Found) < leastFound*float64(v.Weather.Wanted) {
		v.Light = light{watch, "gaps"}
	}
	for _, p := range f.Providers {
		x := providerView{Name: p.Name, Days: p.Days, Share: share(p.Days, v.Weather.Wanted)}
		if p.Name == "" {
			x.Name = "nobody: no provider has these places or days"
		}
		if !p.Issued.IsZero() {
			x.Issued = moment(p.Issued)
		}
		v.Providers = append(v.Providers, x)
	}
	v.Title = exposureTitle(f.Exposure, day(f.Live.AsOf))
	return v
}

func (v *exposureView) day(d answer.Exposure, today string) exposureDay {
	x := exposureDay{Date: d.Date, Today: d.Date == today}
	for k, n := range []int64{d.Frost, d.Storm, d.Rain, d.Snow, d.Heat} {
		c := exposureCell{Kind: v.Kinds[k], N: n, Fact: "exposure." + d.Date + "." + v.Kinds[k]}
		if d.Customers > 0 {
			c.Share = round(100 * float64(n) / float64(d.Customers))
		}
		x.Cells = append(x.Cells, c)
	}
	return x
}

// exposureTitle says what touches most customers on the first day ahead that has
// anything.
func exposureTitle(days []answer.Exposure, today string) string {
	for _, d := range days {
		if d.Date < today {
			continue
		}
		most, word := int64(0), ""
		for _, k := range []struct {
			n    int64
			word string
		}{{d.Frost, "frost"}, {d.Storm, "storm"}, {d.Rain, "heavy rain"}, {d.Snow, "snow"}, {d.Heat, "heat"}} {
			if k.n > most {
				most, word = k.n, k.word
			}
		}
		if most > 0 {
			return fmt.Sprintf("%s touches %s on %s", capital(word), many(most, "customer", "customers"), d.Date)
		}
	}
	return "The weather of the days ahead touches no customer"
}
