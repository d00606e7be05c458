package scv

import "time"

// Counts is what a load did with the rows of one source. The law of
// conservation, checked on every load: Read = Loaded + Unchanged + Quarantined.
type Counts struct {
	Read        int64 `json:"read"`        // data rows met in the files
	Loaded      int64 `json:"loaded"`      // new records or new versions
	Unchanged   int64 `json:"unchanged"`   // already there with the same content
	Quarantined int64 `json:"quarantined"` // kept aside with every reason
	Ignored     int64 `json:"ignored"`     // titles, headers, blank and totals rows: outside the law
	Deleted     int64 `json:"deleted"`     // tombstones written for rows that left a snapshot: outside the law
}

// Conserved says whether the law of conservation holds.
func (c Counts) Conserved() bool { return c.Read == c.Loaded+c.Unchanged+c.Quarantined }

// Plus adds two counts.
func (c Counts) Plus(o Counts) Counts {
	return Counts{
		c.Read + o.Read, c.Loaded + o.Loaded, c.Unchanged + o.Unchanged,
		c.Quarantined + o.Quarantined, c.Ignored + o.Ignored, c.Deleted + o.Deleted,
	}
}

// Checks counts the verdicts of the checks of a run.
type Checks struct {
	Run    int `json:"run"`
	Passed int `json:"passed"`
	Failed int `json:"failed"`
	Warned int `json:"warned"`
	// Carried are those of Passed that passed before on the same rows by the same
	// code, and were not run again.
	Carried int `json:"carried"`
}

// Work is what a run built of the project, and what it did not have to.
type Work struct {
	Built   int        `json:"built"`         // models, seeds and snapshots
	Carried int        `json:"carried"`       // copied from the live version
	Skipped int        `json:"skipped"`       // stay where they are
	Saved   float64    `json:"seconds_saved"` // that building the others took when they were built
	Nodes   []NodeWork `json:"nodes"`         // in the order they ended; checks only where they ran
}

// Count adds one to the count of an action.
func (w *Work) Count(action string) {
	switch action {
	case "built":
		w.Built++
	case "carried":
		w.Carried++
	case "skipped":
		w.Skipped++
	}
}

// NodeWork is what became of one node of the project, and why.
type NodeWork struct {
	Node   string   `json:"node"` // unique id
	Name   string   `json:"name"`
	Kind   string   `json:"kind"`
	Action string   `json:"action"` // built, carried, skipped
	Why    []string `json:"why"`
}

// Matching is how well the published customers agree with a known truth.
type Matching struct {
	Precision float64 `json:"precision"` // pairwise, after clustering and publishing
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
	B3F1      float64 `json:"b3_f1"` // B-cubed, per record
}

// Weather counts customer days that should have weather and those that do, and
// says who of the chain of providers it comes from.
type Weather struct {
	Wanted   int64      `json:"wanted"`
	Found    int64      `json:"found"`
	Provider string     `json:"provider,omitempty"`    // the one that serves; "" = none is good: values received earlier serve
	As       ProvidedAs `json:"provided_as,omitempty"` // "" where there is no chain
}

// ProvidedAs says which link of the chain of weather providers a value is from.
type ProvidedAs string

// The links of the chain.
const (
	Primary  ProvidedAs = "primary"   // the first provider
	Fallback ProvidedAs = "fallback"  // the next one that is good
	LastGood ProvidedAs = "last_good" // what a provider gave earlier that is not good now
)

// Condition is how a source stands in a run.
type Condition string

// The conditions. Good may have a quarantine; the others say why a source is not
// to be relied on.
const (
	Good    Condition = "good"
	Missing Condition = "missing" // its files are not there, or empty
	Broken  Condition = "broken"  // they cannot be read, or most of their rows cannot
	Stale   Condition = "stale"   // the newest of it is older than it may be
)

// SourceState is how a run found a source.
type SourceState struct {
	Name      string        `json:"name"`
	Condition Condition     `json:"condition"`
	Newest    *time.Time    `json:"newest"`            // when the newest of it was issued or, where it does not say, delivered
	Limit     time.Duration `json:"-"`                 // how old that may be, 0 = any age
	Code      Code          `json:"code,omitempty"`    // why it could not be loaded
	Subject   string        `json:"subject,omitempty"` // the file or folder
	Rank      int           `json:"rank,omitempty"`    // its place in the chain of weather providers, from 1
	Serves    bool          `json:"serves,omitempty"`  // whether the weather is from it
}

// CheckFailure is one check that did not pass, with rows to look at.
type CheckFailure struct {
	Check    string     `json:"check"`
	Severity string     `json:"severity"` // "error" stops the publishing, "warn" does not
	Failures int64      `json:"failures"` // rows that break it
	Message  string     `json:"message,omitempty"`
	Columns  []string   `json:"columns,omitempty"` // only keys and places: never a customer's values
	Rows     [][]string `json:"rows,omitempty"`    // at most ten
}

// Held counts rows in quarantine that share their reasons.
type Held struct {
	Source string `json:"source"`
	Entity string `json:"entity"`
	Codes  string `json:"codes"`
	Rows   int64  `json:"rows"`
}

// LeftVersion is a version that readers were taken back from.
type LeftVersion struct {
	Version int64  `json:"version"`
	By      string `json:"by"`
	Reason  string `json:"reason"`
}

// StepTime is how long one step of a run took.
type StepTime struct {
	Name    string  `json:"name"` // "load crm", "build", "publish"
	Seconds float64 `json:"seconds"`
}

// RunReport is what `scv run` and `scv demo` end with.
type RunReport struct {
	RunID     string            `json:"run_id"`
	Release   string            `json:"release"` // digest of the program, project and configuration that it ran with
	AsOf      time.Time         `json:"as_of"`
	Seconds   float64           `json:"seconds"`
	Changed   int64             `json:"changed"`        // gold rows that differ from the version before
	Steps     []StepTime        `json:"steps"`          // in the order they ran
	Rows      map[string]Counts `json:"rows"`           // by source
	Sources   []SourceState     `json:"sources"`        // in the order of scv.yml, as far as the run got
	Layers    map[string]int64  `json:"layers"`         // rows by relation
	Work      *Work             `json:"work,omitempty"` // nil when nothing changed at all
	Checks    Checks            `json:"checks"`
	ChecksOf  string            `json:"checks_of,omitempty"` // the run that executed them: an earlier one when nothing changed
	Failures  []CheckFailure    `json:"failures,omitempty"`
	Held      []Held            `json:"held,omitempty"` // what is in quarantine now, most first
	Customers int64             `json:"customers"`
	Matching  *Matching         `json:"matching,omitempty"` // only where a truth exists
	Weather   Weather           `json:"weather"`
	Published bool              `json:"published"`                // what this run found is what readers see
	Version   int64             `json:"version"`                  // the version readers see; 0 when there is none
	After     *LeftVersion      `json:"after_rollback,omitempty"` // newer than the live one when the run began
	Readiness *Readiness        `json:"readiness,omitempty"`
}

// Readiness counts the items of the production checklist by verdict.
type Readiness struct {
	Items    int `json:"items"`
	Pass     int `json:"pass"`
	Fail     int `json:"fail"`
	Unknown  int `json:"unknown"`
	Blocking int `json:"blocking"` // items that a deployment demands beforehand and that do not pass
}
