package pipeline

import (
	"context"
	"fmt"
	"strings"

	"scv"
	"scv/internal/warehouse"
)

// Rebuilt is a relation that readers see beside what building everything anew gives.
type Rebuilt struct {
	Name    string // as readers call it
	Rows    int64  // of the rebuilt one
	Differs int64  // rows that one of the two has and the other has not
}

// Equivalence gives the probe that proves that building only what changed gives what
// building everything does. rebuild does the latter beside the live version, in schemas
// that are gone afterwards, and compares.
func Equivalence(rebuild func(ctx context.Context) ([]Rebuilt, error)) scv.Probe {
	return scv.Probe{
		Name: "model.incremental_equivalence", Items: []string{"2.5.2"}, Costly: true,
		Proves: "What readers see, of which runs build only what changed, is row for row what building every model from the rows of bronze gives now; it is built beside the live version and dropped.",
		Run: func(ctx context.Context) scv.Finding {
			found, err := rebuild(ctx)
			if err != nil {
				return scv.Cannot(err)
			}
			return judgeRebuilt(found)
		},
	}
}

func judgeRebuilt(found []Rebuilt) scv.Finding {
	var wrong []string
	var rows int64
	for _, r := range found {
		rows += r.Rows
		if r.Differs > 0 {
			wrong = append(wrong, fmt.Sprintf("%s in %d rows", r.Name, r.Differs))
		}
	}
	switch {
	case len(found) == 0:
		return scv.Finding{Verdict: scv.Unknown, Evidence: "nothing is published that could be built again", Remedy: "Type `scv run`."}
	case len(wrong) > 0:
		return scv.Failed("built anew, these differ from what readers see: "+strings.Join(wrong, ", "), "Type `scv run --full`: it builds everything. If that does not help, a model gives another answer each time.")
	}
	return scv.Passed(fmt.Sprintf("%d relations with %d rows, built anew from bronze, are what readers see", len(found), rows))
}

// Compare counts the rows in which two relations differ; with other columns, all rows
// of the first.
func (p *Pipeline) Compare(ctx context.Context, now, before scv.Relation) (Rebuilt, error) {
	r := Rebuilt{Name: before.String()}
	var err error
	if r.Rows, err = p.count(ctx, "select count(*) from "+warehouse.QuoteRelation(now)); err != nil {
		return r, err
	}
	r.Differs, err = p.changedRows(ctx, now, before)
	return r, err
}
