package spec

import (
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/profile"
)

// Spec is how records are matched.
type Spec struct {
	File         string // where it was read, for messages; "" = proposed
	Link         engine.LinkType
	Country      string           // of rows that name none; "" = nobody knows
	Columns      []profile.Column // what each column says
	Few          int              // up to so many records all pairs are compared
	Rules        map[string][]Rule
	Comparisons  map[string][]Comparison
	Auto, Review float64           // weights in bits: from Auto on two records are one, from Review on a person is asked
	Vetoes       []string          // words in which records of one cluster do not differ
	MustLink     []string          // words in which records that agree are one
	Clusters     string            // how clusters are made: Methods
	Survivorship map[string]string // word -> how the golden value is chosen; gold does it
	places       map[string]int    // line of each column, rule, comparison, word of survivorship, and some keys
}

// Rule is a blocking rule in words.
type Rule struct {
	Name  string
	Kind  block.Kind
	Words []string // with a form behind a colon: "family_name:sound"
	Last  bool
}

// Comparison is one of ours, called by its name alone, or one of a column.
type Comparison struct {
	Name   string
	Kind   string // "" = ours of that name; Kinds
	Column string
	Levels []compare.Step    // of kind "levels"
	SQL    []compare.SQLStep // of kind "sql", which names its columns in them; Column is the one whose frequencies count
}

// Kinds lists the kinds of comparisons of a column.
func Kinds() []string { return []string{"identifier", "text", "category", "levels", "sql"} }

// Methods lists how clusters are made.
func Methods() []string { return []string{"linkage", "components", "one_to_one"} }

// parties in the order in which they are written.
func parties() []string { return []string{"person", "organisation"} }

// vocabulary lists the words that have a form of their own.
func vocabulary() []string {
	return []string{
		"given_name", "family_name", "name_suffix", "organisation_name", "birth_date", "email", "phone", "mobile",
		"street", "street_number", "postal_code", "city", "country", "tax_id",
	}
}
