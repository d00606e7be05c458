package dbt

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"scv/internal/warehouse"
)

// tiny is a project of a few files, built again and again in one warehouse.
type tiny struct {
	t     *testing.T
	w     *warehouse.Warehouse
	files map[string]string
	set   func(*Options)
}

// newTiny gives a project of files over a dbt_project.yml of one line.
func newTiny(t *testing.T, files map[string]string) *tiny {
	t.Helper()
	all := map[string]string{"dbt_project.yml": "name: tiny\nversion: '1.0'\n"}
	maps.Copy(all, files)
	return &tiny{t: t, w: openShop(t), files: all}
}

// load reads the project as its files are now.
func (p *tiny) load() (*Project, error) {
	files := fstest.MapFS{}
	for name, text := range p.files {
		if text != "" {
			files[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	o := Options{FS: files, NoArtifacts: true, Target: Target{Schema: "main", Threads: 1}, AsOf: shopStart(), Now: shopStart, Warehouse: p.w}
	if p.set != nil {
		p.set(&o)
	}
	return Load(p.t.Context(), o)
}

// build builds it; nodes that are not well are in the result.
func (p *tiny) build() *Result {
	p.t.Helper()
	loaded, err := p.load()
	if err != nil {
		p.t.Fatal(err)
	}
	res, err := loaded.Build(p.t.Context(), BuildOptions{})
	if err != nil {
		p.t.Fatal(err)
	}
	return res
}

// green builds it and wants every node well.
func (p *tiny) green() *Result {
	p.t.Helper()
	res := p.build()
	for _, n := range res.Nodes {
		if n.Status.Bad() || n.Status == Skipped {
			p.t.Fatalf("%s: %s (%s)", n.UniqueID, n.Status, n.Message)
		}
	}
	return res
}

// lines gives a query's rows as text, cells with a blank between them.
func (p *tiny) lines(sql string) []string {
	p.t.Helper()
	var out []string
	for _, row := range rows(p.t, p.w, "select columns(*)::varchar from ("+sql+")") {
		out = append(out, strings.Trim(fmt.Sprint(row), "[]"))
	}
	return out
}

// said says whether a warning holds all of some words.
func said(res *Result, words ...string) bool {
	return slices.ContainsFunc(res.Warnings, func(w Warning) bool {
		return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(w.String(), word) })
	})
}
