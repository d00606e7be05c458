package splink

import (
	"context"
	"errors"
	"fmt"

	"scv"
	"scv/internal/identity/engine"
	"scv/internal/identity/record"
	"scv/internal/identity/splink/native"
	"scv/internal/warehouse"
)

// EngineOptions say how a model is run on tables from files.
type EngineOptions struct {
	Threshold float64   // of Options
	AllPairs  int64     // of Options
	Train     *Training // learn the model anew; nil = take it as it is

	// Open gives a DuckDB for what native does not know; it is called only when the
	// model has such conditions, and closed after the run. nil = they are an error.
	Open func(context.Context) (*warehouse.Warehouse, error)
	// Learned is told of the model that was trained; nil = nobody.
	Learned func(*Model) error
}

// Engine runs a model of Splink on tables. Every column is text.
type Engine struct {
	model   *Model
	unknown []string
	o       EngineOptions
}

// NewEngine reads a model file.
func NewEngine(text []byte, o EngineOptions) (*Engine, error) {
	m, unknown, err := Decode(text)
	if err != nil {
		return nil, err
	}
	return &Engine{model: m, unknown: unknown, o: o}, nil
}

// Run is engine.Engine's.
func (e *Engine) Run(ctx context.Context, in engine.Input, o engine.Options) (out *engine.Result, err error) {
	err = e.readied(ctx, in, o, func(own *Input, m *Model, options Options) error {
		out, err = e.run(ctx, own, m, options)
		return err
	})
	return out, err
}

// readied hands out the records and the model. Where the model says what native does
// not know, it does so once more, with a DuckDB at hand.
func (e *Engine) readied(ctx context.Context, in engine.Input, o engine.Options, run func(*Input, *Model, Options) error) error {
	m := *e.model
	m.IDColumn = in.IDColumn
	if dedupe := m.Link == "dedupe_only"; dedupe != (in.Link == engine.Dedupe) {
		return &scv.Error{
			Code: scv.CodeSplinkModel, Op: "match", Subject: "link_type " + m.Link, Err: errors.New("the model is not for this command"),
			Hint: "A model with dedupe_only is for `scv identity dedupe FILE`, one with link_only or link_and_dedupe for `scv identity link FILE FILE`.",
		}
	}
	own, err := inputOf(in)
	if err != nil {
		return err
	}
	options := Options{
		Threshold: e.o.Threshold, AllPairs: e.o.AllPairs, Pairs: o.Pairs, Workers: o.Workers, Memory: o.Memory, Progress: o.Progress,
	}
	if err = run(own, &m, options); !errors.Is(err, errOutside) || e.o.Open == nil {
		return err
	}
	db, err := e.o.Open(ctx)
	if err != nil {
		return err
	}
	err = db.Session(ctx, func(s *warehouse.Session) error {
		options.Outside = NewDuckDB(s, s.Dialect(), own.Frame)
		return run(own, &m, options)
	})
	return errors.Join(err, db.Close())
}

func (e *Engine) run(ctx context.Context, in *Input, m *Model, o Options) (*engine.Result, error) {
	notes, model, err := e.train(ctx, in, m, o)
	if err != nil {
		return nil, err
	}
	r, err := Run(ctx, in, model, o)
	if err != nil {
		return nil, err
	}
	return resultOf(model, r, append(e.notes(model), notes...)), nil
}

// train learns the model when that was asked for, and tells how.
func (e *Engine) train(ctx context.Context, in *Input, m *Model, o Options) ([]string, *Model, error) {
	if e.o.Train == nil {
		return nil, m, nil
	}
	t, err := Train(ctx, in, m, *e.o.Train, o)
	if err != nil {
		return nil, nil, err
	}
	notes := t.Told()
	if e.o.Learned != nil {
		err = e.o.Learned(t.Model)
	}
	return notes, t.Model, err
}

// Told says how a model was learned, for people.
func (t *Trained) Told() (notes []string) {
	for _, s := range t.Sessions {
		end := "came to rest"
		if !s.Rested {
			end = "did not come to rest: more of max_iterations may help"
		}
		notes = append(notes, fmt.Sprintf("learned from %d pairs of %s: %d rounds, %s, %.4g of the pairs match", s.Pairs, s.Rule, s.Rounds, end, s.Lambda))
	}
	return append(notes, fmt.Sprintf("two records taken at random are one with a probability of %.4g", t.Model.Lambda))
}

// notes lists what is odd about the model, and its file.
func (e *Engine) notes(m *Model) (out []string) {
	for _, key := range e.unknown {
		out = append(out, "key "+key+" of the model is unknown and counts for nothing")
	}
	return append(out, Check(m)...)
}

// inputOf reads the records as columns of text.
func inputOf(in engine.Input) (*Input, error) {
	var columns []*native.Column
	for _, name := range in.Columns {
		c, err := textColumn(in.Records.Column(name))
		if err != nil {
			return nil, err
		}
		columns = append(columns, c)
	}
	out := &Input{Frame: native.NewFrame(in.Records.Len(), columns...), IDs: in.IDs}
	if in.Link != engine.Dedupe {
		out.Sources, out.Source = in.Sources, in.Source
	}
	return out, nil
}

func textColumn(c *record.Column) (*native.Column, error) {
	texts := make([]string, c.Len())
	for code := range texts {
		texts[code] = c.Value(int32(code))
	}
	return native.NewColumn(c.Name, native.TextKind, c.Codes, texts)
}

// resultOf tells what each comparison was, and where it was evaluated.
func resultOf(m *Model, r *Result, notes []string) *engine.Result {
	out := &engine.Result{Cluster: r.Cluster, Pairs: r.Pairs, Links: r.Links, Notes: notes}
	for k, rule := range m.Rules {
		out.Rules = append(out.Rules, engine.Rule{Name: rule.SQL, Pairs: r.RulePairs[k]})
	}
	for _, c := range m.Comparisons {
		levels, own := 0, 0
		for _, l := range r.Coverage {
			if l.Comparison != c.Name {
				continue
			}
			levels++
			if l.Native {
				own++
			} else if l.Why != "" {
				out.Notes = append(out.Notes, fmt.Sprintf("%s, %q is evaluated by DuckDB: %s", c.Name, l.Level, l.Why))
			}
		}
		out.Columns = append(out.Columns, engine.Column{
			Name: c.Name, Role: fmt.Sprintf("%d levels", levels), Reason: fmt.Sprintf("%d of them evaluated natively", own),
		})
	}
	return out
}
