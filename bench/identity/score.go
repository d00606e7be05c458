package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"

	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/estimate"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
)

// blocked is people of whom two names, birth date and postal code are known, and the
// pairs that rules make of them.
type blocked struct {
	set         *record.Set
	comparisons []compare.Comparison
	pairs       []compare.Pair
}

// scores measures our own model, on one core: how many pairs are compared (two names
// by Jaro-Winkler, birth date, postal code) and weighed (with how frequent the values
// are) in a second of CPU. The pairs of our own rules are one person for the most
// part; those of a name or a postal code alone hardly ever.
func scores(ctx context.Context, o options, out io.Writer) error {
	set, err := names(o)
	if err != nil {
		return err
	}
	for _, rules := range []struct {
		name string
		list []block.Rule
	}{
		{"our own rules", block.Persons()},
		{"given name or postal code", []block.Rule{block.Same("given name", "given_name_std"), block.Same("postal code", "postal_code_std")}},
	} {
		x := &blocked{set: set, comparisons: compare.Present(compare.Persons(), set)}
		if err := x.block(ctx, rules.list); err != nil {
			return err
		}
		kept, speed := x.measure()
		if _, err := fmt.Fprintf(out, "%d records, %d pairs of %s, %d of them kept: %.1f million pairs per CPU second\n", o.rows, len(x.pairs), rules.name, kept, speed/1e6); err != nil {
			return err
		}
	}
	return nil
}

// enough CPU seconds are measured.
const enough = 3

// measure gives the pairs that are kept, and how many are compared and weighed in a
// CPU second.
func (x *blocked) measure() (kept int, speed float64) {
	judge := compare.NewJudge(x.comparisons, x.set)
	weigher := score.NewWeigher(score.New(x.learn(judge), x.comparisons, x.set.Len()))
	pairs, began := 0, cpu()
	for cpu()-began < enough {
		kept = x.weigh(judge, weigher)
		pairs += len(x.pairs)
	}
	return kept, float64(pairs) / (cpu() - began)
}

func (x *blocked) block(ctx context.Context, rules []block.Rule) error {
	return block.New(rules, x.set).Each(ctx, 1, func(_ int, i, j int32, _ int) { x.pairs = append(x.pairs, compare.Pair{I: i, J: j}) })
}

// names reads what is known of the people.
func names(o options) (*record.Set, error) {
	var text bytes.Buffer
	if _, err := people(csv.NewWriter(&text), o); err != nil {
		return nil, err
	}
	list, err := csv.NewReader(&text).ReadAll()
	if err != nil {
		return nil, err
	}
	columns := []string{"given_name_std", "family_name_std", "birth_date_std", "postal_code_std"}
	builder := record.NewBuilder(columns, map[string]string{"given_name_std": "name", "family_name_std": "name"})
	for _, cells := range list[1:] {
		known := []string{cells[1], cells[2], cells[3], cells[7]}
		builder.Add(cells[0], func(k int) []byte { return []byte(known[k]) })
	}
	return builder.Set()
}

// learn is a model of the people, as a run learns it.
func (x *blocked) learn(judge *compare.Judge) *score.Model {
	made, random := estimate.Counts{}, estimate.Counts{}
	for _, p := range x.pairs {
		made[judge.Pattern(p.I, p.J)]++
	}
	estimate.Sample(x.set.Len(), 200_000, func(i, j int32) { random[judge.Pattern(i, j)]++ })
	return estimate.Train("person", x.comparisons, x.set.Len(), made, random, nil)
}

// weigh compares and weighs all pairs, and counts those that a run keeps.
func (x *blocked) weigh(judge *compare.Judge, weigher *score.Weigher) (kept int) {
	const atOnce, least = 256, -8
	var patterns [atOnce]compare.Pattern
	for from := 0; from < len(x.pairs); from += atOnce {
		part := x.pairs[from:min(from+atOnce, len(x.pairs))]
		judge.Patterns(part, patterns[:])
		places, _ := weigher.Enough(least, patterns[:len(part)], func(k int, places, into []int32) { judge.Counts(k, part, places, into) })
		kept += len(places)
	}
	return kept
}
