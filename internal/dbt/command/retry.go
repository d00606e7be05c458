package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"scv/internal/dbt"
	"scv/internal/dbt/compile"
	"scv/internal/dbt/state"
)

// retried are the statuses that a node is run again for.
var retried = []string{"error", "fail", "skipped", "runtime error", "partial success"}

// retry runs what the last command did not finish, with that command's flags. Only
// vars, threads and target may be given anew.
func (v *invocation) retry(ctx context.Context) error {
	from := v.lastRun(ctx)
	last, err := state.ReadResults(from)
	if errors.Is(err, fs.ErrNotExist) {
		return flagFault("state", v.f.State, "no previous run is there to retry: run_results.json was not found in "+from, "Run something first, or name the folder by --state.")
	}
	if err != nil {
		return err
	}
	which, _ := last.Args["which"].(string)
	again := map[string]func(*invocation, context.Context) error{
		"build": (*invocation).buildLoaded, "run": (*invocation).buildLoaded, "test": (*invocation).buildLoaded, "seed": (*invocation).buildLoaded,
		"snapshot": (*invocation).buildLoaded, "compile": (*invocation).compileLoaded, "generate": (*invocation).generateLoaded, "clone": (*invocation).cloneLoaded,
	}[which]
	if again == nil {
		return flagFault("state", v.f.State, "the last command, "+which+", cannot be retried", "Type the command again.")
	}
	var ids []string
	for _, r := range last.Results {
		if slices.Contains(retried, r.Status) {
			ids = append(ids, r.ID)
		}
	}
	v.verb = which
	v.f.take(last.Args)
	if len(ids) == 0 {
		v.info("Nothing to retry: every node of the last " + which + " succeeded.")
		return nil
	}
	if err := v.loadOnly(ctx, ids); err != nil {
		return err
	}
	if v.again, err = v.restOf(last.Results); err != nil {
		return err
	}
	return again(v, ctx)
}

// restOf gives of each microbatch model that was built in part what is there of it,
// and what is to be built.
func (v *invocation) restOf(results []state.Result) (map[string]dbt.Rest, error) {
	out := map[string]dbt.Rest{}
	for _, r := range results {
		n := v.project.Graph().Nodes[r.ID]
		if n == nil || r.Batches == nil || len(r.Batches.Failed) == 0 || len(r.Batches.Successful) == 0 {
			continue
		}
		failed, err := spans(r.Batches.Failed)
		if err != nil {
			return nil, fmt.Errorf("read batches of %s: %w", r.ID, err)
		}
		rest := dbt.Rest{}
		if rest.Built, err = spans(r.Batches.Successful); err != nil {
			return nil, fmt.Errorf("read batches of %s: %w", r.ID, err)
		}
		for _, span := range failed {
			rest.Failed = append(rest.Failed, compile.Batch{Start: span[0], End: span[1], Size: n.ConfigText("batch_size")})
		}
		out[r.ID] = rest
	}
	return out, nil
}

// spans reads the starts and ends of batches.
func spans(list [][2]string) ([][2]time.Time, error) {
	out := make([][2]time.Time, len(list))
	for i, pair := range list {
		for j, text := range pair {
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return nil, err
			}
			out[i][j] = at
		}
	}
	return out, nil
}

// lastRun is the folder of the run that is retried.
func (v *invocation) lastRun(ctx context.Context) string {
	if v.f.State != "" {
		return v.path(v.f.State)
	}
	if v.f.TargetPath != "" {
		return v.path(v.f.TargetPath)
	}
	target := "target"
	if p, err := dbt.ReadConfig(ctx, dbt.Options{Dir: v.w.Dir, Env: v.w.Env, AsOf: v.started}); err == nil {
		target = p.Paths.Target
	}
	return filepath.Join(v.w.Dir, filepath.FromSlash(target))
}

// take sets the flags that the last command had and this one does not give.
func (f *Flags) take(args map[string]any) {
	for key, to := range map[string]*bool{
		"full_refresh": &f.FullRefresh, "fail_fast": &f.FailFast, "store_failures": &f.StoreFailures, "empty": &f.Empty,
		"defer": &f.Defer, "favor_state": &f.FavorState, "warn_error": &f.WarnError,
	} {
		if b, ok := args[key].(bool); ok && !*to {
			*to = b
		}
	}
	for key, to := range map[string]*string{
		"profile": &f.Profile, "target": &f.Target, "sample": &f.Sample, "defer_state": &f.DeferState,
		"event_time_start": &f.EventTimeStart, "event_time_end": &f.EventTimeEnd,
	} {
		if s, ok := args[key].(string); ok && *to == "" {
			*to = s
		}
	}
	if s, ok := args["state"].(string); ok && f.Defer && f.DeferState == "" {
		f.DeferState = s
	}
	f.State = ""
	if vars, ok := args["vars"].(map[string]any); ok && f.Vars == "" {
		f.Vars = document(vars)
	}
	if n, ok := args["threads"].(float64); ok && f.Threads == 0 {
		f.Threads = int(n)
	}
}
