package xlsx

import (
	"fmt"
	"path"
	"strings"
)

// Book is an open workbook. It is used by one goroutine at a time.
type Book struct {
	Sheets []Sheet // in the order of the tabs

	parts    *parts
	date1904 bool
	strings  texts
	styles   []style
}

// Sheet is one tab.
type Sheet struct {
	Name   string
	Hidden bool
	Kind   Kind
	part   string
}

// Kind is what a tab holds; only worksheets have rows.
type Kind uint8

// The kinds of tabs.
const (
	Worksheet Kind = iota
	Chart
	Macro
	Dialog
)

// Open opens a workbook; name is what messages call it. Errors are *scv.Error
// with exit 6: another format, encrypted, damaged, empty.
func Open(file, name string) (*Book, error) {
	p, err := openParts(file, name)
	if err != nil {
		return nil, err
	}
	b := &Book{parts: p}
	if err := b.read(); err != nil {
		_ = p.file.Close() // the error that matters is the first one
		return nil, err
	}
	return b, nil
}

// Close closes the file.
func (b *Book) Close() error { return b.parts.file.Close() }

func (b *Book) read() error {
	main, err := b.mainPart()
	if err != nil {
		return err
	}
	rels, err := b.parts.relations(main)
	if err != nil {
		return err
	}
	if err := b.readWorkbook(main, rels); err != nil {
		return err
	}
	for _, r := range rels {
		switch {
		case strings.HasSuffix(r.kind, "/sharedStrings") && b.parts.has(r.target):
			if err := b.readStrings(r.target); err != nil {
				return err
			}
		case strings.HasSuffix(r.kind, "/styles") && b.parts.has(r.target):
			if err := b.readStyles(r.target); err != nil {
				return err
			}
		}
	}
	return nil
}

// mainPart finds the workbook part: by the package's relations, or where it
// always is.
func (b *Book) mainPart() (string, error) {
	rels, err := b.parts.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if strings.HasSuffix(r.kind, "/officeDocument") && b.parts.has(r.target) && strings.HasSuffix(clean(r.target), ".xml") && !strings.HasPrefix(clean(r.target), "word/") {
			return r.target, nil
		}
	}
	if b.parts.has("xl/workbook.xml") {
		return "xl/workbook.xml", nil
	}
	return "", otherPackage(b.parts.name, b.parts.has)
}

// relation is a link from one part to another.
type relation struct{ id, kind, target string }

// relations reads the links of a part ("" is the package); none is no error.
func (p *parts) relations(part string) ([]relation, error) {
	dir, file := path.Split(part)
	name := path.Join(dir, "_rels", file+".rels")
	if !p.has(name) {
		return nil, nil
	}
	var all []relation
	err := p.scan(name, func(s *scanner) error {
		if s.is("Relationship") && string(s.attr("TargetMode")) != "External" {
			r := relation{id: string(s.attr("Id")), kind: string(s.attr("Type"))}
			target := strings.ReplaceAll(string(s.attr("Target")), `\`, "/")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/"+dir, target)
			}
			r.target = path.Clean(target)
			all = append(all, r)
		}
		return nil
	})
	return all, err
}

func (b *Book) readWorkbook(main string, rels []relation) error {
	byID := map[string]relation{}
	for _, r := range rels {
		byID[r.id] = r
	}
	return b.parts.scan(main, func(s *scanner) error {
		switch {
		case s.is("workbookPr"):
			v := string(s.attr("date1904"))
			b.date1904 = v == "1" || v == "true"
		case s.is("sheet"):
			name := string(s.attr("name"))
			state := string(s.attr("state"))
			r, ok := byID[string(s.attr("id"))]
			if !ok {
				return contentError{fmt.Errorf("sheet %q leads to no part", name)}
			}
			b.Sheets = append(b.Sheets, Sheet{Name: name, Hidden: state == "hidden" || state == "veryHidden", Kind: kindOf(r.kind), part: r.target})
		}
		return nil
	})
}

func kindOf(relationType string) Kind {
	switch {
	case strings.HasSuffix(relationType, "/chartsheet"):
		return Chart
	case strings.HasSuffix(relationType, "/xlMacrosheet"), strings.HasSuffix(relationType, "/xlIntlMacrosheet"):
		return Macro
	case strings.HasSuffix(relationType, "/dialogsheet"):
		return Dialog
	default:
		return Worksheet
	}
}
