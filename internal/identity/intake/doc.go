// Package intake reads tables that somebody wants matched from files: CSV of any
// separator, Parquet, Excel workbooks; what a file is, its content says. Text may
// be packed with gzip.
//
// It owns the way from a file to columns of text: blanks around a value are
// dropped, an empty value is null. It repairs nothing: a row of another width, a
// missing or doubled id is an error that names the file and the row, and never a
// value. DuckDB reads CSV and Parquet, our own reader workbooks. It knows nothing
// of what a column means.
package intake
