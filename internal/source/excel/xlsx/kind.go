package xlsx

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"scv"
)

// refuse tells what a file that is no zip package is, by its first bytes, and
// what to do about it. name is for the message.
func refuse(name string, start []byte) error {
	code, what, hint := scv.CodeSourceKind, "its content is no workbook", "Open it in Excel and save it as .xlsx."
	switch {
	case len(start) == 0:
		code, what, hint = scv.CodeSourceEmpty, "the file is empty", "Deliver it again, or take it away."
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) && bytes.Contains(start, wide("EncryptedPackage")):
		code, what, hint = scv.CodeSourceEncrypted, "it is protected by a password", "Save a copy without password protection."
	case bytes.HasPrefix(start, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		what = "it is an old Excel 97-2003 workbook (.xls), whatever its name"
	case len(start) > 3 && start[0] == 0x09 && (start[1] == 0x08 || start[1] == 0x04 || start[1] == 0x02 || start[1] == 0x00):
		what = "it is a very old Excel workbook (BIFF)"
	case isText(start) && bytes.Contains(start, []byte("urn:schemas-microsoft-com:office:spreadsheet")):
		what = "it is an XML spreadsheet of 2003"
	case isText(start) && looksLikeHTML(start):
		what = "it is a web page (HTML) under the name of a workbook"
	case isText(start):
		what, hint = "it is a text file (CSV or the like), no workbook", "Open it in Excel and save it as .xlsx; check separators and dates while you are there."
	}
	return &scv.Error{Code: code, Op: "open workbook", Subject: name, Err: errors.New(what), Hint: hint}
}

// wide is ASCII as UTF-16, how OLE2 containers write names.
func wide(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

func looksLikeHTML(start []byte) bool {
	low := bytes.ToLower(start)
	return bytes.Contains(low, []byte("<html")) || bytes.Contains(low, []byte("<!doctype html")) || bytes.Contains(low, []byte("<table"))
}

func isText(start []byte) bool {
	if bytes.HasPrefix(start, []byte("\xff\xfe")) || bytes.HasPrefix(start, []byte("\xfe\xff")) {
		return true
	}
	return bytes.IndexByte(start, 0) < 0 && utf8.Valid(bytes.TrimRight(start, "\x80\x81\x82\x83\xc3\xe2"))
}

// otherPackage tells what a zip file without a workbook part is.
func otherPackage(name string, has func(part string) bool) error {
	what, hint := "it is a zip file without a workbook in it", "Unpack it and name the workbook itself."
	switch {
	case has("xl/workbook.bin"):
		what, hint = "it is a binary workbook (.xlsb), whatever its name", "Open it in Excel and save it as .xlsx."
	case has("content.xml"):
		what, hint = "it is an OpenDocument spreadsheet (.ods), whatever its name", "Open it and save it as .xlsx."
	case has("word/document.xml"):
		what, hint = "it is a Word document", "Name the workbook instead."
	}
	return &scv.Error{Code: scv.CodeSourceKind, Op: "open workbook", Subject: name, Err: errors.New(what), Hint: hint}
}
