package infer

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"scv"
	"scv/internal/source/excel/xlsx"
)

// workbooks proposes sources for workbooks: files of one folder that share a
// table are one source, sheets with the same columns one entity.
func (l *look) workbooks(ctx context.Context, files []string) error {
	byDir := map[string][]*book{}
	for _, f := range files {
		b, err := l.readBook(ctx, f)
		if err != nil {
			return err
		}
		if len(b.tables) > 0 {
			byDir[path.Dir(f)] = append(byDir[path.Dir(f)], b)
		}
	}
	for _, dir := range sortedKeys(byDir) {
		groups := alike(byDir[dir])
		for _, g := range groups {
			for _, part := range l.oneGlob(dir, g) {
				if err := l.bookSource(ctx, dir, part, len(groups) == 1); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// alike groups books that share a table with similar columns.
func alike(books []*book) [][]*book {
	var groups [][]*book
	for _, b := range books {
		at := slices.IndexFunc(groups, func(g []*book) bool { return slices.ContainsFunc(g, b.shares) })
		if at < 0 {
			groups = append(groups, []*book{b})
			continue
		}
		groups[at] = append(groups[at], b)
	}
	return groups
}

func (b *book) shares(o *book) bool {
	return slices.ContainsFunc(b.tables, func(t *table) bool { return slices.ContainsFunc(o.tables, t.similar) })
}

// oneGlob splits a group into parts that a path of scv.yml can name: all of it
// where a glob finds just its files, else file by file.
func (l *look) oneGlob(dir string, g []*book) [][]*book {
	if len(g) == 1 || l.globOf(dir, g) != "" {
		return [][]*book{g}
	}
	var out [][]*book
	for _, b := range g {
		out = append(out, []*book{b})
	}
	return out
}

// globOf gives the path that finds the files of a group and no others, or "".
func (l *look) globOf(dir string, g []*book) string {
	if len(g) == 1 {
		return globSafe(g[0].file)
	}
	var names []string
	for _, b := range g {
		names = append(names, path.Base(b.file))
	}
	entries, err := os.ReadDir(l.full(dir))
	if err != nil {
		return ""
	}
	for _, pattern := range []string{"*" + path.Ext(names[0]), globSafe(commonPrefix(names)) + "*" + path.Ext(names[0])} {
		hit := 0
		for _, e := range entries {
			if ok, _ := filepath.Match(pattern, e.Name()); ok && !strings.HasPrefix(e.Name(), "~$") && !strings.HasPrefix(e.Name(), ".") {
				hit++
			}
		}
		all := !slices.ContainsFunc(names, func(n string) bool { ok, _ := filepath.Match(pattern, n); return !ok })
		if all && hit == len(names) {
			return path.Join(globSafe(dir), pattern)
		}
	}
	return ""
}

// bookSource proposes one source of workbooks.
func (l *look) bookSource(ctx context.Context, dir string, g []*book, alone bool) error {
	s := Source{Kind: scv.Excel, Path: l.globOf(dir, g)}
	for _, t := range merged(g) {
		e, ok := l.entityOf(t)
		if !ok {
			for _, p := range t.places {
				l.skip(p.File+"!"+p.Sheet, "nothing in it names customers")
			}
			continue
		}
		patterns := sheetPatterns(t.places, g)
		for _, p := range patterns {
			part := e
			if len(patterns) > 1 { // no one pattern finds them all: each sheet is an entity
				if part, ok = l.entityOf(onlySheet(g, p)); !ok {
					continue
				}
			}
			part.Sheet = p
			part.Name = uniqueName(entityName(part, t), func(n string) bool {
				return slices.ContainsFunc(s.Entities, func(e Entity) bool { return e.Name == n })
			})
			s.Entities = append(s.Entities, part)
		}
	}
	if len(s.Entities) == 0 {
		return nil
	}
	name := g[0].file
	if alone || len(g) > 1 {
		name = dir
	}
	if generic(path.Base(name)) {
		name = g[0].file
	}
	s.Name = l.sourceName(name, "workbook")
	return l.finish(ctx, s)
}

// merged joins the similar tables of some books.
func merged(g []*book) []*table {
	var out []*table
	for _, b := range g {
		for _, t := range b.tables {
			at := slices.IndexFunc(out, t.similar)
			if at < 0 {
				out = append(out, t.copy())
				continue
			}
			out[at].join(t)
		}
	}
	return out
}

// copy is a table that can be joined to without changing the one it came from.
func (t *table) copy() *table {
	out := &table{entity: t.entity, ignored: map[string]int{}}
	out.join(t)
	for i, c := range out.columns {
		fresh := &column{header: c.header, name: c.name, declared: c.declared, index: map[string]int{}}
		fresh.join(c)
		out.columns[i] = fresh
	}
	return out
}

func onlySheet(g []*book, sheet string) *table {
	out := &table{ignored: map[string]int{}}
	for _, b := range g {
		for _, t := range b.tables {
			if globSafe(t.places[0].Sheet) == sheet {
				out.join(t.copy())
			}
		}
	}
	return out
}

// sheetPatterns gives what sheet: must say to find a table's sheets: "" for every
// one, a name, a pattern, or a name for each where no pattern finds just them.
func sheetPatterns(places []Place, g []*book) []string {
	in, wanted := []string{}, map[string]bool{}
	for _, p := range places {
		if !wanted[p.Sheet] {
			wanted[p.Sheet] = true
			in = append(in, p.Sheet)
		}
	}
	var others []string
	hidden := false
	for _, b := range g {
		for _, s := range b.sheets {
			if s.Kind != xlsx.Worksheet || wanted[s.Name] {
				continue
			}
			others = append(others, s.Name)
			hidden = hidden || s.Hidden
		}
	}
	if len(others) == 0 && len(in) > 1 || len(others) == 0 && defaultSheet(in[0]) {
		return []string{""}
	}
	if len(in) == 1 {
		return []string{globSafe(in[0])}
	}
	if prefix := strings.TrimRight(commonPrefix(in), " 0123456789-_."); prefix != "" {
		pattern := globSafe(prefix) + "*"
		if !slices.ContainsFunc(others, func(n string) bool { ok, _ := path.Match(strings.ToLower(pattern), strings.ToLower(n)); return ok }) {
			return []string{pattern}
		}
	}
	if !hidden && !sharesColumns(others, g) {
		return []string{""}
	}
	var out []string
	for _, n := range in {
		out = append(out, globSafe(n))
	}
	return out
}

// sharesColumns says whether one of the sheets has rows that the reader could
// take for the table's; sheets without any are left out by the reader itself.
func sharesColumns(sheets []string, g []*book) bool {
	for _, b := range g {
		for _, t := range b.tables {
			if slices.Contains(sheets, t.places[0].Sheet) {
				return true
			}
		}
	}
	return false
}

func commonPrefix(names []string) string {
	prefix := names[0]
	for _, n := range names[1:] {
		for !strings.HasPrefix(n, prefix) {
			r := []rune(prefix)
			prefix = string(r[:len(r)-1])
		}
	}
	return prefix
}

// defaultSheet is a name that a program gave.
func defaultSheet(name string) bool {
	bare := strings.TrimRight(strings.ToLower(name), "0123456789 ")
	return slices.Contains([]string{"sheet", "tabelle", "feuil", "blad", "foglio", "hoja", "table", "worksheet"}, bare)
}

func uniqueName(base string, taken func(string) bool) string {
	name := base
	for n := 2; taken(name); n++ {
		name = fmt.Sprintf("%s_%d", base, n)
	}
	return name
}
