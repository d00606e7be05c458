package bronze

import (
	"scv"
	"scv/internal/source"
)

// Report says what a load did, as far as it got, also beside an error.
type Report struct {
	Tables []TableReport
}

// TableReport is one entity's part of a load.
type TableReport struct {
	Source, Entity string
	Issued         string       // column that says when a row was issued or measured, "" for none
	Files          []FileReport // in the order of the source's table
}

// FileReport is one file's part of a load.
type FileReport struct {
	Path    string
	Skipped bool // not read: it is the one that was loaded before
	scv.Counts
	Ignored []source.Ignored // of files that were read
}

// Counts adds up all files of the load.
func (r Report) Counts() scv.Counts {
	var sum scv.Counts
	for _, t := range r.Tables {
		sum = sum.Plus(t.Counts())
	}
	return sum
}

// Counts adds up the files of one table.
func (t TableReport) Counts() scv.Counts {
	var sum scv.Counts
	for _, f := range t.Files {
		sum = sum.Plus(f.Counts)
	}
	return sum
}

// Unread says whether every file was the one loaded before: nothing was written.
func (r Report) Unread() bool {
	for _, t := range r.Tables {
		for _, f := range t.Files {
			if !f.Skipped {
				return false
			}
		}
	}
	return true
}

func ignoredRows(list []source.Ignored) int64 {
	var n int64
	for _, i := range list {
		n += i.To - i.From + 1
	}
	return n
}
