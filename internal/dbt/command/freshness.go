package command

import (
	"context"
	"fmt"

	"scv/internal/dbt"
	"scv/internal/dbt/graph"
	"scv/internal/dbt/run"
)

// freshness is source freshness: how old the newest row of each source is.
func (v *invocation) freshness(ctx context.Context) error {
	if err := v.load(ctx); err != nil {
		return err
	}
	sources := v.project.Measurable()
	if len(sources) == 0 {
		return v.nothingToDo()
	}
	if err := v.open(ctx); err != nil {
		return err
	}
	p := v.newProgress(len(sources))
	p.concurrency()
	hooks := 0
	all, err := v.project.Freshness(ctx, p.begin, func(r dbt.NodeResult) {
		hooks++
		p.done(r)
	}, func(f dbt.Freshness) { v.measured(p, f) })
	if err != nil {
		return v.nodeFault("source freshness", err)
	}
	seconds := v.w.Now().Sub(v.started)
	p.blank()
	v.log.emit(event{name: "FinishedRunningStats", code: "E047", level: "info", text: fmt.Sprintf("Finished running %s%s in %s.", hookCount(hooks), number(len(all), "source", "sources"), took(seconds.Seconds()))})
	if v.f.WriteJSON {
		if err := v.project.WriteFreshness(all, seconds, v.outputPath()); err != nil {
			return err
		}
	}
	return v.judgeFreshness(all)
}

func hookCount(n int) string {
	if n == 0 {
		return ""
	}
	return number(n, "project hook", "project hooks") + ", "
}

// outputPath is where --output wants sources.json.
func (v *invocation) outputPath() string {
	if v.f.Output == "" {
		return ""
	}
	return v.path(v.f.Output)
}

func sourceName(n *graph.Node) string { return n.Src.Source + "." + n.Name }

func (v *invocation) measured(p *progress, f dbt.Freshness) {
	word := map[run.FreshnessStatus]string{run.Fresh: "PASS", run.Late: "WARN", run.Stale: "ERROR STALE", run.NotMeasured: "ERROR"}[f.Status]
	level := map[run.FreshnessStatus]string{run.Fresh: "info", run.Late: "warn"}[f.Status]
	text := v.line(p.place(f.Source), word+" freshness of "+sourceName(f.Source), fmt.Sprintf("%s in %.2fs", word, f.Seconds))
	v.log.emit(event{name: "LogFreshnessResult", code: "Q018", level: orText(level, "error"), text: text, data: map[string]any{
		"node_info": v.nodeInfo(f.Source, string(f.Status)), "status": string(f.Status), "source_name": f.Source.Src.Source, "table_name": f.Source.Name,
		"execution_time": f.Seconds,
	}})
}

func (v *invocation) judgeFreshness(all []dbt.Freshness) error {
	failed := false
	for _, f := range all {
		if f.Status != run.Stale && f.Status != run.NotMeasured {
			continue
		}
		failed = true
		text := fmt.Sprintf("[ERROR]: in source %s (%s)\n  Status: %s", f.Source.Name, graph.Place(f.Source, 0), f.Status)
		if f.Err != nil {
			text = fmt.Sprintf("[ERROR]: in source %s (%s)\n%s%s", f.Source.Name, graph.Place(f.Source, 0), indent(f.Err.Error()), hintLine(f.Err))
		}
		v.log.emit(event{name: "Formatting", code: "Z017", level: "info"})
		v.log.emit(event{name: "RunResultFailure", code: "Z021", level: "error", text: text})
	}
	v.info("Done.")
	if failed {
		return errFailed
	}
	return nil
}
