package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/serve/answer"
)

// quarantineView is what is held aside, by reason.
type quarantineView struct {
	Title  string
	Rows   int64
	Groups []heldView
}

type heldView struct {
	Table  string // source/entity
	Rows   int64
	Share  float64 // of the largest group, per cent
	Causes []cause
	Files  []heldFile
	Since  string
}

// heldFile is where the rows of a group stand in one file.
type heldFile struct {
	Name   string
	Places []string
}

// cause is an error code with what happened and what to do about it.
type cause struct{ Code, Title, Fix string }

func newQuarantineView(f *Facts) quarantineView {
	v := quarantineView{}
	for _, h := range f.Held {
		v.Rows += h.Rows
		k := slices.IndexFunc(v.Groups, func(g heldView) bool { return g.Table == table(h) && codes(g.Causes) == h.Codes })
		if k < 0 {
			v.Groups = append(v.Groups, heldView{Table: table(h), Causes: causes(h.Codes), Since: ago(h.Since, f.Written)})
			k = len(v.Groups) - 1
		}
		v.Groups[k].add(h)
	}
	slices.SortStableFunc(v.Groups, func(a, b heldView) int { return cmp.Compare(b.Rows, a.Rows) })
	for k := range v.Groups {
		v.Groups[k].Share = round(100 * float64(v.Groups[k].Rows) / float64(v.Groups[0].Rows))
	}
	v.Title = "Nothing is held in quarantine"
	if v.Rows > 0 {
		v.Title = fmt.Sprintf("%s in quarantine, each with its reason", many(v.Rows, "row is", "rows are"))
	}
	return v
}

func table(h answer.HeldAt) string { return h.Source + "/" + h.Entity }

// causes looks up codes; one that the catalogue does not know stands alone.
func causes(list string) []cause {
	var all []cause
	for _, code := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' }) {
		c := cause{Code: code}
		if info, ok := scv.Lookup(scv.Code(code)); ok {
			c.Title, c.Fix = info.Title, info.Fix
		}
		all = append(all, c)
	}
	return all
}

func codes(all []cause) string {
	words := make([]string, len(all))
	for i, c := range all {
		words[i] = c.Code
	}
	return strings.Join(words, ",")
}

// add puts rows under their file; rows of one file come together.
func (g *heldView) add(h answer.HeldAt) {
	g.Rows += h.Rows
	if n := len(g.Files); n == 0 || g.Files[n-1].Name != h.File {
		g.Files = append(g.Files, heldFile{Name: h.File})
	}
	f := &g.Files[len(g.Files)-1]
	f.Places = append(f.Places, place(h))
}

// place says where rows stand in a file: "Members: rows 20, 131 and 3 more".
func place(h answer.HeldAt) string {
	rows := make([]string, len(h.First))
	for i, n := range h.First {
		rows[i] = fmt.Sprint(n)
	}
	at := map[bool]string{true: "row ", false: "rows "}[h.Rows == 1] + strings.Join(rows, ", ")
	if more := h.Rows - int64(len(h.First)); more > 0 {
		at += " and " + count(more) + " more"
	}
	if h.Sheet != "" {
		return h.Sheet + ": " + at
	}
	return at
}
