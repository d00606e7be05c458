package compile

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// adapterConfigs are configs that DuckDB's or Snowflake's materializations read.
var adapterConfigs = []string{
	"sql_header", "incremental_predicates", "predicates", "merge_update_columns", "merge_exclude_columns", "indexes", "location", "format", "options",
	"delimiter", "plugin", "glue_register", "glue_database", "partition_columns", "partitioned_by", "sorted_by", "fast_path",
	"parquet_read_options", "csv_read_options", "json_read_options", "merge_clauses", "merge_on_using_columns", "merge_update_condition",
	"merge_insert_condition", "merge_update_set_expressions", "merge_returning_columns", "transient", "cluster_by", "automatic_clustering",
	"snowflake_warehouse", "query_tag", "copy_grants", "secure", "target_lag", "refresh_mode", "initialize", "tmp_relation_type", "table_format",
	"hard_deletes", "invalidate_hard_deletes", "unlogged", "python_version", "imports", "external_access_integrations", "overwrite_columns",
	"catalog_name", "name", "target_schema", "target_database", "quote_columns", "store_failures_as", "where", "post_hook", "pre_hook", "alias_types",
}

// warnConfigs tells of configs that nothing reads, and of those that are most
// likely a mistake.
func (c *Compiler) warnConfigs() {
	seen, ofKind := map[project.Warning]bool{}, map[graph.Kind][]string{}
	for _, n := range c.graph.Order() {
		if n.Config == nil || n.Unrendered == nil {
			continue
		}
		known := ofKind[n.Kind]
		if known == nil {
			known = append(jinjaKeys(defaults(n.Kind)), adapterConfigs...)
			ofKind[n.Kind] = known
		}
		for k := range n.Unrendered.All() {
			key := jinja.Str(k)
			if slices.Contains(known, key) || c.reads(key) || c.goMaterialization(n) {
				continue
			}
			c.warnOnce(seen, c.unknownConfig(n, key, known))
		}
		c.warnOld(n, seen)
		if n.Kind == graph.Model && n.Materialized() == "incremental" && n.ConfigText("incremental_strategy") == "merge" && len(graph.Texts(n.ConfigValue("unique_key"))) == 0 {
			c.warnOnce(seen, project.Warning{
				Code: scv.CodeDBTConfig, File: c.o.Project.Shown(n.File), Line: configLine(n, "incremental_strategy"),
				Text: fmt.Sprintf("model %s merges without a unique_key: every run adds all rows again", n.Name), Hint: "add unique_key, or say append",
			})
		}
	}
}

// warnOld tells of a model past its deprecation_date, and of grants that DuckDB has
// no users for, which one note for the project is enough for.
func (c *Compiler) warnOld(n *graph.Node, seen map[project.Warning]bool) {
	if n.Kind == graph.Model && n.Deprecat != "" {
		c.warnDeprecated(n, seen)
	}
	if grants, ok := n.ConfigValue("grants").(*jinja.Dict); ok && grants.Len() > 0 && c.adapterKind() == "duckdb" && !c.grantsSaid {
		c.grantsSaid = true
		file, line := c.configPlace(n, "grants")
		c.warnOnce(seen, project.Warning{
			Code: scv.CodeDBTConfig, File: file, Line: line, Text: "DuckDB has no grants: the config is left out", Hint: "it takes effect on Snowflake",
		})
	}
}

func (c *Compiler) warnDeprecated(n *graph.Node, seen map[project.Warning]bool) {
	day, err := ParseTime(n.Deprecat)
	if err != nil {
		return
	}
	c.o.Asked.day(day) // a day later the project warns of something else
	if day.After(c.o.AsOf) {
		return
	}
	file, line := c.configPlace(n, "deprecation_date")
	c.warnOnce(seen, project.Warning{
		Code: scv.CodeDBTConfig, File: file, Line: line, Text: fmt.Sprintf("model %s has passed its deprecation date of %s", n.FQN[len(n.FQN)-1], day.Format("2006-01-02")),
		Hint: "disable or remove it",
	})
}

// goMaterialization says whether a node is built by something that is not ours, and
// may have configs of its own.
func (c *Compiler) goMaterialization(n *graph.Node) bool {
	kind := n.Materialized()
	natives := []string{"view", "table", "incremental", "ephemeral", "seed", "snapshot", "test", "external", "analysis", ""}
	return !slices.Contains(natives, kind) || c.HasMaterialization(kind) && c.materialization(kind).info.Package != builtinPackage
}

func (c *Compiler) warnOnce(seen map[project.Warning]bool, w project.Warning) {
	if !seen[w] {
		seen[w] = true
		c.o.Project.Warnings = append(c.o.Project.Warnings, w)
	}
}

func jinjaKeys(d *jinja.Dict) []string {
	var out []string
	for k := range d.All() {
		out = append(out, jinja.Str(k))
	}
	return out
}

// reads says whether a macro or template of the project asks for a config by name.
func (c *Compiler) reads(key string) bool {
	if c.configsRead == nil {
		c.configsRead = map[string]bool{}
		note := func(text string) {
			for _, m := range configAsked.FindAllStringSubmatch(text, -1) {
				c.configsRead[m[1]] = true
			}
		}
		for _, d := range c.macros.order {
			if d.info.Package != builtinPackage {
				note(d.info.SQL)
			}
		}
		for _, n := range c.graph.Nodes {
			note(n.RawCode)
		}
	}
	return c.configsRead[key]
}

// configAsked finds what is asked of config or of a node's config by a literal name.
var configAsked = regexp.MustCompile(`(?:config|require|get)\s*(?:\.\s*(?:get|require)\s*)?[(\[]\s*['"](\w+)['"]`)

func (c *Compiler) unknownConfig(n *graph.Node, key string, known []string) project.Warning {
	w := project.Warning{Code: scv.CodeDBTUnknownKey, Text: fmt.Sprintf("unknown config `%s` of %s %s", key, n.Kind, n.Name), Hint: "dbt ignores it: put what is yours below `meta`"}
	if near := scv.Nearest(key, known); near != "" {
		w.Hint = "did you mean `" + near + "`?"
	}
	w.File, w.Line = c.configPlace(n, key)
	if path.Base(w.File) == "dbt_project.yml" {
		w.Text = fmt.Sprintf("unknown config `%s` of %ss", key, n.Kind)
	}
	return w
}

// configPlace finds where a config of a node is written: in its file, in its
// properties, or in the tree of a dbt_project.yml.
func (c *Compiler) configPlace(n *graph.Node, key string) (string, int) {
	own := c.o.Project
	for _, p := range c.o.Project.All() {
		if p.Name == n.Package {
			own = p
		}
	}
	if at := configLine(n, key); at > 0 {
		return own.Shown(n.File), at
	}
	name := n.Name
	if p := c.patches[patchKey(section(n.Kind), n.Package, name)]; p != nil {
		line := 0
		for _, from := range []*project.Node{p.entry, p.entry.Get("config")} {
			from.Pairs(func(k string, at, _ *project.Node) {
				if canonical(k) == key {
					line = at.Line
				}
			})
		}
		if line > 0 {
			return own.Shown(p.q.Path), line
		}
	}
	for _, p := range []*project.Project{c.o.Project, own} {
		for _, level := range p.Configs(configSection(n.Kind), n.FQN) {
			line := 0
			level.Pairs(func(k string, at, _ *project.Node) {
				if canonical(k) == key {
					line = at.Line
				}
			})
			if line > 0 {
				return p.Shown("dbt_project.yml"), line
			}
		}
	}
	return own.Shown(n.File), max(n.Line, 1)
}

// configAt is configPlace as text, file:line.
func (c *Compiler) configAt(n *graph.Node, key string) string {
	file, line := c.configPlace(n, key)
	return fmt.Sprintf("%s:%d", file, line)
}

// configLine is the line of a node's file on which config() names a key, 0.
func configLine(n *graph.Node, key string) int {
	if n.First == 0 {
		return 0
	}
	at := regexp.MustCompile(`\b` + regexp.QuoteMeta(strings.ReplaceAll(key, "-", "_")) + `['"]?\s*[=:]`).FindStringIndex(n.RawCode)
	if at == nil {
		return 0
	}
	return n.First + strings.Count(n.RawCode[:at[0]], "\n")
}
