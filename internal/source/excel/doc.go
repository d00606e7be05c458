// Package excel reads customers from workbooks as people keep them: titles above
// the header, several sheets, several files, blank and totals rows.
//
// One entity is what a glob of workbooks holds under headers of the same names;
// columns are united over sheets and files. A workbook is a snapshot: a record
// that its file no longer holds was deleted. Rows that are no data are reported
// with their place, never dropped without a word.
//
// Words: header = the row that names the columns; title = rows above it; totals =
// a row that sums up others.
package excel
