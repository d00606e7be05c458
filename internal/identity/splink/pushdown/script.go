package pushdown

import (
	_ "embed"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"scv"
	"scv/internal/identity/splink"
	"scv/internal/identity/splink/condition"
	"scv/internal/identity/splink/export"
)

// Table is where the records are.
type Table struct {
	Name   string // as the engine reads it, quoted where that is needed
	ID     string // column that names a record
	Source string // column that names a record's source; "" in a dedupe
	Fold   bool   // compare texts folded
	Typed  bool   // columns are taken as they are; else as text, blanks around dropped, empty as null
}

// Statement is one statement, and what it is for.
type Statement struct {
	Name string `json:"name"` // "records", "estimate", "pairs", "gammas", "patterns", "weights", "edges"
	Does string `json:"does"`
	SQL  string `json:"sql"`
}

// Script is a model in the words of an engine: statements in the order in which
// they run. Estimate, Patterns and Edges are queries; the others make temporary
// tables.
type Script struct {
	Statements []Statement `json:"statements"`
	Differ     []string    `json:"differ"` // functions that engines do not share: where these count, answers differ by engine
	Otherwise  []Otherwise `json:"otherwise,omitempty"`

	blocked []bool // by rule: every part of it has an equality
	sources bool
	table   string
}

// Otherwise is a level that the engine has no words for; others stand for them.
type Otherwise struct {
	Comparison string `json:"comparison"`
	Level      string `json:"level"`
	Why        string `json:"why"`
}

// Get finds a statement.
func (s *Script) Get(name string) string {
	for _, st := range s.Statements {
		if st.Name == name {
			return st.SQL
		}
	}
	return ""
}

//go:embed sql/record.sql
var recordSQL string

//go:embed sql/pair.sql
var pairSQL string

//go:embed sql/rule.sql
var ruleSQL string

//go:embed sql/estimate.sql
var estimateSQL string

//go:embed sql/gamma.sql
var gammaSQL string

//go:embed sql/pattern.sql
var patternSQL string

//go:embed sql/weighed.sql
var weighedSQL string

//go:embed sql/classes.sql
var classesSQL string

//go:embed sql/edge.sql
var edgeSQL string

func fill(text string, with ...string) string {
	return strings.TrimSpace(strings.NewReplacer(with...).Replace(text))
}

// Write gives the statements of a model on a table; pairs with a probability of
// threshold and more are edges.
func Write(m *splink.Model, d Dialect, t Table, threshold float64) (*Script, error) {
	return (&script{model: m, dialect: d, table: t}).statements(threshold)
}

// WriteOwn gives the statements of a model of ours on a table as the export writes it.
// Weights are those of three classes; what the export says otherwise or not at all is
// otherwise here, too.
func WriteOwn(x *export.Exported, d Dialect, t Table, threshold float64) (*Script, error) {
	return (&script{model: x.Own, own: x, dialect: d, table: t}).statements(threshold)
}

func (s *script) statements(threshold float64) (*Script, error) {
	if err := s.read(); err != nil {
		return nil, err
	}
	out := &Script{Differ: Portable(s.all())}
	for _, step := range []struct {
		name, does string
		write      func() (string, error)
	}{
		{"records", "the records in the order of their keys, with how frequent their values are", s.records},
		{"estimate", "how many pairs each rule makes at most, before any is made", s.estimate},
		{"pairs", "each pair once, under the first rule that makes it", s.pairs},
		{"gammas", "the level of every comparison", s.gammas},
		{"patterns", "how often each pattern of levels is met", s.patterns},
		{"weights", "match weight and probability", s.weights},
		{"edges", "pairs from the threshold on", func() (string, error) { return fill(edgeSQL, "{threshold}", number(threshold)), nil }},
	} {
		sql, err := step.write()
		if err != nil {
			return nil, err
		}
		out.Statements = append(out.Statements, Statement{step.name, step.does, sql})
	}
	if out.Otherwise = s.otherwise; len(s.otherwise) > 0 {
		out.Differ = slices.Sorted(slices.Values(append(out.Differ, "damerau_levenshtein")))
	}
	out.blocked, out.sources, out.table = s.blocked, s.table.Source != "", s.table.Name
	return out, nil
}

// script is what is needed while the statements are written.
type script struct {
	model   *splink.Model
	own     *export.Exported // of ours: weights have three classes; nil = Splink's
	dialect Dialect
	table   Table
	rules   []*condition.Node
	levels  [][]*condition.Node // by comparison and level; nil = else
	columns []string            // that rules and levels read
	tf      []string            // columns whose frequencies count
	blocked []bool

	otherwise []Otherwise
}

// read parses the model's conditions.
func (s *script) read() error {
	if len(s.model.Rules) == 0 {
		return written("blocking rules", errors.New("no rule makes a pair"))
	}
	seen := map[string]bool{}
	for _, r := range s.model.Rules {
		if len(r.Explode) > 0 {
			return written("blocking rule "+r.SQL, errors.New("exploded arrays have no form as SQL of several engines"))
		}
		n, err := condition.ParseRule(r.SQL)
		if err != nil {
			return written("blocking rule "+r.SQL, err)
		}
		s.rules = append(s.rules, n)
		note(seen, n)
	}
	frequencies := map[string]bool{}
	for _, c := range s.model.Comparisons {
		levels := make([]*condition.Node, len(c.Levels))
		for i, l := range c.Levels {
			if l.TF != "" {
				seen[strings.ToLower(l.TF)], frequencies[strings.ToLower(l.TF)] = true, true
			}
			if condition.IsElse(l.SQL) {
				continue
			}
			n, err := condition.ParseLevel(l.SQL)
			if err != nil {
				return written(fmt.Sprintf("comparison %s, level %q", c.Name, l.Label), err)
			}
			levels[i] = s.said(n, c.Name, l.Label)
			note(seen, n)
		}
		s.levels = append(s.levels, levels)
	}
	s.columns, s.tf = slices.Sorted(maps.Keys(seen)), slices.Sorted(maps.Keys(frequencies))
	return nil
}

// said is a level in words that the dialect has.
func (s *script) said(n *condition.Node, comparison, level string) *condition.Node {
	if s.dialect.swaps {
		return n
	}
	n, less := slips(n)
	for _, most := range less {
		why := fmt.Sprintf("%s has no function damerau_levenshtein: up to %d edits count, and one swap of two neighbours; a swap beside another edit is two of them", s.dialect.Name, most)
		s.otherwise = append(s.otherwise, Otherwise{comparison, level, why})
	}
	return n
}

func note(seen map[string]bool, n *condition.Node) {
	for _, c := range n.Columns() {
		seen[c] = true
	}
}

// all gives every condition.
func (s *script) all() []*condition.Node {
	out := slices.Clone(s.rules)
	for _, levels := range s.levels {
		for _, n := range levels {
			if n != nil {
				out = append(out, n)
			}
		}
	}
	return out
}

func written(subject string, err error) error {
	return &scv.Error{
		Code: scv.CodeSplinkSQL, Op: "write the model as SQL", Subject: subject, Err: err,
		Hint: "Write it otherwise, or take `scv identity dedupe --spec`, which needs no warehouse.",
	}
}
