package identity

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/compare"
	"scv/internal/identity/prepare"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
	"scv/internal/warehouse"
)

// live is where readers see the published version.
func live(name string) scv.Relation {
	return scv.Relation{Schema: string(scv.Identity), Name: name}
}

// Subject is a record or a customer of the published version.
type Subject struct {
	Record   scv.RecordID // "" = the customer as a whole
	Customer scv.CustomerID
	Party    string
	Redirect *Redirect // the id is not in use any more: this customer answers for it
}

// Find tells what an id names: a record, or a customer, be it by an id that was merged
// into its own.
func Find(ctx context.Context, w *warehouse.Warehouse, id string) (Subject, error) {
	s, err := find(ctx, w, id)
	if scv.CodeOf(err) != scv.CodeNotMatched {
		return s, err
	}
	r, followed := RedirectOf(ctx, w, scv.CustomerID(id))
	if r == nil {
		return s, cmp.Or(followed, err)
	}
	s, err = find(ctx, w, string(r.To))
	s.Redirect = r
	return s, err
}

// FindCustomer tells which customer answers for a customer's id.
func FindCustomer(ctx context.Context, w *warehouse.Warehouse, id scv.CustomerID) (Subject, error) {
	s, err := Find(ctx, w, string(id))
	if err == nil && s.Record != "" {
		return s, &scv.Error{
			Code: scv.CodeNotMatched, Op: "find customer", Subject: string(id), Err: errors.New("it is a record, not a customer"),
			Hint: "It is one of " + string(s.Customer) + ".",
		}
	}
	return s, err
}

func find(ctx context.Context, w *warehouse.Warehouse, id string) (Subject, error) {
	t, err := w.Table(ctx, statement("find").String(), id, id, id)
	if err != nil {
		return Subject{}, fmt.Errorf("find record: %w", err)
	}
	if len(t.Rows) == 0 {
		return Subject{}, &scv.Error{
			Code: scv.CodeNotMatched, Op: "find", Subject: id, Err: errors.New("the published version knows no such record or customer"),
			Hint: "Record ids look like source/entity/key; `scv customer search WORDS` and `scv customer show ID` list them.",
		}
	}
	text := func(k int) string { s, _ := t.Rows[0][k].(string); return s }
	s := Subject{Record: scv.RecordID(text(0)), Customer: scv.CustomerID(text(1)), Party: text(2)}
	if string(s.Record) != id {
		s.Record = ""
	}
	return s, nil
}

// Explain compares two records, or the most alike records of two customers, as the
// published version was built. people is what stands of what persons have decided.
// The values in an explanation are personal data.
func Explain(ctx context.Context, w *warehouse.Warehouse, people []Decision, left, right string) (*Explanation, error) {
	l, err := Find(ctx, w, left)
	if err != nil {
		return nil, err
	}
	r, err := Find(ctx, w, right)
	if err != nil {
		return nil, err
	}
	e := &Explanation{Left: l.Record, Right: r.Record, LeftCustomer: l.Customer, RightCustomer: r.Customer, SameCustomer: l.Customer == r.Customer, Redirected: redirected(l.Redirect, r.Redirect)}
	if l.Party != r.Party {
		e.Apart = &Apart{Reason: ApartParty}
		return e, nil
	}
	e.Party = l.Party
	b, rows, err := published(ctx, w, l.Party, people, l.Customer, r.Customer)
	if err != nil {
		return nil, err
	}
	i, j := b.pair(l, r, rows)
	e.Left, e.Right = scv.RecordID(b.record(i)), scv.RecordID(b.record(j))
	e.judge(b, i, j, rows[l.Customer], rows[r.Customer])
	return e, nil
}

// pair gives the rows of two subjects, of a customer the one that is most alike.
func (b *basis) pair(l, r Subject, rows map[scv.CustomerID][]int32) (i, j int32) {
	of := func(s Subject) []int32 {
		if row, ok := b.set.Row(string(s.Record)); ok && s.Record != "" {
			return []int32{row}
		}
		return rows[s.Customer]
	}
	left, right := of(l), of(r)
	if len(left) == 1 && len(right) == 1 {
		return left[0], right[0]
	}
	closest, _ := b.closest(left, right)
	if !slices.Contains(left, closest[0]) {
		return closest[1], closest[0]
	}
	return closest[0], closest[1]
}

// Member tells what holds a record in its customer, or a customer together.
func Member(ctx context.Context, w *warehouse.Warehouse, people []Decision, id string) (*Membership, error) {
	s, err := Find(ctx, w, id)
	if err != nil {
		return nil, err
	}
	b, rows, err := published(ctx, w, s.Party, people, s.Customer, s.Customer)
	if err != nil {
		return nil, err
	}
	at := int32(-1)
	if row, ok := b.set.Row(string(s.Record)); ok && s.Record != "" {
		at = row
	}
	m := b.membership(s.Customer, rows[s.Customer], at)
	m.Redirected = redirected(s.Redirect)
	return m, nil
}

// published gives what pairs of the records of two customers were judged by, and the
// rows of each.
func published(ctx context.Context, w *warehouse.Warehouse, party string, people []Decision, left, right scv.CustomerID) (*basis, map[scv.CustomerID][]int32, error) {
	models, err := readModels(ctx, w, live(modelTable))
	if err != nil {
		return nil, nil, err
	}
	model := models[party]
	sp, comparisons, err := comparisonsOf(model, party)
	if err != nil {
		return nil, nil, err
	}
	counts, err := readSettled(ctx, w, live("customer_identity"))
	if err != nil {
		return nil, nil, err
	}
	set, records, err := judgedOf(ctx, w, sp, comparisons, counts[party], party, fmt.Sprintf("(%s, %s)", warehouse.Literal(string(left)), warehouse.Literal(string(right))))
	if err != nil {
		return nil, nil, err
	}
	how, err := planUnder(sp, party, set)
	how.people, how.settled = people, counts[party]
	if err != nil {
		return nil, nil, err
	}
	b := &newBasis(how, set, model, records).basis
	rows := map[scv.CustomerID][]int32{}
	for _, id := range slices.Compact([]scv.CustomerID{left, right}) {
		ids, err := RecordsOf(ctx, w, id)
		if err != nil {
			return nil, nil, err
		}
		for _, r := range ids {
			if row, ok := set.Row(string(r)); ok {
				rows[id] = append(rows[id], row)
			}
		}
	}
	return b, rows, b.readFound(ctx, w, left, right)
}

// readFound reads which pairs of two customers rules have made.
func (b *basis) readFound(ctx context.Context, w *warehouse.Warehouse, left, right scv.CustomerID) error {
	t, err := w.Table(ctx, statement("links").String(), string(left), string(right), string(left), string(right))
	if err != nil {
		return fmt.Errorf("read links of the customer: %w", err)
	}
	for _, row := range t.Rows {
		text := func(k int) string { s, _ := row[k].(string); return s }
		i, here := b.set.Row(text(0))
		j, there := b.set.Row(text(1))
		if here && there {
			b.found[inOrderOf(i, j)] = text(2)
		}
	}
	return nil
}

func countParty(ctx context.Context, w *warehouse.Warehouse, party string) (int, error) {
	t, err := w.Table(ctx, "select count(*) from identity.customer_identity where party_type = ?", party)
	if err != nil {
		return 0, fmt.Errorf("count records: %w", err)
	}
	n, _ := t.Rows[0][0].(int64)
	return int(n), nil
}

// judgedOf reads the records of customers, and tells among how many records the values
// were counted. With them come the others of their party that something follows from:
// where a version kept no counts, those that share a value that is counted; and all,
// where a comparison looks at all. What must_link makes one is in one customer.
func judgedOf(ctx context.Context, w *warehouse.Warehouse, sp *spec.Spec, comparisons []compare.Comparison, counts *settled, party, customers string) (*record.Set, int, error) {
	var shared [][]string // columns in any of which a value may be that another one has
	for _, c := range comparisons {
		if counts == nil && c.Rare() {
			shared = append(shared, c.Columns)
		}
	}
	where := ""
	if localAll(comparisons) {
		var err error
		if where, err = neighbours(ctx, w, sp, shared, customers); err != nil {
			return nil, 0, err
		}
	}
	set, err := readSet(ctx, w, live(recordTable), sp, where)
	if err != nil {
		return nil, 0, err
	}
	set = set.Subset(rowsOf(set, party))
	if counts != nil {
		return set, counts.Records, nil
	}
	records, err := countParty(ctx, w, party)
	return set, records, err
}

func localAll(comparisons []compare.Comparison) bool {
	return !slices.ContainsFunc(comparisons, func(c compare.Comparison) bool { return !c.Local() })
}

func recordsOf(customers string) string {
	return "record_id in (select record_id from identity.customer_identity where customer_id in " + customers + ")"
}

// neighbours is the condition of the records of customers, and of those that share a
// value with one of them in columns.
func neighbours(ctx context.Context, w *warehouse.Warehouse, sp *spec.Spec, shared [][]string, customers string) (string, error) {
	own := recordsOf(customers)
	if len(shared) == 0 {
		return " where " + own, nil
	}
	members, err := readSet(ctx, w, live(recordTable), sp, " where "+own)
	if err != nil {
		return "", err
	}
	conditions := []string{own}
	for _, columns := range shared {
		conditions = append(conditions, sharing(members, columns)...)
	}
	return " where " + strings.Join(conditions, " or "), nil
}

// sharing is the conditions of records that have one of the values in columns that a
// set has in them.
func sharing(s *record.Set, columns []string) []string {
	var values, out []string
	for _, name := range columns {
		column, _, formed := strings.Cut(name, ":")
		if own, ok := strings.CutPrefix(column, prepare.Generic("")); ok || formed { // its form is made here: all that have a value may have it
			return []string{warehouse.Quote(own) + " is not null"}
		}
		for row := range int32(s.Len()) {
			if v := s.Column(name).Text(row); v != "" {
				values = append(values, warehouse.Literal(v))
			}
		}
	}
	slices.Sort(values)
	if values = slices.Compact(values); len(values) == 0 {
		return nil
	}
	for _, name := range columns {
		if s.Has(name) {
			out = append(out, warehouse.Quote(name)+" in ("+strings.Join(values, ", ")+")")
		}
	}
	return out
}
