package identity

import (
	"context"
	"errors"
	"math"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/prepare"
	"scv/internal/identity/profile"
	"scv/internal/identity/record"
)

// native matches tables of any columns with the engine of this program.
type native struct{}

// NewEngine gives the engine that needs no model: it finds out what the columns
// say, learns from the records what agreement is worth, and decides.
func NewEngine() engine.Engine { return native{} }

// Run implements engine.Engine.
func (native) Run(ctx context.Context, in engine.Input, o engine.Options) (*engine.Result, error) {
	x := newMatcher(o.Progress, o.Workers)
	columns := profile.Columns(in.Records, in.Columns)
	out := &engine.Result{Cluster: make([]int32, in.Records.Len())}
	used := false
	for _, c := range columns {
		used = used || c.Role != profile.Ignored
		out.Columns = append(out.Columns, engine.Column{Name: c.Name, Role: string(c.Role), Reason: c.Reason})
	}
	if !used {
		return nil, &scv.Error{Code: scv.CodeMatchColumns, Op: "match", Err: errors.New("no column says anything about who a record is")}
	}
	set := prepare.Forms(in.Records, columns, "")
	if o.Pairs != nil {
		x.least = math.Inf(-1)
	}
	var found []pairsOf
	for _, party := range parties() {
		rows := rowsOf(set, party)
		how := planTable(party, set.Subset(rows), columns)
		if in.Link == engine.Link {
			how.source = sourcesOf(in, rows)
		}
		m, err := x.match(ctx, set.Subset(rows), how, nil)
		if err != nil {
			return nil, err
		}
		take(out, m, rows)
		found = append(found, pairsOf{m, rows})
	}
	if o.Pairs != nil {
		return out, writePairs(o.Pairs, in, found)
	}
	return out, nil
}

// take adds what was found of one party; rows are its rows of the input.
func take(out *engine.Result, m matched, rows []int32) {
	for k, first := range m.cluster {
		out.Cluster[rows[k]] = rows[first]
	}
	counts := make([]engine.Rule, len(m.rules))
	for k, name := range m.rules {
		counts[k].Name = name
	}
	for _, s := range m.skipped {
		for k := range counts {
			if counts[k].Name == s.Rule {
				counts[k].Skipped += int64(s.Rows)
			}
		}
	}
	for k, n := range m.compared {
		counts[k].Pairs = n
		out.Pairs += n
	}
	for _, e := range m.edges {
		if m.cluster[e.i] == m.cluster[e.j] {
			out.Links++
		}
	}
	out.Rules = append(out.Rules, counts...)
}

func sourcesOf(in engine.Input, rows []int32) []int32 {
	out := make([]int32, len(rows))
	for k, row := range rows {
		out[k] = in.Source[row]
	}
	return out
}

// fewRecords is up to how many records all pairs are compared: two million of them
// take a second.
const fewRecords = 2000

// planTable is how the records of a party of a table are matched: as customers are,
// with the columns that it has, and with those of its own.
func planTable(party string, set *record.Set, columns []profile.Column) plan {
	how := planFor(party)
	how.comparisons = compare.Present(how.comparisons, set)
	how.every = set.Len() <= fewRecords
	for _, c := range columns {
		form := prepare.Generic(c.Name)
		switch c.Role {
		case profile.Identifier:
			how.comparisons = append(how.comparisons, compare.Identifier(c.Name, form))
			how.rules = append(how.rules, block.Same(c.Name, form))
		case profile.Text:
			how.comparisons = append(how.comparisons, compare.Words(c.Name, form, true))
		case profile.Category:
			how.comparisons = append(how.comparisons, compare.Category(c.Name, form))
		}
	}
	return how
}
