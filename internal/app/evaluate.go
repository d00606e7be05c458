package app

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/evaluate"
	"scv/internal/identity/intake"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// EvaluateOptions say what is compared with what. Paths are relative to the current
// folder.
type EvaluateOptions struct {
	Clusters string   // with cluster_id, the id column and, of a link, source_dataset
	Truth    []string // files with the id and the entity; of a link one per source
	ID       string   // the column that names a record, in all files
	Entity   string   // the column of the truth that names who a record is
	Pattern  string   // the part of it that does: its first group; "" = the whole value
}

// Evaluation is how well clusters agree with a truth.
type Evaluation struct {
	evaluate.Measured
	Missing int `json:"missing"` // records of the truth that have no cluster
	Unknown int `json:"unknown"` // records with a cluster that the truth does not know
}

// Evaluate compares clusters with a truth. It is all that ever reads a truth.
func Evaluate(ctx context.Context, o EvaluateOptions) (out *Evaluation, err error) {
	pattern, err := regexp.Compile(o.Pattern)
	if err != nil || o.Pattern != "" && pattern.NumSubexp() == 0 {
		return nil, &scv.Error{Code: scv.CodeUsage, Op: "evaluate", Err: fmt.Errorf("--entity-pattern %q is no pattern with a group", o.Pattern), Hint: `Write one as in --entity-pattern 'rec-(\d+)'.`}
	}
	db, err := duckdb.Open(ctx, duckdb.Options{Open: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	truth := map[scv.RecordID]string{}
	for _, path := range o.Truth {
		if err := readTruth(ctx, db, path, o, pattern, truth); err != nil {
			return nil, err
		}
	}
	found := map[scv.RecordID]string{}
	err = intake.Rows(ctx, db, o.Clusters, []string{"cluster_id", o.ID}, []string{"source_dataset"}, func(_ int64, v []string) error {
		found[keyOf(v[2], v[1])] = v[0]
		return nil
	})
	if err != nil {
		return nil, err
	}
	out = &Evaluation{Measured: evaluate.Measure(truth, found)}
	for id := range truth {
		if _, ok := found[id]; !ok {
			out.Missing++
		}
	}
	out.Unknown = len(found) - (len(truth) - out.Missing)
	if out.Missing == len(truth) {
		return nil, &scv.Error{Code: scv.CodeTableID, Op: "evaluate", Subject: o.Clusters, Err: errors.New("none of the truth's records is there"), Hint: "Name the column that both files call a record by with --id; of a link, give one --truth per source, named as the sources were."}
	}
	return out, nil
}

// readTruth adds the records of one file; of a link, a file is called as its source.
func readTruth(ctx context.Context, db warehouse.Conn, path string, o EvaluateOptions, pattern *regexp.Regexp, truth map[scv.RecordID]string) error {
	return intake.Rows(ctx, db, path, []string{o.ID, o.Entity}, []string{"source_dataset"}, func(row int64, v []string) error {
		source, entity := v[2], v[1]
		if len(o.Truth) > 1 && source == "" {
			source = intake.Source(path)
		}
		if o.Pattern != "" {
			entity = ""
			if m := pattern.FindStringSubmatch(v[1]); m != nil {
				entity = m[1]
			}
		}
		if entity == "" || v[0] == "" {
			return &scv.Error{Code: scv.CodeTableID, Op: "read truth", Subject: fmt.Sprintf("%s, data row %d", path, row), Err: errors.New("it names no record or no entity"), Hint: "Every record of the truth needs both."}
		}
		truth[keyOf(source, v[0])] = entity
		return nil
	})
}

func keyOf(source, id string) scv.RecordID {
	if source == "" {
		return scv.RecordID(id)
	}
	return scv.RecordID(source + engine.Between + id)
}
