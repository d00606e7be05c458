package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"scv"
)

// The parts of a workbook of one sheet.
const (
	relsText     = `<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookText     = `<workbook><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`
	bookRelsText = `<Relationships><Relationship Id="r1" Type="x/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="r2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="x/styles" Target="styles.xml"/></Relationships>`
	sheetText   = `<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>44197</v></c></row></sheetData></worksheet>`
	stringsText = `<sst count="1"><si><t>x</t></si></sst>`
	stylesText  = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd.mm.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`
)

// pack makes a workbook of its parts.
func pack(t testing.TB, book, bookRels, sheet, texts, styles string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"_rels/.rels", relsText},
		{"xl/workbook.xml", book},
		{"xl/_rels/workbook.xml.rels", bookRels},
		{"xl/worksheets/sheet1.xml", sheet},
		{"xl/sharedStrings.xml", texts},
		{"xl/styles.xml", styles},
	} {
		w, err := z.Create(part[0])
		if err == nil {
			_, err = io.WriteString(w, part[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Workbooks made to exhaust a reader are refused by name, or are read in the
// memory of one row.
func TestHostileWorkbooksAreRefusedOrRead(t *testing.T) {
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	for name, tc := range map[string]struct {
		sheet, texts string
		code         scv.Code
		rows         int
	}{
		"a good one":               {sheetText, stringsText, "", 1},
		"one cell again and again": {`<row r="1">` + many(`<c r="A1"><v>1</v></c>`, maxColumn+1) + `</row>`, stringsText, scv.CodeSourceBroken, 0},
		"too many columns":         {`<row r="1"><c r="XFE1"><v>1</v></c></row>`, stringsText, scv.CodeSourceBroken, 0},
		"columns without names":    {`<row>` + many(`<c><v>1</v></c>`, maxColumn+1) + `</row>`, stringsText, scv.CodeSourceBroken, 0},
		"rows without cells":       {`<sheetData>` + many(`<row/>`, 100_000) + `</sheetData>`, stringsText, "", 0},
		"rows that go back":        {`<row r="9"/><row r="2"/>`, stringsText, scv.CodeSourceBroken, 0},
		"deep elements":            {many(`<a>`, 100_000), stringsText, "", 0},
		"signs in a value":         {`<row a="` + many(`>`, 1<<20) + `"/>`, stringsText, "", 0},
		"entities that grow":       {`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><row/>`, stringsText, scv.CodeSourceBroken, 0},
		"a text without end":       {sheetText, `<sst><si>` + many(`<t>`+many("x", 1<<20)+`</t>`, 5) + `</si></sst>`, scv.CodeSourceBroken, 0},
		"an inline text as well":   {`<row><c t="inlineStr"><is>` + many(`<t>`+many("x", 1<<20)+`</t>`, 5) + `</is></c></row>`, stringsText, scv.CodeSourceBroken, 0},
		"a bomb":                   {many(" ", freePart+1), stringsText, scv.CodeSourceTooLarge, 0},
	} {
		t.Run(name, func(t *testing.T) {
			rows, err := readWhole(pack(t, bookText, bookRelsText, tc.sheet, tc.texts, stylesText))
			if scv.CodeOf(err) != tc.code || rows != tc.rows {
				t.Errorf("%d rows, %v", rows, err)
			}
			if err != nil && (scv.HintOf(err) == "" || scv.ExitOf(err) != scv.ExitUnusable) {
				t.Errorf("no hint: %v", err)
			}
		})
	}
}

// A workbook whose bytes were changed on the way is refused: what is left of it
// cannot be trusted. (issue252.xlsx of the public workbooks is such a one.)
func TestAWorkbookDamagedOnTheWayIsNamed(t *testing.T) {
	path := pack(t, bookText, bookRelsText, `<sheetData>`+strings.Repeat(`<row><c><v>1</v></c></row>`, 5000)+`</sheetData>`, stringsText, stylesText)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(whole, []byte("xl/worksheets/sheet1.xml")) + len("xl/worksheets/sheet1.xml")
	for i := at + 20; i < at+120; i += 10 {
		broken := bytes.Clone(whole)
		broken[i] ^= 0x55
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readWhole(path)
		var e *scv.Error
		if !errors.As(err, &e) || e.Code != scv.CodeSourceBroken || !strings.Contains(err.Error(), "sheet1.xml") {
			t.Errorf("byte %d: %v", i, err)
		}
	}
}

// FuzzParts reads a workbook of five parts as they come: a zip file of random
// bytes would never get past its checksums.
func FuzzParts(f *testing.F) {
	f.Add(bookText, bookRelsText, sheetText, stringsText, stylesText)
	f.Add(bookText, bookRelsText, `<row><c t="inlineStr"><is><r><t xml:space="preserve"> a</t></r><rPh><t>b</t></rPh></is></c><c t="d"><v>2024-01-02T03:04</v></c><c t="b"><v>1</v></c><c t="e"><v>#REF!</v></c></row>`, `<sst><si/><si><t>_x000D_</t></si></sst>`, `<cellXfs><xf numFmtId="14"/></cellXfs>`)
	f.Add(`<workbook><workbookPr date1904="1"/><sheets><sheet name="a" r:id="r9"/></sheets></workbook>`, bookRelsText, "", "", "")
	paths, _ := filepath.Glob(filepath.Join(corpus, "*.xlsx"))
	for _, path := range paths {
		if parts := partsOf(path); parts != nil {
			f.Add(parts[0], parts[1], parts[2], parts[3], parts[4])
		}
	}
	f.Fuzz(func(t *testing.T, book, bookRels, sheet, texts, styles string) {
		path := pack(t, book, bookRels, sheet, texts, styles)
		b, err := Open(path, "x.xlsx")
		if err == nil {
			defer b.Close()
			for _, s := range b.Sheets {
				if err = b.Rows(s, sane(t)); err != nil {
					break
				}
			}
		}
		if err != nil && (scv.ExitOf(err) != scv.ExitUnusable || scv.HintOf(err) == "") {
			t.Errorf("an error without code or hint: %v", err)
		}
	})
}

// sane checks what every row promises: numbers go up, columns are those of a sheet.
func sane(t *testing.T) func(int64, []Cell) error {
	last := int64(0)
	return func(row int64, cells []Cell) error {
		if row <= last || len(cells) == 0 || len(cells) > maxColumn {
			t.Fatalf("row %d after %d with %d cells", row, last, len(cells))
		}
		last = row
		for _, c := range cells {
			if c.Column < 0 || c.Column >= maxColumn || c.Kind == 0 {
				t.Fatalf("row %d: %+v", row, c)
			}
		}
		return nil
	}
}

// partsOf gives the five parts of a small workbook, nil where it has others.
func partsOf(path string) []string {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil
	}
	defer z.Close()
	var out []string
	for _, name := range []string{"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"} {
		text := []byte{}
		if in, err := z.Open(name); err == nil {
			text, _ = io.ReadAll(in) // what is broken is no seed
			_ = in.Close()
		}
		if len(text) > 6000 {
			return nil
		}
		out = append(out, string(text))
	}
	return out
}
