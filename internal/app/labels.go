package app

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"scv"
	"scv/internal/identity"
)

// labelColumns are the columns of a file of labels; who, at and reason may be absent.
func labelColumns() []string {
	return []string{"left_record_id", "right_record_id", "same", "who", "at", "reason"}
}

// WriteLabels writes what stands as CSV.
func (a *App) WriteLabels(ctx context.Context, to io.Writer) (int, error) {
	list, err := a.decisions(ctx)
	if err != nil {
		return 0, err
	}
	w := csv.NewWriter(to)
	if err := w.Write(labelColumns()); err != nil {
		return 0, err
	}
	for _, d := range list {
		row := []string{string(d.Left), string(d.Right), strconv.FormatBool(d.Same), d.Who, d.At.UTC().Format("2006-01-02T15:04:05Z"), d.Reason}
		if err := w.Write(row); err != nil {
			return 0, err
		}
	}
	w.Flush()
	return len(list), w.Error()
}

// ReadLabels takes a file of labels as decisions, all of it or nothing. name is
// how messages call it.
func (a *App) ReadLabels(ctx context.Context, from io.Reader, name, who, reason string) (decision string, n int, err error) {
	pairs, err := readLabels(from, name)
	if err != nil {
		return "", 0, err
	}
	decision, err = a.Decide(ctx, Saying{Kind: "label", Who: who, Reason: reason, Pairs: pairs})
	var known *scv.Error
	if errors.As(err, &known) {
		known.Subject = name + ": " + known.Subject
	}
	return decision, len(pairs), err
}

func readLabels(from io.Reader, name string) ([]identity.Decision, error) {
	r := csv.NewReader(from)
	header, err := r.Read()
	if err != nil {
		return nil, badLabels(name, 1, errors.New("the file has no header"))
	}
	at := map[string]int{}
	for _, column := range labelColumns() {
		at[column] = slices.Index(header, column)
	}
	for _, column := range labelColumns()[:3] {
		if at[column] < 0 {
			return nil, badLabels(name, 1, fmt.Errorf("column %s is missing", column))
		}
	}
	var out []identity.Decision
	said := map[[2]scv.RecordID]bool{}
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, badLabels(name, broken.Line, broken.Err)
		}
		if err != nil {
			return nil, badLabels(name, 1, err)
		}
		line, _ := r.FieldPos(0)
		d := identity.Decision{Left: scv.RecordID(row[at["left_record_id"]]), Right: scv.RecordID(row[at["right_record_id"]])}
		if strings.TrimSpace(row[at["same"]]) == "" { // nobody has answered it yet
			continue
		}
		if d.Same, err = strconv.ParseBool(strings.ToLower(row[at["same"]])); err != nil {
			return nil, badLabels(name, line, fmt.Errorf("same is %q: write true or false", row[at["same"]]))
		}
		if before, twice := said[d.Pair()]; twice && before != d.Same {
			return nil, badLabels(name, line, errors.New("an earlier row says the opposite of the same pair"))
		}
		said[d.Pair()] = d.Same
		out = append(out, d)
	}
	if len(out) == 0 {
		return nil, badLabels(name, 1, errors.New("no row says true or false"))
	}
	return out, nil
}

func badLabels(name string, line int, why error) error {
	return &scv.Error{Code: scv.CodeMatchLabels, Op: "read labels", Subject: name + ":" + strconv.Itoa(line), Err: why}
}
