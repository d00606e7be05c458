package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	inmemory "scv/internal/identity/live"
	"scv/internal/identity/prepare"
	"scv/internal/identity/profile"
	"scv/internal/identity/record"
	"scv/internal/identity/score"
	"scv/internal/identity/spec"
	"scv/internal/identity/standardise"
	"scv/internal/warehouse"
)

// Live answers which customers of the published version a record may be. Everything
// that it needs is in memory; it is safe for concurrent use, and does not see what is
// published later.
type Live struct {
	row     *standardise.Row
	indexes map[string]*inmemory.Index // by party
	refused map[string]error           // by party: why one of it cannot be looked for singly
	columns []string
	own     []profile.Column // that the spec compares beside the vocabulary
}

// OpenLive reads the published version. row standardises as silver does. A party whose
// records cannot be looked for singly is an error of Match, and of this where there is
// no other.
func OpenLive(ctx context.Context, w *warehouse.Warehouse, row *standardise.Row) (*Live, error) {
	v, err := readVersion(ctx, w)
	if err != nil {
		return nil, err
	}
	customers, err := customersByRow(ctx, w, v.records)
	if err != nil {
		return nil, err
	}
	l := &Live{row: row, own: v.spec.Own(), columns: columnsUnder(v.spec), indexes: map[string]*inmemory.Index{}, refused: map[string]error{}}
	var refused error
	for _, party := range parties() {
		rows := rowsOf(v.records, party)
		if v.models[party] == nil || len(rows) == 0 {
			continue
		}
		x, err := liveIndex(v.spec, v.models[party], v.counts[party], v.records.Subset(rows), pickRows(customers, rows))
		switch {
		case scv.CodeOf(err) == scv.CodeLiveSpec:
			l.refused[party], refused = err, cmp.Or(refused, err)
		case err != nil:
			return nil, err
		default:
			l.indexes[party] = x
		}
	}
	if len(l.indexes) == 0 && refused != nil {
		return nil, refused
	}
	return l, ctx.Err()
}

// liveIndex makes the index of a party.
func liveIndex(sp *spec.Spec, model *score.Model, counts *settled, set *record.Set, customers []scv.CustomerID) (*inmemory.Index, error) {
	if _, _, err := comparisonsOf(model, model.Party); err != nil {
		return nil, err
	}
	how, err := planUnder(sp, model.Party, set)
	if err != nil {
		return nil, err
	}
	if err := how.singly(); err != nil {
		return nil, err
	}
	counts = counts.at(set.Len())
	b := inmemory.Basis{
		Set: set, Customers: customers, Rules: how.rules, Limits: counts.limits(), Comparisons: how.comparisons, Model: model,
		Terms: counts.terms(), Line: how.line, Least: keptWeight,
	}
	if counts != nil {
		b.Records = counts.Records
	}
	for _, c := range how.held.vetoes {
		b.Vetoes = append(b.Vetoes, c.Name)
	}
	for k, form := range sp.MustLinkForms() {
		b.MustLink = append(b.MustLink, inmemory.Link{Word: sp.MustLink[k], Column: form})
	}
	return inmemory.New(b), nil
}

// singly is an error where what a record has in common with another one follows from
// more than the two: beside a few records it would weigh something else than in a run.
func (p plan) singly() error {
	what := ""
	for _, r := range p.rules {
		if !r.Local() {
			what = "the rule " + r.Name
		}
	}
	for _, c := range p.comparisons {
		if !c.Local() {
			what = "the comparison " + c.Name
		}
	}
	if what == "" {
		return nil
	}
	return &scv.Error{
		Code: scv.CodeLiveSpec, Op: "match", Subject: "a record of " + p.party + "s", Err: errors.New(what + " looks at all records, so what it says of one cannot be told singly"),
		Hint: "Take it (neighbours, rare_words) out of project/identity/customer.yml and type `scv run`, or load the record and run.",
	}
}

func pickRows(customers []scv.CustomerID, rows []int32) []scv.CustomerID {
	out := make([]scv.CustomerID, len(rows))
	for k, row := range rows {
		out[k] = customers[row]
	}
	return out
}

// customersByRow reads which customer each record is.
func customersByRow(ctx context.Context, w *warehouse.Warehouse, set *record.Set) ([]scv.CustomerID, error) {
	out, ids := make([]scv.CustomerID, set.Len()), map[string]scv.CustomerID{}
	err := w.Scan(ctx, "select record_id, customer_id from "+warehouse.QuoteRelation(live("customer_identity")), func(b *scv.Batch) error {
		for k := range b.Len() {
			row, ok := set.Row(string(b.Columns[0].Bytes(k)))
			if !ok {
				continue
			}
			id, known := ids[string(b.Columns[1].Bytes(k))]
			if !known {
				id = scv.CustomerID(b.Columns[1].Bytes(k))
				ids[string(id)] = id
			}
			out[row] = id
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read customers: %w", err)
	}
	return out, nil
}

// Answer is what is known of one record.
type Answer struct {
	Party      string                        `json:"party_type"`
	Candidates []inmemory.Candidate          `json:"candidates"`
	Refused    map[string]standardise.Reason `json:"refused,omitempty"` // values that say nothing, and why
}

// Match gives the customers that a record may be, those with most weight first. The
// record is as a source writes it, by word; words that are not known are an error, as
// is a record that says nothing.
func (l *Live) Match(ctx context.Context, values map[string]string) (*Answer, error) {
	if err := l.knows(values); err != nil {
		return nil, err
	}
	forms, refused := l.row.Forms(values)
	if party := strings.TrimSpace(values["party_type"]); party != "" {
		forms["party_type"] = party
	}
	for _, c := range l.own { // silver passes these through as they are
		if value := values[strings.TrimSuffix(c.Name, "_std")]; forms[c.Name] == "" && value != "" {
			forms[c.Name] = value
		}
	}
	guest := prepare.Others(guestOf(forms, l.columns), l.own)
	a := &Answer{Candidates: []inmemory.Candidate{}, Refused: refused}
	for _, party := range parties() {
		if len(rowsOf(guest, party)) == 0 {
			continue
		}
		a.Party = party
		if err := l.refused[party]; err != nil {
			return nil, err
		}
		if x := l.indexes[party]; x != nil {
			found, err := x.Match(ctx, guest)
			a.Candidates = append(a.Candidates, found...)
			return a, err
		}
	}
	return a, nil
}

// Words are those that a record may have, sorted.
func (l *Live) Words() []string {
	words := append(slices.Clone(l.row.Words()), "party_type")
	for _, c := range l.own {
		words = append(words, strings.TrimSuffix(c.Name, "_std"))
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// Stats tells of each party what its index holds.
func (l *Live) Stats() map[string]inmemory.Stats {
	out := map[string]inmemory.Stats{}
	for party, x := range l.indexes {
		out[party] = x.Stats()
	}
	return out
}

func (l *Live) knows(values map[string]string) error {
	words, said := l.Words(), false
	for _, word := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(words, word) {
			hint := "There are: " + strings.Join(words, ", ") + "."
			if near := scv.Nearest(word, words); near != "" {
				hint = "Did you mean " + near + "?"
			}
			return &scv.Error{Code: scv.CodeLiveRecord, Op: "match", Subject: word, Err: errors.New("silver knows no such word"), Hint: hint}
		}
		said = said || strings.TrimSpace(values[word]) != ""
	}
	if !said {
		return &scv.Error{Code: scv.CodeLiveRecord, Op: "match", Err: errors.New("the record says nothing"), Hint: "Give at least one value, such as a name and a birth date."}
	}
	return nil
}

// guestOf makes a set of one row of canonical values.
func guestOf(forms map[string]string, columns []string) *record.Set {
	var list []*record.Column
	for _, name := range columns {
		dict := record.NewDict()
		list = append(list, &record.Column{Name: name, Codes: []int32{dict.Code(forms[name])}, Dict: dict})
	}
	return (&record.Set{IDs: []string{""}, Arrived: []int32{0}}).With(list...)
}
