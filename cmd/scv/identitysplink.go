package main

import (
	"errors"
	"math"
	"strconv"

	"scv/internal/app"

	"github.com/spf13/cobra"
)

const splinkHelp = `
With a model of Splink (--spec model.json, as linker.misc.save_model_to_json of
version 4 or 5 writes it) its own rules, comparisons and weights count: the pairs,
gammas, match weights and clusters are those of Splink on DuckDB. Every column is
text. --train learns the model's λ, m and u anew from the table: u from random
pairs, m from the pairs of rules, λ from --deterministic rules with a known
--recall, else from the pairs of the model's own rules. docs/coming-from-splink.md
has the details.
`

// splinkFlags adds the options that a model of Splink knows.
func splinkFlags(cmd *cobra.Command, o *app.SplinkOptions) {
	splinkRunFlags(cmd, o)
	f := cmd.Flags()
	f.BoolVar(&o.Train, "train", false, "with a model of Splink: learn λ, m and u from the table")
	f.StringArrayVar(&o.Deterministic, "deterministic", nil, "with --train: a rule that only matches fulfil, such as 'l.email = r.email'; may be repeated")
	f.Float64Var(&o.Recall, "recall", 0, "with --deterministic: the part of all matches that those rules find")
	f.StringArrayVar(&o.TrainOn, "train-on", nil, "with --train: a rule whose pairs m is learned from; may be repeated (default: chosen of the model's)")
	f.Var((*pairCount)(&o.RandomPairs), "random-pairs", "with --train: random pairs that u is learned from, or all (default 250,000)")
	f.Uint64Var(&o.Seed, "seed", 0, "with --train: another number chooses other random pairs")
	f.StringVar(&o.SaveModel, "save-model", "", "with --train: where to write the trained model, for Splink or a later --spec")
}

// splinkRunFlags adds those that every run of a model knows.
func splinkRunFlags(cmd *cobra.Command, o *app.SplinkOptions) {
	f := cmd.Flags()
	f.Float64Var(&o.Threshold, "threshold", 0, "with a model of Splink: probability from which a pair links (default 0.95)")
	f.Int64Var(&o.AllPairs, "all-pairs", 0, "with a model of Splink: pairs that a rule without an equality may look at (default 5,000,000)")
}

// pairCount is a number of pairs, or all of them.
type pairCount float64

func (p *pairCount) String() string {
	if *p == 0 {
		return ""
	}
	return strconv.FormatFloat(float64(*p), 'g', -1, 64)
}

func (p *pairCount) Set(text string) error {
	if text == "all" {
		*p = pairCount(math.Inf(1))
		return nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= 1) {
		return errors.New("a number of pairs, or all")
	}
	*p = pairCount(v)
	return nil
}

func (*pairCount) Type() string { return "pairs" }
