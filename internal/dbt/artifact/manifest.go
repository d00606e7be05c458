package artifact

import (
	"cmp"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"scv/internal/dbt/compile"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// Manifest writes manifest.json: the whole graph, schema v12. Nodes are written as
// they are made, so that never all of them stand in memory as dicts.
func (w *Writer) Manifest() error {
	ids := map[graph.Kind][]string{}
	for _, id := range w.Graph.IDs() {
		kind := w.Graph.Nodes[id].Kind
		switch kind {
		case graph.Source, graph.Exposure, graph.UnitTest, graph.Function:
		default:
			kind = "node"
		}
		ids[kind] = append(ids[kind], id)
	}
	parents, children := w.maps()
	m := w.manifestHead()
	m.object("nodes", ids["node"], func(id string) *jinja.Dict { return w.node(w.Graph.Nodes[id]) })
	m.object("sources", ids[graph.Source], w.plain)
	m.put("macros", w.macros())
	m.put("docs", w.docs())
	m.object("exposures", ids[graph.Exposure], w.plain)
	m.put("metrics", jinja.NewDict())
	m.put("groups", w.groups())
	m.put("selectors", w.selectors())
	m.put("disabled", w.disabled())
	m.put("parent_map", parents)
	m.put("child_map", children)
	m.put("group_map", w.groupMap())
	m.put("saved_queries", jinja.NewDict())
	m.put("semantic_models", jinja.NewDict())
	m.object("unit_tests", ids[graph.UnitTest], w.plain)
	m.object("functions", ids[graph.Function], func(id string) *jinja.Dict { return w.node(w.Graph.Nodes[id]) })
	if m.err != nil {
		return w.fault("write", "manifest.json", m.err)
	}
	return w.putPieces(w.below("manifest.json"), m.all(), nil)
}

// manifestHead is the beginning of manifest.json, the part that is never the same
// twice.
func (w *Writer) manifestHead() members {
	var m members
	m.put("metadata", w.manifestMetadata())
	return m
}

// ManifestPath is where manifest.json is.
func (w *Writer) ManifestPath() string { return w.at(w.below("manifest.json")) }

// HeadSize is how many bytes of manifest.json change with every run.
func (w *Writer) HeadSize() int64 { return int64(len(slices.Concat(w.manifestHead().pieces...))) }

// Renew writes manifest.json as Manifest would, for a graph of which nothing changed
// since the one that is there was written: all behind its head, which has a size,
// stays.
func (w *Writer) Renew(head int64) error {
	rel, m := w.below("manifest.json"), w.manifestHead()
	old, err := os.Open(w.ManifestPath())
	if err == nil {
		defer old.Close()
		_, err = old.Seek(head, io.SeekStart)
	}
	if err = cmp.Or(m.err, err); err != nil {
		return w.fault("write", rel, err)
	}
	return w.putPieces(rel, m.pieces, old)
}

func (w *Writer) plain(id string) *jinja.Dict { return w.Graph.Nodes[id].Dict() }

func (w *Writer) manifestMetadata() *jinja.Dict {
	m := w.metadata("manifest/v12")
	m.Put("project_name", w.Config.Name)
	m.Put("project_id", compile.MD5(w.Config.Name))
	m.Put("user_id", nil)
	m.Put("send_anonymous_usage_stats", false)
	m.Put("adapter_type", w.Adapter)
	m.Put("quoting", jinja.NewDict("database", true, "schema", true, "identifier", true, "column", nil))
	m.Put("run_started_at", w.stamp(w.At))
	return m
}

// node is a node's dict with the paths and keys that only the manifest has.
func (w *Writer) node(n *graph.Node) *jinja.Dict {
	d := n.Dict()
	if n.Compiled != nil {
		d.Put("compiled_path", path.Join(w.Target, "compiled", n.Compiled.Path))
		if n.Kind != graph.Operation && !n.Ephemeral() {
			d.Put("build_path", path.Join(w.Target, "run", n.Compiled.Path))
		}
	}
	if n.Kind == graph.Model {
		d.Put("primary_key", graph.TextList(w.primaryKey(n)))
		d.Put("constraints", orList(d, "constraints"))
	}
	return d
}

func orList(d *jinja.Dict, key string) jinja.Value {
	v, _ := d.GetStr(key)
	if v == nil {
		return jinja.NewList()
	}
	return v
}

// primaryKey is a column that is tested unique and not null, else unique.
func (w *Writer) primaryKey(n *graph.Node) []string {
	for _, c := range n.Constraints {
		if kind, _ := c.GetStr("type"); kind == "primary_key" {
			columns, _ := c.GetStr("columns")
			return graph.Texts(columns)
		}
	}
	tests := map[string]map[string]bool{"unique": {}, "not_null": {}}
	for _, id := range w.Graph.Children[n.ID] {
		t := w.Graph.Nodes[id]
		if t.Kind == graph.Test && t.Test != nil && t.Test.Attached == n.ID && tests[t.Test.Name] != nil && t.Test.Column != "" {
			tests[t.Test.Name][t.Test.Column] = true
		}
	}
	var both, one []string
	for column := range tests["unique"] {
		if tests["not_null"][column] {
			both = append(both, column)
		}
		one = append(one, column)
	}
	slices.Sort(both)
	slices.Sort(one)
	if len(both) > 0 {
		return both
	}
	return one
}

func (w *Writer) macros() *jinja.Dict {
	out := jinja.NewDict()
	for _, id := range slices.Sorted(maps.Keys(w.Graph.Macros)) {
		m := *w.Graph.Macros[id]
		if w.MacroDepends != nil {
			m.Depends = w.MacroDepends(id)
		}
		out.Put(id, m.Dict())
	}
	return out
}

func (w *Writer) docs() *jinja.Dict {
	out := jinja.NewDict()
	for _, id := range slices.Sorted(maps.Keys(w.Graph.Docs)) {
		out.Put(id, w.Graph.Docs[id].Dict())
	}
	return out
}

func (w *Writer) groups() *jinja.Dict {
	out := jinja.NewDict()
	for _, id := range w.groupIDs() {
		out.Put(id, w.Graph.Groups[id].Dict())
	}
	return out
}

func (w *Writer) groupIDs() []string { return slices.Sorted(maps.Keys(w.Graph.Groups)) }

func (w *Writer) groupMap() *jinja.Dict {
	out := jinja.NewDict()
	for _, gid := range w.groupIDs() {
		name := w.Graph.Groups[gid].Name
		var members []string
		for _, id := range w.Graph.IDs() {
			if n := w.Graph.Nodes[id]; n.Group == name {
				members = append(members, id)
			}
		}
		out.Put(name, graph.TextList(members))
	}
	return out
}

func (w *Writer) selectors() *jinja.Dict {
	out := jinja.NewDict()
	list := w.Config.Selectors.Get("selectors")
	if !list.IsList() {
		return out
	}
	for _, e := range list.Items {
		out.Put(e.Get("name").Text(), e.Dict())
	}
	return out
}

func (w *Writer) disabled() *jinja.Dict {
	out := jinja.NewDict()
	for _, id := range slices.Sorted(maps.Keys(w.Graph.Disabled)) {
		l := jinja.NewList()
		for _, n := range w.Graph.Disabled[id] {
			l.Items = append(l.Items, n.Dict())
		}
		out.Put(id, l)
	}
	return out
}

func (w *Writer) maps() (parents, children *jinja.Dict) {
	parents, children = jinja.NewDict(), jinja.NewDict()
	for _, id := range w.Graph.IDs() {
		if strings.HasPrefix(id, "operation.") {
			continue
		}
		parents.Put(id, graph.TextList(w.Graph.Parents[id]))
		children.Put(id, graph.TextList(w.Graph.Children[id]))
	}
	return parents, children
}
