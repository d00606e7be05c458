package live

import (
	"cmp"
	"hash/maphash"
	"slices"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/record"
)

// Link is a column in which records that agree are one customer, and its word in the spec.
type Link struct{ Word, Column string }

// linked finds the records that have one value of a column: 12 bytes for each that has
// any.
type linked struct {
	Link
	column *record.Column
	hashes []uint64
	rows   []int32 // by hash, then ascending
}

// seed tells nobody anything.
var seed = maphash.MakeSeed()

func newLinked(l Link, s *record.Set) linked {
	type keyed struct {
		hash uint64
		row  int32
	}
	out := linked{Link: l, column: s.Column(l.Column)}
	var list []keyed
	for row, code := range out.column.Codes {
		if code != 0 {
			list = append(list, keyed{maphash.String(seed, out.column.Value(code)), int32(row)})
		}
	}
	slices.SortFunc(list, func(a, b keyed) int { return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.row, b.row)) })
	for _, k := range list {
		out.hashes, out.rows = append(out.hashes, k.hash), append(out.rows, k.row)
	}
	return out
}

// of gives the rows that have a value.
func (l linked) of(value string) (rows []int32) {
	if value == "" {
		return nil
	}
	hash := maphash.String(seed, value)
	at, _ := slices.BinarySearch(l.hashes, hash)
	for ; at < len(l.hashes) && l.hashes[at] == hash; at++ {
		if l.column.Text(l.rows[at]) == value {
			rows = append(rows, l.rows[at])
		}
	}
	return rows
}

// byWord is the rows that are one customer with a guest, and the word by which.
type byWord map[int32]string

// linkedTo gives the rows that agree with a guest in a word of must_link.
func (x *Index) linkedTo(guest *record.Set) byWord {
	var out byWord
	for _, l := range x.linked {
		for _, row := range l.of(guest.Column(l.Column).Text(0)) {
			if out == nil {
				out = byWord{}
			}
			out[row] = cmp.Or(out[row], l.Word)
		}
	}
	return out
}

// noRule is the rule of rows that only a word of must_link leads to.
const noRule = -1

// with adds rows that no rule leads to, in order.
func (l byWord) with(partners []block.Partner) []block.Partner {
	if len(l) == 0 {
		return partners
	}
	known := map[int32]bool{}
	for _, p := range partners {
		known[p.Row] = true
	}
	for row := range l {
		if !known[row] {
			partners = append(partners, block.Partner{Row: row, Rule: noRule})
		}
	}
	slices.SortFunc(partners, func(a, b block.Partner) int { return cmp.Compare(a.Row, b.Row) })
	return partners
}

// byCustomer gives the rows in order of their customers.
func byCustomer(customers []scv.CustomerID) []int32 {
	rows := make([]int32, len(customers))
	for row := range rows {
		rows[row] = int32(row)
	}
	slices.SortFunc(rows, func(a, b int32) int { return cmp.Or(cmp.Compare(customers[a], customers[b]), cmp.Compare(a, b)) })
	return rows
}

// against gives the column in which any record of a customer differs from the guest
// though one customer's records do not; "" = none.
func (x *Index) against(id scv.CustomerID, guest *record.Set) string {
	at, _ := slices.BinarySearchFunc(x.members, id, func(row int32, id scv.CustomerID) int { return cmp.Compare(x.b.Customers[row], id) })
	for ; at < len(x.members) && x.b.Customers[x.members[at]] == id; at++ {
		for _, name := range x.b.Vetoes {
			known, asked := x.b.Set.Column(name).Text(x.members[at]), guest.Column(name).Text(0)
			if known != "" && asked != "" && known != asked {
				return name
			}
		}
	}
	return ""
}
