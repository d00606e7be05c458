package compile

import (
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/dbt/graph"
	"scv/jinja"
)

// hardDeletes says what a snapshot does with records that are gone: ignore,
// invalidate or new_record. The older invalidate_hard_deletes is read too.
func hardDeletes(config *jinja.Dict) (string, error) {
	get := func(key string) jinja.Value {
		v, _ := config.GetStr(key)
		return v
	}
	switch way := get("hard_deletes"); {
	case way != nil && get("invalidate_hard_deletes") != nil:
		return "", jinja.Raise(raised, "You cannot set both the invalidate_hard_deletes and hard_deletes config properties on the same snapshot.")
	case way == nil && jinja.Truth(get("invalidate_hard_deletes")):
		return "invalidate", nil
	case way == nil:
		return "ignore", nil
	default:
		if text := jinja.Str(way); slices.Contains([]string{"ignore", "invalidate", "new_record"}, text) {
			return text, nil
		}
		return "", jinja.Raise(raised, "Invalid setting for property hard_deletes.")
	}
}

func hardDeletesBehavior(c *jinja.Call) (jinja.Value, error) {
	config, ok := c.Arg(0, "config", nil).(*jinja.Dict)
	if !ok {
		return "ignore", nil
	}
	return hardDeletes(config)
}

// validSnapshotTarget refuses a table that lacks the snapshot's own columns.
func (a *adapter) validSnapshotTarget(c *jinja.Call) (jinja.Value, error) {
	r, err := relationArg(c, 0, "relation")
	if err != nil {
		return nil, err
	}
	have, err := a.columns(c.Context(), r)
	if err != nil {
		return nil, err
	}
	names, _ := c.Arg(1, "column_names", nil).(*jinja.Dict)
	wanted := []string{"dbt_scd_id", "dbt_valid_from", "dbt_valid_to"}
	if s, ok := c.Arg(2, "strategy", nil).(*jinja.Dict); ok {
		if way, _ := s.GetStr("hard_deletes"); way == "new_record" {
			wanted = append(wanted, "dbt_is_deleted")
		}
	}
	var missing []string
	for _, name := range wanted {
		if names != nil {
			if v, ok := names.GetStr(name); ok && v != nil {
				name = jinja.Str(v)
			}
		}
		if !slices.ContainsFunc(have, func(col *Column) bool { return strings.EqualFold(col.Name, name) }) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return nil, jinja.Raise(raised, "Snapshot target is missing configured columns: %s", strings.Join(missing, ", "))
	}
	return nil, nil
}

// scdArgs is api.Relation.scd_args: the parts of a version's id.
func scdArgs(c *jinja.Call) (jinja.Value, error) {
	out := jinja.NewList()
	switch key := c.Arg(0, "primary_key", nil).(type) {
	case *jinja.List:
		out.Items = append(out.Items, key.Items...)
	default:
		out.Items = append(out.Items, key)
	}
	out.Items = append(out.Items, c.Arg(1, "updated_at", nil))
	return out, nil
}

// checkSnapshot refuses a snapshot that lacks what every one needs.
func checkSnapshot(n *graph.Node) error {
	fault := func(text, hint string) error {
		return &scv.Error{Code: scv.CodeDBTConfig, Op: "read config of", Subject: graph.Place(n, n.Line), Hint: hint, Err: fmt.Errorf("snapshot %s: %s", n.Name, text)}
	}
	strategy := n.ConfigText("strategy")
	switch {
	case n.Kind != graph.Snapshot || n.ConfigValue("enabled") == false:
		return nil
	case strategy == "" || n.ConfigValue("unique_key") == nil:
		return fault("snapshots must be configured with a 'strategy' and 'unique_key'", "Add both to its config.")
	case strategy == "timestamp" && n.ConfigText("updated_at") == "":
		return fault("when using the timestamp strategy, 'updated_at' is needed", "Name the column that tells when a record was changed.")
	case strategy == "check" && !jinja.Truth(n.ConfigValue("check_cols")):
		return fault("when using the check strategy, 'check_cols' is needed", "List the columns to compare, or write check_cols: all.")
	}
	if _, err := hardDeletes(n.Config); err != nil {
		return fault(strings.TrimPrefix(err.Error(), raised+": "), "Use ignore, invalidate or new_record.")
	}
	return nil
}
