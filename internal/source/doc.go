// Package source brings rows in. It owns what a row looks like on its way out of
// a file (Row, Cell, Fault), what a table of a source is (Table, File), and the
// contract between the portable Source and its drivers: dynamics, excel, weather.
//
// A driver reads; it never types a value beyond what the file itself says, never
// drops a row (a row that cannot be read comes with its Faults), and never writes.
// Typing, quarantine and provenance columns are bronze's.
//
// Words: entity = table of a source; fault = reason why a row cannot be taken;
// ignored = title, header, blank and totals rows, which are no data; snapshot = a
// file that holds all its records each time, so a record that left it is deleted;
// log = files that add versions, where absence means nothing.
package source
