package scv_test

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func places(h *house) (broken []string) {
	for _, p := range h.sorted() {
		if p.place == nil {
			broken = append(broken, p.dir+": no room lists this package; give it a line in rooms() and in docs/architecture.md")
		}
	}
	return broken
}

func imports(h *house) (broken []string) {
	for _, p := range h.sorted() {
		for _, f := range p.files {
			for _, name := range f.imported() {
				dir, own := ours(name)
				if !own || dir == p.dir || p.place == nil {
					continue
				}
				if why := h.forbidden(p, f, dir); why != "" {
					broken = append(broken, fmt.Sprintf("%s imports %s: %s", f.path, name, why))
				}
			}
		}
	}
	return broken
}

// forbidden says why a file of p may not import the package in dir, or "". A
// test may import what its own room keeps for tests (recordtest), whatever the
// rank.
func (h *house) forbidden(p *pkg, f goFile, dir string) string {
	to := h.placeOf(dir)
	switch from := p.place; {
	case within(p.dir, alone()):
		return "this room can be used on its own and imports nothing of ours"
	case dir == ".":
		return "" // the root's words are everybody's
	case to == nil:
		return "no room lists that package"
	case from.room == to.room && f.test && strings.HasSuffix(dir, "test"):
		return ""
	case from.room == to.room && to.rank >= from.rank:
		return "the order in this room is " + from.room.order
	case from.room != to.room && to.room.row >= from.room.row:
		return fmt.Sprintf("row %d may import only from rows above it, and that is row %d", from.room.row, to.room.row)
	}
	return ""
}

func rootImports(h *house) (broken []string) {
	for _, f := range h.packages["."].files {
		for _, name := range f.imported() {
			if !f.test && !standard(name) {
				broken = append(broken, f.path+" imports "+name+": the root holds words, the standard library is enough")
			}
		}
	}
	return broken
}

func packageComments(h *house) (broken []string) {
	for _, p := range h.sorted() {
		if !slices.ContainsFunc(p.files, saysWhatItOwns) {
			broken = append(broken, p.dir+": no doc.go with a comment \"Package "+path.Base(p.dir)+" ...\" (a command: \"Command ...\", in doc.go or main.go)")
		}
	}
	return broken
}

func saysWhatItOwns(f goFile) bool {
	name, first := f.ast.Name.Name, f.ast.Doc.Text()
	if name != "main" {
		return path.Base(f.path) == "doc.go" && strings.HasPrefix(first, "Package "+name+" ")
	}
	inPlace := path.Base(f.path) == "doc.go" || path.Base(f.path) == "main.go"
	return inPlace && strings.HasPrefix(first, "Command "+path.Base(path.Dir(f.path))+" ")
}

// reach lists what ties code to the process it runs in.
func reach() map[string][]string {
	return map[string][]string{
		"time": {"Now", "Since", "Until"},
		"os":   {"Getenv", "LookupEnv", "Environ", "Exit"},
		"fmt":  {"Print", "Printf", "Println"},
		"log":  {"Fatal", "Fatalf", "Fatalln", "Print", "Printf", "Println"},
	}
}

func reachesOutside(h *house) (broken []string) {
	h.eachNode(func(p *pkg, _ goFile, n ast.Node) {
		switch x := n.(type) {
		case *ast.SelectorExpr:
			from, ok := x.X.(*ast.Ident)
			if ok && slices.Contains(reach()[from.Name], x.Sel.Name) && !within(p.dir, outside()) {
				broken = append(broken, fmt.Sprintf("%s: %s.%s belongs to app and the commands, which hand its value over", h.at(x), from.Name, x.Sel.Name))
			}
		case *ast.CallExpr:
			if name, ok := x.Fun.(*ast.Ident); ok && name.Name == "panic" {
				broken = append(broken, h.at(x)+": panic: return an error")
			}
		}
	})
	return broken
}

// eachNode visits the nodes of all files that are no tests.
func (h *house) eachNode(visit func(*pkg, goFile, ast.Node)) {
	for _, p := range h.sorted() {
		for _, f := range p.files {
			if f.test {
				continue
			}
			ast.Inspect(f.ast, func(n ast.Node) bool {
				visit(p, f, n)
				return true
			})
		}
	}
}

func hiddenState(h *house) (broken []string) {
	variables := map[*pkg]map[string]bool{}
	for _, p := range h.packages {
		variables[p] = packageVariables(p)
	}
	h.eachNode(func(p *pkg, _ goFile, n ast.Node) {
		fn, ok := n.(*ast.FuncDecl)
		if !ok {
			return
		}
		if fn.Recv == nil && fn.Name.Name == "init" {
			broken = append(broken, h.at(fn)+": init runs unseen; app lists drivers by name")
		}
		own := localNames(fn)
		for _, target := range assigned(fn) {
			if variables[p][target.Name] && !own[target.Name] {
				broken = append(broken, h.at(target)+": the package variable "+target.Name+" changes")
			}
		}
	})
	return broken
}

func packageVariables(p *pkg) map[string]bool {
	names := map[string]bool{}
	for _, f := range p.files {
		for _, d := range f.ast.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.VAR || f.test {
				continue
			}
			for _, s := range g.Specs {
				for _, n := range s.(*ast.ValueSpec).Names {
					names[n.Name] = true
				}
			}
		}
	}
	return names
}

// localNames lists what a function declares itself, at any depth.
func localNames(fn *ast.FuncDecl) map[string]bool {
	names := map[string]bool{}
	declare := func(all ...ast.Expr) {
		for _, e := range all {
			if id, ok := e.(*ast.Ident); ok {
				names[id.Name] = true
			}
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.Field:
			for _, id := range x.Names {
				declare(id)
			}
		case *ast.ValueSpec:
			for _, id := range x.Names {
				declare(id)
			}
		case *ast.AssignStmt:
			if x.Tok == token.DEFINE {
				declare(x.Lhs...)
			}
		case *ast.RangeStmt:
			if x.Tok == token.DEFINE {
				declare(x.Key, x.Value)
			}
		}
		return true
	})
	return names
}

// assigned lists the names that a function gives new values, elements or fields.
func assigned(fn *ast.FuncDecl) (targets []*ast.Ident) {
	add := func(e ast.Expr) {
		for {
			switch x := e.(type) {
			case *ast.IndexExpr:
				e = x.X
				continue
			case *ast.SelectorExpr:
				e = x.X
				continue
			case *ast.Ident:
				if x.Name != "_" {
					targets = append(targets, x)
				}
			}
			return
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.AssignStmt:
			for _, e := range x.Lhs {
				if x.Tok != token.DEFINE {
					add(e)
				}
			}
		case *ast.IncDecStmt:
			add(x.X)
		}
		return true
	})
	return targets
}

func sizes(h *house) (broken []string) {
	for _, p := range h.sorted() {
		for _, f := range p.files {
			if f.lines > maxFileLines {
				broken = append(broken, fmt.Sprintf("%s has %d lines, at most %d", f.path, f.lines, maxFileLines))
			}
		}
	}
	h.eachNode(func(_ *pkg, _ goFile, n ast.Node) {
		switch x := n.(type) {
		case *ast.FuncDecl:
			if lines := h.fset.Position(x.End()).Line - h.fset.Position(x.Pos()).Line + 1; lines > maxFuncLines {
				broken = append(broken, fmt.Sprintf("%s: %s has %d lines, at most %d", h.at(x), x.Name.Name, lines, maxFuncLines))
			}
		case *ast.InterfaceType:
			if n := x.Methods.NumFields(); n > maxMethods {
				broken = append(broken, fmt.Sprintf("%s: an interface with %d methods, at most %d", h.at(x), n, maxMethods))
			}
		}
	})
	return broken
}

// A statement is told by its first words and by being long: several lines. What
// is only put around the SQL of others (%s) is assembled, and has no file.
var statement = regexp.MustCompile(`(?is)^\s*(select|insert into|update \S+ set|delete from|merge into|with \w+ as|create (or replace )?(temp |temporary )?(table|view))\s.*\n.*\n`)

func statementsInGo(h *house) (broken []string) {
	h.eachNode(func(_ *pkg, _ goFile, n ast.Node) {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return
		}
		if text, err := strconv.Unquote(lit.Value); err == nil && statement.MatchString(text) && !strings.Contains(text, "%s") {
			broken = append(broken, h.at(lit)+": a SQL statement of several lines belongs in a .sql file beside this one")
		}
	})
	return broken
}

var openEnd = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b`)

func leftOpen(h *house) (broken []string) {
	for _, p := range h.sorted() {
		for _, f := range p.files {
			for _, c := range f.ast.Comments {
				if word := openEnd.FindString(c.Text()); word != "" {
					broken = append(broken, h.at(c)+": "+word+": do it, or make it an issue")
				}
			}
		}
	}
	return broken
}

func duckDBLinks(h *house) (broken []string) {
	for _, p := range h.sorted() {
		tested := slices.ContainsFunc(p.files, func(f goFile) bool { return f.test })
		if tested && !slices.Contains(linksDuckDB(), p.dir) && h.reaches(p, "internal/warehouse/duckdb", true, map[string]bool{}) {
			broken = append(broken, p.dir+": its tests link DuckDB; test against the interface, or move the test to one of "+strings.Join(linksDuckDB(), ", "))
		}
	}
	return broken
}

// reaches says whether p, with its tests or without, imports a folder, itself or
// by what it imports.
func (h *house) reaches(p *pkg, target string, tests bool, seen map[string]bool) bool {
	if p == nil || seen[p.dir] {
		return false
	}
	if p.dir == target {
		return true
	}
	seen[p.dir] = !tests // a test may come back to its own package
	for _, f := range p.files {
		if f.test && !tests {
			continue
		}
		for _, name := range f.imported() {
			if dir, ok := ours(name); ok && dir != p.dir && h.reaches(h.packages[dir], target, false, seen) {
				return true
			}
		}
	}
	return false
}
