package quality

import (
	"context"
	"fmt"
	"slices"

	"scv"
	"scv/internal/control"
)

// typedShare is the part of the rows of an entity that must fit its columns:
// beyond it the format of the export has changed.
const typedShare = 0.95

// emptyRows is how many records a table needs before a mapped column without any
// value says that something is broken: a rare value may be absent from a few.
const emptyRows = 200

func (f Facts) sourceProbes() []scv.Probe {
	return []scv.Probe{
		{
			Name: "source.complete", Items: []string{"3.4.2"},
			Proves: "The law of conservation, counted again in the tables: of every file, rows read = loaded + unchanged + quarantined; every bronze table holds what its loads say; every declared source was loaded by the newest run; no mapped column of a table with 200 records or more is empty.",
			Run:    f.complete,
		},
		{
			Name: "source.format", Items: []string{"3.4.3"},
			Proves: fmt.Sprintf("Of every entity at least %.0f %% of the rows read fit their columns; every declared column is in bronze with its declared type. A missing column or another type ends the run.", 100*typedShare),
			Run:    f.formats,
		},
	}
}

func (f Facts) complete(ctx context.Context) scv.Finding {
	_, run, err := f.look(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	if bad := f.notLoaded(run); len(bad) > 0 || run.Verdict == control.Failed && len(run.Checks) == 0 {
		return scv.Failed(fmt.Sprintf("run %s ended before everything was loaded%s", run.RunID, named(bad)), "`scv run` names the file and what to do.")
	}
	t, err := f.Ask(ctx, statement("loads"))
	if err != nil {
		return scv.Cannot(err)
	}
	var read, kept, held int64
	var broken []string
	for _, row := range t.Rows {
		name, r, k, h, expected := fmt.Sprintf("%v/%v", row[0], row[1]), row[2].(int64), row[3].(int64), row[4].(int64), row[5].(int64)
		read, kept, held = read+r, kept+k, held+h
		rows, err := f.rowsOf(ctx, row[0], row[1])
		if err != nil {
			return scv.Cannot(err)
		}
		if row[6].(int64) > 0 || rows != expected {
			broken = append(broken, fmt.Sprintf("%s (%d read, %d kept, %d quarantined, %d of %d rows in bronze)", name, r, k, h, rows, expected))
		}
	}
	if len(broken) > 0 {
		return scv.Failed("rows were lost or doubled"+named(broken), "Report this with the counts; compare with the file at its source.")
	}
	empty, err := f.emptyColumns(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	evidence := fmt.Sprintf("%d rows read = %d loaded or unchanged + %d quarantined, in %d tables", read, kept, held, len(t.Rows))
	if len(empty) > 0 {
		return scv.Failed(evidence+"; mapped columns without any value"+named(empty), "Correct the column under map: in scv.yml, or ask the source why it is empty.")
	}
	return scv.Passed(evidence + "; no mapped column is empty")
}

// notLoaded gives the declared sources that the run's report does not have, or
// whose counts break the law.
func (f Facts) notLoaded(run *Judged) (bad []string) {
	for _, s := range f.Sources() {
		if n, ok := run.Report.Rows[s.Name]; !ok || !n.Conserved() {
			bad = append(bad, s.Name)
		}
	}
	return bad
}

func (f Facts) rowsOf(ctx context.Context, source, entity any) (int64, error) {
	name := scv.ColumnName(fmt.Sprint(source)) + "__" + scv.ColumnName(fmt.Sprint(entity))
	t, err := f.Ask(ctx, `select count(*) from bronze."`+name+`"`)
	if err != nil {
		return 0, err
	}
	return t.Rows[0][0].(int64), nil
}

// emptyColumns gives the words that a source maps and no record of it has.
func (f Facts) emptyColumns(ctx context.Context) (empty []string, err error) {
	t, err := f.Ask(ctx, statement("filled"))
	if err != nil {
		return nil, err
	}
	for _, row := range t.Rows {
		if row[2].(int64) < emptyRows {
			continue
		}
		for _, word := range f.mapped(fmt.Sprint(row[0]), fmt.Sprint(row[1])) {
			if i := slices.Index(t.Columns, word); i > 0 && row[i].(int64) == 0 {
				empty = append(empty, fmt.Sprintf("%v/%v.%s", row[0], row[1], word))
			}
		}
	}
	return empty, nil
}

// mapped gives the words that an entity maps to columns of its source.
func (f Facts) mapped(source, entity string) (words []string) {
	for _, s := range f.Sources() {
		for _, e := range s.Entities {
			if s.Name != source || e.Name != entity {
				continue
			}
			for _, m := range e.Map {
				if m.Value == "" {
					words = append(words, m.To)
				}
			}
		}
	}
	return words
}

func (f Facts) formats(ctx context.Context) scv.Finding {
	if _, _, err := f.look(ctx); err != nil {
		return scv.Cannot(err)
	}
	t, err := f.Ask(ctx, statement("newest_files"))
	if err != nil {
		return scv.Cannot(err)
	}
	var parts, broken []string
	for _, row := range t.Rows {
		read, held := row[2].(int64), row[3].(int64)
		if read == 0 {
			continue
		}
		part := fmt.Sprintf("%v/%v %s", row[0], row[1], share(read-held, read))
		parts = append(parts, part)
		if float64(read-held) < typedShare*float64(read) {
			broken = append(broken, part)
		}
	}
	drift, err := f.drift(ctx)
	if err != nil {
		return scv.Cannot(err)
	}
	switch {
	case len(broken) > 0:
		return scv.Failed("rows do not fit their columns: "+firstOf(broken, 3), "`scv quarantine list` tells why; correct the export, or columns: in scv.yml.")
	case len(drift) > 0:
		return scv.Failed("columns are not as declared"+named(drift), "Correct columns: in scv.yml, or the export, and type `scv run`.")
	case len(parts) == 0:
		return scv.Failed("no row was ever read", "Declare sources in scv.yml and type `scv run`.")
	}
	return scv.Passed("rows that fit their columns: " + firstOf(parts, 4))
}

// drift gives the declared columns that bronze does not have, or has with another
// type.
func (f Facts) drift(ctx context.Context) (bad []string, err error) {
	live, err := f.types(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range f.Sources() {
		for _, e := range s.Entities {
			types := live[scv.Relation{Schema: string(scv.Bronze), Name: scv.ColumnName(s.Name) + "__" + scv.ColumnName(e.Name)}]
			for _, c := range e.Columns {
				if types[scv.ColumnName(c.Name)] != c.Type {
					bad = append(bad, fmt.Sprintf("%s/%s.%s", s.Name, e.Name, c.Name))
				}
			}
			for _, column := range mappedColumns(e) {
				if _, ok := types[scv.ColumnName(column)]; !ok {
					bad = append(bad, fmt.Sprintf("%s/%s.%s", s.Name, e.Name, column))
				}
			}
		}
	}
	return bad, nil
}

// types gives the columns of every live relation.
func (f Facts) types(ctx context.Context) (map[scv.Relation]map[string]scv.Type, error) {
	objects, err := f.Live(ctx)
	if err != nil {
		return nil, err
	}
	live := map[scv.Relation]map[string]scv.Type{}
	for _, o := range objects {
		live[o.Relation] = map[string]scv.Type{}
		for _, c := range o.Columns {
			live[o.Relation][c.Name] = c.Type
		}
	}
	return live, nil
}

func mappedColumns(e scv.EntityConfig) (columns []string) {
	for _, m := range e.Map {
		columns = append(columns, m.Columns...)
	}
	return columns
}
