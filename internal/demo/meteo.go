package demo

import (
	"encoding/csv"
	"io"
	"math/rand/v2"
	"path/filepath"
	"strconv"
)

// The second provider is asked every morning, three days back and a week ahead.
const (
	meteoBack  = 3
	meteoAhead = 7
)

// writeMeteo writes what the second provider answers for the same places: metric, in
// the shape of Open-Meteo, with errors of its own. It knows every place.
func (g *generator) writeMeteo(dir string) error {
	var at []*place
	places := [][]string{{"location_id", "country", "postal_code", "city"}}
	for n, index := range sortedKeys(g.places) {
		p := g.places[index]
		at = append(at, p)
		places = append(places, []string{strconv.Itoa(n), p.country, p.postal, p.city})
	}
	if err := writeCSV(filepath.Join(dir, "meteo", "places.csv"), places); err != nil {
		return err
	}
	for issue := 1 - issues; issue <= 0; issue++ {
		name := g.asOf.AddDate(0, 0, issue).Format("2006-01-02") + "T06.csv"
		if err := create(filepath.Join(dir, "meteo", name), func(w io.Writer) error { return g.answer(w, at, issue) }); err != nil {
			return err
		}
	}
	return nil
}

// answer writes the two blocks of one morning's answer. The example has no longitudes
// and heights; nobody reads them here.
func (g *generator) answer(w io.Writer, at []*place, issue int) error {
	where := [][]string{{"location_id", "latitude", "longitude", "elevation", "utc_offset_seconds", "timezone", "timezone_abbreviation"}}
	days := [][]string{{
		"location_id", "time", "temperature_2m_mean (°C)", "temperature_2m_min (°C)", "temperature_2m_max (°C)", "precipitation_sum (mm)", "snowfall_sum (cm)",
		"wind_speed_10m_max (km/h)", "relative_humidity_2m_mean (%)",
	}}
	for n, p := range at {
		id := strconv.Itoa(n)
		where = append(where, []string{id, fixed(p.latitude, 2), "", "", "0", "GMT", "GMT"})
		c := newClimate(g.seed, p, g.asOf)
		c.dice = dice{rand.New(rand.NewPCG(g.seed^0x0e7e0, uint64(p.index)<<8|uint64(-issue))), 1}
		for day := issue - meteoBack; day <= issue+meteoAhead; day++ {
			days = append(days, append([]string{id}, c.metric(day, max(day-issue, 0))...))
		}
	}
	if err := csv.NewWriter(w).WriteAll(where); err != nil {
		return err
	}
	if _, err := io.WriteString(w, "\n"); err != nil {
		return err
	}
	return csv.NewWriter(w).WriteAll(days)
}

// metric gives a day in metric units, as seen so many days ahead. The model behind
// it runs a little cold and blurs what is far.
func (w *climate) metric(offset, ahead int) []string {
	mean := w.celsius(offset) - 0.4 + (0.6+0.5*float64(ahead))*w.NormFloat64()
	spread := 3 + 2*w.Float64()
	rain := max(0, 25.4*w.rain[offset+historyDays]*(1+(0.1+0.1*float64(ahead))*w.NormFloat64()))
	snow := 0.0
	if mean < 0 {
		snow = 0.8 * rain // centimetres
	}
	return []string{
		w.asOf.AddDate(0, 0, offset).Format("2006-01-02"), fixed(mean, 1), fixed(mean-spread, 1), fixed(mean+spread, 1), fixed(rain, 2), fixed(snow, 2),
		fixed(6+10*w.ExpFloat64(), 1), fixed(min(99, 55+rain+20*w.Float64()), 0),
	}
}

func (w *climate) celsius(offset int) float64 {
	return (w.base + w.true[offset+historyDays] - 32) / 1.8
}
