package compile

import (
	"strings"

	"scv/jinja"
)

// answer gives the methods that do nothing here, or say the same each time.
func (a *adapter) answer(name string) (jinja.Value, bool) {
	switch name {
	case "valid_incremental_strategies":
		return fixed(jinja.NewList("append", "delete+insert", "merge", "microbatch")), true
	case "clear_transaction", "expand_target_column_types", "cache_added", "cache_dropped", "cache_renamed", "is_replaceable",
		"update_macro_cache", "post_model_hook", "pre_model_hook", "ensure_transaction":
		return fixed(""), true
	case "is_motherduck", "is_ducklake", "disable_transactions", "use_ducklake_table_workarounds", "catalog_supports_foreign_keys", "is_before_version":
		return fixed(false), true
	case "get_binding_char":
		return fixed("?"), true
	case "behavior":
		return a.behavior(), true
	case "standardize_grants_dict":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return grantsOf(c.Arg(0, "grants_table", nil)), nil }), true
	case "escape_sql_string":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			return strings.ReplaceAll(jinja.Str(c.Arg(0, "value", "")), "'", "''"), nil
		}), true
	case "parse_index":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return c.Arg(0, "raw_index", nil), nil }), true
	case "convert_datetimes_to_strs":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) { return c.Arg(0, "table", nil), nil }), true
	case "convert_type":
		return jinja.Func(func(c *jinja.Call) (jinja.Value, error) {
			t, _ := c.Arg(0, "agate_table", nil).(*Table)
			i, _ := c.Arg(1, "col_idx", int64(0)).(int64)
			if t == nil || i < 0 || int(i) >= len(t.types) {
				return "text", nil
			}
			return strings.ToLower(t.types[i]), nil
		}), true
	}
	return nil, false
}

// behavior are the flags of dbt_project.yml by which dbt changes what macros do.
func (a *adapter) behavior() jinja.Value {
	d := jinja.NewDict("enable_truthy_nulls_equals_macro", false)
	if p := a.s.c.o.Project; p != nil && p.Flags != nil {
		for k, v := range p.Flags.All() {
			d.Put(jinja.Str(k), v)
		}
	}
	return &attributes{name: "Behavior", dict: d}
}

// grantsOf reads what `show grants` gave: grantees by privilege.
func grantsOf(table jinja.Value) *jinja.Dict {
	out := jinja.NewDict()
	t, _ := table.(*Table)
	if t == nil {
		return out
	}
	for _, row := range t.rows {
		who, okA := row.Item("grantee")
		what, okB := row.Item("privilege_type")
		if !okA || !okB {
			continue
		}
		have, _ := out.GetStr(jinja.Str(what))
		list, _ := have.(*jinja.List)
		if list == nil {
			list = jinja.NewList()
		}
		list.Items = append(list.Items, who)
		out.Put(jinja.Str(what), list)
	}
	return out
}
