package identity

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/cluster"
	"scv/internal/warehouse"
)

// A version's index lies in three tables: identity_state numbers the records and
// notes which hang together, identity_key has every key of every record as block
// makes it, and identity_index tells what the two were made under and how much they
// hold, so that damage shows.

// rulesPerParty is how many rules of a party have a place of their own in the index.
const rulesPerParty = 1 << 10

// slotOf numbers a slot of a rule of a party: the rules' own keys first, which are asked
// for first, so that a question passes over the others.
func slotOf(party string, rule, slot int) int64 {
	return int64((slices.Index(parties(), party)*block.Slots()+slot)*rulesPerParty + rule)
}

// keyWriter fills identity_key. Its methods may be called from several goroutines as
// long as nothing else uses the session.
type keyWriter struct {
	mu  sync.Mutex
	w   *writer
	err error
}

func keyFields() []scv.Field {
	return []scv.Field{{Name: "slot", Type: scv.Int}, {Name: "hash", Type: scv.Int}, {Name: "record_no", Type: scv.Int}}
}

// seen takes the keys of a party's rows, whose numbers begin at base.
func (k *keyWriter) seen(ctx context.Context, party string, base int) func(rule, slot int, list []block.Keyed) {
	return func(rule, slot int, list []block.Keyed) {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.err != nil {
			return
		}
		at := slotOf(party, rule, slot)
		for n, e := range list {
			if n == 0 || list[n-1] != e {
				k.add(ctx, at, e.Hash, base+int(e.Row))
			}
		}
	}
}

func (k *keyWriter) add(ctx context.Context, slot int64, hash uint64, number int) {
	c := k.w.b.Columns
	c[0].AppendInt(slot)
	c[1].AppendInt(int64(hash))
	c[2].AppendInt(int64(number))
	if err := k.w.next(ctx); err != nil && k.err == nil {
		k.err = err
	}
}

func (k *keyWriter) finish(ctx context.Context) error {
	return cmp.Or(k.err, k.w.flush(ctx))
}

// newKeys makes an empty table of keys.
func newKeys(ctx context.Context, s *warehouse.Session, to scv.Relation) (*keyWriter, error) {
	if _, err := s.Exec(ctx, "create or replace table "+warehouse.QuoteRelation(to)+" (slot integer, hash bigint, record_no integer)"); err != nil {
		return nil, err
	}
	return &keyWriter{w: writerTo(s, to, keyFields())}, nil
}

// keyList holds keys.
type keyList struct {
	mu   sync.Mutex
	rows []indexed
}

// seen takes the keys of a party's rows; number gives a row's.
func (k *keyList) seen(party string, number func(row int32) int) func(rule, slot int, list []block.Keyed) {
	return func(rule, slot int, list []block.Keyed) {
		k.mu.Lock()
		defer k.mu.Unlock()
		for n, e := range list {
			if n == 0 || list[n-1] != e {
				k.rows = append(k.rows, indexed{slotOf(party, rule, slot), e.Hash, number(e.Row)})
			}
		}
	}
}

func stateFields() []scv.Field {
	return append(textField("record_id", "party_type"), scv.Field{Name: "record_no", Type: scv.Int}, scv.Field{Name: "component", Type: scv.Int})
}

// writeStates adds the rows of a result to identity_state; number gives a row's.
func writeStates(ctx context.Context, w *writer, f *matched, number func(row int32) int) error {
	for row, first := range f.components() {
		if err := w.row(ctx, f.set.IDs[row], f.party, int64(number(int32(row))), int64(number(first))); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}

// components gives, by row, the smallest row that it hangs together with by pairs on
// the good side of the line or by what people have decided: a change of one of them
// can move the others.
func (m *matched) components() []int32 {
	var links []cluster.Edge
	for e := range m.edges.all() {
		if e.weight >= m.plan.line {
			links = append(links, cluster.Edge{I: e.i, J: e.j})
		}
	}
	for _, d := range m.plan.people {
		i, here := m.set.Row(string(d.Left))
		j, there := m.set.Row(string(d.Right))
		if here && there && d.Same {
			links = append(links, cluster.Edge{I: i, J: j})
		}
	}
	return cluster.Components(m.set.Len(), links)
}

// local says whether what becomes of a record follows from it and those that hang
// together with it, so that the others need not be looked at; where all pairs are
// compared they have to be in any case.
func (p plan) local() bool {
	for _, r := range p.rules {
		if !r.Local() {
			return false
		}
	}
	for _, c := range p.comparisons {
		if !c.Local() {
			return false
		}
	}
	return (p.method == "" || p.method == "linkage") && !p.linked && p.source == nil && p.sources == nil && len(p.rules) <= rulesPerParty
}

// indexFormat is the version of the index's form.
const indexFormat = 3

// under is a digest of what an index is made under.
func under(plans []plan, spec string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d %d %q", indexFormat, block.Slots(), spec)
	for _, p := range plans {
		fmt.Fprintf(h, "\n%s %v %q", p.party, p.line, p.method)
		for _, r := range p.rules {
			fmt.Fprintf(h, "\n%q %s %q", r.Name, r.Kind, r.Parts)
		}
		for _, c := range p.comparisons {
			fmt.Fprintf(h, "\n%q %q", c.Name, c.Columns)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
