package version

import (
	"fmt"
	"testing"

	"scv"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestChooseFindsWhatToShow(t *testing.T) {
	left := &Left{}
	list := []Published{{Version: 9}, {Version: 8, Live: true}, {Version: 7, Left: left}, {Version: 5}, {Version: 4}}
	cases := map[string]struct {
		list []Published
		to   int64
		want int64 // 0 = refused
	}{
		"the one before that nobody left": {list, 0, 5},
		"a named one":                     {list, 4, 4},
		"a newer one":                     {list, 9, 9},
		"one that was left":               {list, 7, 7},
		"the live one":                    {list, 8, 0},
		"one that is not kept":            {list, 6, 0},
		"nothing before":                  {list[:2], 0, 0},
		"nothing live":                    {list[2:], 0, 0},
		"nothing at all":                  {nil, 0, 0},
	}
	for name, c := range cases {
		_, now, err := choose(c.list, c.to)
		if (err == nil) != (c.want != 0) || err == nil && now.Version != c.want {
			t.Errorf("%s: version %d, %v", name, now.Version, err)
		}
		if err != nil && scv.CodeOf(err) != scv.CodeVersion {
			t.Errorf("%s: code %s", name, scv.CodeOf(err))
		}
	}
}

func TestRollbackShowsTheVersionBeforeAndRemembersWhy(t *testing.T) {
	v := openVersions(t)
	prepare(t, v)
	for range 3 {
		publish(t, v, buildVersion(t, v))
	}
	from, now, err := v.Rollback(t.Context(), 0, "kim", "wrong")
	if err != nil || from.Version != 3 || now.Version != 2 {
		t.Fatalf("from %d to %d: %v", from.Version, now.Version, err)
	}
	if i, g := seen(t, v); i != 2 || g != 2 {
		t.Errorf("readers see %d and %d", i, g)
	}
	left, again, err := v.Repeats(t.Context(), "inputs-3")
	if err != nil || !again || left.Left.By != "kim" || left.Left.Reason != "wrong" {
		t.Errorf("left %+v, %v, %v", left, again, err)
	}
	if _, again, _ := v.Repeats(t.Context(), "inputs-2"); again {
		t.Error("the inputs of a version that nobody left are refused")
	}
	if _, _, err := v.Rollback(t.Context(), 3, "kim", "right after all"); err != nil {
		t.Fatal(err)
	}
	if _, again, _ := v.Repeats(t.Context(), "inputs-3"); again {
		t.Error("a version that is shown again is still left")
	}
}

// A home from before rollbacks gets the columns when it is looked at.
func TestAnOldTableOfVersionsIsUpgraded(t *testing.T) {
	v := openVersions(t)
	run(t, v.w, "create schema _scv")
	run(t, v.w, `create table _scv.versions (version bigint not null, run_id varchar not null, as_of timestamp not null,
		fingerprint varchar not null, published_at timestamp not null, live boolean not null)`)
	run(t, v.w, "insert into _scv.versions values (1, 'r', timestamp '2026-11-01', 'd', timestamp '2026-11-01', true)")
	live, ok, err := v.Live(t.Context())
	if err != nil || !ok || live.Version != 1 || live.Left != nil {
		t.Errorf("%+v %v %v", live, ok, err)
	}
}

// The laws of versions, over any order of what can happen: one is live and is what
// readers see in both layers, every kept one is whole, no number is used twice.
func TestVersionsKeepTheirLaws(t *testing.T) {
	v := openAt(t, "")
	rapid.Check(t, func(rt *rapid.T) {
		empty(t, v)
		used, live := map[int64]bool{}, int64(0)
		for range rapid.IntRange(3, 9).Draw(rt, "steps") {
			switch rapid.SampledFrom([]string{"publish", "publish", "refused", "rollback", "trim"}).Draw(rt, "step") {
			case "publish":
				n := buildVersion(t, v)
				publish(t, v, n)
				if used[n] {
					rt.Fatalf("number %d is used again", n)
				}
				used[n], live = true, n
			case "refused":
				buildVersion(t, v)
				prepare(t, v)
			case "rollback":
				if _, now, err := v.Rollback(t.Context(), 0, "kim", "why"); err == nil {
					live = now.Version
				}
			case "trim":
				if live == 0 {
					continue
				}
				if err := v.Trim(t.Context(), 2); err != nil {
					rt.Fatal(err)
				}
			}
			if live != 0 {
				if i, g := seen(t, v); i != live || g != live {
					rt.Fatalf("readers see identity %d and gold %d, want %d", i, g, live)
				}
			}
		}
		holds(t, rt, v, live)
	})
}

func holds(t *testing.T, rt *rapid.T, v *Store, live int64) {
	t.Helper()
	list, err := v.List(t.Context())
	if err != nil {
		rt.Fatal(err)
	}
	shown := 0
	for _, p := range list {
		size, err := v.Size(t.Context(), p.Version)
		if err != nil || len(size.Rows) != 2 {
			rt.Fatalf("version %d holds %v: %v", p.Version, size, err)
		}
		if p.Live {
			shown++
			if p.Version != live {
				rt.Fatalf("version %d is live, want %d", p.Version, live)
			}
		}
	}
	if live != 0 && shown != 1 {
		rt.Fatalf("%d are live", shown)
	}
}

// The work of a rollback is the same whatever the size: the same changes one by one,
// none of which writes a block of a table.
func TestRollbackTakesNoLongerForMoreRows(t *testing.T) {
	small, large := rollbackOf(t, 10), rollbackOf(t, 300000)
	if d := cmp.Diff(small, large); d != "" {
		t.Errorf("more rows, other work (-10 +300,000):\n%s", d)
	}
}

// rollbackOf gives the changes that a rollback between tables of so many rows makes.
func rollbackOf(t *testing.T, rows int) (steps []string) {
	t.Helper()
	v := openVersions(t)
	prepare(t, v)
	for range 2 {
		n := buildVersion(t, v)
		run(t, v.w, fmt.Sprintf("create table %s.big as select range as n from range(%d)", Schema(scv.Gold, n), rows))
		publish(t, v, n)
	}
	before := writes(t, v)
	v.Watch(func(step string) error {
		steps = append(steps, step)
		return nil
	})
	if _, _, err := v.Rollback(t.Context(), 0, "kim", "wrong"); err != nil {
		t.Fatal(err)
	}
	if after := writes(t, v); after > before || len(steps) == 0 {
		t.Errorf("a rollback over %d rows wrote %d blocks of tables", rows, after-before)
	}
	return steps
}

// writes counts the blocks that the two versions' tables take.
func writes(t *testing.T, v *Store) int64 {
	t.Helper()
	var n int64
	for _, number := range []int64{1, 2} {
		size, err := v.Size(t.Context(), number)
		if err != nil {
			t.Fatal(err)
		}
		n += size.Bytes
	}
	return n
}
