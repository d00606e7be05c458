// Package answer answers people's questions from the published version: who is
// called something like this, what do we know of this customer and from where,
// why are two records one customer or not.
//
// And from everything around it: what became of the rows of each source, what is
// in quarantine, who the weather is from.
//
// It reads the views of silver, identity and gold, and from bronze where a record
// stands, what is held and what came in. It changes nothing and gives plain
// values: showing them is the caller's (CLI, API, report, console).
//
// Words: hit = a customer found by a search, with how well it fits; golden value
// = an attribute of the golden record with the record and the rule it comes from.
package answer
