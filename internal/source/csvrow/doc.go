// Package csvrow reads comma-separated text as it is met in exports: quoted fields
// with line breaks, a byte order mark, UTF-16, rows of any width. A broken row is
// handed out with what is wrong with it, and reading goes on at the next line;
// encoding/csv stops at the first one and does not keep the row's text.
//
// It knows no column: fields are numbered.
package csvrow
