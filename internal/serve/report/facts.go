package report

import (
	"time"

	"scv"
	"scv/internal/identity"
	"scv/internal/readiness"
	"scv/internal/serve/answer"
)

// Facts is everything the page tells. Times are UTC.
type Facts struct {
	Company string
	Program string    // which scv writes the page
	Written time.Time // by the caller's clock
	Sources []Source  // as scv.yml lists them
	Live    *Live     // nil before the first published version
	Runs    []Run     // newest first
	// Newest is the report of the newest run, as far as it got; nil when there is none.
	Newest *scv.RunReport
	// Report is the report of the run whose checks are shown: of the newest one when
	// it was refused, else of the one that made the live version; nil when there is none.
	Report *scv.RunReport
	Checks []Check // each check of that run; none when the run kept none

	Headings []readiness.Heading
	Status   *readiness.Status

	Flow      []answer.Flow
	Sizes     []answer.Size
	Held      []answer.HeldAt
	Exposure  []answer.Exposure
	Providers []answer.Provider

	Masked   bool      // the customer is left out because somebody asked for it
	Customer *Customer // nil when it is left out or there is none
}

// Source is a source by name and kind.
type Source struct {
	Name string
	Kind scv.SourceKind
}

// Live is the version that readers see.
type Live struct {
	Version     int64
	RunID       string
	AsOf        time.Time
	PublishedAt time.Time
	Customers   int64
}

// Run is one run in the list.
type Run struct {
	ID      string
	Started time.Time
	Seconds float64
	Verdict string // running, published, unchanged, refused, failed, interrupted
	Version int64  // what readers saw when it ended
}

// Check is how one check of the project ended.
type Check struct {
	Name     string
	Relation string // what it looks at, "gold.dim_customer"; "" when it is a query of its own
	Column   string
	Kind     string // unique, not_null ...; "query" for a test that is a query of its own
	Severity string // error or warn
	Status   string // pass, warn, fail, error or skipped
	Failures int64
}

// Customer is the one customer on the page.
type Customer struct {
	*answer.Customer
	Telling bool                  // chosen by the page, not by a person
	Links   []answer.Link         // compared pairs inside the customer, strongest first
	Why     *identity.Explanation // of the weakest link that holds it together; nil with one record
}
