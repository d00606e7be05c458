// Package quality judges how well the data is checked: which checks a home must
// have, whether they ran, and what they found.
//
// It owns obligations: what the declarations of the models (keys, required
// columns, references, number columns) demand of the project's checks. It reads
// the parsed project and the results of the newest run through small functions
// that app hands it; it never runs a check, and never looks at a customer's value.
//
// Words. Check: a data test of the dbt project. Obligation: a check that must be
// there because of what a model declares. Judged run: the newest run that ended
// by itself, published or not.
package quality
