package identity

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"scv"
	"scv/internal/identity/block"
)

// membersOf gives the records of blocks, but for those that changed or are gone.
func (p *part) membersOf(ctx context.Context, keys []block.Key) ([]string, error) {
	rows, err := p.members(ctx, keys)
	if err != nil {
		return nil, err
	}
	seen := map[int32]bool{}
	for _, numbers := range rows {
		for _, n := range numbers {
			seen[n] = true
		}
	}
	if err := p.name(ctx, slices.Sorted(maps.Keys(seen))); err != nil {
		return nil, err
	}
	var out []string
	for n := range seen {
		if id := p.names[n]; !p.now.changed[id] && !p.now.removed[id] {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out, nil
}

// name finds the records of numbers.
func (p *part) name(ctx context.Context, numbers []int32) error {
	if p.names == nil {
		p.names = map[int32]string{}
	}
	var texts []string
	for _, n := range numbers {
		if _, ok := p.names[n]; !ok {
			texts = append(texts, fmt.Sprint(n))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	if err := p.ask(ctx, texts); err != nil {
		return err
	}
	query := statement("states_numbered").Relation("state", beside(p.m.Live, stateTable)).String()
	err := p.s.Scan(ctx, query, func(b *scv.Batch) error {
		for i := range b.Len() {
			id, n := string(b.Columns[0].Bytes(i)), int(b.Columns[2].Ints[i])
			p.delta.before[id] = state{string(b.Columns[1].Bytes(i)), n, int(b.Columns[3].Ints[i])}
			p.names[int32(n)] = id
		}
		return nil
	})
	for _, n := range numbers {
		if _, ok := p.names[n]; !ok && err == nil {
			return damaged("it knows records that are not there")
		}
	}
	return err
}

// settle has judge say of every block that the keys can lead to, one slot below the
// other, whether it is divided, by its size. All sizes are asked for at once, also of
// blocks that no key leads to in the end: a question goes through the whole index.
func (p *part) settle(ctx context.Context, lists [][][]block.Key, judge func(k block.Key, size int) (bool, error)) error {
	if err := p.size(ctx, slices.Concat(slices.Concat(lists...)...)); err != nil {
		return err
	}
	known := map[block.Key]bool{}
	var failed error
	for _, keys := range slices.Concat(lists...) {
		block.Walk(keys, func(k block.Key) bool {
			divided, ok := known[k]
			if !ok && failed == nil {
				divided, failed = judge(k, p.sized[k])
				known[k] = divided
			}
			return divided
		})
	}
	return failed
}

// probe has the keys of the published version be looked up by slot and hash.
func (p *part) probe(ctx context.Context, keys []block.Key) error {
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
	const near = "inner join _scv_identity_probe as probe on old.slot = probe.slot and old.hash = probe.hash"
	_, err := p.s.Exec(ctx, "create or replace temp view _scv_identity_probed as "+p.past.layout.rows(keyTable, "old.*", near))
	return err
}

func (p *part) keyOf(slot, hash int64) block.Key {
	local := slot - slotOf(p.party, 0, 0)
	return block.Key{Rule: int32(local / int64(block.Slots())), Slot: int32(local % int64(block.Slots())), Hash: uint64(hash)}
}

// size asks how large blocks are that were not asked for yet.
func (p *part) size(ctx context.Context, keys []block.Key) error {
	if p.sized == nil {
		p.sized = map[block.Key]int{}
	}
	var ask []block.Key
	for _, k := range keys {
		if _, known := p.sized[k]; !known {
			p.sized[k] = 0
			ask = append(ask, k)
		}
	}
	if len(ask) == 0 {
		return nil
	}
	found, err := p.sizes(ctx, ask)
	maps.Copy(p.sized, found)
	return err
}

// sizes gives how many records of the published version each block has.
func (p *part) sizes(ctx context.Context, keys []block.Key) (map[block.Key]int, error) {
	if err := p.probe(ctx, keys); err != nil {
		return nil, err
	}
	out := make(map[block.Key]int, len(keys))
	err := p.s.Scan(ctx, statement("sizes").String(), func(b *scv.Batch) error {
		for i := range b.Len() {
			out[p.keyOf(b.Columns[0].Ints[i], b.Columns[1].Ints[i])] = int(b.Columns[2].Ints[i])
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ask the index of keys: %w", err)
	}
	return out, nil
}

// members gives the numbers of the records of blocks in the published version.
func (p *part) members(ctx context.Context, keys []block.Key) (map[block.Key][]int32, error) {
	out := make(map[block.Key][]int32, len(keys))
	if len(keys) == 0 {
		return out, nil
	}
	if err := p.probe(ctx, keys); err != nil {
		return nil, err
	}
	err := p.s.Scan(ctx, statement("members").String(), func(b *scv.Batch) error {
		for i := range b.Len() {
			k := p.keyOf(b.Columns[0].Ints[i], b.Columns[1].Ints[i])
			out[k] = append(out[k], int32(b.Columns[2].Ints[i]))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ask the index of keys: %w", err)
	}
	return out, nil
}

// writeKeys makes the index of the new version from the published one.
func (b *build) writeKeys(ctx context.Context, parts []*part) error {
	var left []string
	for id, redone := range b.delta.touched {
		if old, ok := b.delta.before[id]; ok && redone {
			left = append(left, fmt.Sprint(old.number))
		}
	}
	if err := b.ask(ctx, left); err != nil {
		return err
	}
	const numbers = "select cast(id as integer) as record_no from " + askTable
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
