package compile

import (
	"slices"
	"strings"

	"scv/internal/dbt/graph"
	"scv/internal/dbt/project"
	"scv/jinja"
)

// defaults gives the complete config of a kind, in dbt's order of keys.
func defaults(kind graph.Kind) *jinja.Dict {
	switch kind {
	case graph.Test:
		return testDefaults()
	case graph.Source:
		return jinja.NewDict("enabled", true, "event_time", nil, "freshness", nil, "loaded_at_field", nil, "loaded_at_query", nil,
			"meta", jinja.NewDict(), "tags", jinja.NewList(), "static_analysis", nil)
	case graph.Exposure:
		return jinja.NewDict("enabled", true, "tags", jinja.NewList(), "meta", jinja.NewDict())
	case graph.UnitTest:
		return jinja.NewDict("tags", jinja.NewList(), "meta", jinja.NewDict(), "enabled", true, "static_analysis", nil)
	}
	d := nodeDefaults()
	switch kind {
	case graph.Model:
		d.Put("access", "protected")
		d.Put("freshness", nil)
		d.Put("on_error", nil)
		d.Put("latest_version_pointer", jinja.NewDict("enabled", nil, "alias", nil))
	case graph.Function:
		d.Put("materialized", "function")
		d.Put("type", "scalar")
		for _, key := range []string{"volatility", "runtime_version", "entry_point"} {
			d.Put(key, nil)
		}
		d.Put("snowflake", jinja.NewDict("quote_args", true))
	case graph.Seed:
		d.Put("materialized", "seed")
		d.Put("delimiter", ",")
		d.Put("quote_columns", nil)
	case graph.Snapshot:
		d.Put("materialized", "snapshot")
		for _, key := range []string{"strategy", "target_schema", "target_database", "updated_at", "check_cols", "dbt_valid_to_current"} {
			d.Put(key, nil)
		}
		d.Put(snapshotNames, jinja.NewDict("dbt_valid_to", nil, "dbt_valid_from", nil, "dbt_scd_id", nil, "dbt_updated_at", nil, "dbt_is_deleted", nil))
	}
	return d
}

// snapshotNames is the config that renames a snapshot's own columns.
const snapshotNames = "snapshot_meta_column_names"

func nodeDefaults() *jinja.Dict {
	return jinja.NewDict(
		"enabled", true, "alias", nil, "schema", nil, "database", nil, "tags", jinja.NewList(), "meta", jinja.NewDict(), "group", nil,
		"materialized", "view", "incremental_strategy", nil, "batch_size", nil, "lookback", int64(1), "begin", nil,
		"persist_docs", jinja.NewDict(), "post-hook", jinja.NewList(), "pre-hook", jinja.NewList(), "quoting", jinja.NewDict(),
		"column_types", jinja.NewDict(), "full_refresh", nil, "unique_key", nil, "on_schema_change", "ignore",
		"on_configuration_change", "apply", "grants", jinja.NewDict(), "packages", jinja.NewList(),
		"docs", jinja.NewDict("show", true, "node_color", nil), "contract", jinja.NewDict("enforced", false, "alias_types", true),
		"event_time", nil, "concurrent_batches", nil, "static_analysis", nil,
	)
}

func testDefaults() *jinja.Dict {
	return jinja.NewDict(
		"enabled", true, "alias", nil, "schema", "dbt_test__audit", "database", nil, "tags", jinja.NewList(), "meta", jinja.NewDict(),
		"group", nil, "materialized", "test", "severity", "ERROR", "store_failures", nil, "store_failures_as", nil, "where", nil,
		"limit", nil, "fail_calc", "count(*)", "warn_if", "!= 0", "error_if", "!= 0", "sql_header", nil, "static_analysis", nil,
	)
}

// section is where properties describe a kind.
func section(kind graph.Kind) string {
	switch kind {
	case graph.Test:
		return "data_tests"
	case graph.Analysis:
		return "analyses"
	}
	return string(kind) + "s"
}

// configSection is where dbt_project.yml configures a kind: analyses and hooks
// take the models' configs.
func configSection(kind graph.Kind) string {
	if kind == graph.Analysis || kind == graph.Operation {
		return "models"
	}
	return section(kind)
}

// level is one source of configs with where it stands.
type level struct {
	values *jinja.Dict
	file   string // "" for config() in the node's own file
	line   int
	// written is what the manifest shows of the level as written; nil = values.
	written *jinja.Dict
	// unnoted levels are left out of the manifest's configs as written: dbt leaves
	// those of dbt_project.yml out for functions.
	unnoted bool
}

// mergeConfigs puts levels over the defaults of a kind: later ones win, but tags
// and hooks add up, meta, grants and their like are merged.
func mergeConfigs(kind graph.Kind, levels []level) (config, written *jinja.Dict) {
	config, written = defaults(kind), jinja.NewDict()
	for _, l := range levels {
		for k, v := range l.values.All() {
			key, ok := k.(string)
			if !ok {
				continue
			}
			key = canonical(key)
			mergeKey(config, key, v)
			if l.unnoted {
				continue
			}
			if l.written != nil {
				if own, ok := l.written.GetStr(key); ok {
					v = own
				}
			}
			written.Put(writtenKey(key), v) // the last one stands, as in dbt
		}
	}
	return config, written
}

func writtenKey(key string) string {
	if key == "pre-hook" || key == "post-hook" {
		return strings.ReplaceAll(key, "-", "_")
	}
	return key
}

func canonical(key string) string {
	switch key = strings.TrimPrefix(key, "+"); key {
	case "pre_hook", "post_hook":
		return strings.ReplaceAll(key, "_", "-")
	}
	return key
}

func mergeKey(into *jinja.Dict, key string, v jinja.Value) {
	old, _ := into.GetStr(key)
	switch key {
	case "tags", "packages":
		into.Put(key, graph.TextList(slices.Concat(graph.Texts(old), graph.Texts(v))))
	case "pre-hook", "post-hook":
		have, _ := elements(old)
		into.Put(key, jinja.NewList(append(slices.Clone(have), hookList(v)...)...))
	case "meta", "column_types", "quoting", "docs", "contract", "snowflake", snapshotNames:
		into.Put(key, mergedDicts(old, v))
	case "grants":
		into.Put(key, mergeGrants(old, v))
	default:
		into.Put(key, v)
	}
}

func addTexts(have, more []string) []string {
	out := slices.Clone(have)
	for _, s := range more {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func mergedDicts(old, v jinja.Value) jinja.Value {
	a, okA := old.(*jinja.Dict)
	b, okB := v.(*jinja.Dict)
	if !okA || !okB {
		return v
	}
	out := a.Copy()
	for k, item := range b.All() {
		_ = out.Set(k, item)
	}
	return out
}

// mergeGrants merges grants: `+select` adds to those that are there.
func mergeGrants(old, v jinja.Value) jinja.Value {
	b, ok := v.(*jinja.Dict)
	if !ok {
		return v
	}
	out := jinja.NewDict()
	if a, ok := old.(*jinja.Dict); ok {
		out = a.Copy()
	}
	for k, item := range b.All() {
		key, _ := k.(string)
		if name, plus := strings.CutPrefix(key, "+"); plus {
			have, _ := out.GetStr(name)
			out.Put(name, graph.TextList(addTexts(graph.Texts(have), graph.Texts(item))))
			continue
		}
		out.Put(key, graph.TextList(graph.Texts(item)))
	}
	return out
}

// hookList gives hooks as dbt keeps them: {sql, transaction, index}.
func hookList(v jinja.Value) []jinja.Value {
	switch v := v.(type) {
	case nil:
		return nil
	case *jinja.List:
		var out []jinja.Value
		for _, item := range v.Items {
			out = append(out, hookList(item)...)
		}
		return out
	case *jinja.Dict:
		sql, _ := v.GetStr("sql")
		in, ok := v.GetStr("transaction")
		if !ok {
			in = true
		}
		return []jinja.Value{jinja.NewDict("sql", sql, "transaction", in, "index", nil)}
	}
	text := jinja.Str(v)
	if strings.HasPrefix(strings.TrimSpace(text), "{") { // before_begin() and its like write JSON
		if parsed, err := project.ParseJSON([]byte(text)); err == nil {
			if d, ok := parsed.(*jinja.Dict); ok && hasKey(d, "sql") {
				return hookList(d)
			}
		}
	}
	return []jinja.Value{jinja.NewDict("sql", text, "transaction", true, "index", nil)}
}

func hasKey(d *jinja.Dict, key string) bool {
	_, ok := d.GetStr(key)
	return ok
}

// levels gives the configs of a node in the order they win: the project's tree,
// properties, config() in the file; for a package's node the tree of the root
// project comes last.
func (c *Compiler) levels(own *project.Project, kind graph.Kind, fqn []string, inner ...level) []level {
	var out []level
	tree := func(p *project.Project) {
		for _, n := range p.Configs(configSection(kind), fqn) {
			out = append(out, level{values: n.Dict(), file: p.Shown("dbt_project.yml"), line: n.Line, unnoted: kind == graph.Function})
		}
	}
	tree(own)
	for _, l := range inner {
		if l.values != nil {
			out = append(out, l)
		}
	}
	if own != c.o.Project {
		tree(c.o.Project)
	}
	return out
}
