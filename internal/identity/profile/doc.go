// Package profile finds out what the columns of a table say about who a record
// is: by their values first, by their headings where values cannot tell.
//
// It owns the roles and the reasons. It looks at values in memory and keeps none;
// reasons tell shares and counts. It never says how much a column is worth: that
// is estimated from the records.
//
// Words. Digest: what a hash function made of a value. Role: what a column is compared as. Filled: rows in which a column has a
// value; a column is judged among these, so that an identifier that one row in ten
// has is one.
package profile
