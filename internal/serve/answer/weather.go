package answer

import (
	"context"
	"time"
)

// Exposure counts the customers that one day's weather touches. The bounds are
// those of gold.rpt_weather_exposure.
type Exposure struct {
	Date                           string
	Customers, Found               int64
	Heat, Frost, Storm, Rain, Snow int64
}

// Exposure tells day by day how many customers the weather touches.
func (a *Answers) Exposure(ctx context.Context) ([]Exposure, error) {
	t, err := a.table(ctx, "exposure")
	if err != nil {
		return nil, err
	}
	days := make([]Exposure, len(t.Rows))
	for i, r := range t.Rows {
		days[i] = Exposure{str(r[0]), count(r[1]), count(r[2]), count(r[3]), count(r[4]), count(r[5]), count(r[6]), count(r[7])}
	}
	return days, nil
}

// Provider counts the customer days that have their weather from one provider.
type Provider struct {
	Name   string // "" where no provider has the day
	Days   int64
	Issued time.Time // of its newest forecast; zero for history alone
}

// Providers tells who the weather is from, most days first.
func (a *Answers) Providers(ctx context.Context) ([]Provider, error) {
	t, err := a.table(ctx, "providers")
	if err != nil {
		return nil, err
	}
	all := make([]Provider, len(t.Rows))
	for i, r := range t.Rows {
		issued, _ := r[2].(time.Time)
		all[i] = Provider{str(r[0]), count(r[1]), issued}
	}
	return all, nil
}
