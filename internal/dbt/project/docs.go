package project

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"scv"
	"scv/jinja"
)

// Doc is one docs block.
type Doc struct {
	Name string
	Text string // without the blanks around it
	Path string // relative to the project
	Rel  string // below the folder it was found in
	Line int
}

func (p *Project) loadDocs() error {
	seen := map[string]Doc{}
	done := map[string]bool{}
	for _, dir := range p.Paths.Docs {
		if !exists(p.FS, dir) {
			continue
		}
		err := fs.WalkDir(p.FS, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil {
				return fmt.Errorf("list %s: %w", name, err)
			}
			if d.IsDir() || path.Ext(name) != ".md" || done[name] {
				return nil
			}
			done[name] = true
			return p.docsOf(name, dir, seen)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Project) docsOf(name, dir string, seen map[string]Doc) error {
	data, err := readFile(p.FS, name)
	if err != nil {
		return err
	}
	blocks, err := jinja.Blocks(name, string(data), "docs")
	if err != nil {
		return p.fault(scv.CodeDBTJinja, name, data, unclosed(string(data)), 0, err.Error(), "Close the block with {% enddocs %}.")
	}
	for _, b := range blocks {
		doc := Doc{
			Name: b.Name, Text: strings.TrimSpace(b.Body), Path: name, Line: b.Line,
			Rel: strings.TrimPrefix(strings.TrimPrefix(name, dir), "/"),
		}
		if first, ok := seen[doc.Name]; ok {
			return p.fault(scv.CodeDBTDuplicate, name, data, doc.Line, 0,
				fmt.Sprintf("docs block %q is also in %s:%d", doc.Name, p.Shown(first.Path), first.Line), "Rename one of the two.")
		}
		seen[doc.Name] = doc
		p.Docs = append(p.Docs, doc)
	}
	return nil
}

// unclosed is the line of the last docs block that begins in a text.
func unclosed(text string) int {
	all := docsStart.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return 1
	}
	return 1 + strings.Count(text[:all[len(all)-1][0]], "\n")
}

var docsStart = regexp.MustCompile(`\{%-?\s*docs\b`)
