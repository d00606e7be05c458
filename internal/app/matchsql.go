package app

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/pushdown"
	"scv/internal/warehouse"
	"scv/internal/warehouse/duckdb"
)

// SQLOptions say which model is written as SQL, for which table.
type SQLOptions struct {
	Spec      string // a model of Splink
	Dialect   string // pushdown.Dialects; "" = duckdb
	Table     pushdown.Table
	Threshold float64 // probability from which a pair is an edge; 0 = .95, of our own the line
	AllPairs  int64   // pairs that a rule without an equality may look at; 0 = 5,000,000

	Train     bool // learn the model anew in Database; then
	Training  pushdown.Training
	SaveModel string // gets the model that was learned, in Splink's form; "" = nobody

	Database string // a DuckDB file to run it in, which is only read; "" = it is only written
	Out      string // gets record ids and cluster ids, as CSV; "-" = Stdout
	Stdout   io.Writer
	Progress scv.Progress // nil = nobody is told
}

func (o *SQLOptions) threshold() float64 { return cmp.Or(o.Threshold, .95) }

// WriteSQL gives the statements of a model.
func WriteSQL(o SQLOptions) (*pushdown.Script, error) {
	_, script, err := sqlScript(o)
	return script, err
}

func sqlScript(o SQLOptions) (*splink.Model, *pushdown.Script, error) {
	d, ok := pushdown.DialectOf(cmp.Or(o.Dialect, "duckdb"))
	if !ok {
		return nil, nil, splinkUsage("--dialect is duckdb or snowflake")
	}
	if o.Threshold < 0 || o.Threshold > 1 {
		return nil, nil, splinkUsage("--threshold is a probability, from 0 to 1")
	}
	text, err := os.ReadFile(o.Spec)
	if err != nil {
		return nil, nil, &scv.Error{Code: scv.CodeUnreadable, Op: "read", Subject: o.Spec, Err: err}
	}
	if !isSplink(text) {
		return nil, nil, splinkUsage("--spec is no model of Splink: only such a model has a form as SQL")
	}
	m, _, err := splink.Decode(text)
	if err != nil {
		return nil, nil, err
	}
	if dedupe := m.Link == "dedupe_only"; dedupe != (o.Table.Source == "") {
		return nil, nil, splinkUsage("a model with link_type " + m.Link + ": " + map[bool]string{
			true: "leave --source out", false: "name the column of a record's source with --source",
		}[dedupe])
	}
	script, err := pushdown.Write(m, d, o.Table, o.threshold())
	return m, script, err
}

// MatchSQL runs the statements in a DuckDB file and writes the clusters.
func MatchSQL(ctx context.Context, o SQLOptions) (*Matched, error) {
	if o.Dialect != "" && o.Dialect != "duckdb" {
		return nil, splinkUsage("--database is a DuckDB file: leave --dialect out")
	}
	m, script, err := sqlScript(o)
	if err != nil {
		return nil, err
	}
	found, notes, err := runSQL(ctx, o, script, m)
	if err != nil {
		return nil, err
	}
	in, matched := sqlMatched(o, m, found)
	matched.Notes = append(matched.Notes, notes...)
	return matched, o.write(in, found.Cluster)
}

func (o SQLOptions) write(in engine.Input, clusters []int32) error {
	write := func(w io.Writer) error { return writeClusters(w, in, clusters) }
	if o.Out == "-" {
		return write(o.Stdout)
	}
	return streamFile(o.Out, 0o644, write)
}

// inDatabase opens the file to read it.
func inDatabase(ctx context.Context, o SQLOptions, fn func(*warehouse.Session) error) (err error) {
	if _, err := os.Stat(o.Database); err != nil {
		return &scv.Error{Code: scv.CodeUnreadable, Op: "open", Subject: o.Database, Err: err, Hint: "Name a DuckDB file that is there with --database."}
	}
	db, err := duckdb.Open(ctx, duckdb.Options{Path: o.Database, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Session(ctx, fn)
}

func runSQL(ctx context.Context, o SQLOptions, script *pushdown.Script, m *splink.Model) (found *pushdown.Result, notes []string, err error) {
	err = inDatabase(ctx, o, func(s *warehouse.Session) error {
		if o.Train {
			if script, notes, err = trainSQL(ctx, o, s, m); err != nil {
				return err
			}
		}
		found, err = pushdown.Run(ctx, s, script, m, o.AllPairs, o.Progress)
		return err
	})
	return found, notes, err
}

// trainSQL learns the model in the database, takes it over into m, and writes it.
func trainSQL(ctx context.Context, o SQLOptions, s *warehouse.Session, m *splink.Model) (*pushdown.Script, []string, error) {
	t, err := pushdown.Train(ctx, s, pushdown.DuckDB(), o.Table, m, o.Training, o.AllPairs, o.Progress)
	if err != nil {
		return nil, nil, err
	}
	*m = *t.Model
	if o.SaveModel != "" {
		if err := saveSplink(o.SaveModel, m); err != nil {
			return nil, nil, err
		}
	}
	script, err := pushdown.Write(m, pushdown.DuckDB(), o.Table, o.threshold())
	return script, t.Told(), err
}

// sqlMatched turns what the database gave into what matching of files gives.
func sqlMatched(o SQLOptions, m *splink.Model, found *pushdown.Result) (engine.Input, *Matched) {
	in := engine.Input{Link: engine.LinkType(m.Link), IDColumn: o.Table.ID, IDs: found.IDs}
	in.Sources, in.Source = numbered(found.Sources)
	result := &engine.Result{Cluster: found.Cluster, Pairs: found.Pairs, Links: int64(len(found.Edges)), Notes: splink.Check(m)}
	for k, r := range m.Rules {
		result.Rules = append(result.Rules, engine.Rule{Name: r.SQL, Pairs: found.RulePairs[k]})
	}
	return in, summarise(in, result)
}

// numbered gives each text the place of its first like.
func numbered(texts []string) (names []string, places []int32) {
	known := map[string]int32{}
	for _, t := range texts {
		at, ok := known[t]
		if !ok {
			at = int32(len(names))
			known[t] = at
			names = append(names, t)
		}
		places = append(places, at)
	}
	return names, places
}
