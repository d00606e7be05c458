package artifact

import (
	"slices"
	"strings"

	"scv/jinja"
)

// CatalogTable is a table or view in the warehouse and the nodes that it is of.
type CatalogTable struct {
	IDs                          []string
	Database, Schema, Name, Type string
	Comment                      any // nil or text
	Columns                      []CatalogColumn
}

// CatalogColumn is one of its columns.
type CatalogColumn struct {
	Index      int64
	Name, Type string
	Comment    any // nil or text
}

// Catalog writes catalog.json, schema v1.
func (w *Writer) Catalog(tables []CatalogTable) error {
	type entry struct {
		id   string
		dict *jinja.Dict
	}
	var all []entry
	for _, t := range tables {
		for _, id := range t.IDs {
			all = append(all, entry{id, t.dict(id)})
		}
	}
	slices.SortFunc(all, func(a, b entry) int { return strings.Compare(a.id, b.id) })
	nodes, sources := jinja.NewDict(), jinja.NewDict()
	for _, e := range all {
		if strings.HasPrefix(e.id, "source.") {
			sources.Put(e.id, e.dict)
		} else {
			nodes.Put(e.id, e.dict)
		}
	}
	return w.putJSON("catalog.json", jinja.NewDict("metadata", w.metadata("catalog/v1"), "nodes", nodes, "sources", sources, "errors", nil))
}

func (t CatalogTable) dict(id string) *jinja.Dict {
	columns := jinja.NewDict()
	for _, c := range t.Columns {
		columns.Put(c.Name, jinja.NewDict("type", c.Type, "index", c.Index, "name", c.Name, "comment", jinja.From(c.Comment)))
	}
	stats := jinja.NewDict("has_stats", jinja.NewDict(
		"id", "has_stats", "label", "Has Stats?", "value", false, "include", false, "description", "Indicates whether there are statistics for this table",
	))
	return jinja.NewDict(
		"metadata", jinja.NewDict("type", t.Type, "schema", t.Schema, "name", t.Name, "database", t.Database, "comment", jinja.From(t.Comment), "owner", nil),
		"columns", columns, "stats", stats, "unique_id", id,
	)
}
