package identity

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"scv/internal/identity/assign"
)

// event is a change of an id and why.
type event struct {
	assign.Event
	why
}

// why is the reason of an event, for people.
type why struct {
	cause       string // one of the causes
	text        string
	left, right string // the pair that says most of it; "" = none
	weight      float64
	rule        string
}

// The causes of an event, the one that is told first. Neighbours: none of the
// customer's own records, but others that it hung together with.
const (
	causeDecision   = "decision"
	causeModel      = "model"
	causeRecord     = "record"
	causeSpec       = "spec"
	causeNeighbours = "neighbours"
)

// reasons finds why ids changed.
type reasons struct {
	*build
	customer map[string]string   // record -> customer now
	party    map[string]string   // of records
	has      map[string][]string // customer -> its records
	had      map[string][]string // customer -> the records it had
	links    map[string][]link   // of records that events are about, by either end
	learned  map[string]string   // party -> why its model is another one
	decided  []Decision          // standing ones, then those that were taken back
	standing int
}

// link is an edge by its records.
type link struct {
	left, right string
	weight      float64
	rule        string
}

// because gives the events their reasons.
func (b *build) because(ctx context.Context, found []matched, o assign.Outcome) ([]event, error) {
	out := make([]event, len(o.Events))
	for k, e := range o.Events {
		out[k] = event{e, why{causeRecord, "the first run", "", "", math.NaN(), ""}}
	}
	if b.now.first || len(out) == 0 {
		return out, nil
	}
	r := &reasons{
		build: b, customer: map[string]string{}, party: map[string]string{}, has: map[string][]string{}, had: map[string][]string{},
		links: map[string][]link{}, learned: map[string]string{},
	}
	if err := r.readDecided(ctx); err != nil {
		return nil, err
	}
	r.note(found, o)
	for k := range out {
		out[k].why = r.of(out[k].Event)
	}
	return out, nil
}

// readDecided adds to what people have decided what they had before and no more.
func (r *reasons) readDecided(ctx context.Context) error {
	r.decided, r.standing = slices.Clone(r.people), len(r.people)
	from := beside(r.m.Live, decisionTable)
	if r.delta == nil { // an update has seen it
		there, err := r.s.Columns(ctx, from)
		if err != nil || len(there) == 0 || r.m.Live == r.m.Target {
			return err
		}
	}
	before, err := readDecisions(ctx, r.s, from)
	if err != nil {
		return err
	}
	r.decided = append(r.decided, lacking(before, r.people)...)
	return nil
}

// note takes in who has which records, and the links of those that events are about.
func (r *reasons) note(found []matched, o assign.Outcome) {
	next := 0
	for i := range found {
		for _, records := range found[i].members() {
			r.has[o.IDs[next]] = records
			for _, id := range records {
				r.customer[id], r.party[id] = o.IDs[next], found[i].party
			}
			next++
		}
	}
	for record, id := range r.past.Customer {
		r.had[id] = append(r.had[id], record)
	}
	about := map[string]bool{}
	for _, e := range o.Events {
		if e.Other == "" {
			continue
		}
		for _, list := range [][]string{r.has[e.ID], r.has[e.Other], r.had[e.ID], r.had[e.Other]} {
			slices.Sort(list)
			for _, id := range list {
				about[id] = true
			}
		}
	}
	for i := range found {
		r.noteLinks(&found[i], about)
		if f := &found[i]; f.learned && r.past.models[f.party] != nil {
			r.learned[f.party] = r.learnedBecause(f)
		}
	}
}

func (r *reasons) noteLinks(f *matched, about map[string]bool) {
	if len(about) == 0 {
		return
	}
	for e := range f.edges.all() {
		left, right := f.set.IDs[e.i], f.set.IDs[e.j]
		if about[left] && about[right] {
			l := link{left, right, e.weight, f.rules[e.rule]}
			r.links[left], r.links[right] = append(r.links[left], l), append(r.links[right], l)
		}
	}
}

// of gives the reason of one event.
func (r *reasons) of(e assign.Event) why {
	switch e.Kind {
	case assign.Ended:
		return r.ended(e)
	case assign.Merged:
		return r.merged(e)
	case "split":
		return r.split(e)
	}
	return why{cause: causeRecord, text: some(r.has[e.ID], "is new", "are new"), weight: math.NaN()}
}

func (r *reasons) ended(e assign.Event) why {
	return why{cause: causeRecord, text: some(r.had[e.ID], "is gone", "are gone"), weight: math.NaN()}
}

// merged is about the records that came, and those they came to.
func (r *reasons) merged(e assign.Event) why {
	var came, others []string
	for _, id := range r.has[e.Other] {
		if r.past.Customer[id] == e.ID {
			came = append(came, id)
		} else {
			others = append(others, id)
		}
	}
	w := r.between(came, others, true)
	return r.explain(w, slices.Concat(came, others, r.gone(e.ID, e.Other)), "one customer")
}

// split is about the records that went, and those that stayed or went elsewhere.
func (r *reasons) split(e assign.Event) why {
	var went, others []string
	for _, id := range r.had[e.Other] {
		switch r.customer[id] {
		case "":
		case e.ID:
			went = append(went, id)
		default:
			others = append(others, id)
		}
	}
	w := r.between(went, others, false)
	return r.explain(w, slices.Concat(r.has[e.ID], others, r.gone(e.Other)), "no longer one customer")
}

// gone lists the records of customers that are gone.
func (r *reasons) gone(ids ...string) []string {
	var out []string
	for _, id := range ids {
		for _, record := range r.had[id] {
			if r.now.removed[record] {
				out = append(out, record)
			}
		}
	}
	return out
}

// between gives the pair of two groups that says most of them, and the decision on a
// pair of them, if there is one that makes them one, or not.
func (r *reasons) between(one, others []string, same bool) why {
	w := why{weight: math.NaN()}
	there := map[string]bool{}
	for _, id := range others {
		there[id] = true
	}
	for _, id := range one {
		for _, l := range r.links[id] {
			if (there[l.left] || there[l.right]) && (math.IsNaN(w.weight) || l.over(w)) {
				w.left, w.right, w.weight, w.rule = l.left, l.right, l.weight, l.rule
			}
		}
	}
	here := map[string]bool{}
	for _, id := range one {
		here[id] = true
	}
	for k, d := range r.decided {
		pair := d.Pair()
		l, x := string(pair[0]), string(pair[1])
		if between := here[l] && there[x] || here[x] && there[l]; !between || (d.Same == same) != (k < r.standing) {
			continue
		}
		w.cause, w.left, w.right = causeDecision, l, x
		w.weight, w.rule = r.weightOf(w.left, w.right)
		w.text = decidedText(d, k < r.standing)
		return w
	}
	return w
}

func decidedText(d Decision, stands bool) string {
	what := "are one customer"
	if !d.Same {
		what = "are different customers"
	}
	text := d.Who + " decided that they " + what
	if !stands {
		text = "it was taken back that they " + what
	}
	if d.Reason != "" {
		text += ": " + d.Reason
	}
	return text
}

// over says whether a link says more than the one that was found; of equal ones the
// smaller ids.
func (l link) over(w why) bool {
	return cmp.Or(cmp.Compare(w.weight, l.weight), cmp.Compare(l.left, w.left), cmp.Compare(l.right, w.right)) < 0
}

func (r *reasons) weightOf(left, right string) (float64, string) {
	for _, l := range r.links[left] {
		if l.left == left && l.right == right {
			return l.weight, l.rule
		}
	}
	return math.NaN(), ""
}

// explain says what moved two groups, of which records may be new, changed or gone.
func (r *reasons) explain(w why, records []string, what string) why {
	pair := ""
	if w.left != "" {
		pair = fmt.Sprintf("%s and %s", w.left, w.right)
		if !math.IsNaN(w.weight) {
			pair += fmt.Sprintf(": %.1f bits", w.weight)
		}
		if w.rule != "" {
			pair += " (" + w.rule + ")"
		}
	}
	party := ""
	for _, id := range records {
		if p := r.party[id]; p != "" {
			party = p
		}
	}
	news := r.changes(records)
	switch {
	case w.cause == causeDecision:
	case r.trained[party] != "":
		w.cause, w.text = causeModel, "new model: "+r.trained[party]
	case news != "":
		w.cause, w.text = causeRecord, news
	case r.past.respecified:
		w.cause, w.text = causeSpec, "the spec of matching changed"
	case r.learned[party] != "":
		w.cause, w.text = causeModel, "new model: "+r.learned[party]
	default:
		w.cause, w.text = causeNeighbours, "records changed that they hung together with"
	}
	w.text = what + "; " + w.text
	if pair != "" {
		w.text = pair + "; " + w.text
	}
	return w
}

// changes tells which of the records are new, changed or gone; "" = none.
func (r *reasons) changes(records []string) string {
	var out []string
	for _, is := range []struct {
		in        map[string]bool
		one, many string
	}{{r.now.added, "is new", "are new"}, {r.now.changed, "has changed", "have changed"}, {r.now.removed, "is gone", "are gone"}} {
		var of []string
		for _, id := range records {
			if is.in[id] {
				of = append(of, id)
			}
		}
		if len(of) > 0 {
			out = append(out, some(of, is.one, is.many))
		}
	}
	return strings.Join(out, "; ")
}

// some names the first of a few records, and how many more there are.
func some(records []string, one, many string) string {
	if len(records) == 0 {
		return "no record " + one
	}
	first := slices.Min(records)
	switch n := len(records) - 1; n {
	case 0:
		return "record " + first + " " + one
	case 1:
		return "record " + first + " and another one " + many
	default:
		return fmt.Sprintf("record %s and %d others %s", first, n, many)
	}
}
