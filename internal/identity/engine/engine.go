package engine

import (
	"context"
	"io"

	"scv"
	"scv/internal/identity/record"
)

// LinkType says between which records pairs are looked for.
type LinkType string

// The link types, by the names that Splink gave them.
const (
	Dedupe        LinkType = "dedupe_only"     // inside the one source
	Link          LinkType = "link_only"       // between sources, never inside one
	LinkAndDedupe LinkType = "link_and_dedupe" // both
)

// Between separates a source's name from a record id in the key of a link.
const Between = "-__-"

// Input is the records to match, ascending by key. It is read-only.
type Input struct {
	Link     LinkType
	IDColumn string
	Records  *record.Set // IDs are the keys; every column is text, trimmed, the empty text is null
	Columns  []string    // of Records, in the order of the files; the id column is none of them
	Sources  []string    // names; one in a dedupe
	Source   []int32     // by row: the place in Sources
	IDs      []string    // by row: the record id as the file has it
}

// Key is what tells a record from those of all sources.
func (in *Input) Key(row int32) string {
	if in.Link == Dedupe {
		return in.IDs[row]
	}
	return in.Sources[in.Source[row]] + Between + in.IDs[row]
}

// Label is what somebody knows of two rows.
type Label struct {
	I, J int32 // I < J
	Same bool
}

// Options say what is wanted beside the clusters.
type Options struct {
	Labels   []Label
	Pairs    io.Writer    // gets every pair that the rules make, as CSV; nil = nobody
	Review   io.Writer    // gets the pairs that a person should look at, as labels to fill in; nil = nobody
	Workers  int          // goroutines, 0 = one per core; the result does not depend on it
	Progress scv.Progress // nil = nobody is told
	Memory   int64        // bytes that pairs may take; what is beyond is put aside in files; 0 = no limit
	Aside    string       // folder of those files
}

// Engine matches records. The same input gives the same result, whatever the
// order of the files' rows and the number of workers.
type Engine interface {
	Run(ctx context.Context, in Input, o Options) (*Result, error)
}

// Rule is what became of one blocking rule.
type Rule struct {
	Name    string `json:"rule"`
	Pairs   int64  `json:"pairs"`   // that no earlier rule made
	Skipped int64  `json:"skipped"` // records whose key too many share: they give no pairs under it
}

// Result is what was found.
type Result struct {
	Cluster []int32  `json:"-"` // by row: the smallest row of its cluster
	Pairs   int64    `json:"pairs"`
	Links   int64    `json:"links"` // pairs whose records are in one cluster
	Rules   []Rule   `json:"rules"`
	Columns []Column `json:"columns"` // what each column was taken for
	Notes   []string `json:"notes,omitempty"`
	Doubts  int64    `json:"doubts,omitempty"` // pairs that were written for review
}

// Column is what a column was taken for.
type Column struct {
	Name   string `json:"column"`
	Role   string `json:"role"`
	Reason string `json:"reason"`
}
