package state

import (
	"slices"

	"scv/internal/dbt/graph"
)

// sameBody compares what the file holds. Generic tests have no body of their own.
func sameBody(a, b *entry) bool {
	if b.Test != nil || b.Kind == string(graph.Source) || b.Kind == string(graph.Exposure) {
		return true
	}
	if b.Kind == string(graph.UnitTest) {
		return sameUnitTest(a, b)
	}
	return equal(a.Checksum, b.Checksum)
}

// testConfigs are the configs that make two tests differ; the others do not.
var testConfigs = []string{"severity", "where", "limit", "fail_calc", "warn_if", "error_if", "store_failures"}

// notCompared are configs that dbt leaves out: where a relation goes is the part
// `relation`, tags and group do not change what is built.
var notCompared = []string{"alias", "schema", "database", "tags", "group", "access"}

// sameConfig compares configs as they are written, so that a value that depends
// on the target is equal to itself.
func sameConfig(a, b *entry) bool {
	x, y := a.Unrendered, b.Unrendered
	inFile := equal(a.Checksum, b.Checksum)
	if b.Kind == string(graph.Test) {
		for _, key := range testConfigs {
			if !sameValue(x[key], y[key], inFile) {
				return false
			}
		}
		return true
	}
	for _, m := range []map[string]any{x, y} {
		for key := range m {
			if !slices.Contains(notCompared, key) && !sameValue(x[key], y[key], inFile) {
				return false
			}
		}
	}
	return true
}

// sameRelation compares what decides where a node is built.
func sameRelation(a, b *entry) bool {
	if b.Kind == string(graph.Source) {
		return a.UnrenderedDatabase == b.UnrenderedDatabase && a.UnrenderedSchema == b.UnrenderedSchema && a.Identifier == b.Identifier
	}
	for _, key := range []string{"database", "schema", "alias"} {
		if !sameValue(a.Unrendered[key], b.Unrendered[key], true) {
			return false
		}
	}
	return true
}

// sameDescriptions compares the descriptions that go into the warehouse.
func sameDescriptions(a, b *entry) bool {
	persist, _ := b.Config["persist_docs"].(map[string]any)
	if persist["relation"] == true && a.Description != b.Description {
		return false
	}
	return persist["columns"] != true || equal(columnTexts(a), columnTexts(b))
}

func columnTexts(e *entry) map[string]string {
	out := map[string]string{}
	for name, c := range e.Columns {
		out[name] = c.Description
	}
	return out
}

// sameContract compares the columns of an enforced contract.
func sameContract(a, b *entry) bool {
	before, now := a.Contract["enforced"] == true, b.Contract["enforced"] == true
	if before != now {
		return false
	}
	return !now || equal(columnTypes(a), columnTypes(b))
}

func columnTypes(e *entry) map[string]string {
	out := map[string]string{}
	for name, c := range e.Columns {
		out[name] = c.DataType
	}
	return out
}

func sameSource(a, b *entry) bool {
	return sameRelation(a, b) && sameFQN(a, b) && sameConfig(a, b) && a.Loader == b.Loader && sameValue(a.Quoting, b.Quoting, false) &&
		sameValue(a.Freshness, b.Freshness, false) && sameValue(a.External, b.External, false) && a.LoadedAtField == b.LoadedAtField
}

func sameExposure(a, b *entry) bool {
	return sameFQN(a, b) && equal(a.Owner, b.Owner) && a.Maturity == b.Maturity && a.URL == b.URL && a.Label == b.Label &&
		a.Description == b.Description && a.ExposureType == b.ExposureType && equal(a.Depends.Nodes, b.Depends.Nodes) && sameConfig(a, b)
}

// sameUnitTest compares what a unit test gives and expects.
func sameUnitTest(a, b *entry) bool {
	return a.Model == b.Model && sameValue(a.Given, b.Given, false) && sameValue(a.Expect, b.Expect, false) &&
		sameValue(a.Overrides, b.Overrides, false)
}
