// Package spec says in YAML how records are matched: what each column says, which
// pairs are looked at, how they are compared, and where the lines are drawn.
//
// It owns the format, its strict reading with file and line, the proposal that is
// made from the records, and the way from a spec to rules and comparisons. It
// learns nothing and matches nothing. A spec that is proposed, written and read back
// is the same: matching without a spec is matching with the proposed one.
//
// Words. Word: what rules and comparisons call a value: one of the customer
// vocabulary (given_name, birth_date), or a column of the table. Review: pairs below
// the line of auto and above the line of review are for people to decide.
package spec
