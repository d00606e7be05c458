package identity

import (
	"context"
	"fmt"

	"scv"
	"scv/internal/identity/block"
)

// find hands out the number of every record of the published version that has one of the
// keys.
func (p *part) find(ctx context.Context, keys []block.Key, found func(k block.Key, number int32)) error {
	if len(keys) == 0 {
		return nil
	}
	if _, err := p.s.Exec(ctx, "create or replace temp table _scv_identity_probe (slot integer, hash bigint)"); err != nil {
		return err
	}
	w := writerTo(p.s, scv.Relation{Schema: "temp", Name: "_scv_identity_probe"}, keyFields()[:2])
	for _, k := range keys {
		if err := w.row(ctx, slotOf(p.party, int(k.Rule), int(k.Slot)), int64(k.Hash)); err != nil {
			return err
		}
	}
	if err := w.flush(ctx); err != nil {
		return err
	}
	return p.scanKeys(ctx, "inner join _scv_identity_probe as probe on old.slot = probe.slot and old.hash = probe.hash", found)
}

// published gives the keys that records have in the index, by number, but for those that
// all records have that can: the rules' own.
func (p *part) published(ctx context.Context, numbers []int32) (map[int32]map[block.Key]bool, error) {
	out := map[int32]map[block.Key]bool{}
	for _, n := range numbers {
		out[n] = map[block.Key]bool{}
	}
	if len(numbers) == 0 {
		return out, nil
	}
	if err := p.askNumbers(ctx, numbers); err != nil {
		return nil, err
	}
	near := fmt.Sprintf("inner join %s as numbers on old.record_no = numbers.record_no where old.slot between %d and %d", numberTable, slotOf(p.party, 0, 1), slotOf(p.party, 0, block.Slots())-1)
	err := p.scanKeys(ctx, near, func(k block.Key, number int32) { out[number][k] = true })
	return out, err
}

func (p *part) scanKeys(ctx context.Context, near string, found func(k block.Key, number int32)) error {
	err := p.s.Scan(ctx, p.past.layout.rows(keyTable, "old.*", near), func(b *scv.Batch) error {
		for i := range b.Len() {
			found(p.keyOf(b.Columns[0].Ints[i], b.Columns[1].Ints[i]), int32(b.Columns[2].Ints[i]))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("ask the index of keys: %w", err)
	}
	return nil
}

func (p *part) keyOf(slot, hash int64) block.Key {
	local := slot - slotOf(p.party, 0, 0)
	return block.Key{Rule: int32(local % rulesPerParty), Slot: int32(local / rulesPerParty), Hash: uint64(hash)}
}

// writeKeys makes the index of the new version from the published one.
func (b *build) writeKeys(ctx context.Context, parts []*part) error {
	var left []int32
	for id, redone := range b.delta.touched {
		if old, ok := b.delta.before[id]; ok && redone {
			left = append(left, int32(old.number))
		}
	}
	for _, p := range parts {
		left = append(left, p.rekeyed...)
	}
	if err := b.askNumbers(ctx, left); err != nil {
		return err
	}
	const numbers = "select record_no from " + numberTable
	w, err := b.open(ctx, keyTable, keyFields(), leave{"where old.record_no not in (" + numbers + ")", numbers})
	if err != nil {
		return err
	}
	k := &keyWriter{w: w}
	for _, p := range parts {
		for _, row := range p.keys {
			k.add(ctx, row.slot, row.hash, row.number)
		}
	}
	return k.finish(ctx)
}
