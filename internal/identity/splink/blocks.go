package splink

import (
	"errors"
	"fmt"
	"slices"

	"scv"
	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/native"
)

// rule is a blocking rule: the ways of its disjuncts.
type rule struct {
	sql  string
	ways []*way
}

func (r *rule) holds(i, j int32, p *native.Pair) bool {
	for _, w := range r.ways {
		if w.holds(i, j, p) {
			return true
		}
	}
	return false
}

// blocks finds pairs: each once, under the first rule that makes it.
type blocks struct {
	rules   []*rule
	n       int32
	allowed func(i, j int32) bool // nil = all are
	chosen  func(i, j int32) bool // a part of all pairs; nil = all
}

// compileRule compiles a rule; what native does not know, lister finds.
func compileRule(p *native.Program, f *native.Frame, r Rule, lister func(Rule) (*listing, error)) (*rule, error) {
	out := &rule{sql: r.SQL}
	n, err := condition.ParseRule(r.SQL)
	if err == nil {
		for _, d := range n.Disjuncts() {
			var w *way
			if w, err = newWay(p, f, d, r.Explode); err != nil {
				break
			}
			out.ways = append(out.ways, w)
		}
	}
	if err == nil {
		return out, nil
	}
	if missing, ok := errors.AsType[*native.NoColumnError](err); ok {
		return nil, missingColumn("blocking rule", r.SQL, missing)
	}
	list, err := lister(r)
	if err != nil {
		return nil, err
	}
	out.ways = []*way{{listed: list}}
	return out, nil
}

func missingColumn(op, subject string, err error) error {
	return &scv.Error{
		Code: scv.CodeSplinkColumn, Op: op, Subject: subject, Err: err,
		Hint: "Add the column to the table, or name it as the model does.",
	}
}

// mostBlocked is how many pairs the blocks of a rule may make before somebody has
// to ask for them: a value that half of a million records share would keep a
// machine busy for days.
const mostBlocked = 2_000_000_000

// guard refuses rules that look at more pairs of records than allowed.
func (b *blocks) guard(limit int64) error {
	for _, r := range b.rules {
		for _, w := range r.ways {
			if err := Allowed(r.sql, w.most(float64(b.n)), !w.every(), limit); err != nil {
				return err
			}
		}
	}
	return nil
}

// Allowed is an error where a rule would look at too many pairs: without an equality
// at more than limit (0 = 5,000,000), with one (blocked) at more than two thousand
// million.
func Allowed(rule string, pairs float64, blocked bool, limit int64) error {
	if limit == 0 {
		limit = defaultAllPairs
	}
	why, allowed := "it has no equality that brings records together", float64(limit)
	if blocked {
		allowed, why = max(allowed, mostBlocked), "too many records share a value"
	}
	if pairs <= allowed {
		return nil
	}
	return &scv.Error{
		Code: scv.CodeSplinkAllPairs, Op: "find pairs", Subject: rule,
		Err:  fmt.Errorf("%.0f pairs of records would be looked at, %.0f are allowed: %s", pairs, allowed, why),
		Hint: fmt.Sprintf("Write the rule so that it brings fewer records together, or allow it with --all-pairs %.0f.", pairs),
	}
}

// most is how many pairs of n records a way looks at, at most.
func (w *way) most(n float64) float64 {
	switch {
	case w.keys != nil:
		return w.keys.most()
	case w.listed != nil:
		return float64(len(w.listed.rows))
	case w.window != nil:
		return w.window.most()
	}
	return n * (n - 1) / 2
}

// most is how many pairs the rules make at most, each counted for every rule.
func (b *blocks) most() float64 {
	total := 0.
	for _, r := range b.rules {
		for _, w := range r.ways {
			total += w.most(float64(b.n))
		}
	}
	return total
}

// allows says whether the link type compares two rows.
func (b *blocks) allows(i, j int32) bool { return b.allowed == nil || b.allowed(i, j) }

// finder is one worker's memory between records.
type finder struct {
	pair   *native.Pair
	rows   []int32
	merged []Pair
	before []shared
}

// shared is one block of a record and, by row, the blocks of the others.
type shared struct {
	own int32
	of  []int32
}

// of appends the pairs of record i with records after it, by the second record.
func (b *blocks) of(i int32, f *finder, out []Pair) []Pair {
	from := len(out)
	f.pair.Left(i)
	for k, r := range b.rules {
		begin := len(out)
		plain := r.sure() && b.plain(i, k, f)
		for _, j := range r.partners(i, b.n, f) {
			if (b.chosen == nil || b.chosen(i, j)) && b.allows(i, j) && (plain && !f.met(j) || !plain && b.first(i, j, k, f.pair)) {
				out = append(out, Pair{i, j, int32(k)})
			}
		}
		if from < begin && begin < len(out) {
			f.merge(out[from:], begin-from)
		}
	}
	return out
}

// plain notes the blocks that record i is in under the rules before k, where to be in one
// block is all that they ask; false where it is not.
func (b *blocks) plain(i int32, k int, f *finder) bool {
	f.before = f.before[:0]
	for _, r := range b.rules[:k] {
		if !r.sure() || r.ways[0].keys == nil || r.ways[0].keys.left.block == nil || r.ways[0].keys.right.block == nil {
			return false
		}
		if own := r.ways[0].keys.left.block[i]; own >= 0 {
			f.before = append(f.before, shared{own, r.ways[0].keys.right.block})
		}
	}
	return true
}

// met says that an earlier rule makes the pair with row j.
func (f *finder) met(j int32) bool {
	for _, e := range f.before {
		if e.of[j] == e.own {
			return true
		}
	}
	return false
}

// merge puts two lists that stand one behind the other, each by the second record, in
// one order.
func (f *finder) merge(list []Pair, second int) {
	f.merged = append(f.merged[:0], list[:second]...)
	a, b := f.merged, list[second:]
	for k := 0; len(a) > 0; k++ {
		if len(b) > 0 && b[0].J < a[0].J {
			list[k], b = b[0], b[1:]
		} else {
			list[k], a = a[0], a[1:]
		}
	}
}

// partners gives the records after i that may go with it, each once, ascending.
func (r *rule) partners(i, n int32, f *finder) []int32 {
	if k := r.ways[0].keys; len(r.ways) == 1 && k != nil && k.after != nil {
		return k.members[k.after[i].from:k.after[i].to]
	}
	f.rows = f.rows[:0]
	for _, w := range r.ways {
		f.rows = w.partners(i, n, f.rows)
	}
	if w := r.ways[0]; len(r.ways) > 1 || w.window != nil || w.keys != nil && w.keys.left.block == nil {
		slices.Sort(f.rows)
		f.rows = slices.Compact(f.rows)
	}
	return f.rows
}

// first says that rule k, which found the pair, makes it, and no earlier one does.
func (b *blocks) first(i, j int32, k int, p *native.Pair) bool {
	for _, r := range b.rules[:k] {
		if r.holds(i, j, p) {
			return false
		}
	}
	return b.rules[k].sure() || b.rules[k].holds(i, j, p)
}

// sure says that what the rule finds, it makes: nothing is left to check.
func (r *rule) sure() bool {
	return len(r.ways) == 1 && len(r.ways[0].rest) == 0
}
