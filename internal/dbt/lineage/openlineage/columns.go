package openlineage

import (
	"strconv"

	"scv/internal/dbt/lineage"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// origin is one column with what is done with it.
type origin struct {
	column lineage.Column
	how    lineage.How
}

// oneHop gives the columns that a column is made of in its own model.
func oneHop(g *lineage.Graph, c lineage.Column) (list []origin, known bool) {
	for _, s := range g.Up(c, 1) {
		list = append(list, origin{s.From, s.How})
	}
	return list, g.Known(c)
}

// wholeWay gives the columns of sources that it begins with.
func wholeWay(g *lineage.Graph, c lineage.Column) (list []origin, known bool) {
	sources, complete := g.Sources(c)
	for _, s := range sources {
		list = append(list, origin{s.Column, s.How})
	}
	return list, complete
}

// columns is the column lineage of a model, each column followed by way.
func (r Run) columns(g *lineage.Graph, m lineage.Model, way func(*lineage.Graph, lineage.Column) ([]origin, bool)) facets {
	fields := facets{}
	for _, f := range m.Columns {
		list, known := way(g, lineage.Column{Relation: m.Relation, Name: f.Name})
		if !known {
			continue
		}
		inputs := newFields(r)
		for _, o := range list {
			kind, subtype := transformation(o.how)
			inputs.add(o.column, kind, subtype)
		}
		fields[f.Name] = facets{"inputFields": inputs.list}
	}
	rows := newFields(r)
	for _, c := range g.Conditions(m.Relation) {
		rows.add(c.Column, "INDIRECT", map[lineage.By]string{lineage.ByFilter: "FILTER", lineage.ByJoin: "JOIN", lineage.ByGroup: "GROUP_BY", lineage.BySort: "SORT"}[c.By])
	}
	return r.facet(columnsFacet, facets{"fields": fields, "dataset": rows.list})
}

func transformation(how lineage.How) (kind, subtype string) {
	switch how {
	case lineage.Copied:
		return "DIRECT", "IDENTITY"
	case lineage.Aggregated:
		return "DIRECT", "AGGREGATION"
	case lineage.Decides:
		return "INDIRECT", "CONDITIONAL"
	case lineage.Frames:
		return "INDIRECT", "WINDOW"
	}
	return "DIRECT", "TRANSFORMATION"
}

// fieldList collects input fields, each once, with all that is done with it.
type fieldList struct {
	run  Run
	list []facets
	at   map[lineage.Column]int
	seen map[string]bool
}

func newFields(r Run) *fieldList {
	return &fieldList{run: r, list: []facets{}, at: map[lineage.Column]int{}, seen: map[string]bool{}}
}

func (l *fieldList) add(c lineage.Column, kind, subtype string) {
	word := c.String() + " " + kind + " " + subtype
	if l.seen[word] {
		return
	}
	l.seen[word] = true
	n, ok := l.at[c]
	if !ok {
		n = len(l.list)
		l.at[c] = n
		l.list = append(l.list, facets{"namespace": l.run.Warehouse, "name": c.Relation.String(), "field": c.Name, "transformations": []facets{}})
	}
	done, _ := l.list[n]["transformations"].([]facets)
	l.list[n]["transformations"] = append(done, facets{"type": kind, "subtype": subtype, "masking": false})
}
