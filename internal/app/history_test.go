package app

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"scv"
	"scv/internal/demo"
	"scv/internal/pipeline/version"
	"scv/internal/race"
)

// deliver brings a later day's files of every source: records changed, came, went.
func (b *bench) deliver(days int) time.Time {
	b.Helper()
	day := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC).AddDate(0, 0, days)
	b.must(demo.Write(b.Context(), b.Home, demo.Options{Rows: 600 - 40*days, Seed: 1, Noise: "normal", AsOf: day}))
	return day
}

// publish runs and gives the version that readers then see.
func (b *bench) publish(asOf time.Time) int64 {
	b.Helper()
	r, err := b.App.Run(b.Context(), RunOptions{AsOf: asOf, Full: true})
	b.must(err)
	return r.Version
}

func (b *bench) number(sql string) int64 {
	b.Helper()
	t, err := b.Warehouse.Table(b.Context(), sql)
	b.must(err)
	return t.Rows[0][0].(int64)
}

// said checks that history, as readers see it, gives for the time of a version's run
// the golden records of that version.
func (b *bench) said(when string, n int64, asOf time.Time) {
	b.Helper()
	golden := version.Schema(scv.Gold, n) + ".dim_customer"
	past := fmt.Sprintf(`gold.dim_customer_history
		where dbt_valid_from <= timestamp '%[1]s' and (dbt_valid_to is null or dbt_valid_to > timestamp '%[1]s')`, asOf.UTC().Format("2006-01-02 15:04:05.999999"))
	differ := b.number(fmt.Sprintf(`select count(*) from (
		(select columns(* exclude last_updated_at) from %[1]s except all select columns(* exclude (last_updated_at, dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to)) from %[2]s)
		union all
		(select columns(* exclude (last_updated_at, dbt_scd_id, dbt_updated_at, dbt_valid_from, dbt_valid_to)) from %[2]s except all select columns(* exclude last_updated_at) from %[1]s))`, golden, past))
	if differ != 0 {
		b.Errorf("%s: history of the day of version %d differs from it in %d rows", when, n, differ)
	}
}

// History tells what the golden record said on each day: over changes, merges and
// deletions, and after a rollback it is that of the version readers see, and goes on
// from there.
func TestHistoryTellsWhatTheGoldenRecordSaid(t *testing.T) {
	race.Skip(t, "runs one after the other, as TestARunPublishesWhatAFullRunDoes makes them")
	a, report := example(t)
	b := &bench{T: t, App: a, report: report}
	day1 := report.AsOf
	day2, day3 := b.deliver(1), day1.AddDate(0, 0, 2)
	second := b.publish(day2)
	b.said("second run", 1, day1)
	b.said("second run", second, day2)
	if n := b.number("select count(*) from gold.dim_customer_history where dbt_valid_to is not null"); n == 0 {
		t.Error("nothing of the first day ended on the second: the test tests nothing")
	}
	_, err := a.Rollback(t.Context(), 1, "kim", "wrong files")
	b.must(err)
	b.said("rolled back", 1, day1)
	if n := b.number("select count(*) from gold.dim_customer_history where dbt_valid_to is not null"); n != 0 {
		t.Errorf("after the rollback history holds %d spans of the version that was left", n)
	}
	b.deliver(2)
	third := b.publish(day3)
	b.said("after the rollback", 1, day1)
	b.said("after the rollback", third, day3)
	if n := b.number("select count(*) from gold.dim_customer_history where dbt_valid_from = timestamp '2026-11-25 08:00:00'"); n != 0 {
		t.Errorf("%d spans begin in the version that was left", n)
	}
	b.deliver(1)
	b.publish(day1.AddDate(0, 0, -3))
	b.said("after a run that called now an earlier day", 1, day1)
	b.sound(4)
}

// sound checks that time never goes back in history, and that no two changes of one
// customer are at one moment, which dbt could not tell apart.
func (b *bench) sound(changes int64) {
	b.Helper()
	for what, sql := range map[string]string{
		"rows with one name":              "select count(*) - count(distinct dbt_scd_id) from gold.dim_customer_history",
		"spans that end at no later time": "select count(*) from gold.dim_customer_history where dbt_valid_to <= dbt_valid_from",
		"customers missing":               "select count(*) from gold.dim_customer anti join (from gold.dim_customer_history where dbt_valid_to is null) using (customer_id)",
	} {
		if n := b.number(sql); n != 0 {
			b.Errorf("%d %s", n, what)
		}
	}
	if n := b.number("select count(distinct dbt_valid_from) from gold.dim_customer_history"); n > changes {
		b.Errorf("%d runs changed something at %d times", changes, n)
	}
}

// counting are models that count the runs that reached them, in silver and in gold,
// and a view of gold that reads silver.
var counting = map[string]string{
	"models/silver/runs_seen.sql": `{{ config(materialized='incremental') }} select '{{ invocation_id }}' as run, count(*) as n from {{ ref('int_customer__unioned') }}`,
	"models/gold/runs_kept.sql":   `{{ config(materialized='incremental') }} select '{{ invocation_id }}' as run, count(*) as n from {{ ref('runs_seen') }}`,
	"models/gold/seen_now.sql":    `{{ config(materialized='view') }} select * from {{ ref('runs_seen') }}`,
}

// A refused run leaves no trace in what readers see, nor in what the next run builds
// on, silver included.
func TestARefusedRunLeavesNoTraceInWhatIncrements(t *testing.T) {
	race.Skip(t, "runs one after the other; TestReportOfASmallHome has one that is refused, too")
	a, report := example(t)
	b := &bench{T: t, App: a, report: report}
	for path, sql := range counting {
		b.must(os.WriteFile(filepath.Join(a.projectDir(), filepath.FromSlash(path)), []byte(sql), 0o644))
	}
	day := report.AsOf
	runs := func(when string, want int64) {
		t.Helper()
		for _, table := range []string{"silver.runs_seen", "gold.runs_kept", "gold.seen_now"} {
			if n := b.number("select count(*) from " + table); n != want {
				t.Errorf("%s: %s saw %d runs, want %d", when, table, n, want)
			}
		}
	}
	second := b.publish(day.Add(time.Hour))
	runs("first build", 1)
	bad := filepath.Join(a.projectDir(), "tests", "never.sql")
	b.must(os.WriteFile(bad, []byte("select 1 as n_rows"), 0o644))
	if _, err := a.Run(t.Context(), RunOptions{AsOf: day.Add(2 * time.Hour), Full: true}); scv.CodeOf(err) != scv.CodeVerdict {
		t.Fatalf("a run with a failing check: %v", err)
	}
	runs("refused", 1)
	b.must(os.Remove(bad))
	b.publish(day.Add(4 * time.Hour))
	runs("after a refused run", 2)
	_, err := a.Rollback(t.Context(), second, "kim", "wrong")
	b.must(err)
	runs("rolled back", 1)
	b.edit("project/models/gold/runs_kept.sql", "select", "select /* again */")
	b.publish(day.Add(5 * time.Hour))
	runs("after the rollback", 2)
	if _, err := a.Rollback(t.Context(), 1, "kim", "before there were any"); err != nil {
		t.Fatal(err)
	}
	if left, err := a.Warehouse.Columns(t.Context(), scv.Relation{Schema: "silver", Name: "runs_seen"}); err != nil || len(left) != 0 {
		t.Errorf("silver.runs_seen is still shown: %v, %v", left, err)
	}
}
