package identity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"scv"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/race"
	"scv/internal/warehouse"

	"pgregory.net/rapid"
)

// Edges come back in order and as they were, wherever they lay meanwhile.
func TestEdgesThatArePutAsideComeBackInOrder(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(r *rapid.T) {
		aside := &room{limit: int64(rapid.IntRange(1, 4).Draw(r, "rooms")) * edgesAtOnce * edgeBytes, dir: dir}
		defer aside.close()
		parts := make([]gathering, rapid.IntRange(1, 3).Draw(r, "workers"))
		for w := range parts {
			parts[w].file.room = aside
		}
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(r, "seed"), 1))
		var want []edge
		for k := range int32(rapid.IntRange(0, 6*edgesAtOnce).Draw(r, "edges")) {
			e := edge{pair{random.Int32N(1000), k, random.Int32N(20), compare.Pattern(random.Uint64())}, random.Float64()*60 - 30}
			want = append(want, e)
			parts[random.IntN(len(parts))].add(e)
		}
		all := joined(parts)
		for range 2 { // more than once
			got := slices.Collect(all.all())
			if !slices.IsSortedFunc(got, byRows) || all.err != nil {
				r.Fatalf("out of order, or %v", all.err)
			}
			if slices.SortFunc(want, byRows); !slices.Equal(got, want) {
				r.Fatalf("%d edges, %d back", len(want), len(got))
			}
		}
		if in := aside.used.Load(); in > aside.limit {
			r.Fatalf("%d bytes in memory, %d may be", in, aside.limit)
		}
	})
}

func TestPairsThatArePutAsideComeBack(t *testing.T) {
	for name, limit := range map[string]int64{"no limit": 0, "a little room": 2 * pairsPerBlock * packedBytes, "no room": 1} {
		aside := &room{limit: limit, dir: t.TempDir()}
		list := pairs{}
		list.aside.room = aside
		const n = 5*pairsPerBlock/2 + 7
		var met meeting
		for k := range int32(n) {
			if full := met.compared(pair{k, k + 1, k % 9, compare.Pattern(k % 11)}); full || k == n-1 {
				list.add(&met)
				met.leave()
			}
		}
		counts := countPatterns([]pairs{list})
		seen := make([]bool, n)
		if err := list.drain(func(met *meeting) {
			for k := range met.pairs {
				p := met.pair(int32(k))
				seen[p.i] = p.j == p.i+1 && p.rule == p.i%9 && p.pattern == compare.Pattern(p.i%11)
			}
		}); err != nil {
			t.Fatal(err)
		}
		if left := aside.used.Load(); left != 0 {
			t.Errorf("%s: %d bytes are taken of an empty list", name, left)
		}
		if slices.Contains(seen, false) || len(counts) != 11 {
			t.Errorf("%s: pairs are missing", name)
		}
		if name != "no limit" && list.aside.bytes == 0 {
			t.Errorf("%s: nothing was put aside", name)
		}
		aside.close()
	}
}

// With no room at all a run gives what it gives with all the room there is, and leaves
// no file behind.
func TestMatchingInNoRoomIsMatching(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	resolve(t, b.w, "select * from silver.people", 1, 0)
	dir := filepath.Join(t.TempDir(), "aside")
	m := scv.Model{
		Name: "customer_identity", SQL: "select * from silver.people",
		Target: scv.Relation{Schema: "identity__v2", Name: "customer_identity"}, Live: live("customer_identity"),
	}
	if _, err := NewMaterialization(b.w, nil, nil, 1).Within(1, dir).Materialize(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	for _, table := range []string{"customer_identity", edgeTable, keyTable, stateTable} {
		if differ := b.rows("select count(*) from (from identity__v1." + table + " except all from identity__v2." + table + ")"); differ[0][0] != int64(0) {
			t.Errorf("%s: %v rows differ", table, differ[0][0])
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("files left behind: %v, %v", left, err)
	}
}

func TestATableInNoRoomIsMatched(t *testing.T) {
	in, _ := austrians(maker{rand.New(rand.NewPCG(3, 4))}).input(engine.Dedupe, 1)
	dir := t.TempDir()
	var all, little bytes.Buffer
	want, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Pairs: &all})
	if err != nil {
		t.Fatal(err)
	}
	got, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Pairs: &little, Memory: 1, Aside: dir})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(want.Cluster, got.Cluster) || !bytes.Equal(all.Bytes(), little.Bytes()) || all.Len() == 0 {
		t.Error("other clusters or pairs")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("files left behind: %v, %v", left, err)
	}
}

// The pairs of two parties are written in one order, whatever lies in files.
func TestPairsOfPeopleAndFirmsAreInOrder(t *testing.T) {
	in := engine.Input{Link: engine.Dedupe, IDColumn: "id", Columns: []string{"given name", "family name", "company", "phone"}}
	b := record.NewBuilder(in.Columns, nil)
	for k := range 400 {
		who := []string{[]string{"anna", "bob", "eva"}[k%3], "huber", "", fmt.Sprintf("+4316601%02d", k%40)}
		if k%2 == 0 {
			who = []string{"", "", []string{"Alpha GmbH", "Beta AG", "Gamma KG"}[k%3], fmt.Sprintf("+4316601%02d", k%40)}
		}
		b.Add(fmt.Sprintf("%03d", (k*37)%400), func(c int) []byte { return []byte(who[c]) })
	}
	in.Records, _ = b.Set()
	in.IDs, in.Source = in.Records.IDs, make([]int32, in.Records.Len())
	var all, little bytes.Buffer
	for memory, out := range map[int64]*bytes.Buffer{0: &all, 1: &little} {
		if _, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Pairs: out, Memory: memory, Aside: t.TempDir()}); err != nil {
			t.Fatal(err)
		}
	}
	lines := strings.Split(strings.TrimSpace(all.String()), "\n")[1:]
	if !bytes.Equal(all.Bytes(), little.Bytes()) || len(lines) < 1000 || !slices.IsSorted(lines) {
		t.Errorf("%d pairs, in order %v, the same in no room %v", len(lines), slices.IsSorted(lines), bytes.Equal(all.Bytes(), little.Bytes()))
	}
	firms := map[bool]int{}
	for _, line := range lines {
		firms[in.Records.Column("company").Text(must(in.Records.Row(line[:3]))) != ""]++
	}
	if len(firms) != 2 {
		t.Errorf("pairs of people and of firms: %v", firms)
	}
}

func must(row int32, ok bool) int32 {
	if !ok {
		panic("no such record")
	}
	return row
}

func TestATableIsExplainedInNoRoom(t *testing.T) {
	race.Skip(t, "TestATableInNoRoomIsMatched puts aside the same table")
	in, _ := austrians(maker{rand.New(rand.NewPCG(3, 4))}).input(engine.Dedupe, 1)
	dir := filepath.Join(t.TempDir(), "aside")
	all, little := engine.Options{}, engine.Options{Memory: 1, Aside: dir}
	for name, tell := range map[string]func(engine.Options) (any, error){
		"two":       func(o engine.Options) (any, error) { return native{}.Explain(t.Context(), in, o, 0, 1) },
		"one":       func(o engine.Options) (any, error) { return native{}.Member(t.Context(), in, o, 0) },
		"diagnosis": func(o engine.Options) (any, error) { return native{}.Diagnose(t.Context(), in, o) },
	} {
		want, err := tell(all)
		if err != nil {
			t.Fatal(err)
		}
		got, err := tell(little)
		if err != nil {
			t.Fatal(err)
		}
		one, _ := json.Marshal(want)
		other, _ := json.Marshal(got)
		if !bytes.Equal(one, other) {
			t.Errorf("%s: %s, with all the room %s", name, other, one)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: nothing was put aside, or files are left behind: %v, %v", name, left, err)
		}
		if err := os.Remove(dir); err != nil {
			t.Fatal(err)
		}
	}
}

// A folder that takes no files ends the run with what to do about it.
func TestNoRoomAtAllIsToldOf(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	in, _ := austrians(maker{rand.New(rand.NewPCG(3, 4))}).input(engine.Dedupe, 1)
	_, err := NewEngine(nil).Run(t.Context(), in, engine.Options{Pairs: &bytes.Buffer{}, Memory: 1, Aside: filepath.Join(file, "x")})
	if scv.CodeOf(err) != scv.CodeIdentitySpill {
		t.Errorf("%v", err)
	}
}

// Edges that were put aside and cannot be read again end a run with an error: a version
// without them would look like any other.
func TestEdgesThatCannotBeReadAgainAreToldOf(t *testing.T) {
	b := newBench(t)
	loadPublic(t, b.w, "febrl3")
	aside := &room{limit: 1, dir: t.TempDir()}
	defer aside.close()
	err := b.w.Tx(t.Context(), func(s *warehouse.Session) error {
		m := scv.Model{SQL: "select * from silver.people", Target: scv.Relation{Schema: "identity__v1", Name: "customer_identity"}, Live: live("customer_identity")}
		run, err := NewMaterialization(b.w, nil, nil, 1).newBuild(t.Context(), s, m)
		if err != nil {
			return err
		}
		run.room = aside
		run.layout = layout{base: run.own()}
		if err := run.begin(t.Context()); err != nil {
			return err
		}
		found, err := run.matchParties(t.Context())
		if err != nil {
			return err
		}
		if len(found[0].edges.runs) == 0 {
			t.Fatal("no edge was put aside")
		}
		for _, f := range aside.files {
			if err := f.Truncate(0); err != nil {
				return err
			}
		}
		for name, step := range map[string]func() error{
			"edges":   func() error { return run.writeEdges(t.Context(), found) },
			"version": func() error { return run.write(t.Context(), found, assignAll(found, run.past, m.AsOf)) },
			"states":  func() error { return errors.Join(run.writeStates(t.Context(), found), unread(found)) },
			"pairs":   func() error { return writePairs(io.Discard, engine.Input{}, []pairsOf{everyRow(found[0])}) },
			"doubts":  func() error { _, err := doubts([]pairsOf{everyRow(found[0])}); return err },
		} {
			found[0].edges.err = nil
			if err := step(); scv.CodeOf(err) != scv.CodeIdentitySpill {
				t.Errorf("%s: %v", name, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func everyRow(m matched) pairsOf {
	p := pairsOf{matched: m}
	for row := range m.set.Len() {
		p.rows = append(p.rows, int32(row))
	}
	return p
}

// What stays in memory in any case leaves less for pairs; where it alone is more than
// there is, that is told. The result is the same.
func TestRecordsKeysLinksAndDoubtsAreCounted(t *testing.T) {
	in, _ := austrians(maker{rand.New(rand.NewPCG(3, 4))}).input(engine.Dedupe, 1)
	match := func(o engine.Options) (*engine.Result, *room) {
		o.Aside = t.TempDir()
		aside := roomOf(o)
		defer aside.close()
		r, _, err := native{}.match(t.Context(), in, o, aside)
		if err != nil {
			t.Fatal(err)
		}
		return r, aside
	}
	ample := int64(1 << 30)
	want, all := match(engine.Options{Memory: ample})
	records, links := in.Records.Bytes(), linkBytes*want.Links
	if most := all.most.Load(); most < records+links || most > ample/10 {
		t.Errorf("%d bytes were held, records have %d, links %d", most, records, links)
	}
	if left := all.held.Load(); left > records { // what is left is of records, not of keys or links
		t.Errorf("%d bytes are still held", left)
	}
	_, doubts := match(engine.Options{Memory: ample, Review: io.Discard})
	if more := doubts.held.Load() - all.held.Load(); more <= 0 || more%doubtBytes != 0 {
		t.Errorf("pairs in doubt hold %d bytes", more)
	}
	crowded := func(r *engine.Result) bool {
		return slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, "more than the memory for matching (1 MB)") })
	}
	little, _ := match(engine.Options{Memory: 1})
	if !slices.Equal(little.Cluster, want.Cluster) || !crowded(little) || crowded(want) {
		t.Errorf("other clusters, or %q of little room and %q of ample", little.Notes, want.Notes)
	}
}
