// Package compare says where two sides differ: verdicts of nodes, relations row for
// row, SQL. It reads artifacts and runs nothing.
package compare
