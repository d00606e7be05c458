package dbt

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"scv"
)

// kept is a snapshot's rows: what was seen, and how long it held.
const kept = `select id, v, coalesce(strftime(dbt_valid_from, '%d'), '-') as since,
case when dbt_valid_to is null then 'now' else 'ended' end as until from kept order by 1, 3, 4, 2`

// snapshot gives a project with one snapshot of the table people.
func snapshot(t *testing.T, config string) *tiny {
	t.Helper()
	p := newTiny(t, map[string]string{
		"models/people.sql":  "select * from seen",
		"snapshots/kept.yml": "snapshots:\n  - name: kept\n    relation: ref('people')\n    config: {" + config + "}\n",
	})
	exec(t, p.w, "create table seen as select * from (values (1, 'a', timestamp '2026-01-01'), (2, 'b', timestamp '2026-01-01')) t (id, v, changed)")
	p.green()
	exec(t, p.w, "delete from seen where id = 2; update seen set v = 'A', changed = timestamp '2026-01-03' where id = 1; insert into seen values (3, 'c', timestamp '2026-01-03')")
	return p
}

func TestASnapshotKeepsEveryVersion(t *testing.T) {
	for name, c := range map[string]struct {
		config string
		want   []string
	}{
		"ignore":     {"", []string{"1 A 03 now", "1 a 01 ended", "2 b 01 now", "3 c 03 now"}},
		"invalidate": {", hard_deletes: invalidate", []string{"1 A 03 now", "1 a 01 ended", "2 b 01 ended", "3 c 03 now"}},
	} {
		t.Run(name, func(t *testing.T) {
			p := snapshot(t, "strategy: timestamp, unique_key: id, updated_at: changed"+c.config)
			for range 2 { // a run without news changes nothing
				p.green()
				got := p.lines(strings.ReplaceAll(kept, "order by 1, 3, 4, 2", "order by id, v"))
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestADeletedRecordMayComeBack(t *testing.T) {
	p := snapshot(t, "strategy: check, unique_key: id, check_cols: [v], hard_deletes: new_record, dbt_valid_to_current: \"timestamp '9999-12-31'\", snapshot_meta_column_names: {dbt_valid_to: until, dbt_is_deleted: gone}")
	const ask = "select id, v, gone, year(until) = 9999 as holds from kept where id = 2 order by dbt_valid_from"
	p.green()
	if diff := cmp.Diff([]string{"2 b False false", "2 b True true"}, p.lines(ask)); diff != "" {
		t.Errorf("a record that is gone (-want +got):\n%s", diff)
	}
	exec(t, p.w, "insert into seen values (2, 'b', timestamp '2026-01-05')")
	for range 2 {
		p.green()
		if diff := cmp.Diff([]string{"2 b False false", "2 b True false", "2 b False true"}, p.lines(ask)); diff != "" {
			t.Errorf("a record that is back (-want +got):\n%s", diff)
		}
	}
}

func TestASnapshotTakesNewColumns(t *testing.T) {
	p := snapshot(t, "strategy: check, unique_key: [id], check_cols: all")
	exec(t, p.w, "alter table seen add column more integer default 7")
	p.green()
	if diff := cmp.Diff([]string{"1 A 7", "3 c 7"}, p.lines("select id, v, more from kept where dbt_valid_to is null and id != 2 order by 1")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestASnapshotWithoutWhatItNeedsIsRefused(t *testing.T) {
	for config, hint := range map[string]string{
		"unique_key: id":                      "Add both",
		"strategy: check":                     "Add both",
		"strategy: timestamp, unique_key: id": "Name the column",
		"strategy: check, unique_key: id":     "check_cols: all",
		"strategy: check, unique_key: id, check_cols: all, hard_deletes: no": "Use ignore",
	} {
		p := newTiny(t, map[string]string{
			"models/people.sql":  "select 1 as id",
			"snapshots/kept.yml": "snapshots:\n  - name: kept\n    relation: ref('people')\n    config: {" + config + "}\n",
		})
		_, err := p.load()
		if e, ok := errors.AsType[*scv.Error](err); !ok || e.Code != scv.CodeDBTConfig || e.Subject != "snapshots/kept.yml:2" || !strings.Contains(e.Hint, hint) {
			t.Errorf("%s: %v", config, err)
		}
	}
}
