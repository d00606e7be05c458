// Package catalog describes a home: its sources, the dictionary of its tables, and
// the way of the data through them, as pages that are made from what is declared
// and what is live.
//
// It owns the pages docs/sources.md, docs/dictionary.md and docs/flow.md of a home
// and the probes that compare them with what is there. It is handed the parsed
// project, the declared sources and the live relations; it never looks at rows.
//
// Words. Dictionary: meaning, type and checks of every column that readers may
// see. Flow: which relation is made from which. Live: what the warehouse has.
package catalog
