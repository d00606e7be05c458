// Package remote lets other processes of the same user read a warehouse that one
// process holds: DuckDB lets a file be open in one process only. The holder serves
// read-only queries on a local socket beside the file; a command that only reads
// finds it there and gets a warehouse.Driver that looks like any other.
//
// It owns the protocol, the socket's place and who may use it. It never writes:
// the server reads through a warehouse.Snapshot, which refuses what does more, and
// the client refuses before it sends.
//
// Words: holder = the process that has the file open; link = one connection to
// it, and one snapshot there: all that a command reads through a link is of one
// moment; cut = a link whose holder is gone.
//
// The protocol is one request at a time. A frame is a kind (one byte), a length
// (four bytes, big endian) and that many bytes:
//
//	holder   H  hello, JSON: who holds the file, and the dialect
//	reader   Q  query: a way (rows or scan), the SQL, the arguments
//	holder   C  columns of the answer: for rows with the engine's type names, for scan with scv types
//	holder   R  rows: how many, then value after value
//	holder   E  end of the answer
//	holder   X  error, JSON, instead of the rest of the answer
//
// A reader that no longer wants an answer closes the link; the holder then
// interrupts the query.
package remote
