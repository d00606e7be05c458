package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"

	"scv"
	"scv/internal/identity"
	"scv/internal/identity/splink"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// SplinkOptions say how a model of Splink is run. Zero values are defaults.
type SplinkOptions struct {
	Threshold float64 // probability from which a pair links
	AllPairs  int64   // pairs that a rule without an equality may look at

	Train         bool
	Deterministic []string
	Recall        float64
	TrainOn       []string
	RandomPairs   float64 // +Inf = all
	Seed          uint64
	SaveModel     string // file for the model that was trained, in Splink's form
}

// given says that something was asked for that only a model of Splink knows.
func (o *SplinkOptions) given() bool {
	return o.Threshold != 0 || o.AllPairs != 0 || o.trains() || o.SaveModel != ""
}

func (o *SplinkOptions) trains() bool {
	return o.Train || len(o.Deterministic) > 0 || o.Recall != 0 || len(o.TrainOn) > 0 || o.RandomPairs != 0
}

// check refuses options that contradict each other.
func (o *SplinkOptions) check() error {
	switch {
	case o.Threshold < 0 || o.Threshold > 1 || math.IsNaN(o.Threshold):
		return splinkUsage("--threshold is a probability, from 0 to 1")
	case !o.Train && o.trains():
		return splinkUsage("--deterministic, --recall, --train-on and --random-pairs say how to train: add --train")
	case (len(o.Deterministic) > 0) != (o.Recall != 0):
		return splinkUsage("--deterministic and --recall go together: rules, and the part of all matches that they find")
	case o.Recall < 0 || o.Recall > 1:
		return splinkUsage("--recall is the part of all matches that the rules find: above 0, at most 1")
	case o.SaveModel != "" && !o.Train:
		return splinkUsage("--save-model writes the model that was trained: add --train")
	}
	return nil
}

func splinkUsage(what string) error {
	return &scv.Error{Code: scv.CodeUsage, Err: errors.New(what), Hint: "The command's --help explains the options of a model."}
}

// isSplink says whether a spec is a model of Splink: a JSON object with
// comparisons. Anything else is for another engine to read.
func isSplink(spec []byte) bool {
	if !bytes.HasPrefix(bytes.TrimSpace(spec), []byte("{")) {
		return false
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(spec, &keys); err != nil {
		return bytes.Contains(spec, []byte(`"comparison_levels"`))
	}
	_, comparisons := keys["comparisons"]
	_, link := keys["link_type"]
	return comparisons || link
}

// splinkEngine runs the model as asked.
func splinkEngine(spec []byte, o SplinkOptions) (identity.Engine, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	options := splink.EngineOptions{
		Threshold: o.Threshold, AllPairs: o.AllPairs,
		Open: func(ctx context.Context) (*warehouse.Warehouse, error) { return duckdb.Open(ctx, duckdb.Options{}) },
	}
	if o.Train {
		options.Train = &splink.Training{Deterministic: o.Deterministic, Recall: o.Recall, Rules: o.TrainOn, Pairs: o.RandomPairs, Seed: o.Seed}
	}
	if o.SaveModel != "" {
		options.Learned = func(m *splink.Model) error { return saveSplink(o.SaveModel, m) }
	}
	e, err := splink.NewEngine(spec, options)
	return identity.Splink{Engine: e}, err
}

// saveSplink writes a model in Splink's form.
func saveSplink(path string, m *splink.Model) error {
	text, err := splink.Encode(m)
	if err != nil {
		return err
	}
	return streamFile(path, 0o644, func(w io.Writer) error { _, err := w.Write(text); return err })
}
