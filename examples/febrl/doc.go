// Command febrl turns the public FEBRL data sets into a home of scv: people as a
// Dynamics 365 lake export, their second appearance as an Excel workbook, and the
// known truth beside. It is the converter of the example, not part of scv.
//
//	go run ./examples/febrl --set febrl4 --out /somewhere/febrl4
//	go run ./cmd/scv run --dir /somewhere/febrl4
//
// Record keys are hashes, so nothing that the pipeline reads says who is whom;
// soc_sec_id, nearly a key, is left out.
package main
