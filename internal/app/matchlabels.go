package app

import (
	"errors"
	"os"

	"scv"
	"scv/internal/identity"
	"scv/internal/identity/engine"
)

// labelsFor reads what somebody has judged of the records of an input; of a link, a
// record is named <source>-__-<id>. Labels that contradict each other are refused.
func labelsFor(in engine.Input, path string) (out []engine.Label, err error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: path, Err: err}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	list, err := readLabels(f, path)
	if err != nil {
		return nil, err
	}
	refused := func(d identity.Decision, why string) error {
		return &scv.Error{Code: scv.CodeMatchLabels, Op: "read labels", Subject: path + ": " + string(d.Left) + " and " + string(d.Right), Err: errors.New(why), Hint: "Correct the rows; of a link a record is named SOURCE" + engine.Between + "ID."}
	}
	for _, d := range identity.Contradictions(list) {
		return nil, refused(d, "other rows make them one and the same")
	}
	for _, d := range list {
		i, here := in.Records.Row(string(d.Left))
		j, there := in.Records.Row(string(d.Right))
		if !here || !there || i == j {
			return nil, refused(d, "they are not two records of the tables")
		}
		out = append(out, engine.Label{I: min(i, j), J: max(i, j), Same: d.Same})
	}
	return out, nil
}
