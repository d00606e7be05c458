package identity

import (
	"fmt"

	"scv/internal/identity/block"
	"scv/internal/identity/engine"
	"scv/internal/identity/prepare"
	"scv/internal/identity/spec"
	"scv/internal/term"
)

// pairsPerSecond is what one core does at least, reading, learning and deciding
// included: 499,500 pairs of fake_1000 take 0.6 s of CPU (docs/reference/identity.md).
const pairsPerSecond = 1_000_000

// Propose gives the spec that the records ask for as YAML, with the reasons and how
// many pairs each rule will give as comments. Nothing is compared for it. Matching
// with it is matching without a spec.
func Propose(in engine.Input, cores int) (string, error) {
	s, err := specFor(nil, in)
	if err != nil {
		return "", err
	}
	set := prepare.Forms(in.Records, s.Columns, s.Country)
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
		index := block.New(rules, set.Subset(rows))
		skipped := map[string]block.Skipped{}
		for _, k := range index.Skipped() {
			skipped[k.Rule] = k
		}
		for _, e := range index.Estimate() {
			all += e.New
			note := fmt.Sprintf("%s pairs, %s new, %s so far", term.Count(e.Pairs), term.Count(e.New), term.Count(all))
			if k, ok := skipped[e.Rule]; ok {
				note += fmt.Sprintf("; %s records share a key with too many and give none", term.Count(int64(k.Rows)))
			}
			notes.Rules[e.Rule] = note
		}
		if n := int64(len(rows)); len(rows) <= s.Few {
			all = n * (n - 1) / 2
		}
	}
	n := int64(in.Records.Len())
	notes.Head = []string{
		fmt.Sprintf("Proposed from %s records. Matching without a spec is matching with this one.", term.Count(n)),
		fmt.Sprintf("About %s of %s pairs will be compared: about %s s on %d cores.", term.Count(all), term.Count(n*(n-1)/2), term.Count(1+all/pairsPerSecond/int64(max(cores, 1))), cores),
	}
	return s.YAML(notes), nil
}
