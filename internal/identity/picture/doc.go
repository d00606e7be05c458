// Package picture draws what matching has found as SVG: the waterfall of a pair,
// what holds records together, and what was learned. A picture stands alone: no script, no font and nothing else is fetched; it follows
// the reader's light or dark scheme, and prints light. What a colour says stands
// there as a figure, too.
//
// It draws what it is handed and reads nothing; the same input gives the same bytes.
package picture
