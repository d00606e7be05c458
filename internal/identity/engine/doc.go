// Package engine is the seam between records that somebody wants matched and
// what matches them: the input as columns of text, what is asked for, and what
// comes back.
//
// It owns the words only. The engine of this program is identity.NewEngine; an
// engine for another kind of model (one that was trained elsewhere) implements
// Engine and is chosen by internal/app/matching.go (engineFor) from the content of
// the file that --spec names. It knows no file format: intake reads files.
//
// Words. Key: what tells records of all sources apart: the record id, and in a
// link "<source>-__-<id>". Pair: two records that a blocking rule made. Link: a
// pair that is thought to be one and the same.
package engine
