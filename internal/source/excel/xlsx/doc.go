// Package xlsx reads .xlsx and .xlsm workbooks row by row: values with their kind
// and style, never more of a sheet in memory than one row.
//
// It reads what Excel stored, not what it would show: all digits of a number, the
// day behind a date format, the cached result of a formula. It does not calculate,
// write, or follow links out of the package. What the file really is decides, not
// its name: every other format is refused by name.
//
// Words: part = file inside the package; shared string = text stored once and
// referred to by number; style = index that leads to a number format; serial =
// days since the workbook's epoch, how Excel stores dates.
package xlsx
