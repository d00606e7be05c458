package splink_test

import (
	"bytes"
	"slices"
	"testing"

	"scv/internal/identity/splink"
	"scv/internal/identity/splink/splinktest"
)

// writes notes how much is written at a time.
type writes struct {
	bytes.Buffer
	largest int
}

func (w *writes) Write(text []byte) (int, error) {
	w.largest = max(w.largest, len(text))
	return w.Buffer.Write(text)
}

// In little room a run hands on its pairs in small parts, and finds what it finds in
// all the room there is; learning does, too.
func TestARunInLittleRoomFindsTheSame(t *testing.T) {
	sets := splinktest.Sets("../../..")
	in := sets[0].Input(t) // fake_1000
	m := sets[0].Model(t, "model.json")
	m.Rules = []splink.Rule{{SQL: "l.city = r.city"}, {SQL: "1=1"}}
	run := func(memory int64) (*writes, *splink.Result) {
		out := &writes{}
		r, err := splink.Run(t.Context(), in, m, splink.Options{Pairs: out, Workers: 2, Memory: memory})
		if err != nil {
			t.Fatal(err)
		}
		return out, r
	}
	all, want := run(0)
	little, got := run(1)
	if !bytes.Equal(all.Bytes(), little.Bytes()) || !slices.Equal(want.Cluster, got.Cluster) || want.Pairs != got.Pairs || want.Links != got.Links || !slices.Equal(want.RulePairs, got.RulePairs) {
		t.Errorf("%d pairs and %d links, want %d and %d", got.Pairs, got.Links, want.Pairs, want.Links)
	}
	if want.Pairs != 499_500 || little.largest*10 > all.largest*7 {
		t.Errorf("%d bytes at once of %d pairs, in all the room %d", little.largest, want.Pairs, all.largest)
	}
	training := splink.Training{Rules: []string{"l.city = r.city"}, Pairs: 50_000}
	one, err := splink.Train(t.Context(), in, m, training, splink.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	other, err := splink.Train(t.Context(), in, m, training, splink.Options{Workers: 2, Memory: 1})
	if err != nil {
		t.Fatal(err)
	}
	a, _ := splink.Encode(one.Model)
	b, _ := splink.Encode(other.Model)
	if !bytes.Equal(a, b) {
		t.Error("another model is learned in little room")
	}
}

// Records and blocks count: what they leave is for pairs.
func TestRecordsLeavePairsLessRoom(t *testing.T) {
	sets := splinktest.Sets("../../..")
	in, m := sets[0].Input(t), sets[0].Model(t, "model.json")
	m.Rules = []splink.Rule{{SQL: "l.city = r.city"}, {SQL: "1=1"}}
	largest := func(memory int64) int {
		out := &writes{}
		if _, err := splink.Run(t.Context(), in, m, splink.Options{Pairs: out, Workers: 1, Memory: memory}); err != nil {
			t.Fatal(err)
		}
		return out.largest
	}
	ofRecords := 0
	for _, c := range in.Frame.Columns() {
		ofRecords += 4 * len(c.Codes)
	}
	none, records, ample := largest(1), largest(int64(ofRecords)), largest(1<<30)
	if none != records || records >= ample {
		t.Errorf("%d bytes at once in no room, %d in that of the records' codes, %d in ample room", none, records, ample)
	}
}
