package identity

import (
	"slices"

	"scv"
)

var _ scv.Derivation = (*Materialization)(nil)

// Derive implements scv.Derivation: the record id is copied, the party type may be
// told by an organisation's name, and which customer a record is follows from
// every column that is compared, of this record and the others.
func (x *Materialization) Derive(_ scv.Model, output string, input []string) (from []string, copied, ok bool) {
	selected := func(names ...string) []string {
		return slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(input, name) })
	}
	switch output {
	case "record_id":
		return selected("record_id"), true, true
	case "party_type":
		return selected("party_type", "organisation_name_std"), false, true
	case "customer_id", "cluster_size", "min_weight":
		return selected(append(compared(), "record_id")...), false, true
	}
	return nil, false, false
}
