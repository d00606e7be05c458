package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/prepare"
	"scv/internal/identity/profile"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
)

// native matches tables of any columns with the engine of this program.
type native struct {
	spec *spec.Spec
	db   *Database // that finds and weighs pairs; nil = they are found here
}

// Engine matches tables, and can tell why.
type Engine interface {
	engine.Engine
	Diagnose(ctx context.Context, in engine.Input, o engine.Options) ([]Diagnosis, error)
	Explain(ctx context.Context, in engine.Input, o engine.Options, i, j int32) (*Explanation, error)
	Member(ctx context.Context, in engine.Input, o engine.Options, row int32) (*Membership, error)
}

// NewEngine gives the engine of this program. Without a spec it proposes one from
// the records: what their columns say, which of our rules and comparisons they have
// columns for; what agreement is worth it learns from them in any case.
func NewEngine(s *spec.Spec) Engine { return native{spec: s} }

func roomOf(o engine.Options) *room { return &room{limit: o.Memory, dir: o.Aside} }

// Run implements engine.Engine.
func (n native) Run(ctx context.Context, in engine.Input, o engine.Options) (*engine.Result, error) {
	aside := roomOf(o)
	defer aside.close()
	out, found, err := n.match(ctx, in, o, aside)
	if err == nil && o.Pairs != nil {
		err = writePairs(o.Pairs, in, found)
	}
	if err == nil && o.Review != nil {
		out.Doubts, err = writeDoubts(o.Review, in, out.Columns, found)
	}
	return out, err
}

// match takes the records the whole way, one party after the other.
func (n native) match(ctx context.Context, in engine.Input, o engine.Options, aside *room) (*engine.Result, []pairsOf, error) {
	s, set, err := specFor(n.spec, in)
	if err != nil {
		return nil, nil, err
	}
	if err := s.Holds(len(o.Labels)); err != nil {
		return nil, nil, err
	}
	x := newMatcher(o.Progress, o.Workers)
	x.room, x.db = aside, n.db
	aside.hold(set.CodeBytes())
	if o.Review != nil {
		x = x.keeping(s)
		x.doubts = true
	}
	if o.Pairs != nil {
		x.least = math.Inf(-1)
	}
	out := &engine.Result{Cluster: make([]int32, in.Records.Len())}
	for row := range out.Cluster {
		out.Cluster[row] = int32(row)
	}
	for _, c := range s.Columns {
		out.Columns = append(out.Columns, engine.Column{Name: c.Name, Role: string(c.Role), Reason: c.Reason})
	}
	var found []pairsOf
	for _, party := range parties() {
		rows := rowsOf(set, party)
		if len(rows) == 0 {
			continue
		}
		how, err := planTable(s, party, set.Subset(rows), in, rows)
		if err != nil {
			return nil, nil, err
		}
		how.people = decisionsOf(in, o.Labels)
		m, err := x.match(ctx, set.Subset(rows), how, nil)
		if err != nil {
			return nil, nil, err
		}
		take(out, m, rows)
		out.Notes = append(out.Notes, noteLoose(&m, out.Columns)...)
		if err := m.edges.unread(); err != nil {
			return nil, nil, err
		}
		found = append(found, pairsOf{m, rows})
	}
	if n := broken(out, o.Labels); n > 0 {
		out.Notes = append(out.Notes, fmt.Sprintf("%d labels do not hold: one of their records is a person, the other an organisation, or a veto is against it", n))
	}
	if note := aside.crowded(); note != "" {
		out.Notes = append(out.Notes, note)
	}
	out.Notes = append(out.Notes, n.db.told()...)
	return out, found, nil
}

// broken counts the labels that the clusters do not heed.
func broken(r *engine.Result, labels []engine.Label) int {
	n := 0
	for _, l := range labels {
		if (r.Cluster[l.I] == r.Cluster[l.J]) != l.Same {
			n++
		}
	}
	return n
}

// specFor is the spec that is given, checked against the table, or one that is
// proposed; and the records with their forms under it.
func specFor(given *spec.Spec, in engine.Input) (s *spec.Spec, set *record.Set, err error) {
	if given == nil {
		s, set = spec.Propose(in)
	} else if err := given.Check(in.Columns, len(in.Sources)); err != nil {
		return nil, nil, err
	} else {
		s, set = given, prepare.Forms(in.Records, given.Columns, given.Country)
	}
	if !slices.ContainsFunc(s.Columns, func(c profile.Column) bool { return c.Role != profile.Ignored }) {
		return nil, nil, nothingTold(s.Columns)
	}
	return s, set, nil
}

// nothingTold is the error of a table none of whose columns is compared.
func nothingTold(columns []profile.Column) error {
	const most = 8
	var why []string
	for _, c := range columns[:min(len(columns), most)] {
		why = append(why, fmt.Sprintf("%s (%s)", c.Name, cmp.Or(c.Reason, "the spec says so")))
	}
	if more := len(columns) - most; more > 0 {
		why = append(why, fmt.Sprintf("%d more", more))
	}
	return &scv.Error{
		Code: scv.CodeMatchColumns, Op: "match", Err: errors.New("no column says anything about who a record is"),
		Hint: "Left out: " + strings.Join(why, ", ") + ". Where one of them tells who a record is, write a spec of `version: 1` and `columns: {NAME: text}`, and name it with --spec.",
	}
}

// planTable is how the records of a party are matched under a spec; rows are its
// rows of the input.
func planTable(s *spec.Spec, party string, set *record.Set, in engine.Input, rows []int32) (how plan, err error) {
	how = plan{party: party, every: set.Len() <= s.Few, beside: true, careful: true, line: s.Auto, review: s.Review, method: s.Clusters}
	if how.rules, err = s.RulesOf(party); err != nil {
		return how, err
	}
	if how.comparisons, err = s.ComparisonsOf(party, set); err != nil {
		return how, err
	}
	if how.held, err = heldUnder(s, set); err != nil {
		return how, err
	}
	for _, c := range s.Columns {
		if tells(c.Role) {
			how.told++
		}
	}
	how.sources = sourcesOf(in, rows)
	if s.Link == engine.Link {
		how.source = how.sources
	}
	return how, nil
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
	for e := range m.edges.all() {
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
