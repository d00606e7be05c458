package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"scv"
	"scv/internal/pipeline"
)

// truthReader reads a CSV with the columns record_id and entity_id.
func truthReader(path string) func(context.Context) (pipeline.Truth, error) {
	return func(context.Context) (pipeline.Truth, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, badTruth(path, err)
		}
		defer f.Close()
		r := csv.NewReader(f)
		r.ReuseRecord = true
		header, err := r.Read()
		if err != nil {
			return nil, badTruth(path, err)
		}
		record, entity := slices.Index(header, "record_id"), slices.Index(header, "entity_id")
		if record < 0 || entity < 0 {
			return nil, badTruth(path, errors.New("the first line names no columns record_id and entity_id"))
		}
		truth := pipeline.Truth{}
		for {
			row, err := r.Read()
			if err == io.EOF {
				return truth, nil
			}
			if err != nil {
				return nil, badTruth(path, fmt.Errorf("read row: %w", err))
			}
			truth[scv.RecordID(row[record])] = row[entity]
		}
	}
}

func badTruth(path string, err error) error {
	return &scv.Error{
		Code: scv.CodeTruth, Op: "read truth", Subject: path, Err: err,
		Hint: "Correct truth: in scv.yml, or take the line out: it only measures the matching.",
	}
}

// Truth gives who is whom, where the home knows it; nil where it does not.
func (a *App) Truth(ctx context.Context) (pipeline.Truth, error) {
	if a.Config.Truth == "" {
		return nil, nil
	}
	return truthReader(a.path(a.Config.Truth))(ctx)
}
