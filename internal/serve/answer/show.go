package answer

import (
	"context"

	"scv"
)

// Customer is everything the published version knows of one customer.
type Customer struct {
	CustomerID string   `json:"customer_id"`
	Type       string   `json:"type"` // person or organisation
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
	Values   []Value `json:"values"`
}

// Value is one filled word of a record.
type Value struct {
	Word   string `json:"word"`
	Value  string `json:"value"`
	Reason string `json:"reason,omitempty"` // why it has no canonical form, or how it was repaired
}

// Day is the weather at the customer's place on one day; a missing value is nil.
type Day struct {
	Date        string   `json:"date"`
	Found       bool     `json:"found"`
	AvgC        *float64 `json:"avg_c"`
	MinC        *float64 `json:"min_c"`
	MaxC        *float64 `json:"max_c"`
	PrecipMM    *float64 `json:"precipitation_mm"`
	Provider    string   `json:"provider,omitempty"`
	IssuedAtUTC string   `json:"issued_at,omitempty"`
}

// Show gives one customer. An unknown id is an error with code SCV-A002.
func (a *Answers) Show(ctx context.Context, id scv.CustomerID) (*Customer, error) {
	c := &Customer{CustomerID: string(id)}
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
		c.Records = append(c.Records, record(t.Columns, row))
	}
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
		c.Weather = append(c.Weather, Day{
			Date: str(r[0]), Found: found, AvgC: optional(r[2]), MinC: optional(r[3]), MaxC: optional(r[4]),
			PrecipMM: optional(r[5]), Provider: str(r[6]), IssuedAtUTC: str(r[7]),
		})
	}
	return nil
}
