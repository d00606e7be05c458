package infer

import (
	"scv"
)

// Proposal is what scv.yml could say of the files that were looked at.
type Proposal struct {
	Sources []Source  `json:"sources"`
	Skipped []Skipped `json:"skipped"`
	Doubts  []string  `json:"doubts"`
}

// Source is one proposed source.
type Source struct {
	Name     string         `json:"name"`
	Kind     scv.SourceKind `json:"kind"`
	Path     string         `json:"path"`
	Entities []Entity       `json:"entities"`
}

// Entity is one proposed table with the reasons for what it says.
type Entity struct {
	Name      string         `json:"name"`
	Party     string         `json:"party,omitempty"`
	Sheet     string         `json:"sheet,omitempty"`
	Header    int            `json:"header,omitempty"` // only where it would not be found by itself
	Key       []string       `json:"key,omitempty"`
	KeyReason string         `json:"key_reason,omitempty"`
	Country   string         `json:"country,omitempty"` // a constant, where no column says it
	Columns   []Column       `json:"columns"`
	Exclude   []Rule         `json:"exclude,omitempty"`
	Places    []Place        `json:"places"`
	Rows      int            `json:"rows"`
	Ignored   map[string]int `json:"ignored,omitempty"` // rows that are no data, by reason
	Held      map[string]int `json:"held,omitempty"`    // rows that the load would hold aside, by code
	Doubts    []string       `json:"doubts,omitempty"`
}

// Column is one column and what it is taken for.
type Column struct {
	Header     string   `json:"header"`
	Column     string   `json:"column"`         // as scv.yml names it
	Word       string   `json:"word,omitempty"` // of the vocabulary; "" is not mapped
	Confidence float64  `json:"confidence"`
	Reason     string   `json:"reason,omitempty"`
	Type       string   `json:"type,omitempty"` // "" is text, as it comes
	Formats    []string `json:"formats,omitempty"`
	Seen       string   `json:"seen,omitempty"` // of dates: in which forms they come
	Filled     int      `json:"filled"`
	Distinct   int      `json:"distinct"`
	Doubt      string   `json:"doubt,omitempty"`
	Samples    []string `json:"samples,omitempty"` // only when values may be shown
}

// Rule keeps rows out that are no customers.
type Rule struct {
	Name   string `json:"name"`
	SQL    string `json:"sql"`
	Reason string `json:"reason"`
}

// Unsure says whether a person should look at the column before the first run.
func (c Column) Unsure() bool { return c.Word != "" && c.Confidence < believed || c.Doubt != "" }

// Config is the source as scv.yml declares it.
func (s Source) Config() scv.SourceConfig {
	c := scv.SourceConfig{Name: s.Name, Kind: s.Kind, Path: s.Path}
	for _, e := range s.Entities {
		c.Entities = append(c.Entities, e.config())
	}
	return c
}

func (e Entity) config() scv.EntityConfig {
	c := scv.EntityConfig{Name: e.Name, Party: e.Party, Sheet: e.Sheet, Header: e.Header, Key: e.Key}
	byWord := map[string]Column{}
	for _, col := range e.Columns {
		if kind, ok := scv.ParseType(col.Type); ok {
			c.Columns = append(c.Columns, scv.ColumnConfig{Name: col.Column, Type: kind, Formats: col.Formats})
		}
		if col.Word != "" {
			byWord[col.Word] = col
		}
	}
	for _, w := range scv.Vocabulary() {
		if col, ok := byWord[w.Name]; ok {
			c.Map = append(c.Map, scv.Mapping{To: w.Name, Columns: []string{col.Column}})
		} else if w.Name == "country" && e.Country != "" {
			c.Map = append(c.Map, scv.Mapping{To: w.Name, Value: e.Country})
		}
	}
	for _, r := range e.Exclude {
		c.Exclude = append(c.Exclude, scv.Exclusion{Rule: r.Name, SQL: r.SQL})
	}
	return c
}

// HeldRows is the number of rows that the load would hold aside.
func (e Entity) HeldRows() int {
	n := 0
	for _, rows := range e.Held {
		n += rows
	}
	return n
}
