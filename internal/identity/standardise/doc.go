// Package standardise gives every value its canonical form: one spelling for
// all spellings of the same e-mail address, telephone number, name, date,
// country, postal code and street, so that equal things compare equal and near
// things compare near, on every engine, byte by byte.
//
// It owns the functions value (+ context) -> Result, the tables they read, the
// reasons (Reasons lists them all), the nickname table, and the Materialization
// that applies them to a model in the warehouse (`materialized: standardise`).
// It never changes the value as received, never guesses a value that is not
// there, and never looks at the clock.
//
// Laws: the canonical form of a canonical form is itself; an empty value has an
// empty form and no reason; no input makes a function fail.
//
// Words. Canonical form: the one spelling. Reason: why there is no canonical
// form, or, beside one, what was done to get it (Reason.Note tells which). Kind:
// the name under which a model asks for one of the functions.
package standardise
