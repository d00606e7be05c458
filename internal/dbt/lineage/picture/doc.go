// Package picture draws lineage as SVG: boxes of relations from left to right, with
// the columns that take part, and lines between them. A solid line is a value, a
// dashed one only has a say. The picture stands alone: no script, no font and nothing
// else is fetched; it follows the reader's light or dark scheme, and prints light.
//
// It owns the layout (layers by the longest way, order by barycentre, long lines
// around boxes) and the SVG. It reads a lineage.Graph, never a warehouse, and gives
// the same bytes for the same graph.
package picture
