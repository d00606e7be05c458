package block

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"scv/internal/identity/record"
)

// Say gives a rule in the words of SQL over the tables l and r, and the columns beside
// the set's that it reads; name is how a column is called there. "" = its keys do not
// follow from a record alone, or are those of a list: take Blocks.
func (r Rule) Say(s *record.Set, name func(column string) string) (sql string, derived []*record.Column) {
	var columns []string
	for _, text := range r.Parts {
		p, err := parsePart(text)
		if err != nil {
			return "", nil
		}
		if !s.Has(p.column) {
			continue
		}
		if p.column == text {
			columns = append(columns, text)
			continue
		}
		c := &record.Column{Name: strings.ReplaceAll(text, ":", "_"), Codes: make([]int32, s.Len()), Dict: record.NewDict()}
		of := s.Column(p.column)
		for row := range c.Codes {
			if v := of.Text(int32(row)); v != "" {
				c.Codes[row] = c.Code(p.form(v))
			}
		}
		derived, columns = append(derived, c), append(columns, c.Name)
	}
	same := func(a, b string) string { return fmt.Sprintf(`l.%s = r.%s`, quoted(name(a)), quoted(name(b))) }
	switch {
	case r.Kind == All && len(columns) == len(r.Parts):
		return joined(" and ", columns, same), derived
	case r.Kind == Any && len(columns) > 0:
		var ways []string
		for _, a := range columns {
			for _, b := range columns {
				ways = append(ways, same(a, b))
			}
		}
		return strings.Join(ways, " or "), derived
	case r.Kind == Unordered && len(columns) == 2:
		a, b := columns[0], columns[1]
		return fmt.Sprintf("(%s and %s) or (%s and %s)", same(a, a), same(b, b), same(a, b), same(b, a)), derived
	}
	return "", nil
}

func joined(by string, columns []string, same func(a, b string) string) string {
	var out []string
	for _, c := range columns {
		out = append(out, same(c, c))
	}
	return strings.Join(out, by)
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// Whole says that no block of a rule is divided or given up: all records that share a
// key are pairs.
func (x *Index) Whole(rule int) bool { return len(x.large[rule][0]) == 0 }

// Blocks gives the blocks of a rule as columns, which are called prefix and a number,
// and what two records of one block share, over the tables l and r; "" = it has none. A
// block has one column, in which none of its records is in another block.
func (x *Index) Blocks(rule int, prefix string, name func(column string) string) (sql string, columns []*record.Column) {
	records := len(x.members.start) - 1
	for k, b := range x.blocks {
		if int(b.rule) != rule {
			continue
		}
		rows := x.rows[rule][b.start:b.end]
		c := freeFor(rows, columns)
		if c == nil {
			c = &record.Column{Name: prefix, Codes: make([]int32, records), Dict: record.NewDict()}
			if len(columns) > 0 {
				c.Name = fmt.Sprintf("%s_%d", prefix, len(columns)+1)
			}
			columns = append(columns, c)
		}
		number := c.Code(strconv.Itoa(k + 1))
		for _, row := range rows {
			c.Codes[row] = number
		}
	}
	var ways []string
	for _, c := range columns {
		ways = append(ways, fmt.Sprintf("l.%[1]s = r.%[1]s", quoted(name(c.Name))))
	}
	return strings.Join(ways, " or "), columns
}

// freeFor is the first column that says nothing of any of the rows.
func freeFor(rows []int32, columns []*record.Column) *record.Column {
	for _, c := range columns {
		if !slices.ContainsFunc(rows, func(row int32) bool { return c.Codes[row] != 0 }) {
			return c
		}
	}
	return nil
}
