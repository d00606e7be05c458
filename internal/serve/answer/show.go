package answer

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/bronze"
	"scv/internal/identity"
	"scv/internal/warehouse"
)

// Customer is everything the published version knows of one customer.
type Customer struct {
	CustomerID string   `json:"customer_id"`
	AskedFor   string   `json:"asked_for,omitempty"` // the id that this customer answers for: it was merged into it
	Because    string   `json:"because,omitempty"`   // why it was
	Type       string   `json:"type"`                // person or organisation
	Golden     []Golden `json:"golden"`
	Records    []Record `json:"records"`
	Weather    []Day    `json:"weather"`
}

// Golden is one value of the golden record and where it comes from.
type Golden struct {
	Attribute  string `json:"attribute"`
	Value      string `json:"value"`
	RecordID   string `json:"record_id"`
	Source     string `json:"source"`
	Rule       string `json:"rule"`
	Candidates int64  `json:"candidates"` // different values the records offer
}

// Record is one source record as it was received, in vocabulary words.
type Record struct {
	RecordID string  `json:"record_id"`
	Source   string  `json:"source"`
	Entity   string  `json:"entity"`
	File     string  `json:"file,omitempty"` // where its newest version stands; "" when it left its source
	Sheet    string  `json:"sheet,omitempty"`
	Row      int64   `json:"row,omitempty"`
	Values   []Value `json:"values"`
}

// Letter is a short name for a customer's k-th record: A, B, C.
func Letter(k int) string {
	if k < 26 {
		return string(rune('A' + k))
	}
	return fmt.Sprintf("R%d", k+1)
}

// Value is one filled word of a record.
type Value struct {
	Word      string `json:"word"`
	Value     string `json:"value"`
	Canonical string `json:"canonical,omitempty"` // the one spelling of all spellings; "" where there is none
	Reason    string `json:"reason,omitempty"`    // why it has no canonical form, or how it was repaired
}

// Day is the weather at the customer's place on one day; a missing value is nil.
type Day struct {
	Date        string   `json:"date"`
	Found       bool     `json:"found"`
	AvgC        *float64 `json:"avg_c"`
	MinC        *float64 `json:"min_c"`
	MaxC        *float64 `json:"max_c"`
	PrecipMM    *float64 `json:"precipitation_mm"`
	SnowMM      *float64 `json:"snowfall_mm"`
	WindKMH     *float64 `json:"max_wind_kmh"`
	Kind        string   `json:"kind,omitempty"` // history or forecast
	Provider    string   `json:"provider,omitempty"`
	ProvidedAs  string   `json:"provided_as,omitempty"` // primary, fallback or last_good
	AgeDays     *int64   `json:"age_days,omitempty"`    // of last_good: how old the value is
	IssuedAtUTC string   `json:"issued_at,omitempty"`
}

// Show gives one customer. An unknown id is an error with code SCV-A002.
func (a *Answers) Show(ctx context.Context, id scv.CustomerID) (*Customer, error) {
	c, err := a.follow(ctx, id)
	if err != nil {
		return nil, err
	}
	steps := []func(context.Context, *Customer) error{a.addGolden, a.addRecords, a.addWeather}
	for _, step := range steps {
		if err := step(ctx, c); err != nil {
			return nil, err
		}
	}
	if len(c.Records) == 0 {
		return nil, notFound("customer", string(id))
	}
	return c, nil
}

// follow gives the customer that answers for an id: itself, or the one that it was
// merged into. An id whose last record is gone is none.
func (a *Answers) follow(ctx context.Context, id scv.CustomerID) (*Customer, error) {
	r, err := identity.RedirectOf(ctx, a.w, id)
	if r == nil {
		return &Customer{CustomerID: string(id)}, err
	}
	return &Customer{CustomerID: string(r.To), AskedFor: string(r.From), Because: r.Because}, nil
}

func (a *Answers) addGolden(ctx context.Context, c *Customer) error {
	t, err := a.table(ctx, "golden", c.CustomerID)
	if err != nil {
		return err
	}
	for _, r := range t.Rows {
		c.Golden = append(c.Golden, Golden{str(r[0]), str(r[1]), str(r[2]), str(r[3]), str(r[4]), int64(num(r[5]))})
	}
	order := map[string]int{}
	for i, w := range scv.Vocabulary() {
		order[w.Name] = i
	}
	sortBy(c.Golden, func(g Golden) int { return order[g.Attribute] })
	return nil
}

func (a *Answers) addRecords(ctx context.Context, c *Customer) error {
	t, err := a.table(ctx, "records", c.CustomerID)
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		c.Type = str(row[column(t.Columns, "customer_party_type")])
		r := record(t.Columns, row)
		if err := a.addPlace(ctx, &r); err != nil {
			return err
		}
		c.Records = append(c.Records, r)
	}
	return nil
}

// addPlace tells where a record stands in its source.
func (a *Answers) addPlace(ctx context.Context, r *Record) error {
	text, err := sqlFiles.ReadFile("sql/place.sql")
	if err != nil {
		return fmt.Errorf("open statement place: %w", err)
	}
	current := warehouse.NewStatement(string(text)).Relation("current", bronze.Current(r.Source, r.Entity))
	t, err := a.w.Table(ctx, current.String(), r.RecordID)
	if err != nil || len(t.Rows) == 0 {
		return err
	}
	row := t.Rows[0]
	r.File, r.Sheet, r.Row = str(row[0]), str(row[1]), count(row[2])
	return nil
}

func record(columns []string, row []any) Record {
	r := Record{
		RecordID: str(row[column(columns, "record_id")]),
		Source:   str(row[column(columns, "source_name")]),
		Entity:   str(row[column(columns, "entity")]),
	}
	for _, w := range scv.Vocabulary() {
		i := column(columns, w.Name)
		if i < 0 || row[i] == nil {
			continue
		}
		v := Value{Word: w.Name, Value: str(row[i])}
		if j := column(columns, w.Name+"_std"); j >= 0 {
			v.Canonical = str(row[j])
		}
		if j := column(columns, w.Name+"_reason"); j >= 0 {
			v.Reason = str(row[j])
		}
		r.Values = append(r.Values, v)
	}
	return r
}

func column(columns []string, name string) int {
	for i, c := range columns {
		if c == name {
			return i
		}
	}
	return -1
}

func (a *Answers) addWeather(ctx context.Context, c *Customer) error {
	t, err := a.table(ctx, "weather", c.CustomerID)
	if err != nil {
		return err
	}
	for _, r := range t.Rows {
		found, _ := r[1].(bool)
		day := Day{
			Date: str(r[0]), Found: found, AvgC: optional(r[2]), MinC: optional(r[3]), MaxC: optional(r[4]),
			PrecipMM: optional(r[5]), Provider: str(r[6]), IssuedAtUTC: moment(r[7]),
			Kind: str(r[8]), SnowMM: optional(r[9]), WindKMH: optional(r[10]), ProvidedAs: str(r[11]),
		}
		if age, ok := r[12].(int64); ok {
			day.AgeDays = &age
		}
		c.Weather = append(c.Weather, day)
	}
	return nil
}
