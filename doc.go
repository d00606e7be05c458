// Package scv holds the words that every room of the product shares: layers,
// ids, relations, column types, batches of rows, sources as they are declared,
// reports, errors with codes, and the few small interfaces through which a room
// is handed what lives beside or below it.
//
// It imports the standard library only, does no input or output, and knows no
// technology: no SQL dialect, no file format, no terminal. Read it first, then
// docs/architecture.md, then internal/pipeline/pipeline.go.
package scv
