package identity_test

import (
	"fmt"
	"os"
	"testing"

	"scv"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/warehouse"
)

// slipPairs draws texts and what becomes of each by up to two edits, swaps among them, of
// an alphabet whose letters take one to four bytes. letters has them as letters of one
// byte, so that DuckDB, which counts bytes, counts characters of them.
const slipPairs = `create or replace temp table people as
with drawn as (
    select
        range as n,
        'n' || range as k,
        (hash(range, %[1]d, 1) %% 12)::int + case when hash(range, %[1]d, 2) %% 50 = 0 then (hash(range, %[1]d, 3) %% 290)::int else 0 end as size,
        hash(range, %[1]d, 4) as e1, hash(range, %[1]d, 5) as e2, hash(range, %[1]d, 6) as e3
    from range(%[2]d)
),
texts as (
    select *, list_aggregate(list_transform(range(size), lambda i : 'abcd'[(hash(n, %[1]d, i, 7) %% 4)::int + 1]), 'string_agg', '') as a
    from drawn
),
places as (
    select *, coalesce(a, '') as l, (e1 %% (size + 1))::int as p, (e2 %% (size + 1))::int as q from texts
),
once as (
    select *, case e3 %% 5
        when 0 then l
        when 1 then l[:p] || l[p+2:p+2] || l[p+1:p+1] || l[p+3:]
        when 2 then l[:p] || 'a' || l[p+1:]
        when 3 then l[:p] || l[p+2:]
        else l[:p] || 'b' || l[p+2:] end as o
    from places
),
twice as (
    select *, case (e3 // 5) %% 8
        when 0 then o[:q] || o[q+2:q+2] || o[q+1:q+1] || o[q+3:]
        when 1 then o[:q] || 'c' || o[q+1:]
        when 2 then o[:q] || o[q+2:]
        when 3 then o[:q] || 'd' || o[q+2:]
        else o end as r
    from once
)
select side || n as id, k, translate(letters, 'abcd', 'aé語🙂') as word, letters
from (select n, k, 'l' as side, l as letters from twice union all select n, k, 'r', r from twice)`

// What is written for an engine that knows no swap of two neighbours says of every pair of
// texts what Damerau-Levenshtein says of their characters.
func TestASlipInWordsOfEveryEngineIsASlip(t *testing.T) {
	pairs := 20_000
	if _, patient := os.LookupEnv("SCV_TEST_PATIENT"); patient {
		pairs = 1_000_000
	}
	m := &splink.Model{
		Link: "dedupe_only", Lambda: .1, GammaPrefix: "gamma_", Rules: []splink.Rule{{SQL: "l.k = r.k"}},
		Comparisons: []splink.Comparison{{Name: "word", Levels: []splink.Level{{SQL: "damerau_levenshtein(word_l, word_r) <= 1"}, {SQL: "ELSE"}}}},
	}
	session(t, func(s *warehouse.Session) {
		for _, sql := range []string{
			"create temp macro editdistance(a, b) as levenshtein(translate(a, 'aé語🙂', 'abcd'), translate(b, 'aé語🙂', 'abcd'))",
			fmt.Sprintf(slipPairs, 1, pairs),
		} {
			if _, err := s.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
		}
		script, err := pushdown.Write(m, pushdown.Snowflake(), pushdown.Table{Name: "people", ID: "id"}, .5)
		if err != nil {
			t.Fatal(err)
		}
		if len(script.Differ) > 0 || len(script.Otherwise) > 0 {
			t.Errorf("%v, %v", script.Differ, script.Otherwise)
		}
		for _, name := range []string{"records", "pairs", "gammas"} {
			if _, err := s.Exec(t.Context(), script.Get(name)); err != nil {
				t.Fatal(name, err)
			}
		}
		const compared = `with told as (
		    select g.gamma_word = 1 as slip, x.letters as l, y.letters as r, damerau_levenshtein(x.letters, y.letters) as apart, levenshtein(x.letters, y.letters) as edits
		    from scv_gamma as g
		    join scv_record as a on a._scv_row = g.l join scv_record as b on b._scv_row = g.r
		    join people as x on x.id = a._scv_id join people as y on y.id = b._scv_id
		    where a.word is not null and b.word is not null
		)
		select count(*)::bigint, count(*) filter (slip)::bigint, count(*) filter (slip and edits > 1)::bigint, count(*) filter (not slip and edits = 2 and length(l) = length(r))::bigint,
		    count(*) filter (slip <> (apart <= 1) and (slip or length(l) <= 256))::bigint, count(*) filter (length(l) > 200 and slip and edits > 1)::bigint from told`
		err = s.Scan(t.Context(), compared, func(b *scv.Batch) error {
			n := func(k int) int64 { return b.Columns[k].Ints[0] }
			t.Logf("%d pairs, %d within a slip, %d of them swaps (%d in long texts), %d no swap though two edits apart", n(0), n(1), n(2), n(5), n(3))
			if n(4) > 0 || n(0) < int64(pairs)*9/10 || n(2) < int64(pairs)/50 || n(3) < int64(pairs)/50 || n(5) == 0 {
				t.Errorf("%d pairs are judged otherwise", n(4))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
