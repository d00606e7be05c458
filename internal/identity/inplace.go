package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"scv"
	"scv/internal/identity/block"
	"scv/internal/identity/compare"
	"scv/internal/identity/engine"
	"scv/internal/identity/estimate"
	"scv/internal/identity/score"
	"scv/internal/identity/spec"
	"scv/internal/identity/splink/export"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/warehouse"
)

// Database is one connection of a database that finds, compares and weighs pairs by
// SQL. It gets temporary tables alone.
type Database struct {
	Session  *warehouse.Session
	Dialect  pushdown.Dialect
	AllPairs int64 // pairs that a rule without an equality may look at; 0 = 5,000,000

	notes []export.Note
}

// NewEngineIn gives the engine of this program with pairs found, compared and weighed in
// a database, from the canonical forms that it is handed. What agreement is worth is
// learned here from counts of patterns, and clusters are made here of the pairs that
// weigh enough, as ever. A party of so few records that all are compared is matched here.
func NewEngineIn(s *spec.Spec, db *Database) Engine { return native{spec: s, db: db} }

// formTable holds the forms of a party. Those of the next one take their place.
const formTable = "scv_form"

// inDatabase matches one party there.
type inDatabase struct {
	*Database
	x     matcher
	m     *matched
	index *block.Index
}

// export gives a model as statements have it.
func (d inDatabase) export(model *score.Model) (*export.Exported, error) {
	link := engine.Dedupe
	if d.m.plan.source != nil {
		link = engine.Link
	}
	return export.Write(export.Source{
		Set: d.m.set, Rules: d.m.plan.rules, Index: d.index, Comparisons: d.m.plan.comparisons, Model: model, Records: d.m.set.Len(), Link: link, IDColumn: keyColumn,
	})
}

// write gives its statements for the table of forms.
func (d inDatabase) write(x *export.Exported) (*pushdown.Script, error) {
	t := pushdown.Table{Name: formTable, ID: keyColumn, Typed: true}
	if d.m.plan.source != nil {
		t.Source = sourceOf
	}
	return pushdown.WriteOwn(x, d.Dialect, t, score.Probability(d.m.plan.line))
}

const (
	keyColumn = "scv_key"
	sourceOf  = "source_dataset" // no column is called so (export)
)

// edges finds, learns and weighs.
func (d inDatabase) edges(ctx context.Context, judges []*compare.Judge) (*score.Scorer, error) {
	m := d.m
	made, err := d.count(ctx)
	if err != nil {
		return nil, err
	}
	m.model, m.learned = estimate.Train(m.party, m.plan.comparisons, m.set.Len(), made, d.x.compareRandom(judges, m.set.Len(), m.plan), m.labelled(judges[0])), true
	part := []gathering{{file: spilled{room: d.x.room}, later: d.x.later(m.plan)}}
	if len(made) > 0 {
		err = d.weigh(ctx, &part[0])
	}
	m.edges = joined(part)
	return score.New(m.model, m.plan.comparisons, m.set.Len()), errors.Join(err, m.edges.err)
}

// count finds the pairs and counts their patterns; that of levels does not follow from
// what was learned.
func (d inDatabase) count(ctx context.Context) (estimate.Counts, error) {
	made, m := estimate.Counts{}, d.m
	m.compared = make([]int64, len(m.rules))
	x, err := d.export(score.Prior(m.party, m.plan.comparisons, m.set.Len()))
	if err != nil || len(x.Rules) == 0 { // no rule makes a pair
		return made, err
	}
	script, err := d.write(x)
	if err == nil {
		err = d.load(ctx, x)
	}
	if err != nil {
		return nil, err
	}
	counted, err := pushdown.Count(ctx, d.Session, script, x, d.AllPairs, d.x.progress)
	for n, gammas := range counted.Patterns {
		made[x.Pattern(gammas)] += int64(counted.Pairs[n])
	}
	for n, pairs := range counted.RulePairs {
		m.compared[x.Rules[n]] = pairs
	}
	return made, err
}

// weigh weighs the pairs with what was learned, and takes in those that are worth it.
func (d inDatabase) weigh(ctx context.Context, into *gathering) error {
	x, err := d.export(d.m.model)
	if err != nil {
		return err
	}
	d.tell(x.Notes)
	script, err := d.write(x)
	if err != nil {
		return err
	}
	return pushdown.Weigh(ctx, d.Session, script, x, d.x.least, d.x.progress, func(w pushdown.Weighed) {
		into.add(edge{pair{w.L, w.R, int32(x.Rules[w.Rule]), x.Pattern(w.Gammas)}, w.Weight})
	})
}

// tell keeps what SQL says otherwise than it is judged here.
func (d inDatabase) tell(notes []export.Note) {
	for _, n := range notes {
		if n.Part != export.PartClasses && n.Part != export.PartRarity && !slices.Contains(d.notes, n) {
			d.notes = append(d.notes, n)
		}
	}
}

// told gives the notes as texts.
func (d *Database) told() (out []string) {
	if d == nil {
		return nil
	}
	for _, n := range d.notes {
		out = append(out, "in SQL "+n.Part+": "+n.Why)
	}
	return out
}

// load puts the forms that the model reads into a table, in order of the records.
func (d inDatabase) load(ctx context.Context, x *export.Exported) error {
	fields := []scv.Field{{Name: keyColumn, Type: scv.Text}, {Name: sourceOf, Type: scv.Text}}
	for _, c := range x.Columns {
		fields = append(fields, scv.Field{Name: c.Name, Type: scv.Text})
	}
	s := d.Session
	if _, err := s.Exec(ctx, s.Dialect().CreateTempTable(formTable, fields)); err != nil {
		return err
	}
	const block = 1 << 14
	b, rank := scv.NewBatch(fields), 0
	for row := range int32(d.m.set.Len()) {
		b.Columns[0].AppendText(d.m.set.IDs[row])
		if d.m.plan.source == nil {
			b.Columns[1].AppendNull()
		} else {
			if row == 0 || d.m.plan.source[row] != d.m.plan.source[row-1] { // the rows of a source stand together
				rank++
			}
			b.Columns[1].AppendText(fmt.Sprintf("%09d", rank))
		}
		for k, c := range x.Columns {
			if c.Codes[row] == 0 {
				b.Columns[k+2].AppendNull()
				continue
			}
			b.Columns[k+2].AppendText(c.Text(row))
		}
		if b.Len() == block || int(row)+1 == d.m.set.Len() {
			if err := s.Append(ctx, scv.Relation{Schema: "temp", Name: formTable}, b); err != nil {
				return err
			}
			b.Reset()
		}
	}
	return nil
}
