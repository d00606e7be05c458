package identity

import (
	"context"
	"fmt"
	"slices"

	"scv/internal/identity/block"
	"scv/internal/identity/engine"
	"scv/internal/identity/prepare"
	"scv/internal/identity/profile"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
	"scv/internal/term"
	"scv/internal/warehouse"
)

// pairsPerSecond is what one core does at least, reading, learning and deciding
// included: 499,500 pairs of fake_1000 take 0.6 s of CPU (docs/reference/identity.md).
const pairsPerSecond = 1_000_000

// Propose gives the spec that the records ask for as YAML, with the reasons and how
// many pairs each rule will give as comments. Nothing is compared for it. Matching
// with it is matching without a spec.
func Propose(in engine.Input, cores int) (string, error) {
	s, set, err := specFor(nil, in)
	if err != nil {
		return "", err
	}
	notes := spec.Notes{Rules: map[string]string{}}
	var all int64
	for _, party := range parties() {
		rows := rowsOf(set, party)
		rules, err := s.RulesOf(party)
		if err != nil {
			return "", err
		}
		if len(rows) == 0 {
			continue
		}
		all = countPairs(party, rules, set.Subset(rows), all, notes.Rules)
		if n := int64(len(rows)); len(rows) <= s.Few {
			all = n * (n - 1) / 2
		}
	}
	n := int64(in.Records.Len())
	notes.Head = []string{
		fmt.Sprintf("Proposed from %s records. Matching without a spec is matching with this one.", term.Count(n)),
		effort(all, n, cores),
	}
	return s.YAML(notes), nil
}

// countPairs notes how many pairs each rule will give and gives how many there are so
// far.
func countPairs(party string, rules []block.Rule, set *record.Set, so int64, notes map[string]string) int64 {
	index := block.NewUnder(rules, set, block.Frozen{Beside: true})
	skipped := map[string]block.Skipped{}
	for _, k := range index.Skipped() {
		skipped[k.Rule] = k
	}
	for _, e := range index.Estimate() {
		so += e.New
		note := fmt.Sprintf("%s pairs, %s new, %s so far", term.Count(e.Pairs), term.Count(e.New), term.Count(so))
		if k, ok := skipped[e.Rule]; ok {
			note += fmt.Sprintf("; %s records share a key with too many and give none", term.Count(int64(k.Rows)))
		}
		notes[party+" "+e.Rule] = note
	}
	return so
}

func effort(pairs, records int64, cores int) string {
	return fmt.Sprintf("About %s of %s pairs will be compared: about %s s on %d cores.", term.Count(pairs), term.Count(records*(records-1)/2), term.Count(1+pairs/pairsPerSecond/int64(max(cores, 1))), cores)
}

// ProposeHome gives the spec of a home with the reasons: what it does on its own, how
// many pairs each rule gives among the published records, and what the columns beside
// the vocabulary say. Before the first run there are none of them.
func ProposeHome(ctx context.Context, w warehouse.Conn, cores int) (string, error) {
	fields, err := columnsOf(ctx, w, live(recordTable))
	if err != nil || len(fields) == 0 {
		return spec.HomeText(nil, nil, spec.HomeHead()), err
	}
	own, set, err := ownColumns(ctx, w, fields)
	if err != nil {
		return "", err
	}
	more, all := map[string]string{}, int64(0)
	sp, err := spec.ReadHome("", []byte(spec.HomeText(own, nil, nil)))
	if err != nil {
		return "", err
	}
	for _, party := range parties() {
		rules, err := sp.RulesOf(party)
		if err != nil {
			return "", err
		}
		of := set.Subset(rowsOf(set, party))
		all = countPairs(party, rules, of, all, more)
	}
	n := int64(set.Len())
	head := append(spec.HomeHead(), "", fmt.Sprintf("Pairs are those of the %s published records.", term.Count(n)), effort(all, n, cores))
	return spec.HomeText(own, more, head), nil
}

// ownColumns says what the columns are taken for that are none of the vocabulary, and
// reads the records with them.
func ownColumns(ctx context.Context, w warehouse.Conn, fields []string) ([]profile.Column, *record.Set, error) {
	known := append(compared(), "record_id", sourceColumn, "entity", "region_std")
	s := spec.Home()
	var names []string
	for _, f := range fields {
		if !slices.Contains(known, f) {
			names = append(names, f)
			s.Columns = append(s.Columns, profile.Column{Name: f, Role: profile.Text})
		}
	}
	set, err := readSet(ctx, w, live(recordTable), s, "")
	if err != nil {
		return nil, nil, err
	}
	own := slices.DeleteFunc(profile.Columns(set, names), func(c profile.Column) bool { return c.Role == profile.Ignored })
	for k, c := range own {
		if c.Role.Single() { // a word of ours, which silver makes
			own[k].Role, own[k].Reason = profile.Text, "it looks like "+string(c.Role)+", which silver makes canonical"
		}
	}
	return own, prepare.Others(set, own), nil
}
