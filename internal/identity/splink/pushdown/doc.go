// Package pushdown writes a model of Splink as SQL, so that a warehouse finds and
// scores the pairs where the records are: records are readied once, pairs are found
// by the rules, gammas are given level by level, and what comes out is edges above a
// threshold, or how often each pattern of gammas is met.
//
// A model of ours goes the way of its export, with weights of three classes (WriteOwn); it
// is learned from counts and then weighs what was counted (Count, Weigh).
//
// It owns the translation of conditions into what DuckDB and Snowflake say (write),
// the statements (Script), running them on a connection (Run) and learning from
// counts of patterns (Train). Clusters and lasting ids are made of the edges in Go,
// as ever. It never chooses a model and reads no file.
//
// On DuckDB the pairs, gammas and weights are those of the native engine. On another
// engine they are the same where a model is Portable: exact, Levenshtein, one-slip (slip.go)
// and prefix levels on folded text. What differs by engine (Jaro-Winkler above all) is named.
//
// Words. Fold: lower case, and letters without their marks, in ASCII. Hoisted: a
// similarity that is computed once for all levels that ask for it. Tables:
// scv_record (one row per record, _scv_row in the order of their keys), scv_pair,
// scv_gamma; they are temporary.
package pushdown
