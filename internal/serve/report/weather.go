package report

import (
	"fmt"
	"math"
	"strings"
	"time"

	"scv/internal/serve/answer"
)

// weatherView is the weather at the customer's place.
type weatherView struct {
	Title  string
	Place  string
	Source string // who it is from and when it was made
	Days   []dayView
	Wide   *chart // all days
	Narrow *chart // from today on, for narrow pages
}

type dayView struct {
	Date                 string
	Kind                 string // measured, forecast or nothing found
	Min, Avg, Max        string
	Rain, Wind, Provider string
	Warning              string
	Today                bool
}

// The bounds that gold.rpt_weather_exposure counts by.
const (
	heatC    = 30.0
	frostC   = 0.0
	stormKMH = 62.0
	rainMM   = 20.0
	snowMM   = 50.0
)

func newWeatherView(c *Customer, asOf time.Time) *weatherView {
	if c == nil || len(c.Weather) == 0 {
		return nil
	}
	v := &weatherView{Place: goldenPlace(c.Customer)}
	for _, d := range c.Weather {
		v.Days = append(v.Days, newDayView(d, day(asOf)))
	}
	v.Title = weatherTitle(c.Weather, day(asOf))
	v.Source = weatherSource(c.Weather)
	v.Wide = drawWeather(c.Weather, day(asOf), 1056)
	ahead := c.Weather
	for len(ahead) > 0 && ahead[0].Date < day(asOf) {
		ahead = ahead[1:]
	}
	v.Narrow = drawWeather(ahead, day(asOf), 340)
	return v
}

func goldenPlace(c *answer.Customer) string {
	golden := map[string]string{}
	for _, g := range c.Golden {
		golden[g.Attribute] = g.Value
	}
	return strings.Join(strings.Fields(golden["postal_code"]+" "+golden["city"]+" "+golden["country"]), " ")
}

func newDayView(d answer.Day, today string) dayView {
	v := dayView{
		Date: d.Date, Kind: "nothing found", Today: d.Date == today, Provider: d.Provider, Warning: strings.Join(warnings(d), ", "),
		Min: one(d.MinC), Avg: one(d.AvgC), Max: one(d.MaxC), Rain: one(d.PrecipMM), Wind: one(d.WindKMH),
	}
	if d.Found {
		v.Kind = map[string]string{"history": "measured", "forecast": "forecast"}[d.Kind]
	}
	if d.IssuedAtUTC != "" {
		v.Kind += " of " + strings.NewReplacer("T", " ", "Z", "").Replace(d.IssuedAtUTC)
	}
	return v
}

func one(x *float64) string {
	if x == nil {
		return "–"
	}
	return strings.Replace(fmt.Sprintf("%.1f", *x), "-", "−", 1)
}

// warnings names what the day's weather is that touches people.
func warnings(d answer.Day) []string {
	var all []string
	for _, w := range []struct {
		x    *float64
		is   func(float64) bool
		text string
	}{
		{d.WindKMH, func(x float64) bool { return x >= stormKMH }, "storm"},
		{d.SnowMM, func(x float64) bool { return x >= snowMM }, "snow"},
		{d.PrecipMM, func(x float64) bool { return x >= rainMM }, "heavy rain"},
		{d.MaxC, func(x float64) bool { return x >= heatC }, "heat"},
		{d.MinC, func(x float64) bool { return x <= frostC }, "frost"},
	} {
		if w.x != nil && w.is(*w.x) {
			all = append(all, w.text)
		}
	}
	return all
}

func weatherTitle(days []answer.Day, today string) string {
	for _, d := range days {
		if w := warnings(d); d.Date >= today && len(w) > 0 {
			return fmt.Sprintf("%s on %s", capital(strings.Join(w, " and ")), d.Date)
		}
	}
	return "No frost, storm, heavy rain or heat in the days ahead"
}

func weatherSource(days []answer.Day) string {
	providers, issued := map[string]bool{}, ""
	var names []string
	for _, d := range days {
		if d.Provider != "" && !providers[d.Provider] {
			providers[d.Provider] = true
			names = append(names, d.Provider)
		}
		issued = max(issued, d.IssuedAtUTC)
	}
	if len(names) == 0 {
		return "no provider has this place"
	}
	s := "from " + strings.Join(names, ", ")
	if issued != "" {
		s += ", newest forecast of " + strings.NewReplacer("T", " ", "Z", " UTC").Replace(issued)
	}
	return s
}

// chart is days side by side: the day's span of temperature above, precipitation
// below, warnings at the foot.
type chart struct {
	W, H  float64
	Zero  float64 // where 0 °C is; 0 when it is not on the chart
	Base  float64 // where precipitation stands
	Days  []chartDay
	Label string
}

type chartDay struct {
	X, Mid, W         float64
	Name, Date        string
	Top, Bottom, High float64 // of the span of temperature
	Max, Min          string
	Rain, RainTop     float64 // height and place of the precipitation bar
	RainText          string
	Warning           string
	Today, Found      bool
	Past              bool
}

// What the chart measures, in its own units.
const (
	chartTop   = 66.0 // the highest temperature's place
	chartSpan  = 92.0 // from the highest to the lowest one
	chartBase  = 236.0
	rainHigh   = 38.0
	chartHigh  = 284.0
	leastDayC  = 6.0  // degrees that the scale spans at least
	mostRainMM = 20.0 // precipitation that fills the scale at least
)

func drawWeather(days []answer.Day, today string, wide float64) *chart {
	low, high, rain := spans(days)
	if len(days) == 0 || math.IsInf(low, 0) {
		return nil
	}
	c := &chart{W: wide, H: chartHigh, Base: chartBase}
	y := func(t float64) float64 { return round(chartTop + chartSpan*(high-t)/(high-low)) }
	if low <= 0 && high >= 0 {
		c.Zero = y(0)
	}
	w := wide / float64(len(days))
	for k, d := range days {
		c.Days = append(c.Days, chartDayOf(d, today, round(float64(k)*w), round(w), y, rain, w < 60))
	}
	c.Label = fmt.Sprintf("Weather of %d days, %s to %s: %s to %s, with precipitation. The table below has every figure.",
		len(days), days[0].Date, days[len(days)-1].Date, degrees(low), degrees(high))
	return c
}

// spans gives the lowest and highest temperature and the most precipitation that
// the scales have to hold.
func spans(days []answer.Day) (low, high, rain float64) {
	low, high, rain = math.Inf(1), math.Inf(-1), mostRainMM
	for _, d := range days {
		for _, t := range []*float64{d.MinC, d.AvgC, d.MaxC} {
			if t != nil {
				low, high = math.Min(low, *t), math.Max(high, *t)
			}
		}
		if d.PrecipMM != nil {
			rain = math.Max(rain, *d.PrecipMM)
		}
	}
	if high-low < leastDayC {
		high = low + leastDayC
	}
	return low, high, rain
}

func chartDayOf(d answer.Day, today string, x, w float64, y func(float64) float64, rain float64, narrow bool) chartDay {
	c := chartDay{X: x, W: w, Mid: round(x + w/2), Today: d.Date == today, Past: d.Date < today, Found: d.Found}
	c.Name, c.Date = dayName(d.Date, narrow)
	if top, bottom, ok := ends(d); ok {
		c.Top, c.Bottom = y(top), y(bottom)
		c.High = round(math.Max(6, c.Bottom-c.Top))
	}
	if d.MaxC != nil {
		c.Max = degrees(*d.MaxC)
	}
	if d.MinC != nil {
		c.Min = degrees(*d.MinC)
	}
	if d.PrecipMM != nil && *d.PrecipMM > 0 {
		c.Rain = round(math.Max(1.5, rainHigh**d.PrecipMM/rain))
		c.RainTop = chartBase - c.Rain
		c.RainText = fmt.Sprintf("%.0f", *d.PrecipMM)
		if *d.PrecipMM < 10 {
			c.RainText = fmt.Sprintf("%.1f", *d.PrecipMM)
		}
		if !narrow {
			c.RainText += " mm"
		}
	}
	if w := warnings(d); len(w) > 0 {
		c.Warning = w[0]
		if !narrow {
			c.Warning = strings.Join(w[:min(2, len(w))], ", ")
		}
	}
	return c
}

// ends gives the highest and lowest temperature that is known of a day.
func ends(d answer.Day) (top, bottom float64, ok bool) {
	top, bottom = math.Inf(-1), math.Inf(1)
	for _, t := range []*float64{d.MinC, d.AvgC, d.MaxC} {
		if t != nil {
			top, bottom, ok = math.Max(top, *t), math.Min(bottom, *t), true
		}
	}
	return top, bottom, ok
}

// dayName is a day as a calendar heads it.
func dayName(date string, narrow bool) (name, number string) {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return "", date
	}
	if narrow {
		return t.Format("Mon"), t.Format("2")
	}
	return t.Format("Mon"), t.Format("2 Jan")
}
