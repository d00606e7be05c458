package identity

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"scv"
	"scv/internal/identity/record"
)

// near is what is noted of the published records that can matter: those that something
// has changed for, those that they are compared with, and all that hang together with
// one of these.
type near struct {
	states   map[string]state
	ids      map[int32]string // by number
	together map[int][]string // by component
}

// readNear finds these records beside those that crossed, and reads them with the new
// ones, in one go: a look at a thousand records costs what a look at all does.
func (p *part) readNear(ctx context.Context, crossed map[int32]bool) error {
	numbers := p.partners()
	maps.Copy(numbers, crossed)
	must := slices.Sorted(maps.Keys(numbers))
	for _, id := range p.olds.IDs {
		numbers[int32(p.delta.before[id].number)] = true
	}
	decided, err := p.statesOf(ctx, slices.Sorted(maps.Keys(p.seeds)))
	if err != nil {
		return err
	}
	for _, s := range decided {
		numbers[int32(s.number)] = true
	}
	p.near = near{map[string]state{}, map[int32]string{}, map[int][]string{}}
	if err := p.hang(ctx, slices.Sorted(maps.Keys(numbers))); err != nil {
		return err
	}
	for _, n := range must {
		if _, ok := p.near.ids[n]; !ok {
			return damaged("it knows records that are not there")
		}
	}
	ids := slices.Clone(p.news.IDs)
	for id := range p.near.states {
		if !p.now.changed[id] && !p.now.removed[id] {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		p.set = &record.Set{}
		return nil
	}
	all, err := p.readRecords(ctx, ids)
	if err != nil {
		return err
	}
	p.set = all.Subset(rowsOf(all, p.party))
	if p.set.Len() != len(ids) {
		return damaged("it knows records that are not there")
	}
	p.how.settled, err = p.counted(ctx, p.party, p.how.settled, p.how.comparisons, p.set)
	return err
}

// hang reads what is noted of the records of numbers, and of all that hang together with
// them.
func (p *part) hang(ctx context.Context, numbers []int32) error {
	if len(numbers) == 0 {
		return nil
	}
	if err := p.askNumbers(ctx, numbers); err != nil {
		return err
	}
	components := p.past.layout.rows(stateTable, "old.record_id, old.component", "where old.record_no in (from "+numberTable+")")
	if _, err := p.s.Exec(ctx, "create or replace temp table "+componentTable+" as select distinct component from ("+components+")"); err != nil {
		return err
	}
	err := p.s.Scan(ctx, p.past.layout.rows(stateTable, stateColumns, "where old.component in (from "+componentTable+")"), func(b *scv.Batch) error {
		for i := range b.Len() {
			id, s := string(b.Columns[0].Bytes(i)), stateAt(b, i)
			if s.party == p.party {
				p.near.states[id], p.near.ids[int32(s.number)] = s, id
				p.near.together[s.component] = append(p.near.together[s.component], id)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("find what hangs together: %w", err)
	}
	return nil
}

// those gives the records of ids that are looked at.
func (p *part) those(ids []string) (*record.Set, error) {
	rows := make([]int32, 0, len(ids))
	for _, id := range ids {
		row, ok := p.set.Row(id)
		if !ok {
			return nil, damaged("it knows records that are not there")
		}
		rows = append(rows, row)
	}
	slices.Sort(rows)
	return p.set.Subset(rows), nil
}

const (
	numberTable    = "_scv_identity_number"
	componentTable = "_scv_identity_component"
)

// stateColumns are read of identity_state.
const stateColumns = "old.record_id, old.party_type, old.record_no, old.component"

// askNumbers fills the table of the records that a question is about.
func (b *build) askNumbers(ctx context.Context, numbers []int32) error {
	if _, err := b.s.Exec(ctx, "create or replace temp table "+numberTable+" (record_no integer)"); err != nil {
		return err
	}
	fields := keyFields()[2:]
	w := writerTo(b.s, scv.Relation{Schema: "temp", Name: numberTable}, fields)
	for _, n := range numbers {
		if err := w.row(ctx, int64(n)); err != nil {
			return err
		}
	}
	return w.flush(ctx)
}
