package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/compare"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
	"scv/internal/identity/spec"
	"scv/internal/warehouse"
)

// Specs gives how a home matches now; nil = as spec.Home.
type Specs func() (*spec.Spec, error)

func (s Specs) read() (*spec.Spec, error) {
	if s == nil {
		return spec.Home(), nil
	}
	return s()
}

// sourceColumn tells sources apart where each has a customer once.
const sourceColumn = "source_name"

// columnsUnder lists the columns that matching under a spec reads.
func columnsUnder(sp *spec.Spec) []string {
	out := slices.DeleteFunc(compared(), func(name string) bool { return !sp.Reads(strings.TrimSuffix(name, "_std")) })
	more := []string{}
	for _, c := range sp.Own() {
		more = append(more, c.Name)
	}
	if sp.Clusters == "one_to_one" {
		more = append(more, sourceColumn)
	}
	for _, name := range more {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// planUnder is how a home matches the records of a party.
func planUnder(sp *spec.Spec, party string, set *record.Set) (how plan, err error) {
	how = plan{party: party, line: sp.Auto, method: sp.Clusters, every: set.Len() <= sp.Few}
	if how.rules, err = sp.RulesOf(party); err != nil {
		return how, err
	}
	if how.comparisons, err = sp.EveryComparisonOf(party); err != nil {
		return how, err
	}
	if how.held, err = heldUnder(sp, set); err != nil {
		return how, err
	}
	if sp.Clusters == "one_to_one" {
		how.sources = set.Column(sourceColumn).Codes
	}
	return how, nil
}

// keeping has edges kept as far down as a person is asked.
func (x matcher) keeping(sp *spec.Spec) matcher {
	x.least = min(x.least, sp.Review)
	return x
}

// specOf gives how the version was matched that a model was published with.
func specOf(m *score.Model) (*spec.Spec, error) {
	if m == nil || m.Spec == "" {
		return spec.Home(), nil
	}
	return spec.ReadHome("identity_model", []byte(m.Spec))
}

// comparisonsOf gives what the published model of a party was learned for.
func comparisonsOf(m *score.Model, party string) (*spec.Spec, []compare.Comparison, error) {
	sp, err := specOf(m)
	if err != nil {
		return nil, nil, badModel(party, err)
	}
	comparisons, err := sp.EveryComparisonOf(party)
	if err == nil && (m == nil || !m.Fits(comparisons)) {
		err = errors.New("it was learned for other comparisons")
	}
	if err != nil {
		return nil, nil, badModel(party, err)
	}
	return sp, comparisons, nil
}

// publishedSpec gives how the published version was matched.
func publishedSpec(ctx context.Context, w warehouse.Conn) (*spec.Spec, error) {
	models, err := readModels(ctx, w, live(modelTable))
	if err != nil {
		return nil, err
	}
	for party, m := range models {
		sp, err := specOf(m)
		if err != nil {
			return nil, badModel(party, err)
		}
		return sp, nil // one for all parties
	}
	return spec.Home(), nil
}

// modelUnder notes under which spec a model is used.
func modelUnder(m *score.Model, sp *spec.Spec) *score.Model {
	if m == nil {
		return nil
	}
	used := *m
	used.Spec = ""
	if text := sp.Canonical(); text != spec.Home().Canonical() {
		used.Spec = text
	}
	return &used
}

// under leaves out the models that were learned under a spec that teaches something
// else: what they say of rules and comparisons holds for those alone.
func (p *past) under(sp *spec.Spec, progress scv.Progress) error {
	for _, party := range parties() {
		m := p.models[party]
		if m == nil {
			continue
		}
		before, err := specOf(m)
		if err != nil {
			return badModel(party, err)
		}
		p.respecified = p.respecified || before.Canonical() != sp.Canonical()
		if before.Teaches(party) != sp.Teaches(party) {
			delete(p.models, party)
			delete(p.settled, party) // terms and limits are of the rules and comparisons, too
			p.retaught[party] = true
			progress.Report(scv.Event{Stage: "identity: learn from " + party + "s", Note: fmt.Sprintf("(anew: the spec teaches %ss something else)", party)})
		}
	}
	return nil
}

// version is what the published version says of matching: by party what was learned
// and counted, under which spec, and all records.
type version struct {
	models  map[string]*score.Model
	spec    *spec.Spec
	records *record.Set
	counts  map[string]*settled
}

func readVersion(ctx context.Context, w *warehouse.Warehouse) (v version, err error) {
	if v.models, err = readModels(ctx, w, live(modelTable)); err != nil {
		return v, err
	}
	if v.spec, err = publishedSpec(ctx, w); err != nil {
		return v, err
	}
	if v.records, err = readSet(ctx, w, live(recordTable), v.spec, ""); err != nil {
		return v, err
	}
	v.counts, err = readSettled(ctx, w, live("customer_identity"))
	return v, err
}
