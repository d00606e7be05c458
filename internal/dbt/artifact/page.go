package artifact

import (
	"bytes"
	_ "embed" // for the page
	"encoding/json"
	"slices"
	"strings"

	"scv/internal/dbt/graph"
)

//go:embed page.html
var pageHTML string

// page is what index.html holds of a project.
type page struct {
	Project  string     `json:"project"`
	At       string     `json:"at"`
	Overview string     `json:"overview"`
	Nodes    []pageNode `json:"nodes"`
}

type pageNode struct {
	ID           string       `json:"id"`
	Name         string       `json:"name"`
	Kind         string       `json:"kind"`
	Materialized string       `json:"materialized"`
	Relation     string       `json:"relation"`
	Path         string       `json:"path"`
	Description  string       `json:"description"`
	Tags         []string     `json:"tags"`
	Columns      []pageColumn `json:"columns"`
	Parents      []string     `json:"parents"`
	Children     []string     `json:"children"`
	Code         string       `json:"code"`
	Compiled     string       `json:"compiled"`
}

type pageColumn struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description"`
}

// Page writes index.html: one file that shows the project without a server and
// without anything from a network. Columns come from the catalog where it has them.
func (w *Writer) Page(tables []CatalogTable) error {
	columns := map[string][]CatalogColumn{}
	for _, t := range tables {
		for _, id := range t.IDs {
			columns[id] = t.Columns
		}
	}
	p := page{Project: w.Config.Name, At: w.At.UTC().Format("2006-01-02 15:04"), Nodes: []pageNode{}}
	if d := w.Graph.Docs["doc."+w.Config.Name+".__overview__"]; d != nil {
		p.Overview = d.Text
	}
	for _, id := range w.Graph.IDs() {
		if n := w.Graph.Nodes[id]; n.Kind != graph.Operation {
			p.Nodes = append(p.Nodes, w.pageNode(n, columns[id]))
		}
	}
	slices.SortStableFunc(p.Nodes, func(a, b pageNode) int { return strings.Compare(a.Name, b.Name) })
	data, err := json.Marshal(p) // escapes <, so that no text can end the script
	if err != nil {
		return w.fault("write", "index.html", err)
	}
	return w.put("index.html", bytes.Replace([]byte(pageHTML), []byte("{{DATA}}"), data, 1))
}

func (w *Writer) pageNode(n *graph.Node, columns []CatalogColumn) pageNode {
	p := pageNode{
		ID: n.ID, Name: n.Name, Kind: string(n.Kind), Materialized: n.Materialized(), Path: graph.Place(n, 0), Description: n.Description,
		Tags: n.Tags(), Columns: pageColumns(n, columns), Parents: orEmpty(w.Graph.Parents[n.ID]), Children: orEmpty(w.Graph.Children[n.ID]), Code: n.RawCode,
	}
	switch {
	case n.Kind == graph.Source:
		p.Name = n.Src.Source + "." + n.Name
		p.Relation = n.Schema + "." + n.Src.Identifier
	case n.HasRelation():
		p.Relation = n.Schema + "." + n.Alias
	}
	if n.Compiled != nil {
		p.Compiled = strings.TrimSpace(n.Compiled.SQL)
	}
	return p
}

func orEmpty(items []string) []string {
	if items == nil {
		return []string{}
	}
	return items
}

// pageColumns puts what is declared beside what is there: in the warehouse's order,
// then what only properties know.
func pageColumns(n *graph.Node, have []CatalogColumn) []pageColumn {
	out := []pageColumn{}
	declared := map[string]*graph.Column{}
	for _, c := range n.Columns {
		declared[strings.ToLower(c.Name)] = c
	}
	for _, c := range have {
		p := pageColumn{Name: c.Name, Type: c.Type}
		if d := declared[strings.ToLower(c.Name)]; d != nil {
			p.Description = d.Description
			delete(declared, strings.ToLower(c.Name))
		}
		out = append(out, p)
	}
	for _, c := range n.Columns {
		if declared[strings.ToLower(c.Name)] != nil {
			out = append(out, pageColumn{Name: c.Name, Type: c.DataType, Description: c.Description})
		}
	}
	return out
}
