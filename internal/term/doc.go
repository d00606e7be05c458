// Package term is how answers look on a terminal: tables aligned by what is seen,
// states as shape and word and colour, live progress, and one JSON document for
// machines.
//
// It knows no command and no meaning; it never reads the environment or the
// clock: whether there is colour and what time it is comes with Style and the
// clock it is handed.
package term
