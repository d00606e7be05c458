package main

import (
	"bytes"
	"os"
	"strings"
	"unicode/utf16"

	"github.com/rogpeppe/go-internal/testscript"
)

// damage spoils a file: damage FILE cut|garbage|blocks. blocks spoils every
// block behind the three headers of a warehouse but the one that opening reads.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	const headers, block = 3 * 4096, 262144
	b := []byte(ts.ReadFile(args[0]))
	switch args[1] {
	case "cut":
		b = b[:len(b)/2]
	case "garbage":
		b = bytes.Repeat([]byte("no database "), len(b)/12)
	case "blocks":
		for at := headers + block + 1000; at < len(b)-block; at += block {
			b[at] ^= 0x5a
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// encode writes a UTF-8 file again: encode FILE utf-16|utf-16le|latin-1. One that
// is UTF-16 already only loses its mark.
func encode(ts *testscript.TestScript, _ bool, args []string) {
	text := ts.ReadFile(args[0])
	var out []byte
	switch args[1] {
	case "latin-1":
		for _, r := range text {
			out = append(out, byte(r))
		}
	case "utf-16":
		out = []byte{0xff, 0xfe}
		for _, u := range utf16.Encode([]rune(text)) {
			out = append(out, byte(u), byte(u>>8))
		}
	case "utf-16le":
		out = []byte(strings.TrimPrefix(text, "\xff\xfe"))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out, 0o600))
}

// long gives the first row of an export a first name of a megabyte and a key of
// its own: long FILE.
func long(ts *testscript.TestScript, _ bool, args []string) {
	line := "00000000-0000-4000-8000-000000000099," + strings.Repeat("x", 1_000_000) + ",Archer,1980-02-03,1,1.5,1,1,False\n"
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(line), 0o600))
}
