package demo

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"time"
)

// The days that the weather files hold, relative to the company's today.
const (
	historyDays  = 7 // before it
	forecastDays = 8 // after it
	issues       = 3 // forecasts: of the day before yesterday, yesterday and today
)

var (
	placeHeader  = []string{"POSTAL_CODE", "CITY_NAME", "COUNTRY"}
	dayHeader    = []string{"DATE_VALID_STD", "DOY_STD"}
	valuesHeader = []string{
		"MIN_TEMPERATURE_AIR_2M_F", "AVG_TEMPERATURE_AIR_2M_F", "MAX_TEMPERATURE_AIR_2M_F", "AVG_HUMIDITY_RELATIVE_2M_PCT", "AVG_PRESSURE_MEAN_SEA_LEVEL_MB",
		"AVG_WIND_SPEED_10M_MPH", "MAX_WIND_SPEED_10M_MPH", "TOT_PRECIPITATION_IN", "TOT_SNOWFALL_IN", "AVG_CLOUD_COVER_TOT_PCT",
	}
)

// writeWeather writes what a provider delivers for the places where customers
// live. One place in twenty-five is unknown to it, and now and then a value is
// missing.
func (g *generator) writeWeather(dir string) error {
	forecast := [][]string{header(placeHeader, []string{"TIME_INIT_UTC"}, dayHeader, valuesHeader)}
	history := [][]string{header(placeHeader, dayHeader, valuesHeader)}
	for _, index := range sortedKeys(g.places) {
		p := g.places[index]
		if p.unknown(g.seed) {
			continue
		}
		where := []string{p.postal, p.city, p.country}
		w := newClimate(g.seed, p, g.asOf)
		for day := -historyDays; day < 0; day++ {
			history = append(history, header(where, w.day(day), w.row(day, 0)))
		}
		for issue := 1 - issues; issue <= 0; issue++ {
			at := []string{g.asOf.AddDate(0, 0, issue).Add(6 * time.Hour).Format("2006-01-02 15:04:05")}
			for day := issue; day <= forecastDays; day++ {
				forecast = append(forecast, header(where, at, w.day(day), w.row(day, day-issue)))
			}
		}
	}
	if err := writeCSV(filepath.Join(dir, "weather", "forecast_day.csv"), forecast); err != nil {
		return err
	}
	return writeCSV(filepath.Join(dir, "weather", "history_day.csv"), history)
}

func header(parts ...[]string) []string {
	var all []string
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

// unknown says whether the provider has no weather for a place: never for one of
// the big towns.
func (p *place) unknown(seed uint64) bool {
	const bigTowns, perCountry, oneIn = 12, 72, 20
	return p.index%perCountry >= bigTowns && rand.New(rand.NewPCG(seed, uint64(p.index)^0x5eed)).IntN(oneIn) == 0
}

// climate is the weather of one place, as it is going to be.
type climate struct {
	dice
	asOf time.Time
	base float64   // mean temperature of the season, °F
	true []float64 // departure from it by day, -historyDays first
	rain []float64 // inches by day
}

func newClimate(seed uint64, p *place, asOf time.Time) climate {
	w := climate{dice: dice{rand.New(rand.NewPCG(seed^0x3ea, uint64(p.index))), 1}, asOf: asOf}
	warmest := 200.0 // day of the year
	if p.latitude < 0 {
		warmest = 20
	}
	latitude := math.Abs(p.latitude)
	season := math.Cos(2 * math.Pi * (float64(asOf.YearDay()) - warmest) / 365)
	w.base = 95 - 0.95*latitude + season*(4+0.3*latitude)
	departure := 0.0
	for day := -historyDays; day <= forecastDays; day++ {
		departure = 0.7*departure + 5*w.NormFloat64()
		w.true = append(w.true, departure)
		w.rain = append(w.rain, max(0, 0.45*w.ExpFloat64()-0.35))
	}
	return w
}

func (w *climate) day(offset int) []string {
	day := w.asOf.AddDate(0, 0, offset)
	return []string{day.Format(time.DateOnly), strconv.Itoa(day.YearDay())}
}

// row gives the values of a day, as seen so many days ahead; 0 is what was measured.
func (w *climate) row(offset, ahead int) []string {
	at := offset + historyDays
	mean := w.base + w.true[at] + 0.9*float64(ahead)*w.NormFloat64()
	spread := 6 + 3*w.Float64()
	rain := max(0, w.rain[at]*(1+0.15*float64(ahead)*w.NormFloat64()))
	snow := 0.0
	if mean < 32 {
		snow = 8 * rain
	}
	wind := 3 + 4*w.ExpFloat64()
	row := []string{
		fixed(mean-spread, 1), fixed(mean, 1), fixed(mean+spread, 1), fixed(min(99, 55+30*rain+20*w.Float64()), 1), fixed(1013-12*rain+4*w.NormFloat64(), 1),
		fixed(wind, 1), fixed(wind*(1.4+w.Float64()), 1), fixed(rain, 2), fixed(snow, 2), fixed(min(100, 20+70*rain+40*w.Float64()), 0),
	}
	for i := range row {
		if w.chance(0.006) {
			row[i] = ""
		}
	}
	return row
}

func fixed(f float64, digits int) string { return strconv.FormatFloat(f, 'f', digits, 64) }
