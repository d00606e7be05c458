package identity

import (
	"fmt"
	"testing"

	"scv/internal/identity/compare"
	"scv/internal/identity/record"
)

// In a link strangers are of two sources: the rows that one customer has in one source
// would say that strangers have much in common.
func TestStrangersInALinkAreOfTwoSources(t *testing.T) {
	b := record.NewBuilder([]string{"email_std"}, nil)
	source := []int32{}
	for row := range 40 {
		b.Add(fmt.Sprintf("%02d", row), func(int) []byte { return fmt.Appendf(nil, "%d@mail.example", max(row, 10)/10) })
		source = append(source, int32(min(row/20, 1)))
	}
	set, err := b.Set()
	if err != nil {
		t.Fatal(err)
	}
	judges := compare.NewJudges(2, compare.Present(compare.Persons(), set), set, nil)
	var pairs int64
	for p, n := range newMatcher(nil, 2).compareRandom(judges, set.Len(), plan{source: source}) {
		if p.Grade(0) == 1 {
			t.Errorf("%d pairs of one source count as strangers", n)
		}
		pairs += n
	}
	if pairs != 20*20 {
		t.Errorf("%d pairs, want 400", pairs)
	}
	if got := (plan{source: source}).draws(40); got < 2*randomPairs {
		t.Errorf("%d pairs are drawn where half of them are of one source", got)
	}
}
