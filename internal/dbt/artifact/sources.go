package artifact

import (
	"scv/internal/dbt/run"
	"scv/jinja"
)

// Sources writes sources.json, schema v3; to is its name when it is another.
func (w *Writer) Sources(all []run.Freshness, seconds float64, to string) error {
	list := jinja.NewList()
	for _, f := range all {
		list.Items = append(list.Items, w.freshness(f))
	}
	d := jinja.NewDict("metadata", w.metadata("sources/v3"), "results", list, "elapsed_time", seconds)
	if to == "" {
		return w.putJSON("sources.json", d)
	}
	return w.putJSONAt(to, d)
}

func (w *Writer) freshness(f run.Freshness) *jinja.Dict {
	if f.Err != nil {
		return jinja.NewDict("unique_id", f.Source.ID, "error", f.Err.Error(), "status", string(f.Status))
	}
	end := w.stamp(f.At)
	timing := func(name, from string) *jinja.Dict {
		return jinja.NewDict("name", name, "started_at", from, "completed_at", end)
	}
	rules := jinja.NewDict("warn_after", w.limit(f, "warn_after"), "error_after", w.limit(f, "error_after"), "filter", rule(f, "filter"))
	age := f.Age().Seconds()
	return jinja.NewDict(
		"unique_id", f.Source.ID, "max_loaded_at", w.stamp(f.MaxLoadedAt), "snapshotted_at", end, "max_loaded_at_time_ago_in_s", age,
		"status", string(f.Status), "criteria", rules, "adapter_response", jinja.NewDict("_message", "OK"),
		"timing", jinja.NewList(timing("compile", w.stamp(f.Started)), timing("execute", w.stamp(f.Started))),
		"thread_id", "Thread-1", "execution_time", f.Seconds,
	)
}

func rule(f run.Freshness, key string) jinja.Value {
	v, _ := f.Source.Src.Freshness.GetStr(key)
	return v
}

// limit is a rule with both of its keys.
func (w *Writer) limit(f run.Freshness, key string) jinja.Value {
	d, ok := rule(f, key).(*jinja.Dict)
	if !ok {
		return nil
	}
	count, _ := d.GetStr("count")
	period, _ := d.GetStr("period")
	return jinja.NewDict("count", count, "period", period)
}

// SemanticManifest writes semantic_manifest.json: semantic models and metrics are
// not built, so it names none.
func (w *Writer) SemanticManifest() error {
	return w.putJSON("semantic_manifest.json", jinja.NewDict(
		"semantic_models", jinja.NewList(), "metrics", jinja.NewList(),
		"project_configuration", jinja.NewDict(
			"time_spine_table_configurations", jinja.NewList(), "metadata", nil,
			"dsi_package_version", jinja.NewDict("major_version", "0", "minor_version", "0", "patch_version", "0"), "time_spines", jinja.NewList(),
		),
		"saved_queries", jinja.NewList(),
	))
}
