// Package live answers which customer a single record is, against an index of all
// records in memory.
//
// It owns the index: the records as codes, the keys of the rules, the model with how
// frequent values were when it was learned. A record is looked for under the same keys,
// compared with the same comparisons and weighed with the same model as in a run, so
// that a pair weighs what it weighed there. It reads nothing: identity makes it of the
// published version. It never cleans a value, never makes a customer and remembers no
// record that it was asked about.
//
// An index is read-only and safe for concurrent use. It takes 12 bytes for each key of
// each record, 4 for each value and the text of the distinct ones (Stats).
package live
