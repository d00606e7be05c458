package pushdown

import (
	_ "embed"
	"fmt"
	"math"
	"strings"

	"scv/internal/identity/splink/condition"
)

// swap is a call of two texts: they are as long, and one of the two has two neighbours in
// each other's place. No engine has it; it is written out where the levels are.
const swap = "_scv_swap"

// slips says what a condition says of Damerau-Levenshtein distances in words of engines
// that have Levenshtein alone. Within one slip are texts within one edit, and those of
// which one has two neighbours in each other's place: the two say the same. Of more
// slips less says how many edits count instead: a swap among them is two of them.
func slips(n *condition.Node) (out *condition.Node, less []int) {
	if x, y, most, ok := distanceWithin(n); ok {
		near := binary("<=", levenshtein(x, y), &condition.Node{Op: condition.Number, Value: float64(most)})
		switch {
		case most < 1:
			return near, nil
		case most > 1:
			less = []int{most}
		}
		return binary("or", near, call(swap, x, y)), less
	}
	if len(n.Args) == 0 {
		return n, nil
	}
	changed := *n
	changed.Args = make([]*condition.Node, len(n.Args))
	for k, a := range n.Args {
		var l []int
		changed.Args[k], l = slips(a)
		less = append(less, l...)
	}
	return &changed, less
}

func call(name string, args ...*condition.Node) *condition.Node {
	return &condition.Node{Op: condition.Call, Name: name, Args: args}
}

func levenshtein(x, y *condition.Node) *condition.Node { return call("levenshtein", x, y) }

func binary(op string, l, r *condition.Node) *condition.Node {
	return &condition.Node{Op: condition.Binary, Name: op, Args: []*condition.Node{l, r}}
}

// distanceWithin says that a condition holds from a distance of 0 to one of most.
func distanceWithin(n *condition.Node) (x, y *condition.Node, most int, ok bool) {
	if n.Op != condition.Binary {
		return nil, nil, 0, false
	}
	distance, op, bound := n.Args[0], n.Name, n.Args[1]
	if turned, known := map[string]string{">=": "<=", ">": "<", "=": "="}[op]; known && distance.Op == condition.Number {
		distance, op, bound = bound, turned, distance
	}
	if distance.Op != condition.Call || distance.Name != "damerau_levenshtein" || len(distance.Args) != 2 || bound.Op != condition.Number {
		return nil, nil, 0, false
	}
	v := bound.Value
	switch {
	case op == "<=":
		v = math.Floor(v)
	case op == "<":
		v = math.Ceil(v) - 1
	case op != "=" || v != 0:
		return nil, nil, 0, false
	}
	if v < 0 || v > math.MaxInt16 {
		return nil, nil, 0, false
	}
	return distance.Args[0], distance.Args[1], int(v), true
}

// A swap is looked for where two texts are as long and two edits apart, so that engines
// that answer a CASE for the rows that need it look at few. The place of the first
// difference is found in two steps of sixteen: no loop, no list, no function of one
// engine. Beyond the 256th character a swap is two edits.
const span = 16

//go:embed sql/swap.sql
var swapSQL string

// swaps finds the swaps that levels ask for.
type swaps struct {
	coarse, fine strings.Builder // columns of the two steps
}

// of writes the columns of a swap of two columns whose Levenshtein distance has a name
// already, and names it by its condition.
func (s *swaps) of(w *writer, call *condition.Node, names map[string]string) error {
	texts, err := w.all(call.Args)
	if err != nil {
		return err
	}
	key, l, r := call.String(), texts[0], texts[1]
	distance := names[levenshtein(call.Args[0], call.Args[1]).String()]
	part, place := names[key]+"_part", names[key]+"_place"
	fmt.Fprintf(&s.coarse, "%scase when %s = 2 and length(%s) = length(%s) then %s end as %s", next, distance, l, r, beginnings(l, r, "", span), part)
	from := fmt.Sprintf("%d * %s", span, part)
	fmt.Fprintf(&s.fine, "%scase when %s is not null then %s + %s end as %s", next, part, from, beginnings(l, r, from+" + ", 1), place)
	at := func(text string, n int) string { return fmt.Sprintf("substr(%s, %s + %d, 1)", text, place, n) }
	names[key] = fmt.Sprintf("(%s is not null and %s = %s and %s = %s and substr(%s, %s + 3) = substr(%s, %s + 3))",
		place, at(l, 1), at(r, 2), at(l, 2), at(r, 1), l, place, r, place)
	return nil
}

// tables are the steps, of what is alike; "" = no level asks for a swap.
func (s *swaps) tables() string {
	if s.coarse.Len() == 0 {
		return ""
	}
	return strings.TrimRight(strings.NewReplacer("{coarse}", s.coarse.String(), "{fine}", s.fine.String()).Replace(swapSQL), "\n")
}

// last is the table that has it all.
func (s *swaps) last() string {
	if s.coarse.Len() == 0 {
		return "alike"
	}
	return "places"
}

// beginnings counts how many of fifteen beginnings of two texts are the same, each longer
// than the one before it by so many characters.
func beginnings(l, r, from string, by int) string {
	var terms []string
	for k := 1; k < span; k++ {
		terms = append(terms, fmt.Sprintf("case when left(%s, %s%d) = left(%s, %s%d) then 1 else 0 end", l, from, k*by, r, from, k*by))
	}
	return "(" + strings.Join(terms, "\n            + ") + ")"
}
