package assign

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"
	"time"
)

// Entry is one id in the registry.
type Entry struct {
	ID         string
	Founder    string
	Generation int
	Founded    time.Time
	State      string // Live, Merged or Ended
	Into       string // the id that took over, where State is Merged
}

// The states of an id.
const (
	Live   = "live"
	Merged = "merged"
	Ended  = "ended"
)

// Event is one change of one id.
type Event struct {
	At    time.Time
	Kind  string // "created", "merged", "split" or "ended"
	ID    string // the customer it is about
	Other string // merged: the id that took over; split: the id the records had before
}

// Past is what was published last.
type Past struct {
	Customer map[string]string // record id -> customer id
	Registry map[string]Entry  // by customer id, all that ever were
	Used     map[string]bool   // ids that were given, too, where Registry has only those that can change
}

// Outcome is the ids of one run.
type Outcome struct {
	IDs      []string // by cluster, in the order given
	Registry []Entry  // by id
	Events   []Event  // by id, this run's
}

// Assign gives ids to clusters; each is its record ids, ascending. at is the run's
// time, written to new entries and events.
func Assign(clusters [][]string, past Past, at time.Time) Outcome {
	a := &assignment{at: at, past: past, registry: maps.Clone(past.Registry), given: map[string]struct{}{}, clusters: clusters}
	if a.registry == nil {
		a.registry = map[string]Entry{}
	}
	claims := a.claims()
	ids := make([]string, len(clusters))
	for k, records := range clusters {
		if len(claims[k]) > 0 {
			ids[k] = a.keep(claims[k], records)
		}
	}
	for k, records := range clusters { // new ids after all known ones have a home
		if ids[k] == "" {
			ids[k] = a.create(records)
		}
	}
	a.end(claims)
	return Outcome{IDs: ids, Registry: a.entries(), Events: a.inOrder()}
}

type assignment struct {
	at       time.Time
	past     Past
	registry map[string]Entry    // the known ids
	fresh    []Entry             // the new ones
	given    map[string]struct{} // ids of fresh
	clusters [][]string
	events   []Event
}

// claims gives, by cluster, the known ids whose largest part it holds.
func (a *assignment) claims() [][]string {
	parts := map[string]map[int]int{} // id -> cluster -> records
	for k, records := range a.clusters {
		for _, r := range records {
			if id, ok := a.past.Customer[r]; ok {
				if parts[id] == nil {
					parts[id] = map[int]int{}
				}
				parts[id][k]++
			}
		}
	}
	out := make([][]string, len(a.clusters))
	for _, id := range slices.Sorted(maps.Keys(parts)) {
		k := a.largest(parts[id])
		out[k] = append(out[k], id)
	}
	return out
}

func (a *assignment) largest(parts map[int]int) int {
	best := -1
	for k, n := range parts {
		if best < 0 || n > parts[best] || n == parts[best] && a.clusters[k][0] < a.clusters[best][0] {
			best = k
		}
	}
	return best
}

// keep picks the id that a cluster keeps and merges the others into it.
func (a *assignment) keep(ids, records []string) string {
	held := map[string]int{}
	for _, r := range records {
		held[a.past.Customer[r]]++
	}
	ranked := slices.SortedFunc(slices.Values(ids), func(x, y string) int {
		return cmp.Or(a.registry[x].Founded.Compare(a.registry[y].Founded), cmp.Compare(held[y], held[x]), cmp.Compare(x, y))
	})
	kept := ranked[0]
	for _, id := range ranked[1:] {
		e := a.registry[id]
		e.State, e.Into = Merged, kept
		a.registry[id] = e
		a.events = append(a.events, Event{a.at, Merged, id, kept})
	}
	return kept
}

// create founds a new id. Records that had another id before were split off it.
func (a *assignment) create(records []string) string {
	e := Entry{Founder: records[0], Founded: a.at, State: Live}
	for e.ID = newID(e.Founder, 0); ; e.ID = newID(e.Founder, e.Generation) {
		_, known := a.registry[e.ID]
		if _, given := a.given[e.ID]; !known && !given && !a.past.Used[e.ID] {
			break
		}
		e.Generation++
	}
	a.fresh, a.given[e.ID] = append(a.fresh, e), struct{}{}
	event := Event{a.at, "created", e.ID, ""}
	for _, r := range records {
		if id, ok := a.past.Customer[r]; ok {
			event.Kind, event.Other = "split", id
			break
		}
	}
	a.events = append(a.events, event)
	return e.ID
}

// end closes the ids that no cluster holds any more.
func (a *assignment) end(claims [][]string) {
	held := map[string]bool{}
	for _, ids := range claims {
		for _, id := range ids {
			held[id] = true
		}
	}
	for id, e := range a.past.Registry {
		if e.State == Live && !held[id] {
			e.State = Ended
			a.registry[id] = e
			a.events = append(a.events, Event{a.at, Ended, id, ""})
		}
	}
}

func (a *assignment) entries() []Entry {
	all := slices.AppendSeq(a.fresh, maps.Values(a.registry))
	out := make([]Entry, len(all))
	for n, k := range ascending(len(all), func(k int) string { return all[k].ID }) {
		out[n] = all[k]
	}
	return out
}

func (a *assignment) inOrder() []Event {
	out := make([]Event, len(a.events))
	for n, k := range ascending(len(a.events), func(k int) string { return a.events[k].ID }) {
		out[n] = a.events[k]
	}
	slices.SortStableFunc(out, func(x, y Event) int { return cmp.Or(cmp.Compare(x.ID, y.ID), cmp.Compare(x.Kind, y.Kind)) })
	return out
}

// ascending gives the places of n ids in their order. Eight letters behind "C-" decide
// nearly always, and are compared as a number.
func ascending(n int, id func(k int) string) []int32 {
	type place struct {
		head uint64
		at   int32
	}
	order := make([]place, n)
	for k := range order {
		var head [8]byte
		text := id(k)
		copy(head[:], text[min(2, len(text)):])
		order[k] = place{binary.BigEndian.Uint64(head[:]), int32(k)}
	}
	slices.SortFunc(order, func(x, y place) int {
		if x.head != y.head {
			return cmp.Compare(x.head, y.head)
		}
		return cmp.Or(cmp.Compare(id(int(x.at)), id(int(y.at))), cmp.Compare(x.at, y.at))
	})
	out := make([]int32, n)
	for k, p := range order {
		out[k] = p.at
	}
	return out
}

// newID is "C-" and 80 bits of SHA-256 in base32 (RFC 4648), without padding.
func newID(founder string, generation int) string {
	h := sha256.Sum256([]byte(strconv.Itoa(generation) + "\x00" + founder))
	return "C-" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(h[:10])
}
