package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scv"
	"scv/internal/identity/prepare"
	"scv/internal/identity/record"
	"scv/internal/identity/spec"
	"scv/internal/warehouse"
)

// Materialization builds models with `materialized: identity`. The model selects
// one row per record: record_id, party_type ("person", "organisation" or null: a
// row with an organisation's name and no person's is one) and any of the columns
// that compare looks at; a column that is not selected says nothing.
//
// The target gets record_id, customer_id, party_type, cluster_size (records of
// the customer) and min_weight (bits: the weakest of the links that hold the
// customer together; null for a single record). The side tables stand beside it.
//
// The published version, if there is one, is the past: its ids go on, and its
// model is used as it is, unless it was learned from too little.
type Materialization struct {
	matcher
	warehouse *warehouse.Warehouse
	people    Decisions
	specs     Specs
	share     float64 // of the records that may have changed for an update
	drift     float64 // of the records that may differ from the base of a version
	memory    int64   // bytes that pairs may take; 0 = no limit
	aside     string  // folder for those that are beyond
}

var _ scv.Materialization = (*Materialization)(nil)

var _ scv.Carrier = (*Materialization)(nil)

// Settings implements scv.Repeatable: besides the select, a version follows from the
// spec, from what people have decided, from a model that was trained for it, and from
// the version before it, which is the one that is kept.
func (x *Materialization) Settings(ctx context.Context) (string, error) {
	said, err := x.people.read(ctx)
	if err != nil {
		return "", err
	}
	sp, err := x.specs.read()
	if err != nil {
		return "", err
	}
	next, err := TrainedStamp(ctx, x.warehouse)
	return fmt.Sprintf("%+v\n%s%s", said, sp.Canonical(), next), err
}

// Beside implements scv.Repeatable.
func (x *Materialization) Beside(m scv.Model) []scv.Relation {
	var out []scv.Relation
	for _, name := range sideTables() {
		out = append(out, beside(m.Target, name))
	}
	return out
}

// NewMaterialization works in a warehouse. people gives what persons have decided,
// nil = nothing. workers is the number of goroutines, 0 = one per core; the result
// does not depend on it.
func NewMaterialization(w *warehouse.Warehouse, people Decisions, progress scv.Progress, workers int) *Materialization {
	return &Materialization{matcher: newMatcher(progress, workers), warehouse: w, people: people, share: mostTouched, drift: mostChanged}
}

// Under has the materialization match as specs say.
func (x *Materialization) Under(specs Specs) *Materialization {
	x.specs = specs
	return x
}

// Within has pairs take so many bytes of memory, 0 = no limit; what is beyond lies in
// files of a folder while the run lasts.
func (x *Materialization) Within(memory int64, folder string) *Materialization {
	x.memory, x.aside = memory, folder
	return x
}

// Anew has the materialization match everything, also where an update would do: what
// the published version made of records is not taken over, only its models and ids.
func (x *Materialization) Anew() *Materialization {
	x.share = -1
	return x
}

// Materialize implements scv.Materialization.
func (x *Materialization) Materialize(ctx context.Context, m scv.Model) (rows int64, err error) {
	rows, err = x.build(ctx, m)
	if errors.Is(err, errAnew) {
		anew := *x
		rows, err = anew.Anew().build(ctx, m)
	}
	if err != nil {
		return 0, fmt.Errorf("identity %s: %w", m.Name, err)
	}
	return rows, nil
}

// build is one try, in one transaction.
func (x *Materialization) build(ctx context.Context, m scv.Model) (rows int64, err error) {
	aside := &room{limit: x.memory, dir: x.aside}
	defer aside.close()
	err = x.warehouse.Tx(ctx, func(s *warehouse.Session) error {
		b, err := x.newBuild(ctx, s, m)
		if err != nil {
			return err
		}
		b.room = aside
		rows, err = b.run(ctx)
		return err
	})
	return rows, err
}

func beside(target scv.Relation, name string) scv.Relation {
	return scv.Relation{Schema: target.Schema, Name: name}
}

// parties in the order in which they are matched.
func parties() []string { return []string{"person", "organisation"} }

// compared lists the columns that are read.
func compared() []string {
	return []string{
		"party_type", "given_name_std", "family_name_std", "name_suffix_std", "organisation_name_std", "birth_date_std", "email_std",
		"phone_std", "mobile_std", "street_std", "street_number_std", "postal_code_std", "city_std", "country_std", "tax_id_std",
	}
}

// readSet reads of a table of records what a spec looks at, or of those of them that a
// condition holds for.
func readSet(ctx context.Context, s warehouse.Conn, from scv.Relation, sp *spec.Spec, where string) (*record.Set, error) {
	columns, err := selected(ctx, s, from, sp)
	if err != nil {
		return nil, err
	}
	return readRows(ctx, s, "select "+columns+" from "+warehouse.QuoteRelation(from)+where, sp)
}

// selected lists what a spec looks at of a table of records.
func selected(ctx context.Context, s warehouse.Conn, from scv.Relation, sp *spec.Spec) (string, error) {
	fields, err := columnsOf(ctx, s, from)
	if err != nil {
		return "", err
	}
	if !slices.Contains(fields, "record_id") {
		return "", noRecordID(from)
	}
	return among(fields, sp), nil
}

// among lists what a spec looks at of the columns of records.
func among(fields []string, sp *spec.Spec) string {
	list := "cast(record_id as varchar)"
	for _, name := range columnsUnder(sp) {
		if slices.Contains(fields, name) {
			list += ", cast(" + warehouse.Quote(name) + " as varchar) as " + warehouse.Quote(name)
		}
	}
	return list
}

func noRecordID(from scv.Relation) error {
	return &scv.Error{
		Code: scv.CodeIdentityInput, Op: "read records", Subject: from.String(),
		Err: errors.New("the select has no column record_id"), Hint: "Select record_id in the identity model.",
	}
}

// readRows reads the records that a query selects.
func readRows(ctx context.Context, s warehouse.Conn, query string, sp *spec.Spec) (*record.Set, error) {
	set, err := record.Read(ctx, s, query, map[string]string{
		"given_name_std": "name", "family_name_std": "name", "phone_std": "phone", "mobile_std": "phone",
	})
	if err != nil {
		return nil, err
	}
	return prepare.Others(set, sp.Own()), nil
}

func columnsOf(ctx context.Context, s warehouse.Conn, r scv.Relation) ([]string, error) {
	lister, ok := s.(interface {
		Columns(ctx context.Context, r scv.Relation) ([]scv.Field, error)
	})
	if !ok {
		return nil, errors.New("list columns: the connection cannot")
	}
	fields, err := lister.Columns(ctx, r)
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names, err
}
