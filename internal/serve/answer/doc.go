// Package answer answers people's questions from the published version: who is
// called something like this, what do we know of this customer and from where,
// why are two records one customer or not.
//
// It reads the views of silver, identity and gold and nothing else, changes
// nothing, and gives plain values: showing them is the caller's (CLI, API,
// console).
//
// Words: hit = a customer found by a search, with how well it fits; golden value
// = an attribute of the golden record with the record and the rule it comes from.
package answer
