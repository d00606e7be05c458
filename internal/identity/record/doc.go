// Package record holds the records of one matching run in memory: by column,
// each distinct value once, each row as a code.
//
// It owns the dictionaries, how often a value occurs, and the order of rows: by
// record id, so that nothing that follows depends on the order they arrived in.
// It knows nothing of what a column means.
//
// Words. Code: the place of a value in its dictionary; 0 is null, the empty text
// is null, too. Columns of one dictionary (given and family name) have one code
// for one spelling, and so can be compared with each other.
package record
