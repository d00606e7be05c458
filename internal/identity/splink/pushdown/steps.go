package pushdown

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"scv"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/export"
)

// A model of ours is learned from counts, and weighs what was counted: two steps, with
// tables of pairs and levels between them that stay on the connection.

// Counted is what the rules of a model made, by the patterns of its levels.
type Counted struct {
	splink.Counts
	RulePairs []int64 // by rule of the model: pairs that no earlier rule made
}

// Count finds the pairs of a model of ours and counts the patterns of their levels.
// allPairs is as for Run.
func Count(ctx context.Context, c Connection, s *Script, x *export.Exported, allPairs int64, progress scv.Progress) (out Counted, err error) {
	r := &runner{c, s, x.Own, progress}
	if err := r.find(ctx, allPairs); err != nil {
		return out, err
	}
	if out.Counts, err = r.patterns(ctx); err != nil {
		return out, err
	}
	made := &Result{RulePairs: make([]int64, len(x.Own.Rules))}
	err = r.made(ctx, made)
	out.RulePairs = made.RulePairs
	return out, err
}

// Weighed is a pair with the levels that were found and its weight.
type Weighed struct {
	L, R, Rule int32
	Gammas     []int8 // valid until the next one
	Weight     float64
}

//go:embed sql/heavy.sql
var heavySQL string

// Weigh weighs what Count has counted, by the weights of another script of the same
// rules and levels, and hands out the pairs of least and more bits in order of their rows.
func Weigh(ctx context.Context, c Connection, s *Script, x *export.Exported, least float64, progress scv.Progress, fn func(Weighed)) error {
	r := &runner{c, s, x.Own, progress}
	if err := r.step(ctx, "weights"); err != nil {
		return err
	}
	var gammas []string
	for _, c := range x.Own.Comparisons {
		gammas = append(gammas, quote(strings.ToLower(x.Own.GammaPrefix+c.Name)))
	}
	w := Weighed{Gammas: make([]int8, len(gammas))}
	err := r.scan(ctx, fill(heavySQL, "{gammas}", strings.Join(gammas, next), "{least}", number(least)), func(b *scv.Batch, row int) {
		for k := range gammas {
			w.Gammas[k] = int8(b.Columns[k].Ints[row])
		}
		rest := b.Columns[len(gammas):]
		w.L, w.R, w.Rule, w.Weight = int32(rest[0].Ints[row]), int32(rest[1].Ints[row]), int32(rest[2].Ints[row]), rest[3].Floats[row]
		fn(w)
	})
	if err != nil {
		return fmt.Errorf("sql: read pairs: %w", err)
	}
	return nil
}
