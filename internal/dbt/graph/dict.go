package graph

import (
	"slices"
	"strings"

	"scv/jinja"
)

// Dict gives the node as dbt shows it to Jinja (`model`, `graph.nodes`) and
// writes it to manifest.json: the complete set of keys of its kind. Each call
// makes a new outer dict; inner ones are shared and must not be changed.
func (n *Node) Dict() *jinja.Dict {
	switch n.Kind {
	case Source:
		return n.sourceDict()
	case Exposure:
		return n.exposureDict()
	case UnitTest:
		return n.unitTestDict()
	}
	d := n.common()
	switch n.Kind {
	case Seed:
		n.seedKeys(d)
		return d
	case Test:
		n.compiledKeys(d)
		n.testKeys(d)
	case Model:
		n.compiledKeys(d)
		n.modelKeys(d)
	case Function:
		n.compiledKeys(d)
		n.functionKeys(d)
	case Operation:
		n.compiledKeys(d)
		d.Put("index", int64(n.Hook.Index))
	default:
		n.compiledKeys(d)
	}
	return d
}

func text(s string) jinja.Value {
	if s == "" {
		return nil
	}
	return s
}

func (n *Node) common() *jinja.Dict {
	return jinja.NewDict(
		"database", text(n.Database), "schema", n.Schema, "name", n.Name, "resource_type", string(n.Kind),
		"package_name", n.Package, "path", n.Path, "original_file_path", n.File, "unique_id", n.ID,
		"fqn", TextList(n.FQN), "alias", n.Alias, "checksum", n.checksum(), "config", n.Config,
		"tags", TextList(n.Tags()), "description", n.Description, "columns", ColumnsDict(n.Columns),
		"meta", orDict(n.ConfigValue("meta")), "group", text(n.Group), "docs", docsDict(n.Config),
		"patch_path", text(n.Patch), "build_path", nil, "unrendered_config", orDict(n.Unrendered), "created_at", float64(0),
		"relation_name", n.relationName(), "raw_code", n.RawCode, "doc_blocks", TextList(n.DocBlocks),
	)
}

func (n *Node) checksum() *jinja.Dict {
	if n.Checksum == "" {
		return jinja.NewDict("name", "none", "checksum", "")
	}
	return jinja.NewDict("name", "sha256", "checksum", n.Checksum)
}

func unique(items []string) []string {
	seen := map[string]bool{}
	out := []string{}
	for _, s := range items {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

func orDict(v jinja.Value) *jinja.Dict {
	if d, ok := v.(*jinja.Dict); ok && d != nil {
		return d
	}
	return jinja.NewDict()
}

func docsDict(config *jinja.Dict) *jinja.Dict {
	v, _ := config.GetStr("docs")
	if d, ok := v.(*jinja.Dict); ok {
		return d
	}
	return jinja.NewDict("show", true, "node_color", nil)
}

// relationName is the quoted relation, nil for what is not built.
func (n *Node) relationName() jinja.Value {
	stored := n.Kind == Test && n.ConfigValue("store_failures") == true
	if !n.HasRelation() && !stored && n.Kind != Function {
		return nil
	}
	var parts []string
	for i, p := range []string{n.Database, n.Schema, n.Alias} {
		switch {
		case p == "":
		case slices.Contains(n.Plain, []string{"database", "schema", "identifier"}[i]):
			parts = append(parts, p)
		default:
			parts = append(parts, `"`+strings.ReplaceAll(p, `"`, `""`)+`"`)
		}
	}
	return strings.Join(parts, ".")
}

func (n *Node) dependsOn() *jinja.Dict {
	macros := n.Macros
	if n.Compiled != nil && n.Kind != UnitTest {
		macros = unique(slices.Concat(macros, n.Compiled.Macros))
	}
	return jinja.NewDict("macros", TextList(macros), "nodes", TextList(n.Depends))
}

func (n *Node) compiledKeys(d *jinja.Dict) {
	d.Put("language", n.Language)
	d.Put("refs", n.refsList())
	d.Put("sources", sourcesList(n.Sources))
	d.Put("metrics", jinja.NewList())
	d.Put("functions", callsList(n.Calls))
	d.Put("depends_on", n.dependsOn())
	d.Put("contract", n.contractDict())
	d.Put("compiled_path", nil)
	d.Put("compiled", n.Compiled != nil)
	d.Put("compiled_code", nil)
	d.Put("extra_ctes_injected", n.Compiled != nil)
	ctes := jinja.NewList()
	if c := n.Compiled; c != nil {
		d.Put("compiled_code", c.SQL)
		d.Put("compiled_path", text(c.Path))
		for _, cte := range c.CTEs {
			ctes.Items = append(ctes.Items, jinja.NewDict("id", cte.ID, "sql", cte.SQL))
		}
	}
	d.Put("extra_ctes", ctes)
}

func (n *Node) refsList() *jinja.List {
	l := jinja.NewList()
	for _, r := range n.Refs {
		l.Items = append(l.Items, jinja.NewDict("name", r.Name, "package", text(r.Package), "version", r.Version))
	}
	return l
}

func sourcesList(sources [][2]string) *jinja.List {
	l := jinja.NewList()
	for _, s := range sources {
		l.Items = append(l.Items, jinja.NewList(s[0], s[1]))
	}
	return l
}

func (n *Node) modelKeys(d *jinja.Dict) {
	d.Put("access", n.Access)
	d.Put("constraints", dicts(n.Constraints))
	d.Put("version", n.Version)
	d.Put("latest_version", n.Latest)
	d.Put("deprecation_date", text(n.Deprecat))
	d.Put("defer_relation", nil)
	d.Put("primary_key", jinja.NewList())
	d.Put("time_spine", nil)
}

func dicts(items []*jinja.Dict) *jinja.List {
	l := jinja.NewList()
	for _, item := range items {
		l.Items = append(l.Items, item)
	}
	return l
}

func (n *Node) testKeys(d *jinja.Dict) {
	if n.Test == nil {
		return
	}
	t := n.Test
	d.Put("test_metadata", jinja.NewDict("name", t.Name, "kwargs", t.Kwargs, "namespace", text(t.Namespace)))
	d.Put("column_name", text(t.Column))
	d.Put("file_key_name", t.FileKey)
	d.Put("attached_node", text(t.Attached))
}

func (n *Node) seedKeys(d *jinja.Dict) {
	d.Put("root_path", n.Seed.RootPath)
	d.Put("depends_on", jinja.NewDict("macros", TextList(n.Macros)))
	d.Put("defer_relation", nil)
}

// ColumnsDict gives columns by name as the manifest has them.
func ColumnsDict(columns []*Column) *jinja.Dict {
	d := jinja.NewDict()
	for _, c := range columns {
		d.Put(c.Name, c.dict())
	}
	return d
}

func (c *Column) dict() *jinja.Dict {
	return jinja.NewDict(
		"name", c.Name, "description", c.Description, "meta", c.Meta, "data_type", text(c.DataType),
		"constraints", dicts(c.Constraints), "quote", c.Quote,
		"config", jinja.NewDict("meta", c.Meta, "tags", TextList(c.Tags)), "tags", TextList(c.Tags),
		"granularity", nil, "doc_blocks", TextList(c.DocBlocks), "dimension", nil, "entity", nil,
	)
}
