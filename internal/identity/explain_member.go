package identity

import (
	"cmp"
	"slices"

	"scv"
	"scv/internal/identity/cluster"
)

// Membership tells what holds a customer together, or a record in its customer.
type Membership struct {
	Customer scv.CustomerID `json:"customer_id"`
	Party    string         `json:"party_type"`
	Record   scv.RecordID   `json:"record_id,omitempty"` // that was asked about; "" = the customer
	Heart    scv.RecordID   `json:"heart"`               // the record that the others are most like
	Average  float64        `json:"average"`             // bits of the pairs between the record, or the heart, and all others
	Records  []scv.RecordID `json:"records"`
	Links    []Link         `json:"links"`             // the strongest that reach every record, strongest first
	Path     []Link         `json:"path,omitempty"`    // from the record to the heart
	Weakest  *Link          `json:"weakest,omitempty"` // of the path, or of all links
	// Without is what the records would make if the weakest link were held to be
	// none: parts by size. One part: others hold it together.
	Without    [][]scv.RecordID `json:"without,omitempty"`
	Redirected []Redirect       `json:"redirected,omitempty"` // the customer answers for the id that was asked about

	table bool // outside a home
}

// Word is how a group of records is called: outside a home nobody is a customer.
func (m *Membership) Word() string {
	if m.table {
		return "cluster"
	}
	return "customer"
}

// membership tells of the rows of one customer; at is the row that was asked about,
// -1 = the customer as a whole.
func (b *basis) membership(customer scv.CustomerID, rows []int32, at int32) *Membership {
	m := &Membership{Customer: customer, Party: b.plan.party, Records: b.names(rows), Links: b.tree(rows)}
	heart, average := b.heart(rows)
	m.Heart, m.Average = scv.RecordID(b.record(heart)), average
	of := m.Links
	if at >= 0 {
		m.Record, m.Average = scv.RecordID(b.record(at)), b.average([]int32{at}, rows)
		if m.Path = path(m.Links, m.Record, m.Heart); len(m.Path) > 0 {
			of = m.Path
		} else {
			of = linksOf(m.Links, m.Record) // the heart itself: what its own links hold
		}
	}
	if len(of) > 0 {
		weakest := slices.MinFunc(of, weaker)
		m.Weakest = &weakest
		m.Without = b.without(rows, weakest)
	}
	return m
}

func linksOf(links []Link, id scv.RecordID) []Link {
	return slices.DeleteFunc(slices.Clone(links), func(l Link) bool { return l.Left != id && l.Right != id })
}

// weaker orders links: what a person or must_link said is stronger than any weight.
func weaker(a, b Link) int {
	said := map[bool]int{true: 1}
	return cmp.Or(cmp.Compare(said[a.said()], said[b.said()]), cmp.Compare(a.Weight, b.Weight), cmp.Compare(b.Left, a.Left), cmp.Compare(b.Right, a.Right))
}

// said says whether the two are one whatever their weight.
func (l Link) said() bool { return l.Decided || l.MustLink != "" }

func (b *basis) names(rows []int32) []scv.RecordID {
	out := make([]scv.RecordID, len(rows))
	for k, row := range rows {
		out[k] = scv.RecordID(b.record(row))
	}
	return out
}

// heart is the row with the highest average to the others, and that average.
func (b *basis) heart(rows []int32) (heart int32, average float64) {
	heart = rows[0]
	for k, row := range rows {
		if a := b.average([]int32{row}, rows); k == 0 || a > average {
			heart, average = row, a
		}
	}
	return heart, average
}

// average is that of all pairs of two groups, a row of both not counting with
// itself, each pair no more than a cluster counts it; 0 without a pair. Of a group of
// more than mostPairs the pairs that rules have made are taken.
func (b *basis) average(left, right []int32) float64 {
	sum, n := 0., 0
	many := max(len(left), len(right)) > mostPairs
	for _, i := range left {
		for _, j := range right {
			if _, found := b.found[inOrderOf(i, j)]; i != j && (found || !many) {
				sum += cluster.Bounded(b.weight(min(i, j), max(i, j)) - b.plan.line)
				n++
			}
		}
	}
	return sum / float64(max(n, 1))
}

// mostPairs is how many records of a customer are all compared with each other to
// find the strongest links; of more only the pairs that rules have made are taken.
const mostPairs = 300

// holds says whether a pair may hold a customer of so many records together. Where
// clusters are components, a pair does that rules made and that reaches the line.
func (b *basis) holds(i, j int32, records int) bool {
	pair := inOrderOf(i, j)
	_, found := b.found[pair]
	if b.plan.method == "components" {
		return found && b.weight(pair[0], pair[1]) >= b.plan.line
	}
	return found || records <= mostPairs || b.linked[pair] != "" || slices.Contains(b.people.Same, pair)
}

// tree gives the strongest links that reach all rows (Kruskal), strongest first.
func (b *basis) tree(rows []int32) []Link {
	var links []Link
	for n, i := range rows {
		for _, j := range rows[n+1:] {
			if b.holds(i, j, len(rows)) {
				links = append(links, b.link(i, j))
			}
		}
	}
	slices.SortFunc(links, func(x, y Link) int { return weaker(y, x) })
	group := map[scv.RecordID]scv.RecordID{}
	root := func(id scv.RecordID) scv.RecordID {
		for group[id] != "" {
			id = group[id]
		}
		return id
	}
	return slices.DeleteFunc(links, func(l Link) bool {
		a, z := root(l.Left), root(l.Right)
		if a != z {
			group[a] = z
		}
		return a == z
	})
}

// path is the way from one record to another along a tree; nil when there is none.
func path(tree []Link, from, to scv.RecordID) []Link {
	at := map[scv.RecordID][]Link{}
	for _, l := range tree {
		at[l.Left], at[l.Right] = append(at[l.Left], l), append(at[l.Right], l)
	}
	return walk(at, from, to, "")
}

// walk finds the way through a tree, coming from a record.
func walk(tree map[scv.RecordID][]Link, at, to, from scv.RecordID) []Link {
	for _, l := range tree[at] {
		next := l.Left
		if next == at {
			next = l.Right
		}
		if next == from {
			continue
		}
		if next == to {
			return []Link{l}
		}
		if rest := walk(tree, next, to, at); rest != nil {
			return append([]Link{l}, rest...)
		}
	}
	return nil
}

// without clusters the rows of a customer again as if a link were none: one that a
// person or must_link has said is taken back, of another it is said that the two differ.
func (b *basis) without(rows []int32, gone Link) [][]scv.RecordID {
	place := map[int32]int32{}
	for k, row := range rows {
		place[row] = int32(k)
	}
	i, _ := b.set.Row(string(gone.Left))
	j, _ := b.set.Row(string(gone.Right))
	same := slices.Concat(b.people.Same, pairsIn(b.linked))
	people := cluster.Decided{Same: within(same, place), Apart: within(b.people.Apart, place)}
	pair := inOrderOf(place[i], place[j])
	if gone.said() {
		people.Same = slices.DeleteFunc(people.Same, func(p [2]int32) bool { return p == pair })
	} else {
		people.Apart = append(people.Apart, pair)
	}
	var edges []cluster.Edge
	for p := range b.found {
		x, here := place[p[0]]
		y, there := place[p[1]]
		if w := b.weight(p[0], p[1]); here && there && w >= b.plan.line {
			edges = append(edges, cluster.Edge{I: min(x, y), J: max(x, y), Weight: w - b.plan.line})
		}
	}
	of := b.cluster(rows, edges, people.Consistent())
	parts := map[int32][]scv.RecordID{}
	for k, first := range of {
		parts[first] = append(parts[first], scv.RecordID(b.record(rows[k])))
	}
	var out [][]scv.RecordID
	for _, first := range of {
		out = append(out, parts[first])
		delete(parts, first)
	}
	out = slices.DeleteFunc(out, func(p []scv.RecordID) bool { return p == nil })
	slices.SortStableFunc(out, func(x, y []scv.RecordID) int { return cmp.Compare(len(y), len(x)) })
	return out
}

// cluster makes clusters of some rows in the way of the plan; people and edges go by
// their places.
func (b *basis) cluster(rows []int32, edges []cluster.Edge, people cluster.Decided) []int32 {
	if b.plan.method == "components" {
		return cluster.Components(len(rows), slices.DeleteFunc(edges, func(e cluster.Edge) bool { return slices.Contains(people.Apart, [2]int32{e.I, e.J}) }))
	}
	of, _ := cluster.Cluster(len(rows), edges, func(x, y int32) float64 { return b.weight(rows[x], rows[y]) - b.plan.line }, people)
	return of
}

// within gives pairs of rows by their places, those of which both have one.
func within(pairs [][2]int32, place map[int32]int32) [][2]int32 {
	var out [][2]int32
	for _, p := range pairs {
		i, here := place[p[0]]
		j, there := place[p[1]]
		if here && there {
			out = append(out, inOrderOf(i, j))
		}
	}
	return out
}
