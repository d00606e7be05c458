package graph

import "scv/jinja"

func (n *Node) sourceDict() *jinja.Dict {
	s := n.Src
	quoting := jinja.NewDict()
	for _, part := range []string{"database", "schema", "identifier", "column"} {
		v, _ := orDict(s.Quoting).GetStr(part)
		quoting.Put(part, v)
	}
	var freshness jinja.Value
	if s.Freshness != nil {
		freshness = s.Freshness
	}
	return jinja.NewDict(
		"database", text(n.Database), "schema", n.Schema, "name", n.Name, "resource_type", "source",
		"package_name", n.Package, "path", n.Path, "original_file_path", n.File, "unique_id", n.ID,
		"fqn", TextList(n.FQN), "source_name", s.Source, "source_description", s.Description, "loader", s.Loader,
		"identifier", s.Identifier, "quoting", quoting, "loaded_at_field", text(s.LoadedAtField),
		"loaded_at_query", text(s.LoadedAtQuery), "freshness", freshness, "external", s.External,
		"description", n.Description, "columns", ColumnsDict(n.Columns), "meta", orDict(n.ConfigValue("meta")),
		"source_meta", orDict(s.Meta), "tags", TextList(n.Tags()), "config", n.Config, "patch_path", text(n.Patch),
		"unrendered_config", orDict(n.Unrendered), "relation_name", n.relationName(), "created_at", float64(0),
		"unrendered_database", nil, "unrendered_schema", n.Schema, "doc_blocks", TextList(n.DocBlocks),
	)
}

func (n *Node) exposureDict() *jinja.Dict {
	e := n.Expose
	return jinja.NewDict(
		"name", n.Name, "resource_type", "exposure", "package_name", n.Package, "path", n.Path,
		"original_file_path", n.File, "unique_id", n.ID, "fqn", TextList(n.FQN), "type", e.Type,
		"owner", e.Owner, "description", n.Description, "label", text(e.Label), "maturity", text(e.Maturity),
		"meta", orDict(n.ConfigValue("meta")), "tags", TextList(n.Tags()), "config", n.Config,
		"unrendered_config", orDict(n.Unrendered), "url", text(e.URL), "depends_on", n.dependsOn(),
		"refs", n.refsList(), "sources", sourcesList(n.Sources), "metrics", jinja.NewList(), "created_at", float64(0),
	)
}

func (n *Node) unitTestDict() *jinja.Dict {
	name, ok := n.Raw.GetStr("name") // without the version
	if !ok {
		name = n.Name
	}
	d := jinja.NewDict(
		"name", name, "resource_type", "unit_test", "package_name", n.Package, "path", n.Path,
		"original_file_path", n.File, "unique_id", n.ID, "fqn", TextList(n.FQN), "description", n.Description,
		"depends_on", n.dependsOn(), "config", n.Config, "checksum", n.Checksum, "schema", n.Schema,
		"created_at", float64(0), "version", n.Version,
	)
	for _, key := range []string{"model", "given", "expect", "overrides", "versions"} {
		v, _ := n.Raw.GetStr(key)
		d.Put(key, v)
	}
	return d
}

// Dict gives the macro as manifest.json has it.
func (m *Macro) Dict() *jinja.Dict {
	docs := jinja.NewDict("show", !m.Hidden, "node_color", nil)
	var languages jinja.Value
	if m.Languages != nil {
		languages = TextList(m.Languages)
	}
	return jinja.NewDict(
		"name", m.Name, "resource_type", "macro", "package_name", m.Package, "path", m.Path,
		"original_file_path", m.Path, "unique_id", m.ID, "macro_sql", m.SQL,
		"depends_on", jinja.NewDict("macros", TextList(m.Depends)), "description", m.Description,
		"meta", orDict(m.Meta), "docs", docs, "config", jinja.NewDict("meta", orDict(m.Meta), "docs", docs),
		"patch_path", text(m.Patch), "arguments", dicts(m.Arguments), "created_at", float64(0),
		"supported_languages", languages,
	)
}

// Dict gives the docs block as manifest.json has it.
func (d *Doc) Dict() *jinja.Dict {
	return jinja.NewDict(
		"name", d.Name, "resource_type", "doc", "package_name", d.Package, "path", d.Path,
		"original_file_path", d.File, "unique_id", d.ID, "block_contents", d.Text,
	)
}

// Dict gives the group as manifest.json has it.
func (g *Group) Dict() *jinja.Dict {
	owner := jinja.NewDict("email", nil, "name", nil)
	for k, v := range orDict(g.Owner).All() {
		_ = owner.Set(k, v)
	}
	return jinja.NewDict(
		"name", g.Name, "resource_type", "group", "package_name", g.Package, "path", g.Path,
		"original_file_path", g.File, "unique_id", g.ID, "owner", owner, "description", text(g.Description),
		"config", orDict(g.Config),
	)
}
