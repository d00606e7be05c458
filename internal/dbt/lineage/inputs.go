package lineage

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// How says what was done with an input; the greater one covers the less.
type How uint8

// What may be done with a value on its way into another. The first two only have a
// say in which value it is: nothing of the input is in it.
const (
	Frames      How = iota + 1 // partitions or orders the rows that a window looks at
	Decides                    // chooses: the condition of a CASE, the filter of an aggregate
	Copied                     // the value as it is
	Transformed                // computed from it, row by row
	Aggregated                 // computed from it over several rows
)

var hows = [...]string{"", "frames", "decides", "copied", "transformed", "aggregated"}

// String gives the word for it.
func (h How) String() string { return hows[h] }

// MarshalText writes the word.
func (h How) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the word.
func (h *How) UnmarshalText(text []byte) error {
	n := slices.Index(hows[1:], string(text))
	if n < 0 {
		return fmt.Errorf("%q is nothing that is done with a column", text)
	}
	*h = How(n + 1)
	return nil
}

// Direct says whether something of the input is in the value.
func (h How) Direct() bool { return h >= Copied }

// then is what two steps after each other do: a value that once only had a say is
// never in what follows.
func (h How) then(next How) How {
	if h.Direct() && !next.Direct() || !h.Direct() && next.Direct() {
		return min(h, next)
	}
	return max(h, next)
}

// Pair is a column with the one value it has in some rows: attribute = 'email'.
type Pair struct {
	Column string `json:"column"`
	Value  string `json:"value"`
}

// origin is a column that a value is made of, with what is known of the rows in
// which it is: Only names a column of its relation, labels name columns that the
// walk made of constants (see tag).
type origin struct {
	Column
	only   Pair
	labels string // "tag=value" words, sorted, each ended by \n
}

// inputs are the columns that a value is made of.
type inputs map[origin]How

func (in inputs) add(other inputs, least How) {
	for o, how := range other {
		in[o] = max(in[o], how.then(least))
	}
}

func (in inputs) atLeast(least How) inputs {
	made := inputs{}
	made.add(in, least)
	return made
}

// column is one column on its way through the plan. A union of constants makes a
// tag: a number for the column in which they stand, so that the rest of a branch
// can be told apart by its value (the model of pairs attribute and value).
type column struct {
	from     inputs
	constant string
	is       kind
	tag      string
	members  map[string]column // of a struct that the query packs
	at       binding
}

// binding is a column by the numbers of its operator and its place in there: how the
// engine names what it has not given a position yet.
type binding struct {
	Table  int `json:"table_index"`
	Column int `json:"column_index"`
}

// kind tells constants from values; a constant that is no text has no use here.
type kind uint8

const (
	aValue kind = iota
	aText
	aConstant
)

func (c column) atLeast(least How) column {
	c.from = c.from.atLeast(least)
	return c
}

// labelled marks what a column is made of with the value of a tag, unless it is
// marked with that tag already.
func (c column) labelled(tag, value string) column {
	made := inputs{}
	for o, how := range c.from {
		if !strings.Contains("\n"+o.labels, "\n"+tag+"=") {
			words := append(strings.SplitAfter(o.labels, "\n"), tag+"="+value+"\n")
			slices.Sort(words)
			o.labels = strings.Join(words, "")
		}
		made[o] = max(made[o], how)
	}
	c.from = made
	return c
}

// renumbered gives a tag another number.
func (c column) renumbered(from, to string) column {
	if from == to {
		return c
	}
	made := inputs{}
	for o, how := range c.from {
		words := strings.SplitAfter(o.labels, "\n")
		for i, word := range words {
			if rest, ok := strings.CutPrefix(word, from+"="); ok {
				words[i] = to + "=" + rest
			}
		}
		slices.Sort(words)
		o.labels = strings.Join(words, "")
		made[o] = max(made[o], how)
	}
	c.from = made
	if c.tag == from {
		c.tag = to
	}
	return c
}

// where keeps what a column can be made of in rows in which another one has a
// value.
func (c column) where(chosen column, value string) column {
	made := inputs{}
	single, isSingle := chosen.single()
	for o, how := range c.from {
		if chosen.tag != "" && strings.Contains("\n"+o.labels, "\n"+chosen.tag+"=") && !strings.Contains("\n"+o.labels, "\n"+chosen.tag+"="+value+"\n") {
			continue
		}
		if isSingle && o.only == (Pair{}) && o.Relation == single.Relation && o.Column != single.Column {
			o.only = Pair{single.Name, value}
		}
		made[o] = max(made[o], how)
	}
	c.from = made
	return c
}

// single gives the one column that this one is a copy of.
func (c column) single() (origin, bool) {
	if c.tag != "" || len(c.from) != 1 {
		return origin{}, false
	}
	for o, how := range c.from {
		return o, how == Copied
	}
	return origin{}, false
}

// pairs gives the labels of an origin by the names that the tags have at the end.
func (o origin) pairs(names map[string]string) []Pair {
	var pairs []Pair
	for word := range strings.Lines(o.labels) {
		tag, value, _ := strings.Cut(strings.TrimSuffix(word, "\n"), "=")
		if name := names[tag]; name != "" {
			pairs = append(pairs, Pair{name, value})
		}
	}
	return pairs
}

func origins(in inputs) []origin { return slices.SortedFunc(maps.Keys(in), compareOrigins) }
